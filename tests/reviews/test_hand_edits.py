"""What an author does to a draft by hand is checked, told and never overwritten."""

from pathlib import Path

import pytest

from reviewer.models import Support
from reviewer.reviews.changelog import changelog
from reviewer.reviews.standing import DELETED
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, changed_lines, cited_keys, headings, id_of, studies


def test_an_edited_sentence_is_kept_and_proven_against_what_it_came_from(living: Living) -> None:
    line = next(line for line in living.lines() if "a cheap" in line)
    new = line.replace("a cheap", "an inexpensive and cheap")
    living.edit(line, new)
    text = living.text()
    result = living.update()
    assert living.text() == text
    (edit,) = result.edits
    assert edit.support in (Support.SUPPORTED, Support.WEAK)
    assert living.text().splitlines()[edit.line - 1] == new
    assert [one.after.by for one in result.changes.changed] == ["author"]
    assert "your own words" in living.text("audit.md")
    assert not living.update().written


def test_an_edit_that_the_papers_do_not_bear_out_is_told_and_kept(living: Living) -> None:
    line = next(line for line in living.lines() if ".5%" in line)
    new = line.replace(".5%", ".7%")
    living.edit(line, new)
    result = living.update()
    (edit,) = result.edits
    assert edit.support is Support.UNSUPPORTED
    assert "7%" in str(edit.reason)
    assert edit.is_wrong
    assert new in living.text()
    again = living.update()
    assert again.edits[0].is_wrong
    assert not again.edits[0].is_new
    assert not again.written


def test_a_new_sentence_with_a_key_is_proven_by_the_paper_it_cites(living: Living) -> None:
    line = living.lines()[0]
    key = line.partition("[@")[2].partition("]")[0]
    right = f"Bees are hard to count [@{key}]."
    wrong = f"Whales sing in the deep sea [@{key}]."
    living.edit(line, f"{line}\n{right}\n{wrong}")
    result = living.update()
    said = {edit.text: edit for edit in result.edits}
    assert said["Whales sing in the deep sea."].support is Support.UNSUPPORTED
    told = said["Bees are hard to count."]
    assert told.support in (Support.SUPPORTED, Support.WEAK, Support.UNSUPPORTED)
    assert right in living.text()
    assert wrong in living.text()
    assert len(result.changes.gained) == 2


def key_of(line: str) -> str:
    return line.partition("@")[2].partition("]")[0]


def test_a_citation_that_bears_nothing_out_is_told(living: Living) -> None:
    """The scale's paper is no source for what a microphone hears."""
    scale = next(line for line in living.lines() if "a cheap hive scale" in line)
    sound = next(line for line in living.lines() if "a cheap microphone" in line)
    living.edit(
        sound, sound.replace("a cheap microphone", f"a cheap microphone [@{key_of(scale)}]")
    )
    (edit,) = living.update().edits
    assert (edit.support, edit.reason) == (
        Support.WEAK,
        f"other papers bear it out, and nothing in {key_of(scale)}",
    )
    assert not edit.is_wrong


def test_a_citation_within_the_sentence_is_told_by_its_authors(living: Living) -> None:
    line = next(line for line in living.lines() if "a cheap microphone" in line)
    living.edit(line, f"@{key_of(line)} propose a cheap microphone for the sound of wings.")
    (edit,) = living.update().edits
    assert edit.text.endswith(" and Beck propose a cheap microphone for the sound of wings.")
    assert edit.support is Support.SUPPORTED


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (" [@nobody1999].", "— no paper of the collection has the key nobody1999"),
        (".", "— it cites nothing"),
    ],
)
def test_a_sentence_that_lost_its_citation_rests_on_nothing(
    living: Living, other: str, told: str
) -> None:
    line = next(line for line in living.lines() if line.endswith("]."))
    living.edit(line, line[: line.rindex(" [")] + other)
    assert any(one.endswith(told) for one in changelog(living.update().changes))


def test_a_sentence_that_is_joined_to_another_is_not_called_deleted(living: Living) -> None:
    first, second = living.lines()[:2]
    joined = f"{first.removesuffix('.')}, and {second}"
    living.edit(f"{first}\n{second}", joined)
    (lost,) = living.update().changes.lost
    assert lost.reason == "you joined it to another sentence"
    assert {key_of(first), key_of(second)} <= set(cited_keys(living))


def test_a_key_that_no_paper_has_is_told_with_its_line(living: Living) -> None:
    line = living.lines()[0]
    living.edit(line, f"{line}\nNobody counts bees at night [@nobody1999].")
    result = living.update()
    (edit,) = result.edits
    assert edit.unknown_keys == ("nobody1999",)
    assert "nobody1999" in living.text().splitlines()[edit.line - 1]
    assert edit.is_wrong


def test_a_paper_that_the_author_cites_by_its_own_key_joins_the_review(tmp_path: Path) -> None:
    papers = [*studies(), {**studies(["hive scale"], first=9, each=1)[0], "cite_key": "mine2020"}]
    living = Living(tmp_path, papers, HashingEmbedder())
    living.save(papers=6, must_not=[papers[-1]["title"]])
    living.edit(
        'must_not = [\n  "HiveScale29: The Weight Of Honey of the Heath",\n]',
        "must_not = []",
        "review.toml",
    )
    line = living.lines()[0]
    living.edit(
        line, f"{line}\nHiveScale29 is a cheap hive scale for the weight of honey [@mine2020]."
    )
    result = living.update()
    assert "mine2020" in [paper.key for paper in result.changes.papers_in]
    assert "mine2020" in living.text("references.bib")


def test_a_deleted_sentence_stays_deleted_and_its_paper_away(living: Living) -> None:
    alone = next(line for line in living.lines() if line.count("@") == 1)
    key = alone.partition("@")[2].partition("]")[0]
    name = next(
        p["title"] for p in living.papers if living.ws.paper(p["title"]).id == id_of(living, key)
    )
    others = [one for one in living.lines() if key in one]
    for one in others:
        living.edit(f"{one}\n", "")
    text = living.text()
    result = living.update()
    assert living.text() == text
    assert {claim.reason for claim in result.changes.lost} == {DELETED}
    assert [paper.title for paper in result.changes.papers_out] == [name]
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    living.update()
    assert key not in living.text()


def test_sentences_may_be_moved_and_headings_renamed(living: Living) -> None:
    first = headings(living)[0]
    living.edit(f"## {first}\n", "## What I call it\n")
    one, two = living.lines()[:2]
    living.edit(f"{one}\n{two}\n", f"{two}\n{one}\n")
    text = living.text()
    result = living.update()
    assert living.text() == text
    assert [(r.before, r.after) for r in result.changes.renamed] == [(first, "What I call it")]
    changes = result.changes
    assert (changes.gained, changes.lost, changes.changed) == ((), (), ())
    assert 'heading = "What I call it"' in living.text("plan.toml")
    assert not living.update().written
    living.ingest([*living.papers, *studies(first=5, each=2)])
    living.update()
    assert "What I call it" in headings(living)
    assert first not in headings(living)


def test_what_the_author_writes_around_the_themes_stays(living: Living) -> None:
    living.edit(
        "# Related work\n",
        "---\ntitle: Bees\n---\n\n# Related work\n\nWe count bees.\n\n<!-- note -->\n",
    )
    text = living.text() + "\n# Conclusion\n\nWe are done.\n"
    (living.folder / "draft.md").write_bytes(text.encode())
    result = living.update()
    assert not result.edits
    assert living.text() == text
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    assert living.update().changes.gained
    assert living.text().startswith(text[:80])
    assert living.text().endswith("\n# Conclusion\n\nWe are done.\n")


def test_crlf_stays_crlf(living: Living) -> None:
    for path in living.folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = living.files()
    assert not living.update().written
    assert living.files() == before
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    assert living.update().changes.gained
    for name, content in living.files().items():
        assert content.count(b"\n") == content.count(b"\r\n"), name


def test_an_edit_is_told_with_the_line_it_stands_in_afterwards(living: Living) -> None:
    first, last = living.lines()[0], living.lines()[-1]
    living.edit(last, f"Indeed, {last}")
    (before,) = living.update(dry_run=True).edits
    assert living.text().splitlines()[before.line - 1].startswith("Indeed, ")
    living.ws.remove(living.ws.paper(id_of(living, key_of(first))).title)
    (edit,) = living.update().edits
    assert living.text().splitlines()[edit.line - 1].startswith("Indeed, ")
    assert edit.line < before.line


def test_a_sentence_that_is_changed_is_one_line_in_git(living: Living) -> None:
    line = next(line for line in living.lines() if "a cheap" in line)
    before = {
        name: living.text(name)
        for name in ("draft.md", "evidence.jsonl", "references.bib", "plan.toml", "papers.jsonl")
    }
    living.edit(line, line.replace("a cheap", "one cheap"))
    living.update()
    counts = {name: len(changed_lines(text, living.text(name))) for name, text in before.items()}
    assert counts == {
        "draft.md": 2,
        "evidence.jsonl": 2,
        "references.bib": 0,
        "plan.toml": 0,
        "papers.jsonl": 0,
    }


def test_what_the_author_changed_in_the_references_stays(living: Living) -> None:
    text = living.text("references.bib")
    key = text.partition("{")[2].partition(",")[0]
    living.edit(f"{{{key},\n", f"{{{key},\n  note = {{mine}},\n", "references.bib")
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    living.update()
    assert "note = {mine}" in living.text("references.bib")
    assert living.text("references.bib").count("@") == len(set(cited_keys(living)))

"""A saved review follows its collection, and keeps every byte that nothing has changed."""

import difflib
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import ReviewerError, ReviewFolderError
from reviewer.models import Support
from reviewer.reviews import diff
from reviewer.reviews.changelog import changelog
from reviewer.reviews.standing import DELETED
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, studies

EMBEDDERS = pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])


@pytest.fixture
def living(tmp_path: Path) -> Living:
    review = Living(tmp_path, embedder=HashingEmbedder())
    review.save()
    return review


def headings(review: Living) -> list[str]:
    return [line[3:] for line in review.text().splitlines() if line.startswith("## ")]


def changed_lines(old: str, new: str) -> list[str]:
    told = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in told if line[0] in "+-" and line[:3] not in ("+++", "---")]


def test_nothing_has_changed_and_no_byte_is_touched(living: Living) -> None:
    before = living.files()
    result = living.update()
    assert result.written == ()
    assert not result.changes.any
    assert changelog(result.changes) == ["nothing has changed"]
    assert living.files() == before


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = (Living(tmp_path / name, embedder=HashingEmbedder()) for name in ("a", "b"))
    for review in (one, other):
        review.save()
        review.ingest(studies(each=6))
        review.update()
    first, second = one.files(), other.files()
    first.pop("log.md"), second.pop("log.md")
    assert first == second


@EMBEDDERS
def test_papers_that_come_touch_the_themes_they_belong_to_and_no_other(
    tmp_path: Path, embedder: HashingEmbedder | None
) -> None:
    living = Living(tmp_path, studies(), embedder)
    living.save()
    before = {heading: living.section(heading) for heading in headings(living)}
    evidence = living.text("evidence.jsonl").splitlines()
    living.ingest([*studies(), *studies(["hive scale"], first=5, each=3)])
    result = living.update()
    assert len(result.changes.papers_in) >= 2
    assert all("HiveScale" in paper.title for paper in result.changes.papers_in)
    changes = result.changes
    assert (changes.papers_out, changes.lost, changes.changed) == ((), (), ())
    assert len(result.changes.gained) >= 2
    assert result.redrafted == result.changes.themes
    kept = result.changes.kept
    assert kept
    for heading in kept:
        assert living.section(heading).rstrip() == before[heading].rstrip()
    for heading in result.redrafted:
        if heading in before:
            assert living.section(heading).startswith(before[heading].rstrip())
    assert set(evidence) <= set(living.text("evidence.jsonl").splitlines())
    assert not living.update().written


def test_a_paper_that_is_gone_takes_its_sentences_with_it(living: Living) -> None:
    gone = living.papers[0]
    name = gone["title"].partition(":")[0]
    before = living.text()
    lost = [line for line in living.lines() if name in line]
    assert lost
    living.ws.remove(gone["title"])
    result = living.update()
    assert [paper.title for paper in result.changes.papers_out] == [gone["title"]]
    assert result.changes.papers_out[0].reason == "not in the collection any more"
    assert all(claim.reason for claim in result.changes.lost)
    assert (
        changed_lines(before, living.text())
        == [f"-{line}" for line in before.splitlines() if line in lost]
        or lost
    )
    assert name not in living.text()
    assert name not in living.text("references.bib")
    assert not living.update().written


def test_a_paper_that_comes_back_has_its_key_back(living: Living) -> None:
    title = living.papers[0]["title"]
    key = living.ws.paper(title).id
    kept = {
        json.loads(line)["id"]: json.loads(line)
        for line in living.text("papers.jsonl").splitlines()[:-1]
    }
    cited = kept[key]["key"]
    living.ws.remove(title)
    living.update()
    assert f"@{cited}" not in living.text()
    living.ws.ingest([living.root / "papers.jsonl"], rebuild=True)
    living.ingest([*living.papers[1:], {**living.papers[0], "venue": "Hives"}])
    result = living.update()
    assert [paper.key for paper in result.changes.papers_in] == [cited]
    assert f"@{cited}" in living.text()


def test_a_paper_with_other_words_is_written_about_anew(living: Living) -> None:
    old = living.papers[0]
    name = old["title"].partition(":")[0]
    new = {
        **old,
        "abstract": old["abstract"]
        .replace("a cheap microphone", "a costly microphone")
        .replace("1.5%", "9.5%"),
    }
    before = {heading: living.section(heading) for heading in headings(living)}
    living.ingest([new, *living.papers[1:]])
    result = living.update()
    assert [paper.title for paper in result.changes.papers_changed] == [old["title"]]
    assert "costly" in living.text()
    assert not any(name in line and "cheap" in line for line in living.lines())
    for heading in result.changes.kept:
        assert living.section(heading) == before[heading]
    assert result.changes.papers_in == result.changes.papers_out == ()
    assert not living.update().written


def test_words_that_no_sentence_rests_on_may_change(living: Living) -> None:
    old = living.papers[0]
    new = {**old, "abstract": old["abstract"].replace("are hard to count", "are hard to see")}
    before = living.text()
    living.ingest([new, *living.papers[1:]])
    result = living.update()
    assert living.text() == before
    assert [paper.title for paper in result.changes.papers_changed] == [old["title"]]
    assert not result.changes.gained


# -- hand edits --------------------------------------------------------------------------------


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
    key = living.lines()[0].partition("@")[2].partition("]")[0]
    name = next(
        p["title"] for p in living.papers if living.ws.paper(p["title"]).id == _id_of(living, key)
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


# -- the author's wishes -----------------------------------------------------------------------


def test_a_paper_put_into_the_plan_is_written_about(tmp_path: Path) -> None:
    living = Living(tmp_path, embedder=HashingEmbedder())
    living.save(papers=6)
    cited = living.text()
    absent = next(p for p in living.papers if p["title"].partition(":")[0] not in cited)
    heading = headings(living)[0]
    start = f'heading = "{heading}"\n'
    plan = living.text("plan.toml")
    at = plan.index("papers = [\n", plan.index(start)) + len("papers = [\n")
    (living.folder / "plan.toml").write_text(f'{plan[:at]}  "{absent["title"]}",\n{plan[at:]}')
    result = living.update()
    assert [paper.title for paper in result.changes.papers_in] == [absent["title"]]
    assert absent["title"].partition(":")[0] in living.section(heading)
    assert not living.update().written


def test_a_brief_that_asks_for_more_papers_gets_them(tmp_path: Path) -> None:
    living = Living(tmp_path, embedder=HashingEmbedder())
    living.save(papers=4)
    living.edit("papers = 4", "papers = 7", "review.toml")
    result = living.update()
    assert len(result.changes.papers_in) == 3
    assert result.changes.lost == ()
    assert not living.update().written


def test_a_paper_that_must_not_be_cited_goes_and_one_that_must_comes(tmp_path: Path) -> None:
    living = Living(tmp_path, embedder=HashingEmbedder())
    living.save(papers=4)
    here = next(p["title"] for p in living.papers if p["title"].partition(":")[0] in living.text())
    there = next(
        p["title"] for p in living.papers if p["title"].partition(":")[0] not in living.text()
    )
    living.edit("must_not = []", f'must_not = ["{here}"]', "review.toml")
    living.edit("must_cite = []", f'must_cite = ["{there}"]', "review.toml")
    result = living.update()
    assert here in [paper.title for paper in result.changes.papers_out]
    assert there in [paper.title for paper in result.changes.papers_in]
    assert here.partition(":")[0] not in living.text()
    assert not living.update().written


# -- bad input ---------------------------------------------------------------------------------


def test_a_dry_run_tells_and_touches_nothing(living: Living) -> None:
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    before = living.files()
    told = living.update(dry_run=True)
    assert living.files() == before
    done = living.update()
    assert told.changes == done.changes
    assert told.written == done.written


def test_a_collection_that_is_another_one_altogether_is_refused(living: Living) -> None:
    before = living.files()
    for title in [paper["title"] for paper in living.papers]:
        living.ws.remove(title)
    living.ingest([{**p, "title": f"Other {p['title']}"} for p in studies(first=8)])
    with pytest.raises(ReviewFolderError, match="papers that this review cites is in this"):
        living.update()
    assert living.files() == before


def test_a_collection_made_anew_under_other_ids_is_known_by_its_titles(tmp_path: Path) -> None:
    living = Living(tmp_path / "a", embedder=HashingEmbedder())
    living.save()
    text = living.text("evidence.jsonl")
    ids = {json.loads(line)["id"] for line in living.text("papers.jsonl").splitlines()[:-1]}
    for number, old in enumerate(sorted(ids)):
        for name in ("papers.jsonl", "evidence.jsonl", "plan.toml"):
            path = living.folder / name
            path.write_text(path.read_text().replace(old, f"{number:016x}"))
    draft = living.text()
    result = living.update()
    assert living.text() == draft
    assert result.changes.papers_in == result.changes.papers_out == ()
    assert living.text("evidence.jsonl") == text


@pytest.mark.parametrize(
    ("name", "spoil", "said"),
    [
        ("draft.md", lambda text: "", "draft.md line 1: the draft is empty"),
        ("draft.md", lambda text: text[: text.rindex("[@") - 30], "it ends within a sentence"),
        ("draft.md", lambda text: "<<<<<<< HEAD\n" + text, "draft.md line 1: a conflict of git"),
        ("draft.md", lambda text: "# Other\n\nWords.\n", "sentences of this review is left"),
        ("evidence.jsonl", lambda text: text[:-40], "the end of the file is missing"),
        ("evidence.jsonl", lambda text: "{\n" + text, "evidence.jsonl line 1: not JSON"),
        (
            "evidence.jsonl",
            lambda text: text.replace('"supported"', '"maybe"', 1),
            "evidence.jsonl line 1: statement.support",
        ),
        ("papers.jsonl", lambda text: "", "the end of the file is missing"),
        ("papers.jsonl", lambda text: text.splitlines()[-1], "papers.jsonl does not have"),
        ("plan.toml", lambda text: text.replace("papers = [", "papers = ", 1), "is no TOML"),
        ("review.toml", lambda text: text[:60], "review.toml"),
        ("state.json", lambda text: text[:20], "state.json line"),
        ("state.json", lambda text: text.replace('"format": 1', '"format": 2'), "has format 2"),
    ],
)  # fmt: skip
def test_a_file_edited_into_nonsense_or_cut_off_is_refused_with_its_place(
    living: Living, name: str, spoil: Callable[[str], str], said: str
) -> None:
    (living.folder / name).write_text(spoil(living.text(name)))
    before = living.files()
    with pytest.raises(ReviewerError) as caught:
        living.update()
    assert said in caught.value.message
    assert caught.value.hint
    assert living.files() == before


@pytest.mark.parametrize("name", ["references.bib", "audit.md", "log.md"])
def test_what_is_made_of_the_other_files_is_made_again(living: Living, name: str) -> None:
    before = living.files()
    (living.folder / name).unlink()
    living.update()
    if name != "log.md":
        assert living.files()[name] == before[name]


@pytest.mark.parametrize("share", [0.3, 0.97])
@pytest.mark.parametrize(
    "name", ["draft.md", "evidence.jsonl", "papers.jsonl", "plan.toml", "review.toml", "state.json"]
)
def test_a_file_that_was_cut_off_anywhere_raises_nothing_unforeseen(
    living: Living, name: str, share: float
) -> None:
    content = (living.folder / name).read_bytes()
    (living.folder / name).write_bytes(content[: int(len(content) * share)])
    before = living.files()
    with suppress(ReviewerError):
        living.update(dry_run=True)
    assert living.files() == before


def test_what_the_author_changed_in_the_references_stays(living: Living) -> None:
    text = living.text("references.bib")
    key = text.partition("{")[2].partition(",")[0]
    living.edit(f"{{{key},\n", f"{{{key},\n  note = {{mine}},\n", "references.bib")
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    living.update()
    assert "note = {mine}" in living.text("references.bib")
    assert living.text("references.bib").count("@") == len(set(_keys(living)))


def _id_of(living: Living, key: str) -> str:
    kept = [json.loads(line) for line in living.text("papers.jsonl").splitlines()[:-1]]
    return str(next(one["id"] for one in kept if one["key"] == key))


def _keys(living: Living) -> list[str]:
    return [
        json.loads(line)["key"]
        for line in living.text("papers.jsonl").splitlines()[:-1]
        if json.loads(line)["standing"] == "cited"
    ]


# -- diff --------------------------------------------------------------------------------------


def test_two_folders_are_told_apart_as_the_update_told_it(living: Living, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name, content in living.files().items():
        (old / name).write_bytes(content)
    assert not diff(old, living.folder).any
    living.ingest([*living.papers, *studies(["hive scale"], first=5, each=2)])
    result = living.update()
    told: Any = diff(old, living.folder)
    assert told == result.changes
    back = diff(living.folder, old)
    assert [claim.text for claim in back.lost] == [claim.text for claim in told.gained]


def test_edits_that_were_not_checked_yet_are_told_as_such(living: Living, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    for name, content in living.files().items():
        (old / name).write_bytes(content)
    line = next(line for line in living.lines() if "a cheap" in line)
    living.edit(line, line.replace("a cheap", "one cheap"))
    (changed,) = diff(old, living.folder).changed
    assert "not" not in changed.after.text
    assert "edited since" in str(changed.after.reason)

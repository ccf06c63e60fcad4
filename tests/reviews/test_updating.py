"""A saved review follows its collection, and keeps every byte that nothing has changed."""

import json
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import PlanError
from reviewer.reviews import diff
from reviewer.reviews.changelog import changelog
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, cited_keys, headings, id_of, studies

EMBEDDERS = pytest.mark.parametrize("embedder", [None, HashingEmbedder()], ids=["words", "vectors"])


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
    id_ = living.ws.paper(gone["title"]).id
    key = next(one for one in cited_keys(living) if id_of(living, one) == id_)
    before = living.lines()
    living.ws.remove(gone["title"])
    result = living.update()
    assert [paper.title for paper in result.changes.papers_out] == [gone["title"]]
    assert result.changes.papers_out[0].reason == "not in the collection any more"
    assert result.changes.lost
    assert all(claim.reason for claim in result.changes.lost)
    assert key not in living.text() + living.text("references.bib")
    assert [line for line in before if key not in line and line not in living.lines()] == []
    for one in result.changes.changed:
        assert one.after.text == one.before.text.replace("Four", "Three")
        assert set(one.after.keys) == set(one.before.keys) - {key}
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


def test_a_paper_taken_out_of_the_plan_alone_stays_and_that_is_told(living: Living) -> None:
    plan = living.text("plan.toml")
    line = next(one for one in plan.splitlines() if "  # " in one and one.startswith("  "))
    title = line.partition("  # ")[2]
    living.edit(f"{line}\n", "", "plan.toml")
    draft = living.text()
    (notice,) = living.update().notices
    assert notice == (
        f"plan.toml: “{title}” stays, as draft.md cites it: delete its sentences there, or name "
        "it in must_not of review.toml"
    )
    assert (living.text(), living.text("plan.toml")) == (draft, plan)
    assert living.update().notices == ()


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


def test_a_theme_that_was_emptied_by_hand_takes_papers_again(tmp_path: Path) -> None:
    living = Living(tmp_path, studies(), HashingEmbedder())
    living.save()
    first = headings(living)[0]
    for line in living.section(first).splitlines()[1:]:
        if line:
            living.edit(f"{line}\n", "")
    living.update()
    assert living.section(first).strip() == first
    device = next(
        d for d in ("hive scale", "microphone", "flower camera") if d not in living.text()
    )
    living.ingest([*studies(), *studies([device], first=5, each=2)])
    assert living.update().changes.gained
    assert not living.update().written


def test_a_plan_with_a_theme_of_the_author_s_makes_one_in_the_draft(tmp_path: Path) -> None:
    living = Living(tmp_path, studies(), HashingEmbedder())
    living.save(papers=6)
    absent = next(p for p in living.papers if p["title"].partition(":")[0] not in living.text())
    theme = f'[[theme]]\nheading = "All of mine"\npapers = ["{absent["title"]}"]\n\n# What was'
    living.edit("# What was", theme, "plan.toml")
    result = living.update()
    assert [paper.title for paper in result.changes.papers_in] == [absent["title"]]
    assert headings(living)[-1] == "All of mine"
    assert not living.update().written


def test_a_review_from_which_nearly_all_has_gone_goes_on(tmp_path: Path) -> None:
    living = Living(tmp_path, studies(["microphone"]), HashingEmbedder())
    living.save()
    mine = "I hear bees [@mine]."
    living.edit(living.lines()[-1], f"{living.lines()[-1]}\n{mine}")
    living.update()
    for paper in living.papers[1:]:
        living.ws.remove(paper["title"])
    result = living.update()
    assert len(result.changes.papers_out) == 3
    assert mine in living.text()
    assert not living.update().written


def test_a_wrong_name_in_the_plan_is_named(living: Living) -> None:
    plan = living.text("plan.toml").replace("papers = [\n", 'papers = [\n  "no such paper",\n', 1)
    (living.folder / "plan.toml").write_text(plan)
    with pytest.raises(PlanError, match="no such paper"):
        living.update()

"""From five saved pages to answers and drafts: every figure that the README states, and its floor.

`pytest tests/evals -s` prints what was measured.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from statistics import mean

import pytest

from reviewer.models import Answer, RelatedWork, Statement
from reviewer.reports import IngestReport
from reviewer.text.titles import title_key
from reviewer.text.words import plain
from reviewer.workspace import Workspace
from tests.evals.conftest import Rows

pytestmark = [pytest.mark.shared, pytest.mark.slow]

# Kind of question -> least R@10, gold papers among the references, strings in five statements.
LEAST = {
    "single": (0.95, 0.90, 0.85),
    "comparison": (0.95, 0.70, 0.70),
    "synthesis": (0.60, 0.50, 0.38),
}


def test_745_records_make_693_papers_and_a_second_ingest_changes_nothing(
    pages: tuple[Workspace, IngestReport], shared: Path
) -> None:
    workspace, first = pages
    assert (first.files_read, first.records, first.failed) == (5, 745, ())
    assert (len(first.added), len(first.merged), first.updated) == (693, 52, ())
    second = workspace.ingest([shared / "seeds"])
    assert (second.files_unchanged, second.files_read) == (5, 0)
    assert (len(second.unchanged), second.added, second.merged) == (693, (), ())


def test_titles_and_abstracts_are_those_of_the_expected_records(
    ws: Workspace, shared: Path
) -> None:
    expected = (shared / "data/seeds/papers_000_002.jsonl").read_text(encoding="utf-8")
    papers = {title_key(paper.title): paper for paper in ws.papers()}
    for row in map(json.loads, expected.splitlines()):
        paper = papers[title_key(row["title"])]
        assert paper.abstract == row["abstract"]
        places = {(Path(source.file).name, source.line) for source in paper.sources}
        assert (row["file"], row["line"]) in places
        assert row["title"] in {source.title for source in paper.sources}


@pytest.mark.parametrize("kind", LEAST)
def test_questions_find_their_papers_and_answers_hold_what_they_must(
    ws: Workspace, questions: Rows, answers: dict[str, Answer], kind: str
) -> None:
    asked = [row for row in questions if row["type"] == kind]
    found = mean(
        _share(row["titles"], (p.paper.title for p in ws.search(row["question"], 10)))
        for row in asked
    )
    cited = mean(
        _share(row["titles"], (r.paper.title for r in answers[row["id"]].references))
        for row in asked
    )
    held = mean(_strings(row["must_contain"], answers[row["id"]]) for row in asked)
    print(f"\n{kind}: R@10 {found:.3f}, gold in references {cited:.3f}, strings@5 {held:.3f}")
    assert all(got >= least for got, least in zip((found, cited, held), LEAST[kind], strict=True))


def test_most_questions_without_an_answer_are_turned_away(
    questions: Rows, answers: dict[str, Answer]
) -> None:
    asked = [row["id"] for row in questions if row["type"] == "unanswerable"]
    share = mean(answers[one].abstained for one in asked)
    print(f"\nunanswerable turned away: {share:.2f}")
    assert share >= 0.6


def test_every_quote_stands_in_its_file_on_its_line(
    ws: Workspace, answers: dict[str, Answer], drafts: list[RelatedWork], shared: Path
) -> None:
    lines: dict[str, list[str]] = {}
    titles = {paper.id: paper.title for paper in ws.papers()}
    for statement in _everything_said(answers.values(), drafts):
        for quote in statement.quotes:
            name = Path(quote.location.file).name
            if name not in lines:
                text = (shared / "seeds" / name).read_text(encoding="utf-8")
                lines[name] = text.split("\n")
            assert quote.location.line is not None
            assert quote.text in lines[name][quote.location.line - 1]
            assert titles[quote.paper_id] == quote.title


def test_drafts_cite_what_they_must_and_little_else_in_themes(
    drafts: list[RelatedWork], tasks: Rows
) -> None:
    recalls, precisions = [], []
    for task, draft in zip(tasks, drafts, strict=True):
        cited = [reference.paper.title for reference in draft.references]
        recalls.append(_share(task["must_cite"], cited))
        wanted = {*task["must_cite"], *task["good_to_cite"]}
        precisions.append(len(wanted.intersection(cited)) / len(cited))
        assert (2 if len(cited) > 3 else 1) <= len(draft.sections) <= 6
        assert len({theme.heading for theme in draft.sections}) == len(draft.sections)
        said = [s.text for theme in draft.sections for s in theme.statements]
        assert len(set(said)) == len(said)
        for text in said:
            assert not re.search(r"\b(?:we|our|us|this paper)\b", text, re.IGNORECASE), text
    print(f"\nmust-cite recall within 15 papers: {mean(recalls):.3f}")
    print(f"precision (must or good to cite): {mean(precisions):.3f}")
    assert mean(recalls) >= 0.9
    assert mean(precisions) >= 0.6


def _everything_said(
    answers: Iterable[Answer], drafts: Iterable[RelatedWork]
) -> Iterable[Statement]:
    for answer in answers:
        yield from answer.statements
    for draft in drafts:
        for theme in draft.sections:
            yield from theme.statements


def _share(wanted: list[str], found: Iterable[str]) -> float:
    keys = {title_key(title) for title in found}
    return mean(title_key(title) in keys for title in wanted)


def _strings(wanted: list[str], answer: Answer) -> float:
    text = plain(" ".join(s.text for s in answer.statements[:5])).casefold()
    return mean(plain(string).casefold() in text for string in wanted)

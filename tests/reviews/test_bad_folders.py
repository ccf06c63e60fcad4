"""A folder that is cut off, makes no sense or is of another collection is refused, not guessed."""

import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from reviewer.errors import ReviewerError, ReviewFolderError
from reviewer.reviews.folder import alone
from reviewer.reviews.kept import Entry
from reviewer.reviews.lines import lines_text, read_lines
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, studies


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
    other = read_lines("evidence.jsonl", living.text("evidence.jsonl"), Entry)
    sealed = lines_text(entry.sealed() for entry in other)
    (living.folder / "evidence.jsonl").write_text(sealed)
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
        ("plan.toml", lambda text: f"{text}\na = {'[' * 9_999}\n", "nested too deeply"),
        ("review.toml", lambda text: f"a = {'[' * 9_999}\n{text}", "nested too deeply"),
        ("review.toml", lambda text: text[:60], "review.toml"),
        ("draft.md", lambda text: "\udcff" + text, "draft.md line 1: not UTF-8"),
        ("evidence.jsonl", lambda text: "[" * 99_999 + "\n" + text, "nested too deeply"),
        ("state.json", lambda text: "[" * 99_999, "nested too deeply"),
        ("state.json", lambda text: text[:20], "state.json line"),
        ("state.json", lambda text: text.replace('"format": 1', '"format": 2'), "has format 2"),
        ("references.bib", lambda text: text[:-20], "is never closed: was the end cut off"),
        ("references.bib", lambda text: text.replace("}\n\n@", "\n\n@", 1), "is never closed"),
        ("references.bib", lambda text: f"{text}\n@artic", "is never closed"),
        ("references.bib", lambda text: f"{text}<<<<<<< HEAD\n", "a conflict of git"),
        ("log.md", lambda text: f"{text}>>>>>>> other\n", "a conflict of git"),
    ],
)  # fmt: skip
def test_a_file_edited_into_nonsense_or_cut_off_is_refused_with_its_place(
    living: Living, name: str, spoil: Callable[[str], str], said: str
) -> None:
    (living.folder / name).write_bytes(spoil(living.text(name)).encode("utf-8", "surrogateescape"))
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


def test_two_updates_at_once_do_not_mix(living: Living) -> None:
    with (
        alone(living.folder),
        pytest.raises(ReviewFolderError, match="is being updated by another process"),
    ):
        living.update()
    assert not living.update().written


def test_a_review_is_never_ingested_into_its_own_collection(living: Living) -> None:
    before = [paper.id for paper in living.ws.papers()]
    report = living.ws.ingest([living.root])
    assert not report.failed
    assert [paper.id for paper in living.ws.papers()] == before


def test_a_word_that_is_changed_in_every_file_makes_a_sentence_the_author_s(
    living: Living,
) -> None:
    for name in ("draft.md", "evidence.jsonl"):
        path = living.folder / name
        path.write_text(path.read_text().replace("a cheap microphone", "a deadly microphone"))
    text = living.text()
    assert "deadly" in text
    result = living.update()
    assert living.text() == text
    assert len(result.edits) == text.count("deadly")
    assert all("was changed by hand" in notice for notice in result.notices)
    assert len(result.notices) >= len(result.edits)
    assert not living.update().notices

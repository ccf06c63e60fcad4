"""Edits, renames, deletions, corrections: the store follows the files and the user's word."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Timer

import pytest

from reviewer import Workspace
from reviewer.errors import UsageError
from reviewer.reports import FileStatus, IngestReport
from tests.gathered import WORDS_ONLY
from tests.shelf import Shelf, entry, titles, write

NOTE = "# Fog at Dawn\n\n## Abstract\n\nFog is counted at dawn. It lifts at noon.\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "review")
    yield made
    made.close()


def statuses(report: IngestReport) -> dict[str, FileStatus]:
    return {file.file: file.status for file in report.files}


def test_a_renamed_file_is_recognised_and_embeds_nothing_anew(shelf: Shelf) -> None:
    write(shelf.root / "papers" / "a.jsonl", [entry(0), entry(1)])
    shelf.ingest("papers")
    before = shelf.papers()
    (shelf.root / "papers" / "a.jsonl").rename(shelf.root / "papers" / "z.jsonl")
    report = shelf.ingest("papers")
    assert statuses(report) == {"papers/z.jsonl": FileStatus.RENAMED}
    assert report.files[0].renamed_from == "papers/a.jsonl"
    assert not shelf.store.catalogue.pending()
    assert [paper.id for paper in shelf.papers()] == [paper.id for paper in before]
    chunk = shelf.store.catalogue.chunks_of(before[0].id)[0]
    assert (chunk.location.file, shelf.papers()[0].sources[0].file) == ("papers/z.jsonl",) * 2
    assert shelf.agrees()


def test_a_deleted_file_keeps_its_papers_until_prune(shelf: Shelf) -> None:
    write(shelf.root / "papers" / "a.jsonl", [entry(0), entry(1)])
    write(shelf.root / "papers" / "b.jsonl", [entry(1), entry(2)])
    shelf.ingest("papers")
    (shelf.root / "papers" / "a.jsonl").unlink()
    report = shelf.ingest("papers")
    assert statuses(report)["papers/a.jsonl"] is FileStatus.MISSING
    assert len(shelf.papers()) == 3
    report = shelf.ingest("papers", prune=True)
    assert statuses(report)["papers/a.jsonl"] is FileStatus.REMOVED
    assert titles(report.removed) == [entry(0)["title"]]
    assert sorted(titles(shelf.papers())) == sorted([entry(1)["title"], entry(2)["title"]])
    assert shelf.found("1900") == []
    assert statuses(shelf.ingest("papers")) == {"papers/b.jsonl": FileStatus.UNCHANGED}
    assert shelf.agrees()


def test_a_folder_that_was_deleted_is_missing_with_all_its_files(shelf: Shelf) -> None:
    file = write(shelf.root / "papers" / "a.jsonl", [entry(0)])
    shelf.ingest("papers")
    file.unlink()
    file.parent.rmdir()
    assert statuses(shelf.ingest()) == {"papers/a.jsonl": FileStatus.MISSING}
    shelf.ingest(prune=True)
    assert shelf.papers() == []
    assert shelf.store.ledger.roots() == []


@pytest.mark.parametrize("closed", ["papers", "papers/shelf"])
def test_a_folder_that_cannot_be_looked_into_costs_no_paper(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, closed: str
) -> None:
    write(shelf.root / "papers" / "shelf" / "a.jsonl", [entry(0)])
    shelf.ingest("papers")
    real = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == shelf.root / closed:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    with monkeypatch.context() as patch:
        patch.setattr("reviewer.folders.os.scandir", refuse)
        report = shelf.ingest("papers", prune=True)
        again = shelf.ingest(prune=True)
    for one in (report, again):
        assert [Path(failure.file).name for failure in one.failed] == [Path(closed).name]
        assert one.removed == ()
    assert titles(shelf.papers()) == [entry(0)["title"]]


def test_deleting_one_of_two_equal_files_loses_nothing(shelf: Shelf) -> None:
    for name in ("a.jsonl", "b.jsonl"):
        write(shelf.root / "papers" / name, [entry(0)])
    shelf.ingest("papers")
    (shelf.root / "papers" / "a.jsonl").unlink()
    shelf.ingest("papers", prune=True)
    assert shelf.found(entry(0)["abstract"]) == [entry(0)["title"]]
    assert [source.file for source in shelf.papers()[0].sources] == ["papers/b.jsonl"]


def test_an_ingest_without_paths_reads_again_what_was_named_before(shelf: Shelf) -> None:
    write(shelf.root / "papers" / "a.jsonl", [entry(0)])
    write(shelf.root / "lone.jsonl", [entry(1)])
    write(shelf.root / "other.jsonl", [entry(2)])
    shelf.ingest("papers/a.jsonl")
    shelf.ingest("papers", "lone.jsonl")
    write(shelf.root / "papers" / "new.jsonl", [entry(3)])
    report = shelf.ingest()
    assert statuses(report) == {
        "lone.jsonl": FileStatus.UNCHANGED,
        "papers/a.jsonl": FileStatus.UNCHANGED,
        "papers/new.jsonl": FileStatus.ADDED,
    }
    assert shelf.store.ledger.roots() == ["lone.jsonl", "papers"]


def test_a_file_that_failed_is_tried_again_and_one_that_breaks_keeps_its_papers(
    shelf: Shelf,
) -> None:
    path = shelf.root / "papers" / "a.jsonl"
    path.parent.mkdir()
    path.write_text("{", encoding="utf-8")
    report = shelf.ingest("papers")
    assert statuses(report) == {"papers/a.jsonl": FileStatus.FAILED}
    assert report.files[0].reason == report.failed[0].reason
    write(path, [entry(0)])
    assert statuses(shelf.ingest("papers")) == {"papers/a.jsonl": FileStatus.ADDED}
    path.write_bytes(b"\x00\x01")
    assert statuses(shelf.ingest("papers")) == {"papers/a.jsonl": FileStatus.FAILED}
    assert titles(shelf.papers()) == [entry(0)["title"]]


def test_what_is_no_paper_in_a_folder_is_skipped_and_counted(shelf: Shelf) -> None:
    write(shelf.root / "papers" / "a.jsonl", [entry(0)])
    (shelf.root / "papers" / "b.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    report = shelf.ingest("papers")
    assert statuses(report)["papers/b.png"] is FileStatus.SKIPPED
    assert report.failed == ()
    assert "not read, no papers by their kind: 1 .png" in report.notes
    named = shelf.ingest("papers/b.png")
    assert "PNG" in named.failed[0].reason


def test_an_unchanged_file_is_told_by_its_time_and_an_edit_of_equal_size_is_seen(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(shelf.root / "a.jsonl", [entry(0)])
    os.utime(path, ns=(1_700_000_000_000_000_000,) * 2)
    shelf.ingest("a.jsonl")
    from reviewer.indexing import stamps

    def refuse(path: Path) -> str:
        raise AssertionError(path)

    with monkeypatch.context() as patch:
        patch.setattr(stamps, "sha256", refuse)
        assert shelf.ingest("a.jsonl").files_unchanged == 1
    path.write_text(path.read_text().replace("eels", "elks"), encoding="utf-8")
    assert titles(shelf.ingest("a.jsonl").updated) == [entry(0)["title"]]
    os.utime(path, ns=(1_800_000_000_000_000_000,) * 2)
    assert shelf.ingest("a.jsonl").files_unchanged == 1


def test_a_file_that_changes_while_it_is_read_is_left_for_the_next_time(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(shelf.root / "a.jsonl", [entry(0)])
    from reviewer.merging import grouping

    real = grouping._by_title

    def grow(*arguments: object) -> object:
        with path.open("a", encoding="utf-8") as stream:
            stream.write("\n")
        return real(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(grouping, "_by_title", grow)
        (failure,) = shelf.ingest("a.jsonl").failed
    assert failure.reason == "it changed while it was being read"
    assert shelf.papers() == []
    assert len(shelf.ingest("a.jsonl").added) == 1


def test_a_file_attached_to_an_entry_is_read_with_it_and_is_one_paper(shelf: Shelf) -> None:
    folder = shelf.root / "library"
    folder.mkdir()
    (folder / "fog.md").write_text(NOTE.replace("Fog at Dawn", "scan 17"), encoding="utf-8")
    (folder / "my.bib").write_text(
        "@article{fog20, title={Fog at Dawn}, author={Ana Ruiz}, year=2020, file={:fog.md:MD}}\n"
    )
    report = shelf.ingest("library/my.bib")
    assert statuses(report) == {
        "library/my.bib": FileStatus.ADDED,
        "library/fog.md": FileStatus.ADDED,
    }
    (paper,) = shelf.papers()
    assert (paper.title, paper.cite_key, paper.year) == ("Fog at Dawn", "fog20", 2020)
    assert paper.abstract.startswith("Fog is counted")
    assert shelf.found("fog lifts at noon") == ["Fog at Dawn"]
    assert statuses(shelf.ingest()) == dict.fromkeys(
        ("library/my.bib", "library/fog.md"), FileStatus.UNCHANGED
    )
    (folder / "my.bib").write_text("@article{fog20, title={Fog at Dawn}}\n")
    shelf.ingest()
    assert sorted(titles(shelf.papers())) == ["Fog at Dawn", "scan 17"]
    assert statuses(shelf.ingest())["library/fog.md"] is FileStatus.MISSING
    shelf.ingest(prune=True)
    assert titles(shelf.papers()) == ["Fog at Dawn"]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS refuses such names")
def test_a_name_that_is_not_utf8_is_read_and_shown(shelf: Shelf) -> None:
    path = shelf.root / os.fsdecode(b"caf\xe9.jsonl")
    write(path, [entry(0)])
    report = shelf.ingest(path.name)
    assert list(statuses(report)) == ["caf\\xe9.jsonl"]
    assert shelf.ingest(path.name).files_unchanged == 1


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    write(tmp_path / "a.jsonl", [entry(0), entry(1), entry(2, title="On Eeels, Part 0")])
    with Workspace(tmp_path, flags=WORDS_ONLY) as made:
        made.ingest([tmp_path / "a.jsonl"])
        yield made


def test_a_correction_survives_an_edit_a_rebuild_and_can_be_taken_back(
    ws: Workspace, tmp_path: Path
) -> None:
    paper = ws.set(entry(0)["title"], year="1999", title="Eels Reconsidered", authors="A. B; C. D")
    assert (paper.year, paper.title, paper.authors) == (1999, "Eels Reconsidered", ("A. B", "C. D"))
    assert ws.search("eels reconsidered")[0].paper.title == "Eels Reconsidered"
    write(tmp_path / "a.jsonl", [entry(1), entry(0, venue="Shore", year=2001)])
    ws.ingest([tmp_path / "a.jsonl"])
    ws.ingest([], rebuild=True)
    kept = ws.paper("Eels Reconsidered")
    assert (kept.id, kept.year, kept.venue) == (paper.id, 1999, "Shore")
    assert ws.details(paper.id).corrected == ("year", "title", "authors")
    assert ws.set(paper.id, year="").year == 2001


def test_papers_called_one_stay_one_through_later_ingests(ws: Workspace, tmp_path: Path) -> None:
    (near,) = ws.duplicates().near
    joined = ws.merge(near.one.id, near.other.id)
    assert len(joined.sources) == 2
    assert len(ws.papers()) == 2
    write(tmp_path / "b.jsonl", [entry(5)])
    ws.ingest([tmp_path / "b.jsonl"])
    write(tmp_path / "a.jsonl", [entry(2, title="On Eeels, Part 0"), entry(0)])
    ws.ingest([tmp_path / "a.jsonl"])
    assert sorted(len(paper.sources) for paper in ws.papers()) == [1, 2]
    assert ws.duplicates().near == ()
    with pytest.raises(UsageError, match="one paper already"):
        ws.merge(joined.id, entry(0)["title"])


def test_a_file_that_comes_before_the_watch_has_begun_is_not_missed(
    ws: Workspace, tmp_path: Path
) -> None:
    write(tmp_path / "inbox" / "a.jsonl", [entry(10)])
    stop = Event()
    reports = ws.watch([tmp_path / "inbox"], stop=stop)
    assert titles(next(reports).added) == [entry(10)["title"]]
    write(tmp_path / "inbox" / "b.jsonl", [entry(11)])  # the generator has not gone on to watch
    giving_up = Timer(60, stop.set)
    giving_up.start()
    assert titles(next(reports).added) == [entry(11)["title"]]
    giving_up.cancel()
    stop.set()
    assert list(reports) == []


def test_a_watch_ingests_what_arrives_until_it_is_stopped(ws: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "inbox"
    write(folder / "a.jsonl", [entry(10)])
    stop = Event()
    arrivals = Timer(0.5, lambda: write(folder / "b.jsonl", [entry(11)]))
    giving_up = Timer(60, stop.set)
    arrivals.start()
    giving_up.start()
    reports = []
    for report in ws.watch([folder], stop=stop):
        reports.append(report)
        if len(reports) == 2:
            stop.set()
    giving_up.cancel()
    assert titles(reports[0].added) == [entry(10)["title"]]
    assert titles(reports[1].added) == [entry(11)["title"]]


MAIN = r"""\documentclass{article}
\title{Fog at Dawn}\author{Ana Ruiz}
\begin{document}\maketitle
\begin{abstract}Fog is counted at dawn in two harbours.\end{abstract}
\input{chapters/method}
\end{document}
"""


def test_a_latex_source_is_read_again_when_a_chapter_of_it_changes(shelf: Shelf) -> None:
    folder = shelf.root / "papers"
    (folder / "chapters").mkdir(parents=True)
    (folder / "main.tex").write_text(MAIN, encoding="utf-8")
    chapter = folder / "chapters" / "method.tex"
    chapter.write_text("\\section{Method}\nA camera looks at the pier.\n", encoding="utf-8")
    report = shelf.ingest("papers")
    assert statuses(report) == {
        "papers/main.tex": FileStatus.ADDED,
        "papers/chapters/method.tex": FileStatus.SKIPPED,
    }
    assert shelf.ingest("papers").files_unchanged == 1
    chapter.write_text("\\section{Method}\nA walrus looks at the pier.\n", encoding="utf-8")
    assert titles(shelf.ingest("papers").updated) == ["Fog at Dawn"]
    assert shelf.found("walrus") == ["Fog at Dawn"]
    found = shelf.store.catalogue.chunks_of(shelf.papers()[0].id)[-1]
    assert str(found.location) == "main.tex/chapters/method.tex:2"
    folder.rename(shelf.root / "moved")
    moved = shelf.ingest("moved")
    assert [(f.status, f.renamed_from) for f in moved.files if f.status != "skipped"] == [
        (FileStatus.RENAMED, "papers/main.tex")
    ]
    assert not moved.removed


def test_a_preprint_and_its_published_version_are_one_paper_with_both_ids(shelf: Shelf) -> None:
    write(shelf.root / "a.jsonl", [entry(0, arxiv_id="2401.00001v2", year=2024)])
    (shelf.root / "b.bib").write_text(
        f"@article{{eels25, title={{{entry(0)['title']}}}, year=2025, doi={{10.1000/eels}}}}\n"
    )
    shelf.ingest("a.jsonl", "b.bib")
    (paper,) = shelf.papers()
    assert (paper.arxiv_id, paper.doi, paper.cite_key) == ("2401.00001v2", "10.1000/eels", "eels25")

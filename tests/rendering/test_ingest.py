"""The report of an ingest is true to the number and says how to see the rest."""

from reviewer.models import Location
from reviewer.rendering.ingest import report
from reviewer.rendering.screen import Screen
from reviewer.reports import FileFailure, FileReport, FileStatus, IngestReport, Merge
from tests.rendering.nouns import HOSTILE, TEA

PIPE = Screen()
PLACES = (Location(file="a.txt", line=3), Location(file="b.txt", line=8))


def test_a_first_run_counts_files_records_papers_and_merges() -> None:
    merges = tuple(Merge(title=f"Paper {n}", paper_id=str(n), locations=PLACES) for n in range(5))
    done = IngestReport(
        added=(TEA, HOSTILE), merged=merges, notes=("no year",), files_read=2, records=7
    )
    assert report(done, PIPE).splitlines() == [
        "2 files, 7 records: 2 papers added, 5 merged with a paper already there",
        "  merged      Paper 0  (a.txt:3, b.txt:8)",
        "  merged      Paper 1  (a.txt:3, b.txt:8)",
        "  merged      Paper 2  (a.txt:3, b.txt:8)",
        "  …           2 more: reviewer papers --duplicates",
        "  note        no year",
    ]


def test_a_second_run_says_that_there_is_nothing_to_do() -> None:
    done = IngestReport(unchanged=(TEA, HOSTILE), files_unchanged=1)
    assert report(done, PIPE) == "1 file unchanged, 2 papers. Nothing to do."


def test_a_second_run_over_a_bad_file_still_says_so() -> None:
    failed = FileFailure(file="a.jsonl", line=2, reason="half a record", hint="mend that line")
    done = IngestReport(unchanged=(TEA,), files_unchanged=1, failed=(failed,))
    assert report(done, PIPE).splitlines() == [
        "1 file unchanged, 1 paper, problems in 1 file",
        "  failed      a.jsonl:2: half a record (mend that line)",
    ]


def test_a_file_that_fails_is_a_line_with_the_way_out() -> None:
    failed = FileFailure(file="notes.zip", reason="no reader", hint="known: --formats")
    assert report(IngestReport(failed=(failed,)), PIPE).splitlines() == [
        "0 papers added, problems in 1 file",
        "  failed      notes.zip: no reader (known: --formats)",
    ]


def test_a_changed_file_says_what_it_changed() -> None:
    done = IngestReport(
        updated=(TEA,), removed=(HOSTILE,), files_read=1, files_unchanged=3, records=1
    )
    assert report(done, PIPE) == (
        "1 file, 1 record (3 files unchanged): 0 papers added, 1 updated, "
        "1 removed (no file gives them any more)"
    )


def test_every_file_is_named_before_many_records_are_cut_short_and_counted() -> None:
    records = [FileFailure(file="a.bib", line=n, reason=f"r{n}", hint="h") for n in range(23)]
    files = [FileFailure(file=f"{n}.zip", reason=f"r{n}", hint="h") for n in range(50)]
    lines = report(IngestReport(failed=(*records, *files)), PIPE).splitlines()
    assert lines[0] == "0 papers added, problems in 51 files"
    assert [line.split()[1] for line in lines[1:51]] == [f"{n}.zip:" for n in range(50)]
    assert lines[-1] == "  …           3 more: run it again with --json"
    many = tuple(FileFailure(file=f"{n}.zip", reason=f"r{n}", hint="h") for n in range(210))
    cut = report(IngestReport(failed=many), PIPE).splitlines()
    assert cut[-1] == "  …           10 more: run it again with --json"


def test_files_that_moved_or_went_are_named() -> None:
    files = (
        FileReport(file="new.bib", status=FileStatus.RENAMED, renamed_from="old.bib"),
        FileReport(file="gone.pdf", status=FileStatus.MISSING),
        FileReport(file="pruned.pdf", status=FileStatus.REMOVED),
    )
    done = IngestReport(files=files, files_read=1, records=1, removed=(TEA,))
    assert report(done, PIPE).splitlines() == [
        "1 file, 1 record: 0 papers added, 1 removed (no file gives them any more)",
        "  renamed     old.bib is now new.bib",
        "  missing     gone.pdf",
        "              1 file not there any more; the papers stay, unless you run: reviewer ingest"
        " --prune",
        "  removed     pruned.pdf (not there)",
    ]


def test_of_a_folder_that_moved_the_files_are_counted() -> None:
    moved = [
        FileReport(file=f"b/{n}.bib", status=FileStatus.RENAMED, renamed_from=f"a/{n}.bib")
        for n in range(8)
    ]
    gone = [FileReport(file=f"{n}.pdf", status=FileStatus.REMOVED) for n in range(21)]
    lines = report(IngestReport(files=(*moved, *gone), files_read=8), PIPE).splitlines()
    assert lines[3:5] == [
        "  renamed     a/2.bib is now b/2.bib",
        "  …           5 files more renamed",
    ]
    assert lines[-1] == "  …           1 file more removed"


def test_an_ingest_that_met_nothing_says_so() -> None:
    assert report(IngestReport(), PIPE) == "0 papers added, nothing to read"


def test_files_with_one_trouble_stand_together() -> None:
    alike = [FileFailure(file=f"{n}.pdf", reason="locked", hint="--password") for n in range(210)]
    other = FileFailure(file="x.bib", line=4, reason="no title", hint="add one")
    lines = report(IngestReport(failed=(alike[0], other, alike[1])), PIPE).splitlines()
    assert lines[1:] == [
        "  failed      2: locked (--password)",
        "              0.pdf",
        "              1.pdf",
        "  failed      x.bib:4: no title (add one)",
    ]
    many = report(IngestReport(failed=tuple(alike)), PIPE).splitlines()
    assert len(many) == 1 + 1 + 200 + 1
    assert many[-1] == "  …           10 more: run it again with --json"


def test_many_notes_are_cut_short_and_counted() -> None:
    lines = report(IngestReport(notes=tuple(f"n{n}" for n in range(22))), PIPE).splitlines()
    assert lines[-2:] == ["  note        n19", "  …           2 more: run it again with --json"]

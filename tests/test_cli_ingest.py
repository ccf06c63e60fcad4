"""`reviewer ingest` over real files: what is said of them, and with which exit code."""

import os
import signal
import subprocess
import sys

from reviewer.reports import IngestReport
from tests.surfaces import EVERY_TITLE, Review, write_papers


def test_ingest_reports_what_it_did_and_a_second_run_does_nothing(empty: Review) -> None:
    file = write_papers(empty.folder / "bees.jsonl")
    first = empty.run("ingest", str(file))
    assert first.code == 0
    lines = first.out.splitlines()
    assert lines[0] == "1 file, 5 records: 5 papers added"
    assert "  note        2 of 5 records give no year; none was guessed" in lines
    assert lines[-1].startswith("store: ")
    assert "BM25 only: no embedder" in lines[-1]
    again = empty.run("ingest", str(file))
    assert again.code == 0
    assert again.out.splitlines()[0] == "1 file unchanged, 5 papers. Nothing to do."


def test_records_of_the_same_paper_are_merged_and_listed_as_duplicates(empty: Review) -> None:
    first = write_papers(empty.folder / "a.jsonl")
    second = write_papers(empty.folder / "b.jsonl", [{"title": "a camera trap for POLLINATORS."}])
    done = empty.run("ingest", str(first), str(second))
    assert done.out.splitlines()[0] == (
        "2 files, 6 records: 5 papers added, 1 merged with a paper already there"
    )
    assert "(a.jsonl:2, b.jsonl:1)" in done.out
    listed = empty.run("papers", "--duplicates").out.splitlines()
    assert listed[0].endswith("A Camera Trap for Pollinators")
    assert listed[1:] == ["    a.jsonl:2", '    b.jsonl:1  as "a camera trap for POLLINATORS."']


def test_a_file_that_fails_does_not_stop_the_others(empty: Review) -> None:
    file = write_papers(empty.folder / "bees.jsonl")
    done = empty.run("ingest", str(file), str(empty.folder / "missing.bib"))
    assert done.code == 5
    assert done.out.splitlines()[0] == "1 file, 5 records: 5 papers added, problems in 1 file"
    assert "missing.bib: no such file (check the path)" in done.out
    assert len(empty.run("papers").out.splitlines()) == 5


def test_when_every_file_fails_the_code_says_so_too(empty: Review) -> None:
    done = empty.run("ingest", str(empty.folder / "nothing.bib"))
    assert done.code == 5
    assert done.out.startswith("0 papers added, problems in 1 file\n")


def test_quiet_ingest_prints_nothing_but_what_failed(empty: Review) -> None:
    file = write_papers(empty.folder / "bees.jsonl")
    assert empty.run("ingest", "-q", str(file)) == (0, "", "")
    failed = empty.run("ingest", "-q", str(empty.folder / "nothing.bib"))
    assert (failed.code, failed.out) == (5, "")
    assert "nothing.bib: no such file" in failed.err


def test_the_report_is_json_on_demand(empty: Review) -> None:
    done = empty.run("ingest", "--json", str(write_papers(empty.folder / "bees.jsonl")))
    report = IngestReport.model_validate_json(done.out)
    assert [paper.title for paper in report.added] == EVERY_TITLE


def test_formats_are_listed(empty: Review) -> None:
    done = empty.run("ingest", "--formats")
    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines()} >= {"jsonl", "bibtex"}


def test_a_rebuild_needs_no_paths_and_loses_nothing(review: Review) -> None:
    before = review.run("search", "swarm", "--json").out
    assert review.run("ingest", "--rebuild").code == 0
    assert review.run("search", "swarm", "--json").out == before


def test_to_enrich_nothing_says_so_and_makes_no_store(empty: Review) -> None:
    done = empty.run("enrich")
    assert (done.code, done.out) == (4, "")
    assert "no papers in" in done.err
    assert not (empty.folder / "vectorstore").exists()


def test_ingest_of_nothing_is_a_usage_error(empty: Review) -> None:
    assert empty.run("ingest") == (
        2,
        "",
        "error: nothing to ingest\nhint:  name files or folders: reviewer ingest PATH...\n",
    )
    assert not (empty.folder / "vectorstore").exists()


def test_a_watch_ends_well_with_ctrl_c(empty: Review) -> None:
    (empty.folder / "papers").mkdir()
    write_papers(empty.folder / "papers" / "bees.jsonl")
    command = [sys.executable, "-m", "reviewer", "-w", str(empty.folder), "ingest", "--watch"]
    watching = subprocess.Popen(
        [*command, str(empty.folder / "papers")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "REVIEWER_EMBEDDING_MODEL": "none"},
        # In a shell's background, Ctrl-C is ignored from the start.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # noqa: PLW1509
    )
    with watching:
        assert watching.stderr is not None
        told = iter(watching.stderr.readline, "")
        assert any(line == "watching; Ctrl-C ends it\n" for line in told)
        watching.send_signal(signal.SIGINT)
        out, err = watching.communicate(timeout=60)
    assert watching.returncode == 0
    assert out.startswith("1 file, 5 records: 5 papers added")
    assert err == ""


def test_set_and_merge_say_what_holds_from_now_on(review: Review) -> None:
    listed = review.run("papers").out.splitlines()
    one, other = listed[0].split()[0], listed[1].split()[0]
    shown = review.run("set", one, "year=1999", "authors=A. Ruiz; B. Lind")
    assert "  year          1999  (set by you)\n" in shown.out
    assert "  authors       A. Ruiz, B. Lind  (set by you)\n" in shown.out
    merged = review.run("merge", one, other)
    assert merged.out.startswith(f"merged  {one}")
    assert (shown.err, merged.err) == ("", "")  # nothing was interrupted
    assert len(review.run("papers").out.splitlines()) == len(listed) - 1
    bad = review.run("set", one, "year")
    assert (
        bad.err == "error: 'year' sets nothing\nhint:  write FIELD=VALUE, for example year=2024\n"
    )
    assert "is no year" in review.run("set", one, "year=soon").err

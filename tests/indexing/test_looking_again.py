"""A file that names others is read again when they come, go, or lead elsewhere, and only then."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.indexing.stamps import companion_hashes, leads_to, places_of, stamp
from reviewer.models import Paper
from reviewer.reports import FileStatus, IngestReport
from tests.shelf import Shelf

NOTE = "# Fog at Dawn\n\n## Abstract\n\nFog is counted at dawn. It lifts at noon.\n"
ENTRY = "@article{kelp,\n  title = {On Kelp},\n  file = {%s}\n}\n"
MAIN = r"""\documentclass{article}
\title{Fog at Dawn}
\begin{document}\maketitle
\begin{abstract}Fog is counted at dawn in two harbours.\end{abstract}
\input{chapters/method}
\end{document}
"""


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    made = Shelf(tmp_path / "review")
    yield made
    made.close()


def put(shelf: Shelf, name: str, text: str) -> Path:
    path = shelf.root / "papers" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def read(report: IngestReport) -> dict[str, FileStatus]:
    kinds = (FileStatus.ADDED, FileStatus.UPDATED, FileStatus.RENAMED)
    return {Path(file.file).name: file.status for file in report.with_status(*kinds)}


def settled(shelf: Shelf) -> list[Paper]:
    """The papers, once it is sure that another ingest reads nothing."""
    assert shelf.ingest("papers").files_read == 0
    assert shelf.agrees()
    return shelf.papers()


def test_an_attached_file_that_comes_later_is_its_entrys_paper(shelf: Shelf) -> None:
    put(shelf, "library.bib", ENTRY % "fog.md")
    put(shelf, "other.jsonl", json.dumps({"title": "On Eels"}) + "\n")
    assert "does not exist: fog.md" in " ".join(shelf.ingest("papers").notes)
    put(shelf, "fog.md", NOTE)
    report = shelf.ingest("papers")
    assert read(report) == {"library.bib": FileStatus.UPDATED, "fog.md": FileStatus.ADDED}
    assert "does not exist" not in " ".join(report.notes)
    kelp = next(paper for paper in settled(shelf) if paper.title == "On Kelp")
    assert kelp.abstract.startswith("Fog is counted")


def test_an_attached_file_that_is_renamed_leaves_its_entry(shelf: Shelf) -> None:
    put(shelf, "library.bib", ENTRY % "fog.md")
    note = put(shelf, "fog.md", NOTE)
    shelf.ingest("papers")
    (kelp,) = shelf.papers()
    with shelf.store.writing():
        shelf.indexer.correct(kelp, {"year": "1999"})
    note.rename(note.with_name("dawn.md"))
    report = shelf.ingest("papers")
    assert read(report) == {"library.bib": FileStatus.UPDATED, "dawn.md": FileStatus.RENAMED}
    papers = {paper.title: paper for paper in settled(shelf)}
    assert papers["On Kelp"].year == 1999
    assert papers["On Kelp"].abstract == ""
    assert papers["Fog at Dawn"].year is None


def test_an_attached_file_that_is_missing_keeps_its_entry_until_it_is_pruned(shelf: Shelf) -> None:
    put(shelf, "library.bib", ENTRY % "fog.md")
    note = put(shelf, "fog.md", NOTE)
    shelf.ingest("papers")
    note.unlink()
    assert read(shelf.ingest("papers")) == {}
    assert [bool(paper.abstract) for paper in shelf.papers()] == [True]
    report = shelf.ingest("papers", prune=True)
    assert read(report) == {"library.bib": FileStatus.UPDATED}
    assert [bool(paper.abstract) for paper in settled(shelf)] == [False]


def test_when_an_attached_file_is_pruned_the_next_of_its_name_takes_its_place(
    shelf: Shelf,
) -> None:
    folders = "@comment{jabref-meta: fileDirectory:pdfs;}\n"
    put(shelf, "library.bib", folders + ENTRY % "fog.md")
    put(shelf, "fog.md", NOTE.replace("noon", "night"))
    first = put(shelf, "pdfs/fog.md", NOTE)
    shelf.ingest("papers")
    papers = {paper.title: paper for paper in settled(shelf)}
    assert "noon" in papers["On Kelp"].abstract
    assert "night" in papers["Fog at Dawn"].abstract
    first.unlink()
    shelf.ingest("papers", prune=True)
    (kelp,) = settled(shelf)
    assert "night" in kelp.abstract


def test_a_link_that_leads_elsewhere_is_followed_anew(shelf: Shelf) -> None:
    put(shelf, "library.bib", ENTRY % "here.md")
    put(shelf, "a.md", NOTE)
    put(shelf, "b.md", NOTE.replace("Dawn", "Dusk").replace("noon", "night"))
    link = shelf.root / "papers" / "here.md"
    link.symlink_to("a.md")
    shelf.ingest("papers")
    assert sorted(paper.title for paper in settled(shelf)) == ["Fog at Dusk", "On Kelp"]
    link.unlink()
    link.symlink_to("b.md")
    assert read(shelf.ingest("papers")) == {"library.bib": FileStatus.UPDATED}
    assert sorted(paper.title for paper in settled(shelf)) == ["Fog at Dawn", "On Kelp"]


def test_a_chapter_that_comes_later_is_read_with_its_paper(shelf: Shelf) -> None:
    put(shelf, "main.tex", MAIN)
    assert "not found" in " ".join(shelf.ingest("papers").notes)
    put(shelf, "chapters/method.tex", "\\section{Method}\nA camera looks at the pier.\n")
    assert read(shelf.ingest("papers")) == {"main.tex": FileStatus.UPDATED}
    (paper,) = settled(shelf)
    texts = [chunk.text for chunk in shelf.store.catalogue.chunks_of(paper.id)]
    assert "A camera looks at the pier." in texts


def test_what_comes_while_its_library_is_read_is_looked_for_again(tmp_path: Path) -> None:
    library = tmp_path / "library.bib"
    library.write_text("", encoding="utf-8")
    before = stamp(library, None)
    note = tmp_path / "fog.md"
    note.write_text(NOTE, encoding="utf-8")
    late = before._replace(seen=note.stat().st_ctime_ns - 1)
    assert places_of([note], tmp_path, late) == {"fog.md": ""}
    assert leads_to(note, tmp_path) == "fog.md"
    assert companion_hashes([note], tmp_path, late) != {"fog.md": stamp(note, None).sha256}
    early = before._replace(seen=note.stat().st_ctime_ns)
    assert places_of([note], tmp_path, early) == {"fog.md": "fog.md"}
    assert companion_hashes([note], tmp_path, early) == {"fog.md": stamp(note, None).sha256}


def test_a_companion_that_has_become_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "method.tex")
    library = tmp_path / "main.tex"
    library.write_text(MAIN, encoding="utf-8")
    now = stamp(library, None)._replace(seen=2**62)
    assert companion_hashes([tmp_path / "method.tex"], tmp_path, now) == {"method.tex": ""}


def test_a_file_that_is_ignored_by_now_keeps_its_papers_until_it_is_pruned(shelf: Shelf) -> None:
    put(shelf, "fog.md", NOTE)
    put(shelf, "kelp.bib", ENTRY % "")
    shelf.ingest("papers")
    put(shelf, ".reviewerignore", "fog.md\n")
    report = shelf.ingest("papers")
    assert [file.status for file in report.files] == [FileStatus.SKIPPED, FileStatus.UNCHANGED]
    assert len(shelf.papers()) == 2
    report = shelf.ingest("papers", prune=True)
    assert [paper.title for paper in report.removed] == ["Fog at Dawn"]
    assert [paper.title for paper in settled(shelf)] == ["On Kelp"]


def test_an_ignored_file_that_is_named_is_read_and_stays(shelf: Shelf) -> None:
    put(shelf, "fog.md", NOTE)
    put(shelf, "kelp.bib", ENTRY % "")
    put(shelf, ".reviewerignore", "fog.md\n")
    shelf.ingest("papers", "papers/fog.md", "papers/kelp.bib")
    assert shelf.store.ledger.roots() == ["papers", "papers/fog.md"]
    for paths in ([], ["papers"]):
        shelf.ingest(*paths, prune=True)
        assert sorted(paper.title for paper in settled(shelf)) == ["Fog at Dawn", "On Kelp"]
    put(shelf, "fog.md", NOTE.replace("noon", "night"))
    assert read(shelf.ingest()) == {"fog.md": FileStatus.UPDATED}
    (shelf.root / "papers" / "fog.md").unlink()
    shelf.ingest(prune=True)
    assert [paper.title for paper in settled(shelf)] == ["On Kelp"]
    assert shelf.store.ledger.roots() == ["papers"]


def test_a_folder_with_one_file_that_is_named_too_is_not_called_empty(shelf: Shelf) -> None:
    put(shelf, "fog.md", NOTE)
    assert shelf.ingest("papers", "papers/fog.md").failed == ()


def test_a_correction_follows_its_paper_whatever_is_read_first(shelf: Shelf) -> None:
    fog = "@article{fog,\n  title = {On Fog},\n  author = {%s},\n  doi = {%s}\n}\n"
    put(shelf, "b.bib", fog % ("Ana Ruiz", ""))
    put(shelf, "g.bib", fog % ("Ana Ruiz", "10.1000/g") + fog % ("Bo Lind", "10.1000/g"))
    shelf.ingest("papers")
    old = next(paper for paper in shelf.papers() if paper.doi)
    with shelf.store.writing():
        shelf.indexer.correct(old, {"venue": "Shore Letters"})
    fresh = Shelf(shelf.root.parent / "fresh")
    for judgement in shelf.store.ledger.judgements():
        fresh.store.ledger.add_judgement(judgement.paper, field="venue", value="Shore Letters")
    for name in ("b.bib", "g.bib"):
        put(fresh, name, (shelf.root / "papers" / name).read_text(encoding="utf-8"))
        fresh.ingest(f"papers/{name}")
    assert sorted(fresh.papers(), key=lambda one: one.id) == sorted(
        shelf.papers(), key=lambda one: one.id
    )
    assert [paper.venue for paper in fresh.papers() if paper.doi] == ["Shore Letters"]
    fresh.close()


def test_a_paper_is_renumbered_when_another_of_its_title_is_removed(shelf: Shelf) -> None:
    for name, author in (("a.bib", "Ana Ruiz"), ("b.bib", "Bo Lind")):
        put(shelf, name, f"@article{{x,\n  title = {{On Fog}},\n  author = {{{author}}}\n}}\n")
    shelf.ingest("papers")
    ruiz, lind = shelf.papers()
    with shelf.store.writing():
        shelf.indexer.remove(ruiz)
    (left,) = settled(shelf)
    assert (left.id, left.authors) == (ruiz.id, lind.authors)


@pytest.mark.parametrize("pattern", ["notes/", "fog.md", "notes/*.md"])
def test_an_attached_file_that_is_ignored_is_not_read(shelf: Shelf, pattern: str) -> None:
    put(shelf, "library.bib", ENTRY % "notes/fog.md")
    put(shelf, "notes/fog.md", NOTE)
    put(shelf, ".reviewerignore", pattern)
    shelf.ingest("papers")
    assert [paper.abstract for paper in settled(shelf)] == [""]


def test_an_attached_file_in_a_hidden_folder_is_read_with_its_library(shelf: Shelf) -> None:
    put(shelf, "library.bib", ENTRY % ".notes/fog.md")
    put(shelf, ".notes/fog.md", NOTE)
    shelf.ingest("papers")
    assert [bool(paper.abstract) for paper in settled(shelf)] == [True]

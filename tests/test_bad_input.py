"""Bad files through `Workspace.ingest`: one clear line each, the rest goes on, nothing is lost."""

import os
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer import Workspace
from reviewer.reports import FileFailure, FileStatus, IngestReport
from tests.shelf import entry, titles, write

WORDS_ONLY = {("embedding", "model"): "none"}
GOOD = entry(0)
ABSTRACT = f"We listen to whales. {'Whales sing under the ice, and we write down what. ' * 6}"
MASTHEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\n"


@pytest.fixture
def ws(tmp_path: Path) -> Iterator[Workspace]:
    """One good file is ingested already; every test checks that its paper is still there."""
    root = tmp_path / "review"
    write(root / "good.jsonl", [GOOD])
    with Workspace(root, flags=WORDS_ONLY) as made:
        made.ingest([root / "good.jsonl"])
        yield made
        assert GOOD["title"] in titles(made.papers())
        assert made.store.check() is None
        assert made.search("eels in the dark")[0].paper.title == GOOD["title"]


def put(ws: Workspace, name: str, content: str | bytes) -> Path:
    path = ws.located.root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def only_failure(report: IngestReport) -> FileFailure:
    """The one failure, after checking that it is one line that says where and how to mend it."""
    (failure,) = report.failed
    for part in (failure.file, failure.reason, failure.hint):
        assert part
        assert "\n" not in part
    return failure


BAD = [
    ("empty.bib", "", "the file is empty", "download"),
    ("blank.jsonl", " \n\n", "the file is empty", "download"),
    ("data.txt", b"\x00\x01\x02\xff" * 99, "binary", "--formats"),
    ("paper.pdf", b"%PDF-1.7\n\xff\xfe" * 9, "the PDF is damaged", "download it again"),
    ("notes.zip", None, "no LaTeX paper is in the archive", "unpack"),
    ("latin.txt", "Über Aale\n\nText.".encode("latin-1"), "not UTF-8 (line 1, byte 0)", "iconv"),
    ("utf16.txt", "Eels\n\nText of it.".encode("utf-16-le"), "UTF-16LE", "iconv"),
    ("strange.xyz", "Some words.", "no reader for this kind of file", "--formats"),
    ("half.jsonl", '{"title": "Half a', "half a line", "again"),
    ("untitled.bib", "@article{k, year = 1999}", "no title", "title"),
    ("array.jsonl", '[\n{"title": "A"}\n]', "one JSON document", "jq"),
    ("packed.jsonl.gz", b"not gzip", "not gzip-compressed", "download"),
    ("title.md", "# Only a Title\n", "only a title, no text", "text below it"),
    ("page.txt", MASTHEAD, "without papers", "save the page again"),
]


@pytest.mark.parametrize(("name", "content", "reason", "hint"), BAD, ids=[row[0] for row in BAD])
def test_a_bad_file_is_one_line_and_the_good_ones_beside_it_are_read(
    ws: Workspace, name: str, content: str | bytes | None, reason: str, hint: str
) -> None:
    if content is None:
        path = ws.located.root / name
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.bib", "@article{k, title={T}}")
    else:
        path = put(ws, name, content)
    after = write(ws.located.root / "other.jsonl", [entry(1)])
    report = ws.ingest([path, after])
    failure = only_failure(report)
    assert failure.file == str(path)
    assert reason in failure.reason
    assert hint in failure.hint
    assert titles(report.added) == [entry(1)["title"]]


def test_a_missing_file_and_a_link_that_leads_nowhere_are_no_such_file(ws: Workspace) -> None:
    link = ws.located.root / "link.bib"
    link.symlink_to("gone.bib")
    for path in (ws.located.root / "missing.bib", link):
        assert only_failure(ws.ingest([path])).reason == "no such file"


def test_a_pipe_is_refused_and_not_waited_for(ws: Workspace) -> None:
    pipe = ws.located.root / "pipe.jsonl"
    os.mkfifo(pipe)
    assert only_failure(ws.ingest([pipe])).reason == "this is not a regular file"
    assert only_failure(ws.ingest(["/dev/zero"])).reason == "this is not a regular file"


def test_a_link_to_itself_and_a_name_too_long_cannot_be_read(ws: Workspace) -> None:
    loop = ws.located.root / "loop.bib"
    loop.symlink_to(loop)
    assert "too many levels of symbolic links" in only_failure(ws.ingest([loop])).reason
    assert "file name too long" in only_failure(ws.ingest(["x" * 300 + ".bib"])).reason


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that anyone may enter, with this process without root's rights."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        is_root = os.geteuid() == 0
        if is_root:
            os.seteuid(65534)
        try:
            yield folder
        finally:
            if is_root:
                os.seteuid(0)


def test_a_file_or_folder_without_permission_is_reported(nobody: Path) -> None:
    write(nobody / "papers" / "good.jsonl", [GOOD])
    closed = write(nobody / "papers" / "closed.jsonl", [entry(1)])
    locked = write(nobody / "papers" / "locked" / "in.jsonl", [entry(2)]).parent
    closed.chmod(0)
    locked.chmod(0)
    with Workspace(nobody, flags=WORDS_ONLY) as ws:
        report = ws.ingest([nobody / "papers", locked / "in.jsonl"])
        assert titles(report.added) == [GOOD["title"]]
    locked.chmod(0o700)
    assert {(Path(one.file).name, one.reason) for one in report.failed} == {
        ("closed.jsonl", "cannot be read: permission denied"),
        ("locked", "cannot be read: permission denied"),
        ("in.jsonl", "cannot be read: permission denied"),
    }
    assert all("permissions" in one.hint for one in report.failed)


def test_a_listing_page_with_an_odd_line_gives_its_papers_and_the_line(ws: Workspace) -> None:
    page = f"{MASTHEAD}Whales I\n\n{ABSTRACT}\n\nAn odd line\n\nWhales II\n\n{ABSTRACT} Again.\n"
    report = ws.ingest([put(ws, "page.txt", page)])
    assert titles(report.added) == ["Whales I", "Whales II"]
    assert only_failure(report).line == 13


def test_a_bad_line_among_good_ones_is_named_by_its_number(ws: Workspace) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1), entry(2)])
    with path.open("a") as file:
        file.write('{"abstract": "no title"}\n{"title": "cut o')
    report = ws.ingest([path])
    assert len(report.added) == 2
    assert [one.line for one in report.failed] == [3, 4]


def test_problems_are_told_again_while_the_file_is_unchanged(ws: Workspace) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1), {"abstract": "no title"}])
    first = ws.ingest([path])
    again = ws.ingest([path])
    assert again.failed == first.failed
    assert (again.files_unchanged, titles(again.unchanged)) == (1, [entry(1)["title"]])


@pytest.mark.parametrize("content", ["", b"\x00\x01" * 99, "Über".encode("latin-1"), None])
def test_a_file_that_was_fine_and_is_broken_now_keeps_its_papers(
    ws: Workspace, content: str | bytes | None
) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1), entry(2)])
    ws.ingest([path])
    before = ws.papers()
    if content is None:
        path.unlink()
    else:
        put(ws, "some.jsonl", content)
    report = ws.ingest([path])
    if content is None:
        assert [file.status for file in report.files] == [FileStatus.MISSING]
    else:
        only_failure(report)
    assert (report.removed, report.updated) == ((), ())
    assert ws.papers() == before


def test_a_line_that_was_fine_and_is_broken_now_keeps_its_paper_and_says_so(ws: Workspace) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1), entry(2), entry(3)])
    ws.ingest([path])
    good = path.read_text().splitlines()
    put(ws, "some.jsonl", "\n".join([good[0], good[1][:-30], good[2]]))
    report = ws.ingest([path])
    assert report.removed == ()
    failure = only_failure(report)
    assert (failure.line, failure.reason.partition(":")[0]) == (2, "half a line")
    kept = f"kept from an earlier reading, while it has problems: {entry(2)['title']}"
    assert any(kept in note for note in report.notes)
    assert ws.search("lighthouses")[0].paper.title == entry(2)["title"]
    write(path, [entry(1), entry(3)])
    assert titles(ws.ingest([path]).removed) == [entry(2)["title"]]


def test_a_file_named_twice_in_one_call_is_read_once(ws: Workspace) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1)])
    link = ws.located.root / "link.jsonl"
    link.symlink_to(path)
    report = ws.ingest([path, path, link, ws.located.root])
    assert (report.files_read, report.files_unchanged) == (1, 1)
    assert (len(report.added), len(report.unchanged), report.merged) == (1, 1, ())
    (source,) = ws.papers()[1].sources
    assert source.file == "some.jsonl"


def test_one_path_may_be_given_without_a_list(ws: Workspace) -> None:
    path = write(ws.located.root / "some.jsonl", [entry(1)])
    assert len(ws.ingest(str(path)).added) == 1
    assert ws.ingest(path).files_unchanged == 1


# -- folders -------------------------------------------------------------------------------------


def test_an_empty_folder_is_reported(ws: Workspace) -> None:
    (ws.located.root / "papers" / "below").mkdir(parents=True)
    failure = only_failure(ws.ingest([ws.located.root / "papers"]))
    assert failure.reason == "no files in this folder"


def test_a_folder_is_walked_in_order_without_hidden_files(ws: Workspace) -> None:
    papers = ws.located.root / "papers"
    for n, name in enumerate(["b.jsonl", "a/z.jsonl", ".hidden/c.jsonl", ".d.jsonl"], start=1):
        write(papers / name, [entry(n)])
    report = ws.ingest([papers])
    assert titles(report.added) == [entry(2)["title"], entry(1)["title"]]
    assert report.failed == ()


def test_a_link_out_of_the_folder_is_not_followed_and_said(ws: Workspace) -> None:
    elsewhere = ws.located.root.parent / "elsewhere"
    write(elsewhere / "a.jsonl", [entry(1)])
    papers = ws.located.root / "papers"
    papers.mkdir()
    (papers / "one").symlink_to(elsewhere)
    report = ws.ingest([papers])
    assert (report.added, report.failed) == ((), ())
    assert any("a link that leaves the folder: one" in note for note in report.notes)
    assert titles(ws.ingest([papers / "one"]).added) == [entry(1)["title"]]


@pytest.mark.parametrize(
    "name", ["README.md", "readme.txt", "LICENSE", "CHANGELOG.md", "CONTRIBUTING-de.md"]
)
def test_what_stands_beside_papers_is_not_read_as_one_unless_it_is_named(
    ws: Workspace, name: str
) -> None:
    papers = ws.located.root / "papers"
    write(papers / "a.jsonl", [entry(1)])
    beside = put(ws, f"papers/{name}", "A Title\n\nThis folder holds papers.")
    report = ws.ingest([papers])
    assert titles(report.added) == [entry(1)["title"]]
    assert report.failed == ()
    assert any(f"not read, no papers by their names: {name}" in note for note in report.notes)
    named = ws.ingest([beside])
    assert len(named.added) + len(named.failed) == 1


@pytest.mark.parametrize(
    "name", ["a.bib", "a.ris", "a.csv", "a.jsonl", "a.md", "a.nbib", "a.txt", "a.enw"]
)
def test_bytes_under_the_name_of_a_paper_are_a_failure_in_a_folder_too(
    ws: Workspace, name: str
) -> None:
    bad = put(ws, f"papers/{name}", b"\x00\x01\x02\xff" * 99)
    write(ws.located.root / "papers" / "good.jsonl", [entry(1)])
    report = ws.ingest([ws.located.root / "papers"])
    failure = only_failure(report)
    assert (failure.file, "binary" in failure.reason) == (str(bad), True)
    assert titles(report.added) == [entry(1)["title"]]


def test_markup_and_archives_that_are_no_papers_are_named(ws: Workspace) -> None:
    put(ws, "papers/pom.xml", "<project><name>A build</name></project>")
    with zipfile.ZipFile(ws.located.root / "papers" / "data.zip", "w") as archive:
        archive.writestr("a.csv", "1,2")
    report = ws.ingest([ws.located.root / "papers"])
    assert report.failed == ()
    assert "not read, no reader for this kind of file: pom.xml" in report.notes
    assert "not read, no LaTeX paper is in the archive: data.zip" in report.notes


def test_a_link_that_is_not_followed_goes_by_its_own_name(ws: Workspace) -> None:
    folder = ws.located.root / "papers"
    folder.mkdir()
    (folder / "everything").symlink_to("/")
    (file,) = ws.ingest([folder]).files
    assert (file.file, file.status) == ("papers/everything", FileStatus.SKIPPED)


def test_what_word_writes_beside_an_open_document_is_left_aside(ws: Workspace) -> None:
    put(ws, "papers/~$draft.docx", b"\x05Owner" + bytes(156))
    report = ws.ingest([ws.located.root / "papers"])
    assert report.failed == ()
    assert any("no papers by their names: ~$draft.docx" in note for note in report.notes)


@pytest.mark.parametrize("name", ["changelogs-of-libraries.txt", "licensed.md", "read.txt"])
def test_a_paper_whose_name_only_sounds_like_it_is_read(ws: Workspace, name: str) -> None:
    put(ws, f"papers/{name}", "A Title\n\nText of a paper.")
    assert titles(ws.ingest([ws.located.root / "papers"]).added) == ["A Title"]


def test_the_workspace_folder_itself_can_be_walked_and_its_own_files_are_no_papers(
    ws: Workspace,
) -> None:
    put(ws, "reviewer.toml", "")
    put(ws, "prompts/answer.md", "A Title\n\nNot a paper.")
    put(ws, "vectorstore/README.md", "A Title\n\nNot a paper.")
    put(ws, "vectorstore/notes.md", "A Title\n\nNot a paper.")
    put(ws, "prompts.txt", "Prompts in Papers\n\nA paper.")
    report = ws.ingest([ws.located.root])
    assert report.failed == ()
    assert titles(report.added) == ["Prompts in Papers"]
    assert report.files_unchanged == 1


def test_a_store_with_another_name_is_not_walked_either(tmp_path: Path) -> None:
    write(tmp_path / "a.jsonl", [entry(0)])
    flags = {**WORDS_ONLY, ("store", "path"): tmp_path / "index"}
    with Workspace(tmp_path, flags=flags) as ws:
        for _ in range(2):
            assert ws.ingest([tmp_path]).failed == ()
        assert len(ws.papers()) == 1

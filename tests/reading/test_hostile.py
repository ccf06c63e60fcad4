"""Hostile and unlucky files, through the pool: one clear line or a right reading, within limits.

Every format is read in a worker here, also those that are not isolated, so that what they take is
bounded and a failure of these tests is not one of the machine.
"""

import os
import socket
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reviewer.errors import NotAPaperError, ReadError
from reviewer.models import Record
from reviewer.reading import READERS, Reading, read_file
from reviewer.reading.deferred import Deferred
from reviewer.reading.isolation import ReadingPool
from reviewer.reading.protocol import MOST_PROBLEMS
from tests.reading import hostile
from tests.reading.hostile import MARKUPS, SENTENCE

SECONDS = 25.0
MEGABYTES = 1200
GIGABYTE = 1024
"""Mebibytes."""
SECRET = "Nobody may read this sentence about otters."
TEX = (
    r"\documentclass{article}\title{Counting Seals}\author{A. Bee}\begin{document}\maketitle"
    r"\begin{abstract}Kites carry cameras over harbour seals.\end{abstract}"
    r"\section{Methods} We flew kites. %s \end{document}"
)


POOL: list[ReadingPool] = []


@pytest.fixture(scope="module", autouse=True)
def pool() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for reader in READERS:
            assert isinstance(reader, Deferred)
            patch.setattr(reader.module, "isolated", True)
        with ReadingPool(workers=1, seconds=SECONDS, megabytes=MEGABYTES) as pool:
            POOL.append(pool)
            yield
            POOL.clear()


def read(path: Path) -> Reading | ReadError:
    ((_, result),) = POOL[0].readings([path])
    return result


def failure(path: Path) -> ReadError:
    result = read(path)
    assert isinstance(result, ReadError), list(result)
    assert result.message.isprintable()
    assert result.hint.isprintable()
    assert result.hint
    assert "crashed" not in result.message
    return result


def records(path: Path) -> list[Record]:
    result = read(path)
    assert isinstance(result, Reading), result
    return list(result)


def titles(path: Path) -> list[str]:
    return [record.metadata.title for record in records(path)]


def told(path: Path) -> str:
    """Everything that comes of a file, as one text; whatever it is, it is clear."""
    result = read(path)
    if isinstance(result, ReadError):
        return failure(path).message
    texts = [record.model_dump_json() for record in result]
    for problem in result.problems:
        assert problem.reason.isprintable()
        assert problem.hint
    return "\n".join([*texts, *(p.reason for p in result.problems), *result.notes])


def put(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return put(tmp_path, "secret.tex", SECRET)


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.mark.parametrize("name", MARKUPS)
def test_markup_without_malice_is_read(tmp_path: Path, name: str) -> None:
    plain = MARKUPS[name].format(title="Counting Seals", text=SENTENCE)
    assert titles(put(tmp_path, name, plain)) == ["Counting Seals"]


@pytest.mark.parametrize("name", MARKUPS)
def test_entities_that_grow_do_not(tmp_path: Path, name: str) -> None:
    for declared, used in ((hostile.billion_laughs(), "&l11;"), hostile.quadratic()):
        content = hostile.with_entities(MARKUPS[name], declared, used)
        result = told(put(tmp_path, name, content))
        assert len(result) < 4 * len(content)
        assert "MB of memory" not in result


@pytest.mark.parametrize("name", MARKUPS)
def test_nothing_outside_a_markup_file_is_opened(
    tmp_path: Path, name: str, secret: Path, server: socket.socket
) -> None:
    address = f"http://127.0.0.1:{server.getsockname()[1]}/entity.dtd"
    for place in (secret.as_uri(), address, "file:///etc/passwd"):
        for declared, used in (
            (f'<!ENTITY x SYSTEM "{place}">', "&x;"),
            (f'<!ENTITY % p SYSTEM "{place}"> %p;', "&x;"),
            (f'<!ENTITY % p SYSTEM "{place}"> <!ENTITY % q "%p;"> %q;', ""),
        ):
            result = told(put(tmp_path, name, hostile.with_entities(MARKUPS[name], declared, used)))
            assert SECRET not in result
            assert "root:" not in result
        template, root = MARKUPS[name], hostile.root_of(MARKUPS[name])
        doctype = f'<!DOCTYPE {root} PUBLIC "-//A//B" "{place}">\n'
        body = template.format(title="Counting Seals", text=SENTENCE)
        assert "Counting Seals" in told(put(tmp_path, name, doctype + body))
        included = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{place}" '
        body = template.format(title="Counting Seals", text=f'{included} parse="text"/>')
        assert SECRET not in told(put(tmp_path, name, body))
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("name", MARKUPS)
def test_markup_nested_without_end_is_told_or_read(tmp_path: Path, name: str) -> None:
    start, end = MARKUPS[name].format(title="Counting Seals", text="\0").split("\0")
    for tag in ("p", "sec", "b"):
        content = f"{start}{f'<{tag}>' * 100_000}{SENTENCE}{f'</{tag}>' * 100_000}{end}"
        assert "MB of memory" not in told(put(tmp_path, name, content))


PACKED = {
    "a.jsonl.gz": b'{"title": "',
    "a.json.gz": b'[{"title": "',
    "a.csv.gz": b"title,abstract\n",
    "a.bib.gz": b"@article{a, title = {",
    "a.ris.gz": b"TY  - JOUR\nTI  - ",
    "a.xml.gz": b"<article><front>",
    "a.html.gz": b"<!DOCTYPE html><html><body><p>",
    "a.tex.gz": b"\\documentclass{article}\\title{Seals}\\begin{document}",
    "a.tar.gz": b"",
    "a.pdf.gz": b"%PDF-1.5\n",
    "a.gz": b"",
}


@pytest.mark.parametrize("name", PACKED)
def test_gigabytes_packed_into_one_file_are_not_unpacked(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, hostile.gzipped(3 * GIGABYTE, PACKED[name]))
    assert failure(path).message


@pytest.mark.parametrize("name", ["chapter.tex", "figure.png"])
def test_a_tar_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    main = ("main.tex", (TEX % r"\input{chapter}").encode())
    path = put(tmp_path, "a.tar.gz", hostile.tar_bomb(main, name, 10 * GIGABYTE))
    assert "unpacks to more than" in failure(path).message


def test_an_archive_of_too_many_files_is_not_unpacked(tmp_path: Path) -> None:
    names = (tarfile.TarInfo(f"{n}.tex") for n in range(6_000))
    hostile.tar_gz(((name, b"") for name in names), tmp_path / "a.tar.gz")
    assert "files" in failure(tmp_path / "a.tar.gz").message


def test_what_leads_out_of_an_archive_is_neither_read_nor_written(
    tmp_path: Path, secret: Path
) -> None:
    inputs = [secret.as_posix(), "../secret", "link", "hard", "folder/secret", "device", "pipe"]
    main = TEX % " ".join(rf"\input{{{name}}}" for name in inputs)
    members = [(tarfile.TarInfo("main.tex"), main.encode())]
    for name in ("../evil.tex", "/evil.tex", f"{tmp_path}/evil.tex", "a/../../evil.tex", "a\\evil"):
        members.append((tarfile.TarInfo(name), b"evil"))
    for name, kind, target in (
        ("link.tex", tarfile.SYMTYPE, str(secret)),
        ("hard.tex", tarfile.LNKTYPE, str(secret)),
        ("folder", tarfile.SYMTYPE, str(tmp_path)),
        ("device.tex", tarfile.CHRTYPE, ""),
        ("pipe.tex", tarfile.FIFOTYPE, ""),
    ):
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        members.append((info, b""))
    hostile.tar_gz(members, tmp_path / "a.tar.gz")
    before = sorted(tmp_path.rglob("*"))
    assert titles(tmp_path / "a.tar.gz") == ["Counting Seals"]
    result = told(tmp_path / "a.tar.gz")
    assert SECRET not in result
    assert "not read" in result
    assert sorted(tmp_path.rglob("*")) == before


def test_a_source_that_includes_what_is_above_its_folder_does_not_get_it(
    tmp_path: Path, secret: Path
) -> None:
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "link.tex").symlink_to(secret)
    inputs = (secret.as_posix(), "../secret", "link", "/etc/passwd", "/dev/zero")
    main = TEX % " ".join(rf"\input{{{name}}}" for name in inputs)
    result = told(put(folder, "main.tex", main))
    assert "Counting Seals" in result
    assert SECRET not in result
    assert "root:" not in result


DOCX = {
    "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    b'relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.'
    b'openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
    "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
    b'relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/'
    b'2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
}


@pytest.mark.parametrize("name", ["a.docx", "a.zip"])
@pytest.mark.parametrize("declared", [3900 << 20, 1000], ids=["declared", "lying"])
def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, name: str, declared: int) -> None:
    bomb = hostile.zip_bomb(DOCX, "word/document.xml", 10 * GIGABYTE, declared)
    assert failure(put(tmp_path, name, bomb)).message


def test_a_word_file_with_entities_that_grow_or_lead_out_is_told(
    tmp_path: Path, secret: Path
) -> None:
    import zipfile

    for declared, used in (
        (hostile.billion_laughs(), "&l11;"),
        (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', "&x;"),
    ):
        document = hostile.with_entities(hostile.WORD, declared, used)
        with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
            for name, content in {**DOCX, "word/document.xml": document}.items():
                archive.writestr(name, content)
        result = told(tmp_path / "a.docx")
        assert SECRET not in result
        assert len(result) < 10_000


def text_stream(*lines: str) -> bytes:
    """The first line is large, as titles are."""
    sizes = (24, *[10] * len(lines))
    shown = [hostile.shown(line, 700 - 60 * n, sizes[n]) for n, line in enumerate(lines)]
    return hostile.stream(b"".join(shown))


def test_a_pdf_of_5000_pages_is_read_as_far_as_is_said(tmp_path: Path) -> None:
    contents = [text_stream(f"Colony {n} of seals", SENTENCE) for n in range(50)]
    path = put(tmp_path, "a.pdf", hostile.pages_pdf(contents, 5000))
    result = read(path)
    assert isinstance(result, Reading), result
    (record,) = result
    pages = {place.page for section in record.sections for place in section.places}
    assert len(pages) == 5000 or any("5000" in note for note in result.notes)


@pytest.mark.parametrize("times", [1, 2], ids=["once", "nested"])
def test_a_pdf_whose_page_unpacks_to_ten_gigabytes_is_told(tmp_path: Path, times: int) -> None:
    content = hostile.deflated(10 * GIGABYTE)
    filters = b"/FlateDecode " * times
    if times == 2:
        content = hostile.packed(content)
    page = hostile.stream(content, b"/Filter [%s]" % filters)
    path = put(tmp_path, "a.pdf", hostile.pages_pdf([page], 1))
    assert "MB of memory" in failure(path).message


def test_a_pdf_whose_pages_contain_themselves_is_told(tmp_path: Path) -> None:
    catalogue = b"<< /Type /Catalog /Pages 2 0 R >>"
    tree = b"<< /Type /Pages /Count 2000000000 /Kids [2 0 R 2 0 R] >>"
    assert "PDF" in failure(put(tmp_path, "a.pdf", hostile.pdf([catalogue, tree]))).message


STARTS = {
    "a.txt": b"",
    "b.txt": b"A Title\n\n",
    "a.md": b"# A Title\n\n",
    "a.jsonl": b'{"title": "',
    "a.json": b'[{"title": "',
    "a.csv": b"title,abstract\nA Title,",
    "a.bib": b"@article{a, title = {",
    "a.ris": b"TY  - JOUR\nTI  - ",
    "a.nbib": b"PMID- 1\nTI  - ",
    "a.tex": b"\\documentclass{article}\\title{A Title}\\begin{document}",
    "a.html": b"<!DOCTYPE html><html><head><title>A Title</title></head><body><p>",
    "a.xml": b"<article><front><article-meta>",
}


@pytest.mark.parametrize("name", STARTS)
def test_a_hundred_megabytes_on_one_line_are_told(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, STARTS[name] + b"seals and kites " * (100 << 16))
    result = read(path)
    if isinstance(result, Reading):
        assert list(result) == []
        assert result.problems
        return
    assert failure(path).message == result.message
    assert "took longer" not in result.message
    assert "memory" not in result.message


@pytest.mark.parametrize("name", ["a.bib", "a.ris", "a.nbib", "a.jsonl", "a.json"])
def test_a_sign_in_page_under_another_name_is_told_as_a_web_page(tmp_path: Path, name: str) -> None:
    page = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>"Sign in", please.'
    assert "page" in failure(put(tmp_path, name, page)).message


@pytest.mark.parametrize("name", STARTS)
@pytest.mark.parametrize("nuls", [1, 5000])
def test_nul_bytes_are_told_or_left_out(tmp_path: Path, name: str, nuls: int) -> None:
    for content in (b"\0" * nuls, STARTS[name] + b"\0" * nuls + b" seals"):
        result = told(put(tmp_path, name, content))
        assert result
        assert "\\u0000" not in result


NAMES = {
    "not UTF-8": b"\xff\xfe\xe9",
    "a line feed": b"two\nlines",
    "255 bytes": "é".encode() * 125,
    "emoji": "🦭🪁".encode(),
    "right to left": "كلاب البحر\u202e".encode(),
    "an option": b"--help $(touch x); *",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_of_any_name_is_read(tmp_path: Path, name: bytes) -> None:
    sources: dict[bytes, bytes | str] = {
        b".txt": f"Counting Seals\n\n{SENTENCE}",
        b".bib": "@article{a, title = {Counting Seals}, year = 2020}",
        b".tex": TEX % "",
        b".xml": MARKUPS["jats.xml"].format(title="Counting Seals", text=SENTENCE),
        b".pdf": hostile.pages_pdf([text_stream("Counting Seals", SENTENCE)], 1),
    }
    for suffix, content in sources.items():
        path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name + suffix))
        assert titles(put(path.parent, path.name, content)) == ["Counting Seals"]


def test_a_name_in_a_hint_is_one_line(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/two\nlines\xff.txt"))
    path.write_bytes(b"caf\xe9")
    assert "two?lines?.txt" in failure(path).hint


def test_a_file_that_grows_is_read_as_it_was(tmp_path: Path) -> None:
    line = '{"title": "Counting Seals", "abstract": "Kites carry cameras."}\n'
    path = put(tmp_path, "a.jsonl", line * 3)
    read_so_far = []
    for record in read_file(path):
        read_so_far.append(record)
        with path.open("a") as stream:
            stream.write(line * 1000)
    assert len(read_so_far) == 3


def test_a_file_that_shrinks_is_read_or_told(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", '{"title": "Counting Seals"}\n' * 10_000)
    reading = iter(read_file(path))
    next(reading)
    os.truncate(path, 100)
    assert sum(1 for _ in reading) < 10_000


def test_what_never_ends_is_not_begun(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.bib")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for path in (tmp_path / "a.bib", tmp_path / "zero.txt", Path("/dev/zero")):
        assert failure(path).message == "this is not a regular file"
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert "loop.txt" not in failure(tmp_path / "loop.txt").message


def test_problems_without_end_are_counted(tmp_path: Path) -> None:
    path = put(tmp_path, "a.jsonl", b"seals\n" * (3 * MOST_PROBLEMS))
    result = read(path)
    assert isinstance(result, Reading), result
    assert list(result) == []
    assert len(result.problems) == MOST_PROBLEMS + 1
    assert result.problems[-1].reason == "20,000 more of its records cannot be read"


def test_a_part_of_a_source_is_no_failure(tmp_path: Path) -> None:
    put(tmp_path, "main.tex", TEX % r"\input{chapter}")
    part = put(tmp_path, "chapter.tex", r"\section{More} Text of a chapter.")
    assert isinstance(failure(part), NotAPaperError)

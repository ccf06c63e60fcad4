"""Trees and archives of sources: what is read of them, and what is never read."""

import contextlib
import gzip
import io
import os
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.errors import NotAPaperError, ReadError, UnknownFormatError
from reviewer.models import Location
from reviewer.reading import latex_source, opening, read_file
from reviewer.reading.latex_source import archive, inclusion
from reviewer.reading.protocol import ReadingOptions
from tests.reading.latex_source.sources import (
    SHELL,
    failure,
    reading,
    record_of,
    tarred,
    words,
    written,
)

TREE: dict[str, str | bytes] = {
    "main.tex": SHELL % "\\input{parts/one}\n\n\\include{parts/two.tex}\n\\bibliography{refs}",
    "parts/one.tex": "\\section{One}\nFirst text.\n\n\\input{parts/deep/three}\n",
    "parts/two.tex": "\n\n\\section{Two}\n% a comment\nSecond text.\n",
    "parts/deep/three.tex": "Third text.",
    "main.bbl": "\\begin{thebibliography}{1}\\bibitem{a} A. Moss. Ice.\\end{thebibliography}",
}


def test_included_files_are_read_in_their_places_and_named(tmp_path: Path) -> None:
    found, record = reading(written(tmp_path, TREE))
    assert [(part.text, part.part, part.line) for part in record.sections] == [
        ("First text.", "parts/one.tex", 2),
        ("Third text.", "parts/deep/three.tex", 1),
        ("Second text.", "parts/two.tex", 5),
        ("A. Moss. Ice.", "main.bbl", 1),
    ]
    assert found.companions == [tmp_path / name for name in list(TREE)[1:4:2] + list(TREE)[2::2]]
    assert found.notes == []


def test_the_text_of_the_main_file_has_no_part(tmp_path: Path) -> None:
    record = record_of(written(tmp_path, {"main.tex": SHELL % "Own text.\n\n\\input one", **TREE}))
    record = record_of(written(tmp_path, {"main.tex": SHELL % "Own text.\n\n\\input parts/two"}))
    assert [part.part for part in record.sections] == [None, "parts/two.tex"]


def test_imports_and_subfiles_are_found_from_where_they_are(tmp_path: Path) -> None:
    sub = "\\documentclass[../main.tex]{subfiles}\\begin{document}%s\\end{document}"
    files: dict[str, str | bytes] = {
        "main.tex": SHELL % "\\import{parts/}{one}\n\\subfile{parts/sub}\n",
        "parts/one.tex": "One.\n\n\\subimport{deep/}{two}\\input{beside}",
        "parts/deep/two.tex": "Two.\n\n",
        "parts/beside.tex": "Three.",
        "parts/sub.tex": sub % "\nFour.\n",
    }
    path = written(tmp_path, files)
    assert [part.text for part in record_of(path).sections] == ["One.", "Two.", "Three.", "Four."]
    error = failure(tmp_path / "parts/sub.tex")
    assert isinstance(error, NotAPaperError)


@pytest.mark.parametrize("name", ["chapter.tex", "own.sty", "main.bbl", "acl.cls", "plot.tikz"])
def test_a_piece_of_another_source_is_no_paper(tmp_path: Path, name: str) -> None:
    error = failure(written(tmp_path, {name: "\\section{One} Text."}))
    assert isinstance(error, NotAPaperError)
    assert error.message == "a part of another LaTeX source"
    assert "main .tex file" in error.hint


@pytest.mark.parametrize("name", ["2101.00001.tex", "2101.00001.gz", "2101.00001v2"])
def test_a_note_in_the_place_of_a_withdrawn_paper_is_no_paper(tmp_path: Path, name: str) -> None:
    note = b"%auto-ignore\nThis paper has been withdrawn by its author.\n"
    (tmp_path / name).write_bytes(note if name.endswith("tex") else gzip.compress(note))
    assert "withdrawn" in failure(tmp_path / name).message


def test_nothing_outside_of_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret.tex").write_text("Secret.")
    folder = tmp_path / "paper"
    folder.mkdir()
    (folder / "link.tex").symlink_to(tmp_path / "secret.tex")
    (folder / "away").symlink_to(tmp_path)
    outside = ("../secret", str(tmp_path / "secret"), "link", "away/secret", "a/../../secret", "~")
    latex = "Own.\n\n" + "".join(f"\\input{{{name}}}" for name in outside)
    found, record = reading(written(folder, {"main.tex": SHELL % latex}))
    assert [part.text for part in record.sections] == ["Own."]
    assert found.companions == []
    (note,) = found.notes
    assert note.startswith("included but not found, so not read: ../secret")


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b.tex").symlink_to("a/c.tex")
    files: dict[str, str | bytes] = {"main.tex": SHELL % "\\input{b}", "a/c.tex": "Linked."}
    assert record_of(written(tmp_path, files)).sections[0].text == "Linked."


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "main.tex": SHELL % "\\input{a}\\input{main}",
        "a.tex": "A.\n\n\\input{b}",
        "b.tex": "B. \\input{a}\\input{b}",
    }
    (one, two) = record_of(written(tmp_path, files)).sections
    assert (one.text, two.text) == ("A.", "B.")


def test_too_much_is_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inclusion, "_MOST_FILES", 10)
    files: dict[str, str | bytes] = {"main.tex": SHELL % ("\\input{a}" * 9), "a.tex": "A.\n\n" * 3}
    files["main.tex"] = SHELL % ("\\input{a}\n\n" * 20)
    found, record = reading(written(tmp_path, files))
    assert record.sections[0].text.count("A.") == 27
    assert any("more than is read" in note for note in found.notes)


def test_many_inclusions_of_many_end(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"main.tex": SHELL % "\\input{a0}"}
    for depth in range(40):
        files[f"a{depth}.tex"] = f"Depth {depth}.\n\n" + f"\\input{{a{depth + 1}}}" * 3
    found, _ = reading(written(tmp_path, files))
    assert any("more than is read" in note for note in found.notes)


def test_style_files_beside_it_define_macros(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "main.tex": SHELL.replace("{article}", "{article}\\usepackage{amsmath,own}")
        % "\\net wins.",
        "own.sty": "\\newcommand{\\net}{FloeNet}",
    }
    found, record = reading(written(tmp_path, files))
    assert record.sections[0].text == "FloeNet wins."
    assert found.companions == [tmp_path / "own.sty"]


@pytest.mark.parametrize("suffix", ["paper.tar.gz", "paper.tgz", "paper.tar", "2401.01234v1"])
def test_an_archive_is_read_in_memory(tmp_path: Path, suffix: str) -> None:
    _, record = reading(tarred(tmp_path / suffix, {"fig.png": b"\x89PNG", **TREE}))
    assert [part.part for part in record.sections] == [
        "parts/one.tex",
        "parts/deep/three.tex",
        "parts/two.tex",
        "main.bbl",
    ]
    assert list(tmp_path.iterdir()) == [tmp_path / suffix]
    here = Location(file=str(tmp_path / suffix), line=2, part=record.sections[0].part)
    assert str(here) == f"{suffix}/parts/one.tex:2"


def test_the_main_file_of_an_archive_is_named_as_its_part(tmp_path: Path) -> None:
    path = tarred(tmp_path / "a.tar.gz", {"./ms.tex": SHELL % "Text."})
    assert record_of(path).sections[0].part == "ms.tex"


@pytest.mark.parametrize("name", ["2401.01234v1.gz", "paper.gz", "2401.01234", "paper.tex.gz"])
def test_one_packed_file_is_a_paper(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress((SHELL % "Text.").encode()))
    (part,) = record_of(tmp_path / name).sections
    assert (part.text, part.part, part.line) == ("Text.", None, 6)


def test_a_zip_of_sources_is_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "overleaf.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in TREE.items():
            packed.writestr(name, content)
        packed.writestr("../evil.tex", "never")
    found, record = reading(tmp_path / "overleaf.zip")
    assert len(record.sections) == 4
    assert found.notes == ["links, or leading out of the archive, so not read: ../evil.tex"]


def test_of_several_documents_the_paper_is_read(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "supplement.tex": SHELL % ("Supplement. " * 50),
        "sub.tex": "\\documentclass{subfiles}\\title{X}\\begin{document}Sub.\\end{document}",
        "fig.tex": "\\documentclass{standalone}\\begin{document}Fig.\\end{document}",
        "paper.tex": SHELL % "Paper.",
        "used.tex": SHELL % "Used.",
        "cover_letter.tex": "\\documentclass{letter}\\begin{document}Dear.\\end{document}",
        "macros.tex": "\\input{used}",
    }
    found, record = reading(tarred(tmp_path / "a.tar.gz", files))
    assert record.sections[0].text == "Paper."
    (note,) = found.notes
    assert note == "paper.tex was read as the paper; also in it: supplement.tex, cover_letter.tex"


@pytest.mark.parametrize(
    "listing",
    [
        {"00README.XXX": "nohypertex\nzz.tex toplevelfile\n"},
        {"00README.json": '{"sources": [{"usage": "toplevel", "filename": "zz.tex"}]}'},
    ],
)
def test_arxivs_own_list_names_the_main_file(tmp_path: Path, listing: dict[str, str]) -> None:
    files = {"main.tex": SHELL % "Other.", "zz.tex": SHELL % "This.", **listing}
    assert record_of(tarred(tmp_path / "a.tar.gz", dict(files))).sections[0].text == "This."


@pytest.mark.parametrize("text", ["{", "[]", '{"sources": 3}', '{"sources": [3]}', "[" * 5000])
def test_a_list_that_makes_no_sense_is_ignored(tmp_path: Path, text: str) -> None:
    files: dict[str, str | bytes] = {"main.tex": SHELL % "Text.", "00README.json": text}
    assert record_of(tarred(tmp_path / "a.tar.gz", files)).sections[0].text == "Text."


def test_members_that_lead_elsewhere_are_left_out(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name in ("/etc/evil.tex", "../evil.tex", "main.tex"):
            member = tarfile.TarInfo(name)
            data = (SHELL % "\\input{link}\\input{dev}Text.").encode()
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        for name, kind in (("link.tex", tarfile.SYMTYPE), ("dev.tex", tarfile.CHRTYPE)):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/passwd"
            tar.addfile(member)
    (tmp_path / "a.tar").write_bytes(packed.getvalue())
    found, record = reading(tmp_path / "a.tar")
    assert record.sections[0].text == "Text."
    assert found.notes[0] == (
        "links, or leading out of the archive, so not read: /etc/evil.tex, ../evil.tex, link.tex"
        " and 1 more"
    )


def test_an_archive_that_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_ARCHIVE", 1_000_000)
    bomb: dict[str, str | bytes] = {"a.tex": SHELL % "Text.", "b.png": b"\0" * 2_000_000}
    assert "unpacks to more than 1 MB" in failure(tarred(tmp_path / "a.tar.gz", bomb)).message
    (tmp_path / "a.gz").write_bytes(gzip.compress((SHELL % ("x" * 2_000_000)).encode()))
    assert "unpacks to more than 1 MB" in failure(tmp_path / "a.gz").message
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.tex", b"x" * 2_000_000)
    assert "unpacks to more than 1 MB" in failure(tmp_path / "a.zip").message


def test_an_archive_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_MEMBERS", 10)
    many: dict[str, str | bytes] = {f"{number}.tex": "a" for number in range(11)}
    assert "more than 10 files" in failure(tarred(tmp_path / "a.tar.gz", many)).message


def test_an_archive_without_latex_says_so(tmp_path: Path) -> None:
    error = failure(tarred(tmp_path / "a.tar.gz", {"notes.txt": "Ice.", "x.tex": "Piece."}))
    assert isinstance(error, UnknownFormatError)
    assert error.message == "no LaTeX paper is in the archive"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_an_archive_that_is_cut_off_is_an_error(tmp_path: Path, share: float) -> None:
    whole = tarred(tmp_path / "a.tar.gz", {"a.png": os.urandom(50_000), **TREE})
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * share)])
    assert "cut off or damaged" in failure(whole).message


def test_a_declared_encoding_is_followed_also_in_included_files(tmp_path: Path) -> None:
    shell = SHELL.replace("{article}", "{article}\\usepackage[latin1]{inputenc}")
    files: dict[str, str | bytes] = {
        "main.tex": (shell % "Très.\n\n\\input{a}").encode("latin-1"),
        "a.tex": "Été.".encode("latin-1"),
    }
    sections = record_of(written(tmp_path, files)).sections
    assert [part.text for part in sections] == ["Très.", "Été."]


def test_an_undeclared_encoding_costs_its_letters_and_is_said(tmp_path: Path) -> None:
    found, record = reading(written(tmp_path, {"a.tex": (SHELL % "Tr\xe8s.").encode("latin-1")}))
    assert record.sections[0].text == "Tr�s."
    assert "neither UTF-8 nor declared" in found.notes[0]
    found, _ = reading(written(tmp_path, {"b.tex": (SHELL % "% \xe8\nIce.").encode("latin-1")}))
    assert found.notes == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\\documentclass{article}\\title{Ice}", "only a title, no text"),
        (b"\\documentclass{article}\\title{Ice}\\begin{document}", "only a title, no text"),
    ],
)
def test_a_source_that_breaks_off_is_an_error(tmp_path: Path, content: bytes, reason: str) -> None:
    assert failure(written(tmp_path, {"a.tex": content})).message == reason


def test_a_source_without_its_end_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    source = (SHELL % "One.\n\n\\textbf{two").replace("\\end{document}", "")
    assert record_of(written(tmp_path, {"a.tex": source})).sections[0].text == "One.\n\ntwo"


def test_line_ends_of_every_kind_give_the_same_lines(tmp_path: Path) -> None:
    source = SHELL % "One.\n\nTwo."
    expected = record_of(written(tmp_path, {"a.tex": source})).sections
    for end in ("\r\n", "\r"):
        again = written(tmp_path, {"b.tex": source.replace("\n", end)})
        assert record_of(again).sections == expected


FULL = SHELL % (
    "\\begin{abstract}Cold.\\end{abstract}\n\\newcommand{\\x}[1]{a #1 b}\\section{One}\\x{ice}"
    " $a_{b^2}$ \\cite[x]{y}\\footnote{z}\n\n\\begin{figure}\\caption{A}\\end{figure}\n"
    "\\iffalse a\\else b\\fi\\verb|x| % c\n\\input{a}\\[ x \\] \\begin{quote}\\item a\\end{quote}"
)


def read_or_refused(path: Path) -> None:
    with contextlib.suppress(ReadError):
        if latex_source.recognises(path, opening.head(path)):
            for record in latex_source.read(path, ReadingOptions()):
                assert record.metadata.title


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_source_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["a.tex", "a.tar.gz", "a.tar", "a.zip", "2401.01234v1"]))
    source = bytearray(FULL.encode())
    for _ in range(data.draw(st.integers(0, 12))):
        at = data.draw(st.integers(0, max(0, len(source) - 1)))
        kind = data.draw(st.sampled_from(["cut", "insert", "drop"]))
        if kind == "insert":
            source[at:at] = data.draw(
                st.sampled_from([b"{", b"}", b"\\", b"$", b"%", b"\0", b"\xff"])
            )
        else:
            del source[at : at + (40 if kind == "cut" else 1)]
    path = tmp_path / name
    if name == "a.tex":
        path.write_bytes(bytes(source) or b" ")
    elif name == "a.zip":
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("a.tex", bytes(source))
    else:
        tarred(path, {"a.tex": bytes(source), "b.tex": b"Text."})
    read_or_refused(path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_a_mutated_archive_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["a.tar", "a.tar.gz", "a.zip"]))
    path = tmp_path / name
    if name == "a.zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("a.tex", FULL)
            packed.writestr("b/c.tex", "Text.")
    else:
        tarred(path, {"a.tex": FULL, "b/c.tex": "Text."})
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, min(len(content) - 1, 3000)))] = data.draw(
            st.integers(0, 255)
        )
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    read_or_refused(path)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    paragraphs=st.lists(
        st.lists(
            st.text("abcdefghijklmnopqrstuvwxyzéß0123456789.,;()", min_size=1, max_size=9).filter(
                str.strip
            ),
            min_size=1,
            max_size=12,
        ),
        min_size=1,
        max_size=6,
    )
)
def test_plain_paragraphs_come_out_as_they_went_in(
    tmp_path: Path, paragraphs: list[list[str]]
) -> None:
    kept = [" ".join(each) for each in paragraphs if any(map(str.isalnum, "".join(each)))]
    latex = "Start.\n\n" + "\n\n".join("\n".join(each) for each in paragraphs)
    assert words(tmp_path, latex).split("\n\n") == ["Start.", *kept]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("paper.gz", gzip.compress(b"plain text", mtime=0)),
        ("notes.md", b"\\documentclass{article}"),
        ("data.zip", b"not a zip"),
        ("2401.01234v1.pdf", b"%PDF-1.4"),
        ("2401.01234", b"plain text"),
    ],
)
def test_what_is_no_latex_is_left_to_other_readers(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = written(tmp_path, {name: content})
    assert not latex_source.recognises(path, opening.head(path))


def test_a_reading_is_one_paper(tmp_path: Path) -> None:
    assert len(list(read_file(written(tmp_path, {"a.tex": SHELL % "Text."})))) == 1
    assert latex_source.isolated

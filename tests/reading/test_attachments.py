import base64
import os
import plistlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Record
from reviewer.reading import Reading, read_file
from reviewer.reading.attachment_links import (
    link_in_bibdesk,
    link_of_address,
    links_in_field,
)
from reviewer.reading.attachments import Attachments


def made(folder: Path, *names: str) -> list[str]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("a paper")
    return [str((folder / name).resolve()) for name in names]


def attached(folder: Path, field: str, rest: str = "") -> tuple[tuple[str, ...], list[str]]:
    """The attachments of an entry with this field, and the notes of its library."""
    library = folder / "library.bib"
    library.write_text(f"@misc{{k, title = {{T}},\n {field}\n}}\n{rest}")
    reading = read_file(library)
    (record,) = reading
    return record.attachments, reading.notes


@pytest.mark.parametrize(
    ("field", "links"),
    [
        (":a/b.pdf:PDF", ["a/b.pdf"]),
        ("a note:b.pdf:PDF;:c.html:URL", ["b.pdf", "c.html"]),
        (r"one\: two\; three:x\:y\;z.pdf:PDF", ["x:y;z.pdf"]),
        ("Full Text:files/12/x.pdf:application/pdf", ["files/12/x.pdf"]),
        ("/home/ada/x.pdf;/home/ada/y.html", ["/home/ada/x.pdf", "/home/ada/y.html"]),
        ("b.pdf:PDF", ["b.pdf"]),
        ("a name.pdf:other.pdf", ["other.pdf"]),
        (r"T:C\:\\Papers\\x.pdf:PDF", [r"C:\Papers\x.pdf"]),
        (r"T:C:\Papers\x.pdf:PDF", [r"C:\Papers\x.pdf"]),
        (r":http\://example.org/x.pdf:PDF", []),
        ("https://example.org/x.pdf", []),
        ("ParsedFileField{description='', link='x.pdf', fileType='PDF'}", ["x.pdf"]),
        ("", []),
    ],
)
def test_a_file_field_is_understood_as_its_program_wrote_it(field: str, links: list[str]) -> None:
    assert links_in_field(field) == links


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("file:///home/ada/a%20b.pdf", "/home/ada/a b.pdf"),
        ("file://localhost/x.pdf", "/x.pdf"),
        ("internal-pdf://0123/x%28y%29.pdf", "0123/x(y).pdf"),
        ("https://example.org/x.pdf", None),
        ("./x.pdf", "./x.pdf"),
        ("file://[broken", None),
        (" ", None),
    ],
)
def test_an_address_of_a_file_is_a_path(address: str, link: str | None) -> None:
    assert link_of_address(address) == link


def bibdesk(content: Any) -> str:
    return base64.b64encode(plistlib.dumps(content, fmt=plistlib.FMT_BINARY)).decode()


def test_bibdesk_hides_a_path_in_a_property_list() -> None:
    assert link_in_bibdesk(bibdesk({"relativePath": "a/x.pdf", "bookmark": b"0"})) == "a/x.pdf"
    objects = [
        "$null",
        {"NS.keys": [plistlib.UID(2)], "NS.objects": [plistlib.UID(3)]},
        "relativePath",
        "b/y.pdf",
    ]
    assert link_in_bibdesk(bibdesk({"$objects": objects})) == "b/y.pdf"


@pytest.mark.parametrize(
    "content",
    [
        *([1], {"a": 1}, {"$objects": 3}, {"$objects": [{"NS.keys": 1}]}, {"relativePath": 4}),
        {"$objects": ["relativePath", {"NS.keys": [plistlib.UID(0)]}]},
        {"$objects": ["relativePath", {"NS.keys": [plistlib.UID(0)], "NS.objects": []}]},
        {"$objects": [{"NS.keys": [plistlib.UID(9)], "NS.objects": [plistlib.UID(9)]}]},
    ],
)
def test_a_property_list_without_a_path_has_none(content: Any) -> None:
    assert link_in_bibdesk(bibdesk(content)) is None


@given(
    content=st.one_of(st.text(), st.binary(max_size=80).map(lambda b: base64.b64encode(b).decode()))
)
def test_any_text_may_stand_where_bibdesk_puts_its_list(content: str) -> None:
    assert link_in_bibdesk(content) is None


def test_a_damaged_property_list_has_no_path() -> None:
    sound = base64.b64decode(bibdesk({"relativePath": "a/x.pdf"}))
    for at in range(8, len(sound)):
        link_in_bibdesk(base64.b64encode(sound[:at] + b"\xff" + sound[at + 1 :]).decode())


@pytest.mark.parametrize(
    "field",
    [
        "file = {:pdfs/x.pdf:PDF}",
        r"file = {:pdfs\\x.pdf:PDF}",
        "file = {Full Text:pdfs/x.pdf:application/pdf}",
        "file = {pdfs/x.pdf}",
        "file = {pdfs/./y/../x.pdf}",
        "pdf = {pdfs/x.pdf}",
        "local-zo-url-1 = {./pdfs/x.pdf}",
        "bdsk-file-1 = {" + bibdesk({"relativePath": "pdfs/x.pdf"}) + "}",
    ],
)
def test_a_file_below_the_library_is_attached(tmp_path: Path, field: str) -> None:
    (expected,) = made(tmp_path, "pdfs/x.pdf")
    assert attached(tmp_path, field) == ((expected,), [])


def test_an_absolute_path_below_the_library_is_attached(tmp_path: Path) -> None:
    (expected,) = made(tmp_path, "x.pdf")
    assert attached(tmp_path, f"file = {{:{expected}:PDF}}") == ((expected,), [])


def test_an_absolute_path_may_go_by_a_link_to_the_folder(tmp_path: Path) -> None:
    (expected,) = made(tmp_path, "real/x.pdf")
    (tmp_path / "alias").symlink_to(tmp_path / "real")
    field = f"file = {{:{tmp_path}/alias/x.pdf:PDF}}"
    assert attached(tmp_path / "alias", field) == ((expected,), [])


@pytest.mark.parametrize("written", [r"a\_b.pdf", r"a{\_}b.pdf", "a_b.pdf", r"a{_}b.pdf"])
def test_a_path_may_be_escaped_as_latex(tmp_path: Path, written: str) -> None:
    (expected,) = made(tmp_path, "a_b.pdf")
    assert attached(tmp_path, f"file = {{:{written}:PDF}}") == ((expected,), [])


def test_two_file_fields_both_count(tmp_path: Path) -> None:
    expected = made(tmp_path, "a.pdf", "b.pdf")
    found, notes = attached(tmp_path, "file = {a.pdf}, file = {:b.pdf:PDF;:a.pdf:PDF}")
    assert (found, notes) == (tuple(expected), [])


def test_files_that_are_no_paper_are_left_aside(tmp_path: Path) -> None:
    made(tmp_path, "x.zip", "x.png")
    assert attached(tmp_path, "file = {:x.zip:ZIP;:x.png:PNG;:y.mp4:MP4}") == ((), [])


@pytest.mark.parametrize("owner", ["", "-ada-laptop"])
def test_jabref_names_the_folder_of_its_files(tmp_path: Path, owner: str) -> None:
    (expected,) = made(tmp_path, "my papers/x.pdf")
    rest = f"@Comment{{jabref-meta: fileDirectory{owner}:my papers;}}"
    assert attached(tmp_path, "file = {:x.pdf:PDF}", rest) == ((expected,), [])


def test_the_users_own_folder_comes_before_the_one_for_all(tmp_path: Path) -> None:
    _, expected = made(tmp_path, "all/x.pdf", "ada/x.pdf")
    rest = (
        "@Comment{jabref-meta: fileDirectory:all;}\n@Comment{jabref-meta: fileDirectory-ada:ada;}"
    )
    assert attached(tmp_path, "file = {:x.pdf:PDF}", rest)[0] == (expected,)


def test_a_folder_elsewhere_is_told_of_and_not_read(tmp_path: Path) -> None:
    made(tmp_path, "elsewhere/x.pdf")
    (tmp_path / "here").mkdir()
    rest = f"@Comment{{jabref-meta: fileDirectory:{tmp_path}/elsewhere;}}"
    found, notes = attached(tmp_path / "here", "file = {:x.pdf:PDF}", rest)
    assert found == ()
    assert notes == [
        "1 file that this library names lies outside its folder; to read it too: "
        f"reviewer ingest {tmp_path}/elsewhere"
    ]


@pytest.mark.parametrize(
    "link", ["../x.pdf", "a/../../x.pdf", "{root}/x.pdf", "link.pdf", "folder/x.pdf", "deep.pdf"]
)
def test_nothing_outside_the_folder_is_touched(
    tmp_path: Path, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, "x.pdf", "here/a/y.pdf")
    here = tmp_path / "here"
    (here / "link.pdf").symlink_to("../x.pdf")
    (here / "folder").symlink_to(tmp_path)
    (here / "deep.pdf").symlink_to("link.pdf")
    touched: list[str] = []
    for name in ("stat", "lstat", "readlink"):
        real = getattr(os, name)

        def spy(path: object, *args: object, real: object = real, **kwargs: object) -> object:
            touched.append(os.fspath(path) if isinstance(path, str | os.PathLike) else "")
            return real(path, *args, **kwargs)  # type: ignore[operator]

        monkeypatch.setattr(os, name, spy)
    attachments = Attachments(here / "library.bib")
    touched.clear()
    assert attachments.below([link.format(root=tmp_path)]) == ()
    assert [path for path in touched if not path.startswith(f"{here}/")] == []
    monkeypatch.undo()
    assert "outside its folder" in next(attachments.notes())


def test_links_that_lead_round_in_a_circle_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").symlink_to("b.pdf")
    (tmp_path / "b.pdf").symlink_to("a.pdf")
    assert Attachments(tmp_path / "library.bib").below(["a.pdf"]) == ()


def test_a_link_within_the_folder_is_followed(tmp_path: Path) -> None:
    (expected,) = made(tmp_path, "real/x.pdf")
    (tmp_path / "alias").symlink_to("real")
    (tmp_path / "x.pdf").symlink_to("alias/x.pdf")
    assert Attachments(tmp_path / "library.bib").below(["x.pdf"]) == (expected,)


def test_mendeley_leaves_out_the_first_slash(tmp_path: Path) -> None:
    _, notes = attached(tmp_path, "file = {:home/ada/papers/x.pdf:pdf;:home/ada/y.pdf:pdf}")
    assert notes == [
        "2 files that this library names lie outside its folder; to read them too: "
        "reviewer ingest /home/ada"
    ]
    (expected,) = made(tmp_path, "home/ada/papers/x.pdf")
    assert attached(tmp_path, "file = {:home/ada/papers/x.pdf:pdf}") == ((expected,), [])


@pytest.mark.parametrize(
    ("links", "folder"),
    [
        (["/p/a/x.pdf", "/p/b/y.pdf"], "/p"),
        (["/p/x.pdf", "/q/y.pdf"], "/p"),
        (["/a folder/x.pdf"], "'/a folder'"),
        ([r"C:\Papers\x.pdf"], r"'C:\Papers'"),
        ([r"\\server\share\papers\x.pdf"], r"'\\server\share\papers'"),
    ],
)
def test_the_note_names_the_folder_to_ingest(tmp_path: Path, links: list[str], folder: str) -> None:
    attachments = Attachments(tmp_path / "library.bib")
    assert attachments.below(links) == ()
    (note,) = attachments.notes()
    assert note.endswith(f"reviewer ingest {folder}")


def test_a_path_may_begin_at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (expected,) = made(tmp_path, "papers/x.pdf")
    attachments = Attachments(tmp_path / "papers/library.bib")
    assert attachments.below(["~/papers/x.pdf", "~/x.pdf"]) == (expected,)
    (note,) = attachments.notes()
    assert note.endswith(f"reviewer ingest {tmp_path}")


def test_files_that_do_not_exist_are_counted_once(tmp_path: Path) -> None:
    long = "x" * 300 + ".pdf"
    _, notes = attached(tmp_path, f"file = {{:gone.pdf:PDF;:{long}:PDF;:gone.pdf:PDF}}")
    assert notes == ["2 files that this library names do not exist: gone.pdf, …"]


@given(link=st.text(max_size=30), folder=st.text(max_size=10))
def test_any_link_is_found_missing_or_outside(
    tmp_path_factory: pytest.TempPathFactory, link: str, folder: str
) -> None:
    base = tmp_path_factory.getbasetemp()
    attachments = Attachments(base / "library.bib", [folder])
    assert attachments.below([f"{link}.pdf", *links_in_field(link)]) == ()
    assert all("\n" not in note or "\n" in link + folder for note in attachments.notes())


def read(path: Path, text: str) -> tuple[Record, Reading]:
    path.write_text(text)
    reading = read_file(path)
    (record,) = reading
    return record, reading


def test_every_format_brings_its_files(tmp_path: Path) -> None:
    expected, internal = made(tmp_path, "x.pdf", "lib.Data/PDF/0123/x.pdf")
    texts = {
        "lib.ris": "TY  - JOUR\nTI  - Ice\nL1  - x.pdf\nER  - \n",
        "lib.enw": "%0 Journal Article\n%T Ice\n%> x.pdf\n",
        "lib.json": '[{"type": "book", "title": "Ice", "issued": "2001", "file": "x.pdf"}]',
        "zotero.json": '{"items": [{"itemType": "book", "title": "Ice", "attachments": '
        '[{"path": "x.pdf"}, {"url": "http://x"}, 3]}]}',
    }
    for name, text in texts.items():
        record, reading = read(tmp_path / name, text)
        assert (record.attachments, reading.notes) == ((expected,), []), name
    record, _ = read(
        tmp_path / "lib.xml",
        "<xml><records><record><titles><title>Ice</title></titles><urls><pdf-urls>"
        "<url>internal-pdf://0123/x.pdf</url></pdf-urls></urls></record></records></xml>",
    )
    assert record.attachments == (internal,)

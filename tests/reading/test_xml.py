import gzip
import xml.parsers.expat
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.errors import ReadError
from reviewer.reading import opening
from reviewer.reading.protocol import Head
from reviewer.reading.xml import document, line_after, line_of, plain, root_name

LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
BOMB = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]>'


def written(folder: Path, content: str | bytes, name: str = "a.xml") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def text(folder: Path, content: str | bytes, name: str = "a.xml") -> str:
    return plain(document(written(folder, content, name)).root)


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(ReadError) as caught:
        document(written(folder, content))
    assert caught.value.hint
    return caught.value.message


def test_standard_entities_are_read_without_a_dtd(tmp_path: Path) -> None:
    assert text(tmp_path, "<a>1&nbsp;to&ndash;9 &alpha;&amp;&lt;</a>") == "1 to–9 α&<"


def test_entities_in_comments_and_cdata_are_no_entities(tmp_path: Path) -> None:
    assert text(tmp_path, "<a><!-- &ndash; --><![CDATA[&ndash;]]></a>") == "&ndash;"


def test_comments_without_end_are_no_trap(tmp_path: Path) -> None:
    assert refusal(tmp_path, "<a>" + "<!--" * 300_000).startswith("the XML is cut off")
    assert refusal(tmp_path, "<a>" + "<![CDATA[" * 100_000).startswith("the XML is cut off")
    comments = "<!-- -->" * 900
    assert root_name(Head(b"", f"{comments}!")) == ""
    assert root_name(Head(b"", f"{comments}<a>")) == "a"


def test_an_entity_of_the_file_itself_is_left_out_and_named(tmp_path: Path) -> None:
    source = '<!DOCTYPE a [<!ENTITY lab "Ice Lab">]><a>from &lab; with love</a>'
    found = document(written(tmp_path, source))
    assert plain(found.root) == "from with love"
    assert found.notes == ["entities that the file defines itself are left out: &lab;"]


def test_an_external_entity_is_never_opened(tmp_path: Path) -> None:
    secret = written(tmp_path, "the secret", "secret.txt")
    start = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">'
    assert text(tmp_path, f"{start}]><a>x&e;y</a>") == "xy"
    assert "external entity" in refusal(tmp_path, f'{start}]><a b="&e;"/>')
    parameter = f'<!DOCTYPE a [<!ENTITY % e SYSTEM "{secret.as_uri()}"> %e;]><a>x</a>'
    assert text(tmp_path, parameter) == "x"
    assert text(tmp_path, f'<!DOCTYPE a SYSTEM "{secret.as_uri()}"><a>x</a>') == "x"


@pytest.mark.parametrize("use", ["<a>&l9;</a>", '<a b="&l9;"/>'])
def test_a_bomb_is_refused(tmp_path: Path, use: str) -> None:
    assert "bomb" in refusal(tmp_path, BOMB + use)


def test_an_entity_that_holds_itself_is_refused(tmp_path: Path) -> None:
    loop = '<!DOCTYPE a [<!ENTITY x "&y;"><!ENTITY y "&x;">]>'
    assert refusal(tmp_path, f'{loop}<a b="&x;"/>')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<a>\n<b>", "the XML is cut off (line 2)"),
        ("<a>\n<b></a>", "a tag is not closed where it should be (line 2)"),
        ("<a>\n<b c=1/></a>", "the XML is broken (line 2)"),
        ("<a>\n&mystery;</a>", "it uses an entity that it does not define (line 2)"),
        (b"<a>\n\xff</a>", "its characters are not in the encoding that it declares (line 2)"),
        ('<?xml version="1.0" encoding="klingon"?><a/>', "its characters are not in the encoding"),
        ("<a>" * 300 + "</a>" * 300, "its elements are nested more than 256 deep (line 1)"),
        (f"<a>{'x' * 10_000_001}</a>", "a text in it is longer than 10 MB"),
        ("", "the file is empty"),
        (b"\xff\xfe<\0a", "the file is UTF-16 that breaks off or is damaged"),
    ],
    ids=range(10),
)
def test_what_is_wrong_is_said_with_its_line(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    assert refusal(tmp_path, content).startswith(reason)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_declared_encodings_and_byte_order_marks_are_followed(
    tmp_path: Path, encoding: str
) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?>'
    source = f"{declared}<a>Zürich&nbsp;é</a>".encode(encoding)
    assert text(tmp_path, source) == "Zürich é"
    assert root_name(opening.head(tmp_path / "a.xml")) == "a"


def test_a_compressed_file_is_unpacked(tmp_path: Path) -> None:
    assert text(tmp_path, gzip.compress(b"<a>ice</a>"), "a.xml.gz") == "ice"


def test_namespaces_and_prefixes_are_gone(tmp_path: Path) -> None:
    path = written(tmp_path, '<n:a xmlns:n="u:1" xmlns="u:2"><b><n:c/></b></n:a>')
    assert [element.tag for element in document(path).root.iter()] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ('<?xml version="1.0"?>\n<!-- <x> -->\n<article>', "article"),
        ('<!DOCTYPE article PUBLIC "-//x//EN" "x.dtd">\n<!-- --><article>', "article"),
        ('<!DOCTYPE article [<!ENTITY x "<b>">\n]><article>', "article"),
        ("<!DOCTYPE article [" + "<!ENTITY a 'b'>" * 999, "article"),
        ('<j:article xmlns:j="x">', "article"),
        ("  <feed/>", "feed"),
        ("not XML <a>", ""),
        ("", ""),
    ],
)
def test_the_outermost_element_is_found_in_the_beginning(start: str, name: str) -> None:
    assert root_name(Head(start.encode()[:8192], start[:8192])) == name


def test_lines_are_right_beyond_those_that_the_parser_counts(tmp_path: Path) -> None:
    block = "\n<p a='1\n2'>t<i/></p>\n<q/><!-- <x>\n --><![CDATA[ <y>\n]]><s><?z\n <w>?>\n\n v</s>"
    source = f'<!DOCTYPE a [<!ENTITY f "<p/>">]>\n<a>{block * 12_000}</a>'
    root = document(written(tmp_path, source)).root
    known: list[int] = []
    parser = xml.parsers.expat.ParserCreate()
    parser.StartElementHandler = lambda *_: known.append(parser.CurrentLineNumber)
    parser.Parse(source, True)
    assert known[-1] > 90_000
    text_lines = [line_of(element) for element in root.iter("i")]
    assert text_lines == [n for n, e in zip(known, root.iter(), strict=True) if e.tag == "i"]


def test_a_line_is_that_of_the_first_word(tmp_path: Path) -> None:
    root = document(written(tmp_path, "<a>\n<b>\n\n word\n</b></a>")).root
    assert [line_of(root[0]), line_after(root[0])] == [4, 5]


SOURCE = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e "b">]><a x="&e;"><!-- c --><b>t&nbsp;</b></a>'
)


@settings(max_examples=200)
@given(cut=st.integers(0, len(SOURCE)), put=st.binary(max_size=6), drop=st.integers(0, 9))
def test_damaged_xml_gives_a_tree_or_one_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, put: bytes, drop: int
) -> None:
    data = SOURCE.encode()
    path = written(tmp_path_factory.getbasetemp(), data[:cut] + put + data[cut + drop :], "f.xml")
    try:
        outcome = document(path).root.tag
    except ReadError as error:
        outcome = error.message
    assert isinstance(outcome, str)
    assert "\n" not in outcome

"""Files that were made, or came about, to harm whoever reads them; each is written in a moment."""

import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path

MEBIBYTE = 1 << 20
SENTENCE = "Kites carry cameras over harbour seals without frightening them. "
JATS = (
    "<article><front><article-meta><title-group><article-title>{title}</article-title>"
    "</title-group><abstract><p>{text}</p></abstract></article-meta></front></article>"
)
TEI = (
    '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>{title}'
    "</title></titleStmt></fileDesc><profileDesc><abstract><p>{text}</p></abstract></profileDesc>"
    "</teiHeader></TEI>"
)
PUBMED = (
    "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>{title}"
    "</ArticleTitle><Abstract><AbstractText>{text}</AbstractText></Abstract></Article>"
    "</MedlineCitation></PubmedArticle></PubmedArticleSet>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/abs/2401.00001v1</id>'
    "<title>{title}</title><summary>{text}</summary></entry></feed>"
)
XHTML = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><meta name="citation_title" '
    'content="{title}"/><meta name="citation_author" content="A. Bee"/><title>{title}</title>'
    "</head><body><article><h1>{title}</h1><p>{text}</p></article></body></html>"
)
ENDNOTE = (
    "<xml><records><record><titles><title>{title}</title></titles><abstract>{text}</abstract>"
    "</record></records></xml>"
)
WORD = (
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    "<w:p><w:r><w:t>{title}</w:t></w:r></w:p><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body>"
    "</w:document>"
)
MARKUPS = {
    "jats.xml": JATS,
    "tei.xml": TEI,
    "pubmed.xml": PUBMED,
    "atom.xml": ATOM,
    "endnote.xml": ENDNOTE,
    "page.xhtml": XHTML,
    "page.html": XHTML,
}


def root_of(template: str) -> str:
    return template[1:].split(">", maxsplit=1)[0].split(maxsplit=1)[0]


def with_entities(template: str, declarations: str, use: str) -> bytes:
    """The entity is used in the text, after a title that may still be read."""
    root = root_of(template)
    body = template.format(title="Counting Seals", text=f"{SENTENCE}{use}")
    return f'<?xml version="1.0"?>\n<!DOCTYPE {root} [{declarations}]>\n{body}'.encode()


def billion_laughs() -> str:
    levels = ['<!ENTITY l0 "laugh">']
    levels += [f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12)]
    return "".join(levels)


def quadratic() -> tuple[str, str]:
    return f'<!ENTITY q "{"a" * 5_000}">', "&q;" * 400_000


def repeated(megabytes: int, before: bytes = b"", byte: bytes = b" ") -> bytes:
    """A raw deflate stream of `before` and then one byte again and again, made in a moment.

    A block that was flushed whole can follow itself any number of times.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = packer.compress(before) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(byte * MEBIBYTE) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + block * megabytes + packer.flush()


def deflated(megabytes: int) -> bytes:
    """Spaces as FlateDecode has them; the checksum that would end it is never reached."""
    return b"\x78\xda" + repeated(megabytes)


def gzipped(megabytes: int, before: bytes = b"", byte: bytes = b" ") -> bytes:
    header = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    return header + repeated(megabytes, before, byte) + bytes(8)


def tar_gz(members: Iterable[tuple[tarfile.TarInfo, bytes]], path: Path) -> None:
    with tarfile.open(path, "w:gz") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))


def tar_bomb(first: tuple[str, bytes], then: str, megabytes: int) -> bytes:
    """A tar.gz of a small file and one that is spaces."""
    name, content = first
    small, large = tarfile.TarInfo(name), tarfile.TarInfo(then)
    small.size, large.size = len(content), megabytes * MEBIBYTE
    padded = content.ljust(-(-len(content) // 512) * 512, b"\0")
    return gzipped(megabytes, small.tobuf() + padded + large.tobuf())


def zip_bomb(members: dict[str, bytes], bomb: str, megabytes: int, declared: int) -> bytes:
    """A zip archive with a member of spaces that says it has `declared` bytes."""
    packed = repeated(megabytes)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        info = zipfile.ZipInfo(bomb)
        info.compress_type = zipfile.ZIP_STORED
        archive.writestr(info, packed)
    data = bytearray(out.getvalue())
    place = data.index(b"PK\x01\x02", data.index(packed[:64]))
    last = data.rindex(b"PK\x01\x02")
    assert place <= last
    local = struct.unpack_from("<I", data, last + 42)[0]
    for start, method, sizes in ((local, 8, 18), (last, 10, 20)):
        struct.pack_into("<H", data, start + method, zipfile.ZIP_DEFLATED)
        struct.pack_into("<II", data, start + sizes, len(packed), declared)
    return bytes(data)


def pdf(objects: Iterable[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO()
    out.write(b"%PDF-1.5\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1))
    out.writelines(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
    out.write(trailer % (len(offsets) + 1, start))
    return out.getvalue()


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(content: bytes, extra: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), extra, content)


def shown(text: str, y: int = 700, size: int = 12) -> bytes:
    return f"BT /F1 {size} Tf 72 {y} Td ({text}) Tj ET\n".encode()


def pages_pdf(contents: list[bytes], pages: int) -> bytes:
    """A PDF of so many pages, which take turns to show these streams."""
    first = 4
    kids = range(first + len(contents), first + len(contents) + pages)
    tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (
        pages, b" ".join(b"%d 0 R" % kid for kid in kids),
    )  # fmt: skip
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R "
        b"/Resources << /Font << /F1 3 0 R >> >> >>"
    )
    leaves = [page % (first + n % len(contents)) for n in range(pages)]
    return pdf([b"<< /Type /Catalog /Pages 2 0 R >>", tree, FONT, *contents, *leaves])


def packed(content: bytes) -> bytes:
    return zlib.compress(content, 1)

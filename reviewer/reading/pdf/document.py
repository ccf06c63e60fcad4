"""The bytes of a PDF to an open document of pdfium: locked and broken files are explained here.

It knows no page.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

from reviewer.errors import ReadError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfiumError

_MAGIC = b"%PDF-"
_METADATA = ("Title", "Author", "Subject", "Keywords")
_XMP_DOI = re.compile(rb"<(?:prism|pdfx|crossmark):doi>\s*(10\.[^<\s]{4,200})", re.IGNORECASE)
_WEB_PAGE = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|script)", re.I | re.S)
_PASSWORD_ERROR, _SECURITY_ERROR = 4, 5
_UNLOCK = "give its password: reviewer ingest --password …"
_AGAIN = "download it again, or open it in a viewer and print it to a new PDF"


@contextmanager
def document(content: bytes, password: str | None) -> Iterator["PdfDocument"]:
    """The document, open; encrypted ones with the empty password or the one given.

    Raises:
        ReadError: locked, not a PDF, or damaged beyond what pdfium mends.
    """
    opened = _opened(content, password)
    try:
        if len(opened) == 0:
            raise ReadError("the PDF is damaged: no page of it is left", hint=_AGAIN)
        yield opened
    finally:
        opened.close()


def metadata(opened: "PdfDocument", content: bytes) -> dict[str, str]:
    """What the file says of itself, by pdfium's names, and `doi` where its XMP has one."""
    stated = {}
    for key in _METADATA:
        try:
            stated[key] = opened.get_metadata_value(key).replace("\0", "").strip()
        except UnicodeDecodeError:
            stated[key] = ""
    if (found := _XMP_DOI.search(content)) is not None:
        stated["doi"] = found[1].decode("utf-8", "replace")
    return stated


def _opened(content: bytes, password: str | None) -> "PdfDocument":
    from pypdfium2 import PdfDocument, PdfiumError

    if not content or content.isspace():
        raise ReadError("the file is empty", hint="save or download it again")
    try:
        return PdfDocument(content)
    except PdfiumError as error:
        if error.err_code != _PASSWORD_ERROR:
            _refuse(content, error)
    if password is None:
        raise ReadError("the PDF is locked with a password", hint=_UNLOCK)
    try:
        return PdfDocument(content, password=password)
    except PdfiumError as error:
        if error.err_code == _PASSWORD_ERROR:
            raise ReadError(
                "the PDF is locked, and the password given does not open it", hint=_UNLOCK
            ) from None
        _refuse(content, error)


def _refuse(content: bytes, error: "PdfiumError") -> NoReturn:
    if error.err_code == _SECURITY_ERROR:
        raise ReadError(
            "the PDF is encrypted in a way that cannot be read",
            hint="open it in a viewer and print it to a new PDF",
        ) from None
    if _WEB_PAGE.match(content[:2048]):
        raise ReadError(
            "this is a web page saved under the name of a PDF",
            hint="download the PDF itself, perhaps after logging in",
        ) from None
    if _MAGIC not in content[:1024]:
        raise ReadError("this is no PDF, whatever its name says", hint=_AGAIN) from None
    raise ReadError("the PDF is damaged: it cannot be opened", hint=_AGAIN) from None

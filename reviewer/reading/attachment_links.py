"""The fields in which reference managers name files, to the paths that they mean.

JabRef, Zotero, Better BibTeX, Mendeley, BibDesk and EndNote each have their way. Whether there is
such a file is not known here.
"""

import base64
import plistlib
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

READABLE = frozenset(
    {
        *(".pdf", ".html", ".htm", ".xhtml", ".xml", ".nxml", ".docx"),
        *(".md", ".markdown", ".txt", ".tex"),
    }
)
"""Suffixes of the files that are read as one paper."""
_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:(?://|$)")
_LINK = re.compile(r"link='([^']*)'")
_BETWEEN_ENTRIES, _BETWEEN_PARTS = re.compile(r"(?<!\\);"), re.compile(r"(?<!\\):")
_ESCAPED = re.compile(r"\\([;:\\])")
_SCHEMES = frozenset({"http", "https", "ftp", "file"})


def suffix(text: str) -> str:
    """Of a path in the way of any system, in lower case."""
    return PurePosixPath(text.strip().replace("\\", "/")).suffix.lower()


def links_in_field(text: str) -> list[str]:
    """The paths in a `file` field: JabRef, Zotero, Better BibTeX, Mendeley, or plain paths."""
    if "ParsedFileField{" in text:
        paths = _LINK.findall(text)
    else:
        paths = [_path(entry.strip()) for entry in _BETWEEN_ENTRIES.split(text)]
    return [link for path in paths if (link := link_of_address(path))]


def link_of_address(text: str) -> str | None:
    """A path, or a `file:` address, as a path; None for what is on the web."""
    text = text.strip()
    if text.lower().startswith("file:"):
        try:
            return unquote(urlsplit(text).path) or None
        except ValueError:
            return None
    if text.lower().startswith("internal-pdf:"):  # EndNote
        return unquote(text.partition(":")[2].lstrip("/"))
    return None if not text or _WEB.match(text) else text


def link_in_bibdesk(text: str) -> str | None:
    """The relative path in a `bdsk-file-1` field: a property list in base64."""
    try:
        data = base64.b64decode("".join(text.split()), validate=True)
        content = plistlib.loads(data, fmt=plistlib.FMT_BINARY)
    except (ValueError, plistlib.InvalidFileException, RecursionError, TypeError, OverflowError):
        return None
    if not isinstance(content, dict):
        return None
    path = content.get("relativePath") or _archived_path(content.get("$objects"))
    return path if isinstance(path, str) else None


def _archived_path(objects: object) -> object:
    """The same in the older form, an archive whose objects point at each other by number."""
    if not isinstance(objects, list):
        return None
    for item in objects:
        if isinstance(item, dict) and isinstance(item.get("NS.keys"), list):
            keys = [_target(objects, uid) for uid in item["NS.keys"]]
            values = item.get("NS.objects")
            if "relativePath" in keys and isinstance(values, list):
                return _target(objects, (values + [None] * len(keys))[keys.index("relativePath")])
    return None


def _target(objects: list[object], uid: object) -> object:
    number = getattr(uid, "data", None)
    return objects[number] if isinstance(number, int) and number < len(objects) else None


def _path(entry: str) -> str:
    """The path in `description:path:type`, `description:path`, `path:type` or a path alone."""
    parts: list[str] = []
    for part in _BETWEEN_PARTS.split(entry):
        is_drive = bool(parts) and len(parts[-1]) == 1 and part.startswith(("/", "\\"))
        if is_drive or (parts and parts[-1].lower() in _SCHEMES and part.startswith("//")):
            parts[-1] += f":{part}"
        else:
            parts.append(part)
    if len(parts) == 2:
        is_first = suffix(parts[0]) in READABLE and suffix(parts[1]) not in READABLE
        return _ESCAPED.sub(r"\1", parts[0 if is_first else 1])
    return _ESCAPED.sub(r"\1", parts[0] if len(parts) == 1 else parts[1])

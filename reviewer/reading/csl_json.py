"""CSL-JSON, Better BibTeX JSON and the JSON of Zotero's own API to records.

An item that is broken or without a title is reported with its line, and the items after it are
read. Addresses and numbers that a program gave an item are no cite keys.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from reviewer.errors import ReadError
from reviewer.models import Record
from reviewer.reading.attachment_links import link_of_address, links_in_field
from reviewer.reading.attachments import Attachments
from reviewer.reading.encodings import read_library_text
from reviewer.reading.entries import Said, is_own_key, record_of
from reviewer.reading.json_items import Broken, Item, is_list, items
from reviewer.reading.names import joined
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "csl-json"
description = "CSL-JSON and Zotero libraries (.json)"
isolated = True

Values = Mapping[str, Any]

_MARK = re.compile(
    r'"(?:itemType|citation-key|citationKey|container-title|date-parts|issued|publicationTitle)"\s*:'
    r'|"type"\s*:\s*"(?:article(?:-\w+)?|paper-conference|chapter|thesis|report|webpage|book)"'
)
_KEY_IN_NOTE = re.compile(r"^\s*(?:citation key|bibtex\*?)\s*:\s*(\S+)", re.I | re.M)
_PMID_IN_NOTE = re.compile(r"^\s*pmid\s*:\s*(\d{1,8})\s*$", re.I | re.M)
_ID_IN_NOTE = re.compile(r"^\s*((?:arxiv|doi)\s*:\s*\S+)", re.I | re.M)
_NO_PAPERS = frozenset({"attachment", "note", "annotation"})
_TITLES = ("title", "caseName", "nameOfAct", "subject")
_VENUES = (
    *("container-title", "publicationTitle", "proceedingsTitle", "bookTitle", "event-title"),
    *("conferenceName", "event", "university", "institution", "container-title-short"),
)


def recognises(path: Path, head: Head) -> bool:
    """By the fields that only such items have, in a file of JSON."""
    if path.suffix.lower() == ".csljson":
        return True
    is_json = path.suffix.lower() == ".json" and _MARK.search(head.text) is not None
    return is_json and (is_list(head.text) or _is_one_item(head.text))


def _is_one_item(text: str) -> bool:
    item = next(items(text), None)
    kinds = (item.values.get("type"), item.values.get("itemType")) if isinstance(item, Item) else ()
    return any(isinstance(kind, str) for kind in kinds)


def read(path: Path, options: ReadingOptions) -> Reading:
    """The items that have a title.

    Raises:
        ReadError: the file cannot be read as text, or is no list of items.
    """
    text, notes = read_library_text(path)
    if not text.lstrip().startswith(("[", "{")):
        raise ReadError("this is not JSON", hint="export the library again, as CSL JSON")
    return Reading(name, lambda reading: _records(path, text, reading), [*notes])


def _records(path: Path, text: str, reading: Reading) -> Iterator[Record]:
    attachments = Attachments(path)
    count = 0
    for item in items(text):
        count += 1
        if isinstance(item, Broken):
            reading.report(item.line, item.reason, "export the library again, or mend the line")
            continue
        values = item.values.get("data", item.values)  # Zotero's API wraps its items
        if not isinstance(values, dict) or values.get("itemType") in _NO_PAPERS:
            continue
        record = record_of(_said(values, item, attachments))
        if record is not None:
            yield record
        else:
            key = next((f" {key}" for key in (*_keys(values), *_ids(values))), "")
            reading.report(item.line, f"item{key} has no title", "give it a title")
    if not count:
        reading.notes.append("no entries in this file")
    attachments.tell(reading)


def _said(values: Values, item: Item, attachments: Attachments) -> Said:
    notes = "\n".join(_texts(values, "note", "extra"))
    return Said(
        line=item.line,
        title=next(iter(_texts(values, *_TITLES)), ""),
        people=_people(values),
        dates=[*_dates(values.get("issued")), *_texts(values, "date", "year")],
        venues=_texts(values, *_VENUES),
        identifiers=[
            *_texts(values, "DOI", "doi", "archiveID", "number"),
            *_ID_IN_NOTE.findall(notes),
        ],
        links=_texts(values, "URL", "url"),
        pmids=[*_texts(values, "PMID"), *_PMID_IN_NOTE.findall(notes)],
        abstracts=[
            (text, item.line_of("abstract", "abstractNote"))
            for text in _texts(values, "abstract", "abstractNote")
        ],
        keys=[*_keys(values), *_KEY_IN_NOTE.findall(notes), *filter(is_own_key, _ids(values))],
        tags=_tags(values),
        attachments=attachments.below(_links(values)),
    )


def _keys(values: Values) -> list[str]:
    return _texts(values, "citation-key", "citationKey", "citekey")


def _ids(values: Values) -> list[str]:
    return _texts(values, "id")


def _texts(values: Values, *fields: str) -> list[str]:
    """The texts in these fields; a number counts as a text, and a list of texts as each of them."""
    found: list[str] = []
    for field in fields:
        value = values.get(field)
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, str) and part.strip():
                found.append(part)
            elif isinstance(part, int) and not isinstance(part, bool):
                found.append(str(part))
    return found


def _people(values: Values) -> list[str]:
    """The authors, else the first kind of people named; Zotero has them in one list."""
    creators = values.get("creators")
    if isinstance(creators, list):
        of_kind: dict[str, list[str]] = {}
        for creator in creators:
            if isinstance(creator, dict) and (person := _person(creator)):
                of_kind.setdefault(str(creator.get("creatorType")), []).append(person)
        return of_kind.get("author") or next(iter(of_kind.values()), [])
    kinds = (values.get(kind) for kind in ("author", "director", "editor", "collection-editor"))
    people = ([_person(person) for person in kind] for kind in kinds if isinstance(kind, list))
    return next((found for names in people if (found := [*filter(None, names)])), [])


def _person(person: object) -> str:
    if isinstance(person, str):
        return person
    if not isinstance(person, dict):
        return ""

    def part(*fields: str) -> str:
        return next(iter(_texts(person, *fields)), "")

    prefix = f"{part('dropping-particle')} {part('non-dropping-particle')}"
    full = joined(part("given", "firstName"), prefix, part("family", "lastName"), part("suffix"))
    return part("literal", "name") or full


def _dates(issued: object) -> Iterator[str]:
    if isinstance(issued, dict):
        parts = issued.get("date-parts")
        if isinstance(parts, list) and parts and isinstance(parts[0], list):
            yield " ".join(str(part) for part in parts[0][:1])
        yield from _texts(issued, "raw", "literal", "year")
    elif isinstance(issued, str):
        yield issued


def _tags(values: Values) -> list[str]:
    words = [word for text in _texts(values, "keyword", "keywords") for word in text.split(",")]
    tags = values.get("tags")
    for tag in tags if isinstance(tags, list) else []:
        words += _texts(tag, "tag") if isinstance(tag, dict) else [str(tag)]
    return [*words, *_texts(values, "categories")]


def _links(values: Values) -> Iterator[str]:
    for text in _texts(values, "file"):
        yield from links_in_field(text)
    attachments = values.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else []:
        if isinstance(attachment, dict):
            for path in _texts(attachment, "path", "localPath"):
                yield link_of_address(path.removeprefix("attachments:")) or ""

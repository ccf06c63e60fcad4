"""What a Markdown or plain text says about itself at its top, in front matter or labelled lines.

YAML between `---` and TOML between `+++`, as Quarto, Pandoc, Jekyll, Hugo, Obsidian and JOSS write
them, and lines such as `**Authors:** Ada Frost` below a title. `fields.py` knows what names mean.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from reviewer.reading import fields
from reviewer.reading.text_outline import TextLine

if TYPE_CHECKING:
    from yaml import MappingNode

_LONGEST = 50_000
_DEEPEST = 40  # PyYAML takes seconds for some thousands of brackets
# An alias repeats a part: a handful is in use, hundreds are an attempt on the reader.
_MOST_ALIASES = 50
_BRACKET = re.compile(r"[\[\]{}]")
_TITLE = re.compile(r"[\"']?title[\"']?\s*[:=]", re.IGNORECASE)
_SIMPLE = re.compile(r"(?P<name>[A-Za-z][\w -]{0,40}):[ \t]+(?P<value>[^\s>|&*{\[].*)")
_LABELLED = re.compile(
    r"\s*(?:>\s*)*(?P<mark>[-*+]\s+)?(?P<bold>\*\*|__)?(?P<name>[^\W\d_][\w /()-]{0,30}?)"
    r"(?:\*\*|__)?\s?::?(?:\*\*|__)?[ \t]+(?:\*\*)?(?P<value>\S.*)"
)
_METADATA_WORDS = frozenset({"metadata", "info", "bibliographic information", "about this paper"})
_LABELS = frozenset(
    {"authors", "year", "venue", "doi", "arxiv_id", "pmid", "url", "tags", "cite_key"}
)


class FrontMatter(NamedTuple):
    """What stands at the top of a text.

    Args:
        fields: names and values as they are written, of JSON types.
        rest: the index of the first line below it.
        line: the line (1-based) of the title, or the first line.
        abstract: where the abstract stands in the text, as a slice.
        note: what the user should know.
    """

    fields: dict[str, Any]
    rest: int
    line: int = 1
    abstract: slice | None = None
    note: str | None = None


def front_matter(text: str, lines: Sequence[TextLine]) -> FrontMatter | None:
    """The front matter of a text, or None if it has none. It is never an error."""
    fence = lines[0].text.rstrip()
    closing = {"---": ("---", "..."), "+++": ("+++",)}.get(fence, ())
    end = next((i for i, line in enumerate(lines[1:], 1) if line.text.rstrip() in closing), 0)
    if not end:
        return None
    start, stop = lines[1].start, lines[end].start
    inside = lines[1:end]
    title = next((line.number for line in inside if _TITLE.match(line.text.lstrip())), 1)
    if stop - start > _LONGEST:
        return FrontMatter({}, end + 1, note="front matter too long: skipped")
    read = _yaml if fence == "---" else _toml
    found = read(text[start:stop])
    if isinstance(found, str):
        simple = {m["name"]: m["value"] for line in inside if (m := _SIMPLE.fullmatch(line.text))}
        said = "read line by line" if simple else "skipped"
        return FrontMatter(simple, end + 1, title, note=f"front matter {found}: {said}")
    values, abstract = found
    place = slice(start + abstract.start, start + abstract.stop) if abstract else None
    return FrontMatter(values, end + 1, title, place)


def _toml(source: str) -> tuple[dict[str, Any], slice | None] | str:
    import tomllib

    try:
        values = tomllib.loads(source.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return f"is not TOML ({' '.join(str(error).split())})"
    values = {key: str(v) if isinstance(v, date) else v for key, v in values.items()}
    abstract = values.get("abstract")
    if not isinstance(abstract, str) or not abstract.strip():
        return values, None
    start = source.find(abstract.strip())
    return values, slice(start, start + len(abstract.strip())) if start >= 0 else None


def _yaml(source: str) -> tuple[dict[str, Any], slice | None] | str:
    """The values, all of them texts, lists and mappings; or why they cannot be read."""
    import yaml

    if _depth(source) > _DEEPEST:
        return "is not read (nested too deeply)"
    try:
        aliases = sum(
            isinstance(event, yaml.AliasEvent) for event in yaml.parse(source, yaml.BaseLoader)
        )
        if aliases > _MOST_ALIASES:
            return "is not read (too many aliases)"
        loader = yaml.BaseLoader(source)
        node = loader.get_single_node()
        values = None if node is None else loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        line = "" if error.problem_mark is None else f", line {error.problem_mark.line + 2}"
        return f"is not YAML ({error.problem or error.context}{line})"
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        return f"is not YAML ({' '.join(str(error).split())[:80] or 'nested too deeply'})"
    if not isinstance(values, dict):
        return "has no names" if values else ({}, None)
    return values, _abstract(source, node)


def _depth(source: str) -> int:
    """How many brackets are open at most; no more than that are nested."""
    depth = deepest = 0
    for bracket in _BRACKET.findall(source):
        depth = depth + 1 if bracket in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


def _abstract(source: str, node: "MappingNode") -> slice | None:
    """Where the abstract stands: as it is written, without its quotation marks or its `|`."""
    for key, value in node.value:
        if str(key.value).casefold() != "abstract" or not isinstance(value.value, str):
            continue
        start, stop = value.start_mark.index, value.end_mark.index
        if value.style in ("|", ">"):
            start = source.find("\n", start, stop) + 1 or stop
        elif value.style in ("'", '"'):
            start, stop = start + 1, stop - 1
        written = source[start:stop]
        start += len(written) - len(written.lstrip())
        stop -= len(written) - len(written.rstrip())
        return slice(start, stop) if start < stop else None
    return None


def labelled(lines: Sequence[TextLine]) -> tuple[dict[str, str], int]:
    """Fields from labelled lines at the top of a text, and how many lines they take.

    The first line with words must be one of them; they end with the first line that is none.
    """
    found: dict[str, str] = {}
    taken = 0
    for index, line in enumerate(lines):
        if line.is_blank:
            continue
        match = _LABELLED.fullmatch(line.text)
        if match is None:
            break
        column = fields.column(match["name"])
        is_known = column is not None and column.field in _LABELS and not column.is_silent
        if is_known:
            found.setdefault(match["name"], match["value"].strip().removesuffix("**"))
        elif not (found and (match["mark"] or match["bold"])):
            break
        taken = index + 1
    return found, taken


def is_metadata_heading(words: str | None) -> bool:
    """Whether labelled lines stand below a heading."""
    return words is not None and words.strip(" :*_").casefold() in _METADATA_WORDS

"""What a saved review is for, as a TOML file that its author edits, and back.

In comes a brief, or the text of its file; what the author wrote wrongly is an error that names the
line or the key. It does not know what is done with a brief.
"""

import json
import tomllib
from collections.abc import Sequence

from pydantic import ValidationError

from reviewer.errors import ReviewFolderError
from reviewer.models import Filters, Model
from reviewer.reviews.folder import BRIEF
from reviewer.reviews.kept import digest
from reviewer.reviews.lines import check_conflicts

_HEAD = """\
# What this review is for. Change it as you like: the next `reviewer update` goes by it.
"""
_NOTES = {
    "draft": "# Your own draft, seen from this folder; it is read again where it has changed.",
    "papers": "# Most papers, and words; 0 is what the settings say.",
    "must_cite": "# Papers by id, cite key, DOI, arXiv id or title.",
    "model": "# Who drafted it; reviewer.toml and --model say who drafts what is new.",
}
_CONTROL = {code: f"\\u{code:04x}" for code in (*range(0x80, 0xA0), 0x7F)}


class SavedBrief(Model):
    """What is wanted of a review.

    Args:
        topic: a few words.
        abstract: of the work that the review is for; empty without one.
        draft: path of the author's draft, from the review's folder; empty without one.
        draft_sha256: of that file as it was last read.
        papers: most papers cited; 0 is what the settings say.
        words: wanted length; 0 is what the settings say.
        must_cite: what papers are called that are cited in any case.
        must_not: what papers are called that are not.
        style: a sample of the author's prose.
        filters: which papers may be cited.
        model: that the review was first drafted by; empty for none.
        reviewer: the version that saved it.
    """

    topic: str
    abstract: str = ""
    draft: str = ""
    draft_sha256: str = ""
    papers: int = 0
    words: int = 0
    must_cite: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    style: str = ""
    filters: Filters = Filters()
    model: str = ""
    reviewer: str = ""

    @property
    def digest(self) -> str:
        """A hash of what decides which papers are cited."""
        wanted = self.model_copy(update={"model": "", "reviewer": "", "draft": "", "style": ""})
        fields = wanted.model_dump(mode="json")
        fields["filters"]["paper_ids"] = sorted(fields["filters"]["paper_ids"])
        return digest(json.dumps(fields, sort_keys=True))


def brief_text(brief: SavedBrief) -> str:
    """The file of a brief."""
    parts = [_HEAD.rstrip()]
    for key in SavedBrief.model_fields:
        parts += [_NOTES[key]] if key in _NOTES else []
        parts.append(f"{key} = {_value(getattr(brief, key))}")
    return "\n".join(parts) + "\n"


def read_brief(text: str) -> SavedBrief:
    """The brief that a file holds.

    Raises:
        ReviewFolderError: it is no TOML, lacks a key, or has one of another name or kind.
    """
    check_conflicts(BRIEF, text)
    try:
        document = tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise _wrong(f"is no TOML: {error}", "mend that place") from None
    except RecursionError:
        hint = "write each list in a single pair of brackets"
        raise _wrong("has brackets that are nested too deeply", hint) from None
    if missing := [key for key in SavedBrief.model_fields if key not in document]:
        raise _wrong(
            f"has no {missing[0]}; was its end cut off?",
            f"write: {missing[0]} = {_value(_empty(missing[0]))}",
        )
    try:
        return _checked(SavedBrief.model_validate(document))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise _wrong(f"has an unknown key {where}", _known(first["loc"])) from None
        raise _wrong(f"has a wrong {where}: {first['msg'].lower()}", "mend it") from None


def _known(place: Sequence[int | str]) -> str:
    fields = Filters.model_fields if len(place) > 1 else SavedBrief.model_fields
    return f"known: {', '.join(fields)}"


def _checked(brief: SavedBrief) -> SavedBrief:
    if not brief.topic.strip():
        raise _wrong("has no topic", 'write: topic = "…"')
    for key in ("papers", "words"):
        if getattr(brief, key) < 0:
            raise _wrong(f"has {key} below 0", f"write a number, or {key} = 0")
    return brief


def _empty(key: str) -> object:
    return "…" if key == "topic" else SavedBrief.model_fields[key].default


def _value(value: object) -> str:
    if isinstance(value, Filters):
        given = value.model_dump(mode="json", exclude_defaults=True)
        if value.paper_ids:
            given["paper_ids"] = sorted(value.paper_ids)
        pairs = (f"{key} = {_value(one)}" for key, one in given.items())
        return f"{{ {', '.join(pairs)} }}" if given else "{}"
    if isinstance(value, tuple | list):
        lines = "".join(f"  {_value(one)},\n" for one in value)
        return f"[\n{lines}]" if value else "[]"
    return str(value) if isinstance(value, int) else _string(str(value))


def _string(text: str) -> str:
    """A basic string of TOML, which is one of JSON but for the control characters above ASCII."""
    held = text.encode("utf-8", "replace").decode("utf-8")
    return json.dumps(held, ensure_ascii=False).translate(_CONTROL)


def _wrong(what: str, hint: str) -> ReviewFolderError:
    return ReviewFolderError(f"{BRIEF} {what}", hint=hint)

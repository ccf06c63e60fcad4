r"""TeX's conditions to the one branch that counts: `\iffalse`, switches of `\newif`, and the rest.

Nothing is computed: of a condition that is neither, the first branch counts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from reviewer.reading.latex_source.groups import space_after
from reviewer.reading.latex_source.traced import Edit, Traced

_CONDITION = re.compile(
    r"\\newif\s*\\if(?P<flag>[A-Za-z@]+)"
    r"|\\if(?P<name>[A-Za-z@]*)"
    r"|\\(?P<set>[A-Za-z@]+?)(?P<value>true|false)(?![A-Za-z@])"
    r"|\\(?P<turn>else|or|fi)(?![A-Za-z@])"
    r"|\\."
)
_MATHEMATICS = ("f",)  # \iff
_COMPARING_TOKENS, _COMPARING_NUMBERS = ("", "x", "cat"), ("num", "dim", "odd", "case")
_TWO_TOKENS = re.compile(r"(?:\s*(?:\\[A-Za-z@]+|[^\s\\]|\\.)){2}")
_ONE_TOKEN = re.compile(r"\s*\\[A-Za-z@]+")


@dataclass
class _Open:
    r"""A condition that waits for its `\fi`: where it and its current branch begin."""

    start: int
    branch: int
    is_false: bool
    kept: tuple[int, int] | None = None

    def turn(self, found: re.Match[str]) -> None:
        if self.kept is None and not self.is_false:
            self.kept = (self.branch, found.start())
        self.branch, self.is_false = found.end(), False

    def close(self, found: re.Match[str]) -> Iterator[Edit]:
        end = found.end()
        nothing = (end, end) if self.is_false else (self.branch, found.start())
        begin, stop = self.kept or nothing
        yield Edit(self.start, begin)
        yield Edit(stop, end)


def without_false_branches(source: Traced) -> Traced:
    r"""Only the branches that count; a condition without its `\fi` changes nothing."""
    return source.edited(_merged(sorted(_branches(source.text))))


def _branches(text: str) -> Iterator[Edit]:
    flags = {"false": False, "true": True}
    waiting: list[_Open] = []
    for found in _CONDITION.finditer(text):
        name = found["name"]
        if found["flag"]:
            flags.setdefault(found["flag"], False)
            yield Edit(found.start(), found.end())
        elif name is not None and name not in _MATHEMATICS:
            if name in flags or not text.startswith("{", space_after(text, found.end())):
                is_false = flags.get(name) is False
                waiting.append(_Open(found.start(), _after_test(text, found), is_false))
        elif found["set"] in flags:
            flags[found["set"]] = found["value"] == "true"
            yield Edit(found.start(), found.end())
        elif found["turn"] == "fi" and waiting:
            yield from waiting.pop().close(found)
        elif found["turn"] and waiting:
            waiting[-1].turn(found)


def _after_test(text: str, found: re.Match[str]) -> int:
    """Behind what is compared, as far as that can be told."""
    if found["name"] in _COMPARING_NUMBERS:
        line_end = text.find("\n", found.end())
        return line_end if line_end >= 0 else len(text)
    tokens = {**dict.fromkeys(_COMPARING_TOKENS, _TWO_TOKENS), "defined": _ONE_TOKEN}
    test = tokens[found["name"]].match(text, found.end()) if found["name"] in tokens else None
    return test.end() if test else found.end()


def _merged(edits: list[Edit]) -> Iterator[Edit]:
    """Deletions that overlap, as one each."""
    start = end = 0
    for edit in edits:
        if edit.start > end:
            yield Edit(start, end)
            start = edit.start
        end = max(end, edit.end)
    yield Edit(start, end)

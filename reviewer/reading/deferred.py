"""Readers that are imported with the first file that may be theirs.

In come the name of a reader's module and what all its files share; out comes a reader that asks
the module only about such files. Whether one is its own is still the module's to say.
"""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from reviewer.reading import xml
from reviewer.reading.protocol import Head, Reader, Reading, ReadingOptions

Sign = Callable[[Path, Head], bool]
"""What is true of every file that a reader recognises, and of few others."""


def ends(*endings: str) -> Sign:
    """The file's name ends so, in any case."""
    return lambda path, head: path.name.lower().endswith(endings)


def says(phrase: str) -> Sign:
    """The phrase stands near the top of the text."""
    return lambda path, head: phrase in head.text


def has_bytes(magic: bytes) -> Sign:
    """These bytes stand near the beginning of the file."""
    return lambda path, head: magic in head.data


def is_markup(path: Path, head: Head) -> bool:
    """The first character is one that begins a tag."""
    return xml.beginning(head).lstrip()[:1] == "<"


def has_no_ending(path: Path, head: Head) -> bool:
    """The name has no dot, or a digit after the last, as in the number of a paper on arXiv."""
    return not path.suffix or path.suffix[1].isdigit()


class Deferred:
    """A reader in a module that is not imported yet.

    Args:
        module: below `reviewer.reading`.
        signs: a file without any of them is not the reader's, and costs no import.
    """

    def __init__(self, module: str, *signs: Sign) -> None:
        self._module = f"reviewer.reading.{module}"
        self._signs = signs

    @property
    def module(self) -> Reader:
        return cast("Reader", import_module(self._module))

    @property
    def name(self) -> str:
        return self.module.name

    @property
    def description(self) -> str:
        return self.module.description

    @property
    def isolated(self) -> bool:
        return self.module.isolated

    def may_recognise(self, path: Path, head: Head) -> bool:
        """Whether it is worth importing the module to ask it."""
        return any(sign(path, head) for sign in self._signs)

    def recognises(self, path: Path, head: Head) -> bool:
        return self.may_recognise(path, head) and self.module.recognises(path, head)

    def read(self, path: Path, options: ReadingOptions) -> Reading:
        return self.module.read(path, options)

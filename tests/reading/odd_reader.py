"""A reader whose files say how it is to misbehave.

The first line of a `.odd` file is a verb of `DEEDS`, with an argument.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reviewer.errors import NotAPaperError
from reviewer.models import Metadata, Record
from reviewer.reading.protocol import Head, Reading, ReadingOptions

name = "odd"
description = "files of the tests (.odd)"
isolated = True


def recognises(path: Path, head: Head) -> bool:
    return path.suffix == ".odd"


def read(path: Path, options: ReadingOptions) -> Reading:
    verb, _, argument = path.read_text(encoding="utf-8").strip().partition(" ")

    def parse(reading: Reading) -> Iterator[Record]:
        yield record(path.stem)
        yield from DEEDS[verb](argument, reading, options)

    return Reading(format=name, parse=parse)


def record(title: str) -> Record:
    return Record(metadata=Metadata(title=title), sections=())


Deed = Callable[[str, Reading, ReadingOptions], Iterator[Record]]


def tell(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    reading.notes.append(f"a note of {argument}")
    reading.report(7, f"a problem of {argument}", "mend it")
    reading.companions.append(Path(os.fsdecode(b"/there/a\xff.tex")))
    yield record(f"password {options.password}")


def who(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    yield record(str(os.getpid()))


def refuse(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    raise NotAPaperError(f"no paper: {argument}", hint="read the other file\udcff")
    yield from ()


def hang(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    Path(argument).write_text(str(os.getpid()), encoding="utf-8")
    while True:
        time.sleep(60)
    yield from ()


def hang_hard(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    """In C, with the interpreter's lock held: no thread and no signal handler runs."""
    Path(argument).write_text(str(os.getpid()), encoding="utf-8")
    while True:
        sum(range(1 << 62))
    yield from ()


def swell(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    kept = []
    while True:
        kept.append(bytearray(int(argument)))
    yield from ()


def keep(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    LEAK.append(bytearray(int(argument)))
    yield record(str(os.getpid()))


def talk(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    for n in range(int(argument)):
        yield Record(metadata=Metadata(title="talk", venue=f"{n} " * 1000), sections=())


def die(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    os.kill(os.getpid(), signal.Signals[argument])
    yield from ()


def leave(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    os._exit(int(argument))
    yield from ()


def err(argument: str, reading: Reading, options: ReadingOptions) -> Iterator[Record]:
    raise ValueError(argument)
    yield from ()


LEAK: list[bytearray] = []
DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (tell, who, refuse, hang, hang_hard, swell, keep, talk, die, leave, err)
}

"""The files that an entry of a reference library names, to those that may be read with it.

Only what lies below the library's own folder is looked at, symbolic links followed one by one;
the rest is counted. Nothing is opened here, and no format of libraries is known beyond the ways in
which they write a path.
"""

import os
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath, PureWindowsPath

from reviewer.reading.attachment_links import READABLE, suffix
from reviewer.reading.protocol import Reading

# A drive of Windows, or a computer in its network.
_FOREIGN = re.compile(r"[A-Za-z]:[\\/]|\\\\")
_PROTECTED = re.compile(r"\{\\?([_&%#$~])\}|\\([_&%#$~])(?:\{\})?")
# Mendeley leaves out the first slash of an absolute path.
_ROOTS = re.compile(r"(?:home|Users|Volumes|mnt|media|data|srv|var|tmp)/")
_MOST_LINKS = 40


@dataclass
class Attachments:
    """What the entries of one library name: `below` resolves, `tell` tells of the rest.

    Args:
        library: the library's own file.
        folders: where else it says that files are; those outside its own folder are ignored.
    """

    library: Path
    folders: Iterable[str] = ()
    outside: dict[str, None] = field(default_factory=dict)
    missing: dict[str, None] = field(default_factory=dict)
    looked_for: dict[Path, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._named = Path(os.path.normpath(Path.cwd() / self.library.parent))
        self._base = self._named.resolve()
        named = [folder for folder in self.folders if folder.strip()]
        below = [self._inside(folder) for folder in named]
        self._starts = [*dict.fromkeys(folder for folder in below if folder), self._base]
        self._elsewhere = [name for name, folder in zip(named, below, strict=True) if not folder]

    def below(self, links: Iterable[str]) -> tuple[str, ...]:
        """The existing files among `links` that are read as one paper, absolute, each once."""
        found = (self._find(link) for link in links)
        return tuple(dict.fromkeys(path for path in found if path))

    def tell(self, reading: Reading) -> None:
        """Say where was looked for files, and what came of it."""
        reading.looked_for.extend(self.looked_for)
        reading.notes.extend(self.notes())

    def notes(self) -> Iterator[str]:
        """What to tell of the files that were not found, or not looked for."""
        if self.outside:
            number, folder = len(self.outside), _common_folder(list(self.outside))
            yield (
                f"{_files(number)} that this library names {'lies' if number == 1 else 'lie'} "
                f"outside its folder; to read {'it' if number == 1 else 'them'} too: "
                f"reviewer ingest {folder}"
            )
        if self.missing:
            number, first = len(self.missing), next(iter(self.missing))
            yield (
                f"{_files(number)} that this library names "
                f"{'does' if number == 1 else 'do'} not exist: {first}{', …' if number > 1 else ''}"
            )

    def _find(self, link: str) -> str | None:
        if suffix(link) not in READABLE:
            return None
        if link.startswith("~/"):
            link = os.path.expanduser(link)  # noqa: PTH111 (it never raises)
        is_within = False
        for place in filter(None, self._candidates(link)):
            self.looked_for[place] = None
            real = self._real(place)
            is_within = is_within or real is not None
            # Unlike pathlib's, it never raises: names can be too long.
            if real and os.path.isfile(real) and real.name != self.library.name:  # noqa: PTH113
                return str(real)
        if is_within and not self._elsewhere:
            self.missing[link] = None
        else:
            self.outside[self._spelt_out(link)] = None
        return None

    def _candidates(self, link: str) -> Iterator[Path | None]:
        """Where a link may point, below the library's folder; None for each place that is not."""
        plain = _PROTECTED.sub(lambda match: match[1] or match[2], link)
        for text in dict.fromkeys((link, plain)):
            for spelling in dict.fromkeys((text, text.replace("\\", "/"))):
                if _FOREIGN.match(text):
                    yield None
                elif self._lacks_slash(spelling):
                    yield self._inside("/" + spelling)
                else:
                    yield from (self._inside(str(start / spelling)) for start in self._starts)

    def _lacks_slash(self, text: str) -> bool:
        """Whether this is an absolute path as Mendeley writes it, not a folder that is here."""
        root = _ROOTS.match(text)
        return root is not None and not os.path.lexists(self._base / root[0])

    def _inside(self, text: str) -> Path | None:
        """The path below the library's folder that a text means, by its letters alone."""
        if "\0" in text or _FOREIGN.match(text):
            return None
        path = Path(os.path.normpath(self._base / text))
        if path.is_relative_to(self._named):
            return self._base / path.relative_to(self._named)
        return path if path.is_relative_to(self._base) else None

    def _spelt_out(self, link: str) -> str:
        if _FOREIGN.match(link):
            return link
        if self._lacks_slash(link):
            return os.path.normpath(f"/{link}")
        folder = self._elsewhere[0] if self._elsewhere else str(self._base)
        return os.path.normpath(link if link.startswith("/") else f"{folder}/{link}")

    def _real(self, path: Path) -> Path | None:
        """The file behind symbolic links, none of which may leave the library's folder."""
        waiting = list(reversed(path.relative_to(self._base).parts))
        here, links = self._base, 0
        while waiting:
            here /= waiting.pop()
            try:
                target = here.readlink()
            except (OSError, ValueError):
                continue  # no link, or not there
            links += 1
            within = self._inside(str(here.parent / target))
            if within is None or links > _MOST_LINKS:
                return None
            waiting.extend(reversed(within.relative_to(self._base).parts))
            here = self._base
        return here


def _common_folder(paths: list[str]) -> str:
    """The folder above all of them; above the first, where they have no more than `/` in common."""
    kinds = [PureWindowsPath if _FOREIGN.match(path) else PurePosixPath for path in paths]
    folders = [str(kind(path).parent) for kind, path in zip(kinds, paths, strict=True)]
    are_alike = all(folder.startswith("/") for folder in folders)
    common = os.path.commonpath(folders) if are_alike else "/"
    return shlex.quote(common if common != "/" else folders[0])


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"

r"""A main file and what it includes to one text: `\input`, `\include`, `\subfile`, `\import`.

Each file is cleaned before it is put in its place. Files are found through `Files` alone, without
loops, and within bounds of depth, number and size. It knows nothing of titles and sections.
"""

import posixpath
import re
from collections.abc import Iterator

from reviewer.reading.latex_source.cleaning import cleaned
from reviewer.reading.latex_source.conditions import without_false_branches
from reviewer.reading.latex_source.files import Files, decoded, encoding, within
from reviewer.reading.latex_source.traced import Edit, Traced

_DEEPEST = 20
_MOST_FILES = 1_000
_LONGEST = 30_000_000  # characters of all files together
_INCLUDING = re.compile(
    r"\\(?P<how>input|include|subfile|subfileinclude|InputIfFileExists|loadglsentries|@input)"
    r"(?![A-Za-z@])\s*(?:\{(?P<name>[^{}\n]+)\}|(?P<bare>[\w./-]+))"
    r"|\\(?P<importing>(?:sub)?(?:import|inputfrom|includefrom))\*?\s*"
    r"\{(?P<folder>[^{}\n]*)\}\s*\{(?P<imported>[^{}\n]+)\}"
    r"|\\(?P<references>bibliography|printbibliography)(?![A-Za-z@])(?:\s*\[[^\]]*\])?"
    r"(?:\s*\{[^{}]*\})?"
)
_STYLES = re.compile(r"\\(?:usepackage|RequirePackage)\s*(?:\[[^\]]*\])?\s*\{([^{}]+)\}")
_BEGIN, _END = re.compile(r"\\begin\s*\{document\}"), re.compile(r"\\end\s*\{document\}")
_SYSTEM = re.compile(  # files of the TeX installation that papers input
    r"glyphtounicode|epsf|amstex|amssym(?:\.def)?|psfig|xy|xypic|pstricks|mathpple|btxmac|eplain"
    r"|amsppt\.sty|harvmac|lanlmac|jytex|phyzzx|tikz|diagrams|prepictex|pictex|postpictex"
    r"|supp-pdf|pdfcolor|epsf\.(?:tex|sty)|psfig\.\w+|mssymb|miniltx|graphicx\.tex|lmacs|revsymb"
)


class Inclusion:
    """Puts included files in their places.

    Args:
        files: where they are.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._declared: str | None = None
        self._count = 0
        self._length = 0
        self.missing: list[str] = []
        self.undecoded: list[str] = []
        self.is_cut = False
        """Whether something was left out because there is too much of it."""

    def whole(self, name: str, data: bytes) -> Traced:
        """The main file `name` with everything that it includes."""
        self._declared = encoding(data)
        source = self._included(self._clean(name, data), (name,))
        return without_false_branches(source)

    def styles(self, source: Traced) -> str:
        """The text of the style files that lie beside the main file."""
        texts = []
        for found in _STYLES.finditer(source.text):
            for name in found[1].split(","):
                data = self._files.content(f"{name.strip()}.sty")
                if data is not None and self._count < _MOST_FILES:
                    self._count += 1
                    texts.append(cleaned(Traced.of_file(decoded(data), name)).text)
        return "\n".join(texts)

    def _clean(self, name: str, data: bytes) -> Traced:
        self._count += 1
        source = cleaned(Traced.of_file(decoded(data, self._declared), name))
        if "\ufffd" in source.text:
            self.undecoded.append(name)
        self._length += len(source.text)
        end = _END.search(source.text)
        return source.cut(0, end.end()) if end else source

    def _included(self, source: Traced, above: tuple[str, ...]) -> Traced:
        """`source` with the files that it includes; `above` are the files that it is in."""
        return source.edited(self._edits(source.text, above))

    def _edits(self, text: str, above: tuple[str, ...]) -> Iterator[Edit]:
        for found in _INCLUDING.finditer(text):
            new = self._bibliography(above) if found["references"] else self._file(found, above)
            if new is not None:
                yield Edit(found.start(), found.end(), new)

    def _file(self, found: re.Match[str], above: tuple[str, ...]) -> Traced | None:
        wanted = found["name"] or found["bare"] or found["imported"]
        here = posixpath.dirname(above[-1])
        folders = ["", here] if found["folder"] is None else []
        if found["folder"] is not None:
            is_below = found["importing"].startswith("sub")
            folders = [posixpath.join(here, found["folder"]), found["folder"]]
            folders = folders if is_below else folders[::-1]
        for folder in folders:
            for suffix in (".tex", "", ".ltx"):
                name = within(posixpath.join(folder, f"{wanted.strip()}{suffix}"))
                data = self._content(name, above)
                if name is not None and data is not None:
                    return self._put(name, data, above)
        if not _SYSTEM.fullmatch(wanted.strip().lower()):
            self.missing.append(wanted.strip())
        return None

    def _content(self, name: str | None, above: tuple[str, ...]) -> bytes | None:
        if name is None or name in above:
            return None
        if self._count >= _MOST_FILES or self._length >= _LONGEST or len(above) > _DEEPEST:
            self.is_cut = True
            return None
        return self._files.content(name)

    def _put(self, name: str, data: bytes, above: tuple[str, ...]) -> Traced:
        source = self._clean(name, data)
        begin = _BEGIN.search(source.text)
        if begin:  # a subfile, which can be typeset alone
            end = _END.search(source.text, begin.end())
            source = source.cut(begin.end(), end.start() if end else len(source.text))
        return self._included(source, (*above, name))

    def _bibliography(self, above: tuple[str, ...]) -> Traced | None:
        """The reference list that BibTeX has made of the main file."""
        name = f"{posixpath.splitext(above[0])[0]}.bbl"
        data = self._content(name, above)
        if data is None or b"\\bibitem" not in data:
            return None
        return self._clean(name, data)

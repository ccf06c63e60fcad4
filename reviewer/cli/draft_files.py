"""A draft to the files it is written as: the section itself, and beside it what belongs to it.

In comes a draft, out come files or text. What cannot be written is said before a draft is made.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.errors import UsageError
from reviewer.rendering.console import (
    Console,
    check_writable,
    read_text,
    write_bytes,
    write_text,
)

if TYPE_CHECKING:
    from reviewer.models import Making, RelatedWork
    from reviewer.rendering.raw_entries import RawEntry

MARK = "% Written by reviewer related-work, and replaced by it."
"""First line of a .bib file of ours: any other is the user's, and is left alone."""
_AUDIT = "# Audit: "


class Format(StrEnum):
    """What a draft is written as."""

    MARKDOWN = "markdown"
    """Numbered references, and the source of every sentence."""
    PANDOC = "pandoc"
    LATEX = "latex"
    DOCX = "docx"
    HTML = "html"

    @property
    def has_library(self) -> bool:
        """Whether its references stand in a file of their own."""
        return self in (Format.PANDOC, Format.LATEX)

    @property
    def is_document(self) -> bool:
        """Whether pandoc writes it."""
        return self in (Format.DOCX, Format.HTML)


_BY_NAME = {
    ".tex": Format.LATEX,
    ".docx": Format.DOCX,
    ".html": Format.HTML,
    ".htm": Format.HTML,
}
_NO_DRAFT = (".json", ".pdf", ".bib", ".doc", ".odt", ".rtf", ".toml")
_OURS = ("# The plan of a related-work section.", "{")  # how plans and JSON begin


@dataclass(frozen=True)
class Output:
    """The options that say where a draft, or a plan, is written, and as what."""

    file: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Write the draft, or the plan, here."),
    ] = None
    chosen: Annotated[
        Format | None,
        typer.Option(
            "--format",
            help="Numbered Markdown with sources (the default), pandoc's Markdown, LaTeX, Word or "
            "HTML; by default what the name of the file says. Beside the file stand an audit and, "
            "for pandoc's Markdown and LaTeX, a .bib.",
        ),
    ] = None
    csl: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Citation style (.csl) of Word and HTML."),
    ] = None

    @property
    def form(self) -> Format:
        """The one that was chosen, or that the name of the file says."""
        named = None if self.file is None else _BY_NAME.get(self.file.suffix.casefold())
        return self.chosen or named or Format.MARKDOWN

    def check(self, read: Iterable[Path] = (), *, as_json: bool = False) -> None:
        """What would fail at the end, said before a model has been paid.

        Args:
            read: files that the draft is made from.
            as_json: whether it is written as JSON.

        Raises:
            UsageError: a file cannot be written, or is the user's.
            DocumentError: the citation style is none, or pandoc is not here.
        """
        check_writable(self.file)
        beside = [] if as_json else [path for path, _ in self._beside()]
        for path in beside:
            check_writable(path)
        _check_apart(beside, read)
        if as_json:
            self._check_json()
            self.check_plan(read)
            return
        self._check_name()
        if self.form is Format.DOCX and self.file is None:
            raise UsageError("Word documents are written to files", hint="add -o related.docx")
        if self.csl is not None and not self.form.is_document:
            raise UsageError(
                "--csl is for Word and HTML, whose citations are set here",
                hint="add --format docx or html; LaTeX and pandoc choose a style themselves",
            )
        for path, mark in self._beside():
            if path == self.file:
                raise UsageError(
                    f"{path} is for what belongs to the draft", hint="name the draft otherwise"
                )
            if path.exists() and not read_text(path).startswith(mark):
                raise UsageError(
                    f"{path} is there already, and is not of an earlier draft",
                    hint="name another file with -o; what belongs to it is written beside it",
                )
        self._check_draft(read)
        if self.form.is_document:
            from reviewer.rendering.pandoc_program import pandoc_program

            pandoc_program()
            self._style()

    def check_plan(self, read: Iterable[Path] = ()) -> None:
        """The same for a plan, or for JSON: one file, which only its like may replace.

        Raises:
            UsageError: it cannot be written, or is the user's.
        """
        check_writable(self.file)
        if self.file is None:
            return
        _check_apart([self.file], read)
        if _is_filled(self.file) and not _begins(self.file, _OURS):
            raise _not_ours(self.file)

    def _check_draft(self, read: Iterable[Path]) -> None:
        """Refuse to replace a text that no audit stands beside: its author wrote it."""
        if self.file is None:
            return
        _check_apart([self.file], read)
        if _is_filled(self.file) and not self.file.with_suffix(".audit.md").exists():
            raise _not_ours(self.file)

    def _check_name(self) -> None:
        suffix = "" if self.file is None else self.file.suffix.casefold()
        if self.chosen is None and suffix in _NO_DRAFT:
            raise UsageError(
                f"a draft is not written as {suffix}",
                hint="name a .md, .tex, .docx or .html file, or a .json file with --json",
            )

    def _check_json(self) -> None:
        if self.chosen is not None or self.csl is not None or self.form.is_document:
            raise UsageError(
                "JSON is a form by itself",
                hint="leave out --json, or --format and --csl; and name a .json file",
            )

    def put(self, text: str, console: Console) -> None:
        """Write a text to the file, or print it."""
        if self.file is None:
            console.result(text.rstrip("\n"))
        else:
            console.say(write_text(self.file, text.rstrip("\n") + "\n"))

    def put_draft(
        self,
        draft: "RelatedWork",
        raw: "Mapping[str, RawEntry]",
        console: Console,
        made: "Making | None" = None,
    ) -> None:
        """The draft, and beside its file the audit and the references the form has apart."""
        from reviewer.rendering.letters import letter_notes

        is_whole = draft.sections and not draft.interrupted
        if not is_whole and self.file is not None and self.file.exists():
            what = "the draft is not whole" if draft.sections else "nothing was drafted"
            console.say(f"{what}, so {self.file} is as it was")
            return
        if self.file is not None and self.form is Format.DOCX:
            console.say(write_bytes(self.file, self._document(draft, raw)))
        else:
            self.put(self._text(draft, raw), console)
        for path, mark in self._beside():
            console.say(write_text(path, _beside(draft, raw, mark, made)))
        if self.form is not Format.MARKDOWN:
            tell_keys(draft, console)
        cited = [entry.paper for entry in draft.references]
        for note in letter_notes(cited) if self.form.has_library else ():
            console.note(note)

    def _text(self, draft: "RelatedWork", raw: "Mapping[str, RawEntry]") -> str:
        from reviewer.rendering import latex, markdown, pandoc

        match self.form:
            case Format.LATEX:
                return latex.latex(draft, raw=raw)
            case Format.PANDOC:
                return pandoc.pandoc(draft, raw=raw)
            case Format.HTML:
                return self._document(draft, raw).decode()
        return markdown.related_work(draft)

    def _document(self, draft: "RelatedWork", raw: "Mapping[str, RawEntry]") -> bytes:
        from reviewer.rendering.documents import DocumentKind, document

        return document(draft, DocumentKind(self.form.value), raw=raw, style=self._style())

    def _style(self) -> bytes | None:
        from reviewer.rendering.csl_style import read_style

        return None if self.csl is None else read_style(self.csl)

    def _beside(self) -> Iterator[tuple[Path, str]]:
        """The files that stand beside the draft, and how those of ours begin."""
        if self.file is None or (self.file.exists() and not self.file.is_file()):
            return  # a pipe or a device has nothing beside it
        if self.form.has_library:
            yield self.file.with_suffix(".bib"), MARK
        yield self.file.with_suffix(".audit.md"), _AUDIT


def tell_keys(draft: "RelatedWork", console: Console) -> None:
    """Say which keys of the author's are not used, and why."""
    from reviewer.rendering.cite_keys import key_notes

    for note in key_notes([entry.paper for entry in draft.references]):
        console.note(note)


def _check_apart(written: Iterable[Path], read: Iterable[Path]) -> None:
    """Refuse to write over a file that the draft is made from."""
    for one in read:
        for path in written:
            if path.exists() and one.exists() and path.samefile(one):
                raise UsageError(
                    f"{path} is what the draft is made from", hint="name another file with -o"
                )


def _is_filled(path: Path) -> bool:
    """Whether a file is there that has something in it; devices and pipes are no files."""
    return path.is_file() and path.stat().st_size > 0


def _begins(path: Path, marks: Iterable[str]) -> bool:
    with path.open("rb") as stream:
        return (
            stream.read(100)
            .removeprefix(b"\xef\xbb\xbf")
            .startswith(tuple(mark.encode() for mark in marks))
        )


def _not_ours(path: Path) -> UsageError:
    return UsageError(
        f"{path} is there already, and is not of an earlier draft",
        hint="name another file with -o, or move that one away",
    )


def _beside(
    draft: "RelatedWork", raw: "Mapping[str, RawEntry]", mark: str, made: "Making | None"
) -> str:
    from reviewer.rendering import audit, bibliography

    if mark == MARK:
        return f"{MARK}\n\n{bibliography.bibliography(draft.references, raw)}"
    return audit.audit(draft, made=made)

"""The options that say which papers a command may use, on every command that takes them.

In come the words of those options, out come `Filters`; a value that makes no sense is an error.
"""

import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from reviewer.errors import UsageError

if TYPE_CHECKING:
    from reviewer.models import Filters
    from reviewer.workspace import Workspace

_WORDS = str | None
_YEARS = re.compile(r"(\d{1,4})?\s*[-–]\s*(\d{1,4})?", re.ASCII)

_SHOWN = 40  # characters of a value that is not understood


@dataclass(frozen=True)
class Only:
    """What the options say: None where one is not given."""

    year: Annotated[
        _WORDS,
        typer.Option(
            "--year", metavar="YEARS", help="Only papers of 2022, 2020-2024, 2020- or -2024."
        ),
    ] = None
    author: Annotated[
        _WORDS,
        typer.Option(
            "--author", metavar="WORDS", help="Only papers with these words in an author's name."
        ),
    ] = None
    venue: Annotated[
        _WORDS,
        typer.Option(
            "--venue", metavar="WORDS", help="Only papers with these words in their venue."
        ),
    ] = None
    source: Annotated[
        _WORDS,
        typer.Option(
            "--source",
            metavar="WORDS",
            help="Only papers read from a file with these words in its name.",
        ),
    ] = None
    tag: Annotated[
        _WORDS,
        typer.Option("--tag", metavar="WORDS", help="Only papers with these words in a tag."),
    ] = None
    section: Annotated[
        _WORDS,
        typer.Option(
            "--section",
            metavar="WORDS",
            help="Only abstract, body or title, or sections with these words in their heading.",
        ),
    ] = None
    paper: Annotated[
        list[str] | None,
        typer.Option("--paper", metavar="PAPER", help="Only this paper (repeat it for several)."),
    ] = None

    @property
    def any(self) -> bool:
        """Whether one of them is given."""
        return any(value is not None for value in asdict(self).values())

    def filters(self, ws: "Workspace") -> "Filters | None":
        """The papers that may be used; None means all of them.

        Raises:
            UsageError: `year` is not a range of years.
            PaperNotFoundError: no paper, or several, by one of the names.
        """
        from reviewer.models import Filters
        from reviewer.narrowing import check_filters

        said = asdict(self)
        year_from, year_to = years(said.pop("year"))
        ids = frozenset(ws.paper(name).id for name in said.pop("paper") or ())
        filters = Filters(paper_ids=ids, year_from=year_from, year_to=year_to, **said)
        check_filters(filters)
        if self.year is not None:
            ws.notices.extend(_undated(ws))
        return filters if filters.any else None


def years(text: str | None) -> tuple[int | None, int | None]:
    """`2020-2024`, `2020-`, `-2024` or `2022` as first and last year, both included."""
    if text is None:
        return None, None
    said = text.strip()
    found = _YEARS.fullmatch(f"{said}-{said}") or _YEARS.fullmatch(said)
    if found is None or not any(found.groups()):
        raise UsageError(
            f"--year {text[:_SHOWN]} is not a range of years", hint="for example 2020-2024"
        )
    first, last = (int(year) if year else None for year in found.groups())
    return first, last


def _undated(ws: "Workspace") -> list[str]:
    undated = ws.store.catalogue.undated()
    if not undated:
        return []
    papers = ws.store.catalogue.counts().papers
    return [f"{undated} of {papers} papers give no year; --year leaves them out"]

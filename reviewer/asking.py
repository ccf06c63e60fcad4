"""What is asked of a collection, checked before anything is searched: in come texts and filters.

Out come texts that can be searched for, or an error, or why nothing can be found, and the paper
that a name means. It does not search.
"""

from collections.abc import Callable

from reviewer.errors import UsageError
from reviewer.lookup import find_paper, named, names_in
from reviewer.models import Filters, Paper
from reviewer.narrowing import Unmet, check_filters, unmet
from reviewer.store import Store
from reviewer.store.catalogue import Catalogue
from reviewer.text.typed import LONGEST, legible, says_something, shortened

_SHOWN = 40  # characters of a text that holds nothing to search for


def asked(
    text: str,
    what: str,
    note: Callable[[str], None],
    *,
    most: int | None = None,
    filters: Filters | None = None,
) -> str:
    """The text as it is searched for.

    Args:
        text: as it was typed.
        what: a query, a question or a topic.
        note: told where only the beginning of the text is used.
        most: how many passages or papers are wanted; None is the default.
        filters: which of them.

    Raises:
        UsageError: there is nothing in it to search for, nothing is wanted, or the filters make
            no sense.
    """
    said = legible(text)
    if not text.strip():
        raise UsageError(f"the {what} is empty", hint=f"put the {what} in quotes")
    if not says_something(said):
        shown = f" “{said[:_SHOWN]}”" if said else ""
        raise UsageError(
            f"there is nothing to search for in the {what}{shown}",
            hint="give a word: some letters or digits",
        )
    if most is not None and most < 1:
        raise UsageError(f"{most} results are wanted", hint="ask for 1 or more")
    check_filters(filters)
    return pasted(said, what, note)


def pasted(text: str, what: str, note: Callable[[str], None]) -> str:
    """The text, legible; where it is too long its beginning, which `note` is told."""
    said = legible(text)
    if len(said) > LONGEST:
        note(f"the {what} is long: its first {LONGEST:,} characters are used")
    return shortened(said)


def nothing_passes(store: Store, filters: Filters | None) -> Unmet | None:
    """Why nothing passes the filters, if nothing does."""
    if filters is None:
        return None
    return unmet(store.catalogue, filters, store.conditions(filters))


def why_nothing(store: Store, query: str, filters: Filters | None) -> str | None:
    """Why a search came back empty, where that can be known."""
    nothing = nothing_passes(store, filters)
    if nothing is not None:
        return str(nothing)
    if not store.lexical.asked(query):
        return "the query has only words that every text has, such as “the”"
    return None


def paper_called(catalogue: Catalogue, reference: str) -> Paper:
    """The paper that is meant; see `Workspace.paper`. All are read only where a title is given."""
    wanted = legible(reference)
    by_id = catalogue.papers_by_id([wanted])
    if by_id and not catalogue.is_removing(wanted):
        return by_id[wanted]
    some = catalogue.papers_naming(names_in(wanted))
    return named(some, wanted) or find_paper(catalogue.papers(), wanted)

"""A draft as pandoc's Markdown with `[@key]`: the form that is kept, and the others are made of.

One sentence a line, so that a changed sentence is one changed line.
"""

from collections.abc import Mapping

from reviewer.models import RelatedWork, Statement, Theme
from reviewer.rendering.cite_keys import cite_keys, pandoc_key
from reviewer.rendering.citing import parted
from reviewer.rendering.markdown import EMPTY_DRAFT, UNPROVEN_DRAFT
from reviewer.rendering.naming import Label, Named, around, labels_of, named
from reviewer.rendering.pandoc_text import pandoc_text
from reviewer.rendering.raw_entries import RawEntry


def pandoc(
    draft: RelatedWork,
    keys: Mapping[str, str] | None = None,
    raw: Mapping[str, RawEntry] | None = None,
) -> str:
    """The draft's themes, each sentence with its citations before the full stop.

    Authors that a sentence names are cited behind their names, as in `Leaf et al. [-@leaf] show`:
    that reads right in styles of author and year and in styles of numbers, where `@leaf show`
    would become `[1] show`.

    Args:
        draft: what is written out.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
        raw: own entries by paper id; what they say is what a style prints.
    """
    keys = keys or cite_keys(reference.paper for reference in draft.references)
    labels = labels_of(draft.references, keys, raw or {})
    themes = [_theme(theme, keys, labels) for theme in draft.sections]
    if not themes:
        themes = [UNPROVEN_DRAFT if draft.left_out else EMPTY_DRAFT]
    return "\n\n".join(["# Related work", *themes]) + "\n"


def _theme(theme: Theme, keys: Mapping[str, str], labels: Mapping[str, Label]) -> str:
    said = "\n".join(_sentence(statement, keys, labels) for statement in theme.statements)
    return f"## {pandoc_text(theme.heading)}\n\n{said}"


def _sentence(said: Statement, keys: Mapping[str, str], labels: Mapping[str, Label]) -> str:
    def behind(place: Named) -> str:
        authors = pandoc_text(labels[place.paper_id].authors)
        return f"{authors} [-{pandoc_key(keys[place.paper_id])}]"

    body, stop = parted(said.text.strip())
    places = named(body, {quote.paper_id: labels[quote.paper_id] for quote in said.quotes})
    there = {keys[place.paper_id] for place in places}
    cited = "; ".join(pandoc_key(key) for key in keys_of(said, keys) if key not in there)
    mark = f" [{cited}]" if cited else ""
    return f"{around(body, places, pandoc_text, behind)}{mark}{pandoc_text(stop)}"


def keys_of(said: Statement, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a statement's papers in the order of its quotes, each once."""
    return tuple(dict.fromkeys(keys[quote.paper_id] for quote in said.quotes))

"""A draft as pandoc's Markdown with `[@key]`: the form that is kept, and the others are made of.

One sentence a line, so that a changed sentence is one changed line.
"""

from collections.abc import Mapping

from reviewer.models import RelatedWork, Statement, Theme
from reviewer.rendering.cite_keys import cite_keys, pandoc_key
from reviewer.rendering.citing import parted
from reviewer.rendering.markdown import EMPTY_DRAFT, UNPROVEN_DRAFT
from reviewer.rendering.pandoc_text import pandoc_text


def pandoc(draft: RelatedWork, keys: Mapping[str, str] | None = None) -> str:
    """The draft's themes, each sentence with its citations before the full stop.

    Args:
        draft: what is written out.
        keys: the cite key of every paper cited, by id; without them those of `cite_keys`.
    """
    keys = keys or cite_keys(reference.paper for reference in draft.references)
    themes = [_theme(theme, keys) for theme in draft.sections]
    if not themes:
        themes = [UNPROVEN_DRAFT if draft.left_out else EMPTY_DRAFT]
    return "\n\n".join(["# Related work", *themes]) + "\n"


def _theme(theme: Theme, keys: Mapping[str, str]) -> str:
    said = "\n".join(sentence(statement, keys) for statement in theme.statements)
    return f"## {pandoc_text(theme.heading)}\n\n{said}"


def sentence(said: Statement, keys: Mapping[str, str]) -> str:
    """The line of a statement; `keys` are the cite keys of its papers, by id."""
    body, stop = parted(said.text.strip())
    cited = "; ".join(pandoc_key(key) for key in keys_of(said, keys))
    return f"{pandoc_text(body)}{f' [{cited}]' if cited else ''}{pandoc_text(stop)}"


def keys_of(said: Statement, keys: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of a statement's papers in the order of its quotes, each once."""
    return tuple(dict.fromkeys(keys[quote.paper_id] for quote in said.quotes))

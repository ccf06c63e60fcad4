"""What is known of the author's own work: the models that reading a draft and a list give.

Nothing here reads a file or knows a collection.
"""

from typing import NamedTuple

from reviewer.models import Model, Paper, SectionKind

MOST_ABOUT = 2_000
"""Characters that say what a draft without an abstract is about: a long abstract has as many."""

LONGEST_NAME = 120
"""Characters of a sentence that stands for a title."""


class OwnWork(Model):
    """The author's own draft, as far as papers are to be looked for with it.

    Args:
        title: None where the draft states none.
        abstract: empty where it has none.
        introduction: the section of that name, else the first that is neither the abstract nor the
            related work.
        related_work: the section that the draft has now.
        sentences: worth asking a collection with, of the abstract and the introduction, without
            their citations.
        contributions: sentences in which the authors say what they do.
        cite_keys: of what the draft cites already, in the order in which it does.
        notices: what the author should know.
    """

    title: str | None
    abstract: str
    introduction: str
    related_work: str
    sentences: tuple[str, ...]
    contributions: tuple[str, ...]
    cite_keys: tuple[str, ...]
    notices: tuple[str, ...]

    @property
    def called(self) -> str:
        """The title; without one, how the first sentence begins."""
        if self.title:
            return self.title
        first = next(iter(self.sentences), "").rstrip(".。")
        return (
            first if len(first) <= LONGEST_NAME else f"{first[:LONGEST_NAME].rpartition(' ')[0]} …"
        )

    @property
    def about(self) -> str:
        """The abstract; without one, the introduction's first paragraphs."""
        if self.abstract:
            return self.abstract
        told = ""
        for paragraph in self.introduction.split("\n\n"):
            if told and len(told) + len(paragraph) > MOST_ABOUT:
                break
            told = f"{told}\n\n{paragraph}" if told else paragraph[:MOST_ABOUT]
        return told


class Block(NamedTuple):
    """A stretch of a draft.

    Args:
        kind: what the reader takes it for.
        text: its paragraphs, a blank line between them.
        heading: as it is printed.
        level: of the heading, 1 above 2; None where the format does not say.
    """

    kind: SectionKind
    text: str
    heading: str | None = None
    level: int | None = None


class Draft(NamedTuple):
    """A draft as its format gives it: `cite_keys` in the order in which they are cited."""

    title: str | None
    blocks: list[Block]
    cite_keys: tuple[str, ...]
    notices: list[str]


class ListedPaper(Model):
    """A paper that a list names, by one text or by an entry of a reference library.

    Args:
        text: as the list has it; of an entry, its key and title.
        line: where it stands, from 1; None for one that was typed.
        title: of an entry, as doi, arxiv_id, cite_key, authors and year are.
    """

    text: str
    line: int | None = None
    title: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    cite_key: str | None = None
    authors: tuple[str, ...] = ()
    year: int | None = None


class Missing(Model):
    """A paper that was asked for and is not told from all others in the collection."""

    line: int | None
    text: str
    reason: str


class ListedPapers(Model):
    """The papers that a list names; `unread` are the lines and entries that make no sense."""

    entries: tuple[ListedPaper, ...]
    unread: tuple[Missing, ...] = ()
    notices: tuple[str, ...] = ()


class Resolved(Model):
    """Which papers of a collection a list means, each once, in its order; and what is left."""

    found: tuple[Paper, ...]
    missing: tuple[Missing, ...]

"""A saved review beside today's collection, sentence by sentence: what stands, what is lost.

In come a review and a collection; out comes what becomes of each sentence before anything new is
written. It changes no file.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from reviewer.errors import ReviewFolderError
from reviewer.models import Quote, Statement
from reviewer.related_work.choosing import UNWANTED
from reviewer.reviews import folder as files
from reviewer.reviews.collection import Collection
from reviewer.reviews.draft_file import DraftText, cite_keys_in
from reviewer.reviews.kept import By, Entry, Standing
from reviewer.reviews.matching import Matched, Sentence, match
from reviewer.reviews.proving import checked, renewed
from reviewer.reviews.saved import Saved
from reviewer.reviews.wanting import Asked

DELETED = "you deleted it"
JOINED = "you joined it to another sentence"
UNPROVEN = "its papers do not say it any more"
GONE = "the paper it rests on is not in the collection any more"
NOT_HERE = "not in the collection any more"
NOT_YOURS = "your own draft does not say its part of it any more"
TAKEN_OUT = "you took out what cited it"
_PART = 90.0  # of 100, for a sentence that stands within another


@dataclass(frozen=True)
class Edit:
    """A sentence that its author wrote or changed, as it was checked.

    Args:
        line: of the draft.
        entry: with the verdict.
        unknown: keys it cites that no paper has.
        is_new: whether it was not checked before.
    """

    line: int
    entry: Entry
    unknown: tuple[str, ...]
    is_new: bool


@dataclass
class Stand:
    """What becomes of the sentences of a draft.

    Args:
        draft: as its author left it.
        matched: its sentences.
        entries: what each is now, by where it starts; None for one that is to be taken out.
        why: reasons for what is lost, by the lines of the sentences.
        edits: sentences of the author's.
        unproven: papers that are here and lost a sentence of the program's.
    """

    draft: DraftText
    matched: Matched
    entries: dict[int, Entry | None] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    edits: list[Edit] = field(default_factory=list)
    unproven: set[str] = field(default_factory=set)

    @property
    def standing(self) -> Iterator[tuple[Sentence, Entry]]:
        """The sentences that stay, with their proof of today."""
        for one in self.matched.sentences:
            entry = self.entries[one.start]
            if entry is not None:
                yield one, entry

    @property
    def cited(self) -> set[str]:
        """Ids of the papers that what stays quotes."""
        return {paper_id for _, entry in self.standing for paper_id in entry.papers}


def stand(saved: Saved, collection: Collection, asked: Asked) -> Stand:
    """What becomes of each sentence of a saved review.

    Args:
        saved: the review.
        collection: of today.
        asked: for what the review is.

    Raises:
        ReviewFolderError: nothing of the review is left in the draft, or in the collection.
    """
    draft = DraftText(saved.draft)
    matched = match(draft, saved.entries)
    _check_left(saved, matched, collection)
    found = Stand(draft, matched)
    called = collection.called(collection.keys)
    for one in matched.sentences:
        theme = draft.sections[one.section].heading
        if one.entry is not None and one.entry.by is By.PROGRAM:
            found.entries[one.start] = _renewed(one.entry, theme, collection, asked, found)
        else:
            found.entries[one.start] = _judged(one, theme, collection, called, found)
    for entry in matched.deleted:
        found.why[entry.line] = JOINED if _is_joined(entry, found.edits) else DELETED
    return found


def papers_out(saved: Saved, collection: Collection, found: Stand) -> dict[str, Standing]:
    """The papers that were cited and are not by what stands: gone, or taken out by the author."""
    out = {}
    for kept in saved.papers.values():
        id_ = collection.moved.get(kept.id, kept.id)
        if kept.standing is Standing.CITED and id_ not in collection.papers:
            out[kept.id] = Standing.GONE
        elif kept.standing is Standing.CITED and id_ not in found.cited | found.unproven:
            out[id_] = Standing.DELETED
    return out


def _check_left(saved: Saved, matched: Matched, collection: Collection) -> None:
    if saved.entries and not any(one.entry or one.origin for one in matched.sentences):
        raise ReviewFolderError(
            f"none of the {len(saved.entries)} sentences of this review is left in {files.DRAFT}",
            hint="take the file back from your version control, or save the review anew elsewhere",
        )
    cited = {one.id for one in saved.papers.values() if one.standing is Standing.CITED}
    here = {id_ for id_ in cited if id_ in collection.papers or id_ in collection.moved}
    if cited and not here:
        raise ReviewFolderError(
            f"none of the {len(cited)} papers that this review cites is in this collection",
            hint="is it the right one (--workspace)? reviewer related-work … --save makes a new "
            "review of other papers",
        )


def _is_joined(entry: Entry, edits: Iterable[Edit]) -> bool:
    """Whether a sentence that is not there by itself is a part of one of the author's."""
    return any(
        edit.entry.papers >= entry.papers
        and fuzz.partial_ratio(entry.statement.text, edit.entry.statement.text) >= _PART
        for edit in edits
    )


def _renewed(
    entry: Entry, theme: str, collection: Collection, asked: Asked, found: Stand
) -> Entry | None:
    papers = {collection.moved.get(id_, id_) for id_ in entry.papers}
    if papers & asked.must_not:
        found.why[entry.line] = UNWANTED
        return None
    new = renewed(entry, collection) if asked.still_says(entry.statement.own) else None
    here = papers & collection.papers.keys()
    if new is None:
        lost = UNPROVEN if asked.still_says(entry.statement.own) else NOT_YOURS
        found.why[entry.line] = lost if papers == here else GONE
        found.unproven |= here
        return None
    return new if new.theme == theme else new.model_copy(update={"theme": theme})


def _judged(
    one: Sentence, theme: str, collection: Collection, called: dict[str, str], found: Stand
) -> Entry:
    known = one.entry
    unknown: tuple[str, ...] = ()
    if known is not None and (same := _same(known, collection, called)) is not None:
        entry = same.model_copy(update={"theme": theme})
    else:
        asked = one if known is None else one._replace(origin=known)
        entry, unknown = checked(asked, collection, called, theme)
    is_new = known is None or known.statement.support is not entry.statement.support
    found.edits.append(Edit(one.line, entry, unknown, is_new))
    return entry


def _same(entry: Entry, collection: Collection, called: dict[str, str]) -> Entry | None:
    """A sentence of the author's that was checked, if all it cites and quotes is as it was."""
    cited = {called.get(key) for key in cite_keys_in(entry.line)}
    quotes: list[Quote] = []
    for quote in entry.statement.quotes:
        now = collection.find(quote)
        if now is None:
            return None
        quotes.append(now)
    if cited != entry.papers:
        return None
    said: Statement = entry.statement.model_copy(update={"quotes": tuple(quotes)})
    return entry if said == entry.statement else entry.model_copy(update={"statement": said})

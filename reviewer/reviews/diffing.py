"""Two saved reviews, or two states of one, to what has changed between them.

In come two folders, or names of them in commits of git; out come changes. No collection is opened,
and nothing is proven anew.
"""

from pathlib import Path

from reviewer.models import Statement, Support
from reviewer.reviews.changes import Changes, Kept, compare
from reviewer.reviews.draft_file import DraftText, plain_text
from reviewer.reviews.history import open_state
from reviewer.reviews.kept import By, Entry
from reviewer.reviews.matching import Sentence, match
from reviewer.reviews.saved import Saved

NOT_CHECKED = "edited since the last reviewer update, which would check it"


def diff(old: str | Path, new: str | Path) -> Changes:
    """What has changed from one saved review to another.

    Args:
        old: folder of the earlier one, or `COMMIT:FOLDER` for one that git has.
        new: the later one, likewise.

    Raises:
        ReviewFolderError: one of them is no review, is half written, or makes no sense.
    """
    before, after = open_state(str(old)), open_state(str(new))
    return compare(_kept(before), _kept(after))


def _kept(saved: Saved) -> Kept:
    """A review as its draft stands, what was edited since the last update included."""
    draft = DraftText(saved.draft)
    entries = [_entry(one, draft) for one in match(draft, saved.entries).sentences]
    return Kept(entries, list(saved.papers.values()))


def _entry(one: Sentence, draft: DraftText) -> Entry:
    theme = draft.sections[one.section].heading
    if one.entry is not None:
        return one.entry.model_copy(update={"theme": theme})
    quotes = () if one.origin is None else one.origin.statement.quotes
    said = Statement(
        text=plain_text(one.text), quotes=quotes, support=Support.UNCITED, reason=NOT_CHECKED
    )
    return Entry(theme=theme, line=one.text, by=By.AUTHOR, statement=said)

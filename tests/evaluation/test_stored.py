"""Quotes held against the store by their bytes, and papers by their titles."""

from reviewer.evaluation.stored import Fault, faults, strangers
from reviewer.models import Quote
from reviewer.workspace import Workspace
from tests.surfaces import Review


def quoted(ws: Workspace) -> Quote:
    answer = ws.ask("How are honeybees counted by the sound of their wings?")
    return answer.statements[0].quotes[0]


def test_only_a_whole_sentence_byte_for_byte_is_as_stored(review: Review) -> None:
    with Workspace(review.folder) as ws:
        quote = quoted(ws)
        half = quote.text[: len(quote.text) // 2]
        changed = {
            None: {},
            Fault.ABSENT: {"chunk_id": "nowhere:0"},
            Fault.ALTERED: {"text": quote.text.replace("e", "é", 1)},
            Fault.CUT: {"text": half},
        }
        quotes = [quote.model_copy(update=update) for update in changed.values()]
        assert faults(quotes, ws.store.catalogue) == list(changed)
        moved = quote.model_copy(update={"start": quote.start + 1})
        other = quote.model_copy(update={"paper_id": "another"})
        assert faults([moved, other], ws.store.catalogue) == [Fault.ALTERED, Fault.ABSENT]


def test_a_paper_under_another_title_or_id_is_a_stranger(review: Review) -> None:
    with Workspace(review.folder) as ws:
        paper = ws.papers()[0]
        shown = [(paper.id, paper.title), (paper.id, "Another title"), ("nobody", paper.title)]
        assert strangers(shown, ws.store.catalogue) == 2

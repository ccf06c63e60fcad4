"""A saved sentence keeps its proof to the letter, or loses it; an author's is judged."""

from pathlib import Path

import pytest

from reviewer.models import Quote, Statement, Support
from reviewer.reviews.changelog import changelog
from reviewer.reviews.changes import Kept, compare
from reviewer.reviews.collection import Collection
from reviewer.reviews.kept import By, Entry, KeptPaper, Standing
from reviewer.reviews.proving import moved_entry, renewed
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, studies


@pytest.fixture
def collection(tmp_path: Path) -> Collection:
    return Collection(Living(tmp_path, studies(each=2), HashingEmbedder()).ws)


def first(collection: Collection, number: int) -> Quote:
    """The first sentence of a paper."""
    return collection.sentences(sorted(collection.papers)[number])[0]


def counting(quotes: list[Quote], text: str, *counted: str) -> Entry:
    said = Statement(
        text=text, quotes=tuple(quotes), support=Support.SUPPORTED, counted=tuple(counted)
    )
    return Entry(theme="Bees", line=f"{text} [@a]", by=By.PROGRAM, statement=said)


GONE = {"paper_id": "0" * 16}


def test_a_sentence_that_counts_papers_counts_those_that_are_left(collection: Collection) -> None:
    quotes = [first(collection, n) for n in range(4)]
    quotes[3] = quotes[3].model_copy(update=GONE)
    new = renewed(counting(quotes, "Four papers concern bees.", "Four papers"), collection)
    assert new is not None
    assert new.statement.text == "Three papers concern bees."
    assert new.statement.counted == ("Three papers",)
    assert new.line.startswith("Three papers concern bees [@")
    assert new.line.count("@") == 3
    lower = counting(quotes, "Bees are the subject of four papers.", "four papers")
    again = renewed(lower, collection)
    assert again is not None
    assert again.statement.text == "Bees are the subject of three papers."


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("Two papers concern bees.", ("Two papers",)),
        ("They concern bees.", ()),
        ("Four papers, and four papers more.", ("four bees",)),
    ],
)
def test_a_sentence_that_loses_a_quote_is_lost(
    collection: Collection, text: str, counted: tuple[str, ...]
) -> None:
    quotes = [first(collection, 0), first(collection, 1).model_copy(update=GONE)]
    assert renewed(counting(quotes, text, *counted), collection) is None


def test_a_quote_that_has_moved_is_found_where_it_is_now(collection: Collection) -> None:
    there = first(collection, 0)
    for old in (
        there.model_copy(update={"chunk_id": "elsewhere", "start": 99}),
        there.model_copy(update={"text": there.text.replace(" ", "\n"), "start": 7}),
    ):
        new = renewed(counting([old], "Bees."), collection)
        assert new is not None
        assert new.statement.quotes == (there,)
    other = there.model_copy(update={"text": there.text.replace("hard", "easy")})
    assert renewed(counting([other], "Bees."), collection) is None


def test_ids_that_changed_are_followed(collection: Collection) -> None:
    there = first(collection, 0)
    entry = counting([there.model_copy(update={"paper_id": "old"})], "Bees.")
    assert moved_entry(entry, {"old": there.paper_id}).statement.quotes == (there,)
    assert moved_entry(entry, {"other": "new"}) is entry


def kept(id_: str) -> KeptPaper:
    return KeptPaper(id=id_, title=f"On {id_}", key=f"key-{id_}", standing=Standing.CITED)


def test_what_is_otherwise_about_the_same_words_is_told(collection: Collection) -> None:
    one, other = first(collection, 0), first(collection, 1)
    papers = [kept(one.paper_id), kept(other.paper_id)]
    before = counting([one], "Bees are counted by many.")
    said = before.statement

    def told(after: Entry) -> str:
        stays = before.model_copy(update={"line": "Stays.", "theme": "Bees"})
        changes = compare(Kept([before, stays], papers), Kept([after, stays], papers))
        return "\n".join(changelog(changes))

    moved = before.model_copy(update={"theme": "Wasps"})
    assert "moved to “Wasps”" in told(moved)
    assert "— under no heading now" in told(before.model_copy(update={"theme": ""}))
    set_otherwise = {"line": "Bees are *counted* by many. [@a]", "by": By.AUTHOR}
    assert "by many. [@key-" in told(before.model_copy(update=set_otherwise))
    assert "] — supported" in told(before.model_copy(update=set_otherwise))
    elsewhere = said.model_copy(update={"quotes": (other,)})
    assert "rests on other papers" in told(before.model_copy(update={"statement": elsewhere}))
    word = said.model_copy(update={"quotes": (one.model_copy(update={"text": "New."}),)})
    assert "rests on other words" in told(before.model_copy(update={"statement": word}))
    weak = said.model_copy(update={"support": Support.WEAK})
    assert "now weak" in told(before.model_copy(update={"statement": weak}))
    assert told(before) == "nothing has changed"

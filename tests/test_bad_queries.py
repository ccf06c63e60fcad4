"""Anything typed as a query, question or topic: a result or a clear message, in bounded work."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviewer.errors import UsageError
from reviewer.models import Filters
from reviewer.rendering.as_json import dump
from reviewer.rendering.console import Console
from reviewer.rendering.screen import Screen
from reviewer.rendering.terminal import passages
from reviewer.repl import Chat
from reviewer.retrieval.subqueries import MOST
from reviewer.text.typed import LONGEST, legible
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder

ENTRIES = [
    paper("Wasps of the Hill", "Wasps nest under the roof. We counted 41 nests in one summer."),
    paper("Eels at Night", "Eels move at night. Their number rises with the tide of the sea."),
    paper("Fog", "", tags=["weather"]),
]
SPEAKING = [
    "a",
    "7",
    "the of and is",
    "蜂の巣",
    "дом осы",
    'title:"wasps" AND (',
    "wasps* OR [a TO b]~3^2",
    "text:wasps\\",
    "'; DROP TABLE papers; --",
    "wasps\x00nests\x1b[31m",
    "\udc80 wasps \ud83d",
    "\u202ewasps\u202c",
    "wasps 🐝",
    "w" * 1_000_000,
    "why " * 250_000,
    "Wasps nest. " * 90_000,
    "a" + " " * 1_000_000 + "b",
    "wasps, " * 150_000,
    " ".join(f"wasp{n}" for n in range(10_000)),
]
SILENT = ["?", "🐝🐝", "\x00", "\udc80", "\u202e", "***", "___", "(" * 100_000, '"', "\u0301"]
# Any character, halves of characters too, and what query languages are made of.
ANYTHING = st.one_of(
    st.text(st.characters(), max_size=30),
    st.lists(
        st.sampled_from(
            ["wasps", "AND", "NOT", "title:", '"', "(", ")", "*", "~2", "^", "\\", "+"]
        ),
        max_size=8,
    ).map(" ".join),
)
Ask = Callable[[Workspace, str], object]
ASKS: list[Ask] = [
    lambda ws, text: ws.search(text, explain=True),
    lambda ws, text: ws.ask(text),
    lambda ws, text: ws.related_work(text, text),
]


@pytest.fixture(scope="module", params=["words", "vectors"])
def ws(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Workspace]:
    embedder = HashingEmbedder() if request.param == "vectors" else None
    with gather(tmp_path_factory.mktemp("review"), ENTRIES, embedder) as made:
        yield made


@pytest.mark.parametrize("ask", ASKS, ids=["search", "ask", "related work"])
@pytest.mark.parametrize("text", SPEAKING, ids=lambda text: ascii(text[:12]))
def test_no_sign_and_no_length_of_a_query_is_an_error(ws: Workspace, ask: Ask, text: str) -> None:
    ask(ws, text)


@pytest.mark.parametrize("ask", ASKS, ids=["search", "ask", "related work"])
@pytest.mark.parametrize("text", SILENT, ids=lambda text: ascii(text[:12]))
def test_a_query_without_a_letter_or_digit_is_told_so(ws: Workspace, ask: Ask, text: str) -> None:
    with pytest.raises(UsageError, match="there is nothing to search for in the"):
        ask(ws, text)


@given(ANYTHING)
@example("\ud800")
@settings(max_examples=200)
def test_any_text_gives_passages_that_can_be_shown_or_a_clear_message(
    ws: Workspace, text: str
) -> None:
    with suppress(UsageError):
        found = ws.search(text, explain=True)
        assert dump(found).encode()
        assert passages(found, Screen(80), explained=text).encode() or not found


@given(ANYTHING, ANYTHING)
@settings(max_examples=100)
def test_any_filter_lets_passages_through_or_says_why_not(
    ws: Workspace, author: str, section: str
) -> None:
    ws.notices.clear()
    with suppress(UsageError):
        assert ws.search("wasps", filters=Filters(author=author, section=section)) == []
        assert ws.notices == ["no paper here names its authors; search without a filter by author"]


def test_what_is_long_is_searched_by_its_beginning_and_says_so(tmp_path: Path) -> None:
    embedder = HashingEmbedder()
    with gather(tmp_path, ENTRIES, embedder) as ws:
        embedder.texts.clear()
        ws.search("Wasps nest under many roofs. " * 40_000)
        assert ws.notices == ["the query is long: its first 10,000 characters are used"]
    assert len(embedder.texts) <= 1 + MOST
    assert max(map(len, embedder.texts)) <= LONGEST


def test_a_long_abstract_is_used_by_its_beginning_and_says_so(ws: Workspace) -> None:
    ws.notices.clear()
    draft = ws.related_work("wasps", "Wasps nest under many roofs. " * 40_000)
    assert draft.sections
    assert ws.notices == ["the abstract is long: its first 10,000 characters are used"]


def test_a_query_that_is_not_long_says_nothing(ws: Workspace) -> None:
    ws.notices.clear()
    assert ws.search("wasps")
    assert ws.notices == []


def test_only_words_that_every_text_has_are_told_so_where_there_are_no_vectors(
    tmp_path: Path,
) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        assert ws.search("the of and") == []
        assert ws.notices == ["the query has only words that every text has, such as “the”"]


@pytest.mark.parametrize("k", [0, -1, -1_000_000])
def test_fewer_than_one_result_is_refused(ws: Workspace, k: int) -> None:
    with pytest.raises(UsageError, match=f"{k} results are wanted"):
        ws.search("wasps", k)
    with pytest.raises(UsageError, match=f"{k} results are wanted"):
        ws.related_work("wasps", papers=k)


@pytest.mark.parametrize("k", [1_000_000, 10**30])
def test_more_results_than_there_are_gives_those_there_are(ws: Workspace, k: int) -> None:
    found = ws.search("wasps eels fog", k)
    assert [passage.rank for passage in found] == [1, 2, 3]
    assert {passage.paper.title for passage in found} == {entry["title"] for entry in ENTRIES}


def test_a_filtered_search_for_a_million_gives_what_passes(ws: Workspace) -> None:
    found = ws.search("wasps eels fog", 1_000_000, filters=Filters(tag="weather"))
    assert [passage.paper.title for passage in found] == ["Fog"]


def test_the_chat_takes_anything_and_goes_on(
    ws: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    ws.notices.clear()
    Chat(ws, Console()).run([*SILENT, *SPEAKING, "What rises with the tide of the sea?"])
    out, err = capsys.readouterr()
    assert "Their number rises with the tide of the sea." in " ".join(out.splitlines()[-5:])
    assert err.count("error: there is nothing to search for") == len(SILENT)
    assert err.count("is long: its first 10,000 characters are used") == sum(
        len(legible(text)) > LONGEST for text in SPEAKING
    )

"""A workspace with a language model behind real HTTP: answers, drafts, follow-ups, and failures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reviewer.errors import ExitCode, ModelUnreachableError
from reviewer.models import Support
from reviewer.workspace import Workspace
from tests.related_work.writing_model import Blocks, WritingModel
from tests.scripted_server import Reply, Serve, refused
from tests.surfaces import Review, write_papers

Opened = Callable[[str], Workspace]
PAPERS: list[dict[str, object]] = [
    {
        "title": "Bees: Foraging Under Glass",
        "abstract": "We introduce Bees, a greenhouse for foraging trials. "
        "Bees visit 41% more flowers under glass than in the open field.",
    },
    {
        "title": "Hive Weight and Honey",
        "abstract": "We present a scale that follows the weight of a hive by the hour. "
        "The weight of a hive predicts its honey within 3%.",
    },
    {
        "title": "Foraging in the Rain",
        "abstract": "We study how rain keeps bees from foraging. "
        "Foraging stops when more than 2 mm of rain fall in an hour.",
    },
    {
        "title": "Flowers at Night",
        "abstract": "We describe moths that visit flowers at night. "
        "Moths carry pollen from flowers as far as bees do.",
    },
    {
        "title": "Honey and Hive Weight in Winter",
        "abstract": "We propose to weigh a hive in winter, when bees eat honey. "
        "A hive loses 12 kg of weight while its bees do not forage.",
    },
]


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    """A lexical-only workspace of four papers whose model is at the address given."""
    spaces: list[Workspace] = []

    def start(base_url: str) -> Workspace:
        flags = {
            ("embedding", "model"): "none",
            ("model", "name"): "scripted",
            ("model", "base_url"): base_url,
            ("model", "retries"): 0,
        }
        space = Workspace(tmp_path, flags=flags)
        spaces.append(space)
        space.ingest([write_papers(tmp_path / "papers.jsonl", PAPERS)])
        return space

    yield start
    for space in spaces:
        space.close()


def test_an_answer_carries_quotes_and_counts_its_call(serve: Serve, opened: Opened) -> None:
    ws = opened(serve(["Bees visit 41% more flowers under glass [1.2]."]).base_url)
    answer = ws.ask("How many more flowers do bees visit under glass?")
    (statement,) = answer.statements
    assert statement.support is Support.SUPPORTED
    assert statement.quotes[0].text == (
        "Bees visit 41% more flowers under glass than in the open field."
    )
    assert answer.references[0].paper.title == PAPERS[0]["title"]
    assert (answer.model, answer.usage.calls) == ("scripted", 1)


def test_a_question_without_evidence_never_reaches_the_model(serve: Serve, opened: Opened) -> None:
    server = serve(["It is four kilometres [1.1]."])
    answer = opened(server.base_url).ask("How deep is the Mariana trench?")
    assert answer.abstained
    assert server.chats == []


def test_a_failing_call_leaves_a_verbatim_answer_that_says_so(serve: Serve, opened: Opened) -> None:
    server = serve(lambda _: Reply("out of memory", status=500))
    answer = opened(server.base_url).ask("How many more flowers do bees visit under glass?")
    assert not answer.abstained
    assert answer.model is None
    assert "500" in answer.notices[0]
    assert "verbatim" in answer.notices[0]
    assert all(said.text == said.quotes[0].text for said in answer.statements)


def test_a_server_that_is_not_there_is_an_error(opened: Opened) -> None:
    with refused() as base_url, pytest.raises(ModelUnreachableError):
        opened(base_url).ask("How many more flowers do bees visit under glass?")


def test_a_follow_up_is_rewritten_by_the_model_and_both_calls_are_counted(
    serve: Serve, opened: Opened
) -> None:
    replies = [
        "Bees visit 41% more flowers under glass [1.2].",
        "How does rain keep bees from foraging?",
        "Foraging stops when more than 2 mm of rain fall in an hour [1.2].",
    ]
    ws = opened(serve(replies).base_url)
    first = ws.ask("How many more flowers do bees visit under glass?")
    second = ws.ask("and in the rain?", history=[first])
    assert second.understood_as == "How does rain keep bees from foraging?"
    assert second.references[0].paper.title == PAPERS[2]["title"]
    assert second.usage.calls == 2


def test_a_theme_of_which_nothing_is_proven_or_written_is_extractive(
    serve: Serve, opened: Opened
) -> None:
    calls = 0

    def first_only(papers: Blocks) -> str | Reply:
        nonlocal calls
        calls += 1
        return "Nothing here can be proven." if calls == 1 else Reply("overloaded", status=503)

    model = WritingModel(plan=lambda _: "none", write=first_only)
    draft = opened(serve(model).base_url).related_work(
        "foraging bees, flowers at night, weight of hives"
    )
    assert len(draft.sections) > 1
    assert "503" in "".join(draft.notices)
    extractive = [one for one in draft.notices if "is extractive: nothing the model" in one]
    assert len(extractive) == len(draft.sections)
    assert all(said.quotes for theme in draft.sections for said in theme.statements)
    assert draft.model is None


def test_the_command_line_prints_the_verbatim_answer_and_exits_with_the_model_s_code(
    serve: Serve, review: Review
) -> None:
    server = serve(lambda _: Reply("out of memory", status=500))
    words = ("--model", "scripted", "--base-url", server.base_url)
    result = review.run("ask", *words, "how does a microphone count honeybees?")
    assert result.code == ExitCode.MODEL
    assert "verbatim" in result.err

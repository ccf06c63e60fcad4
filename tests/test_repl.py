"""The chat, driven by a script: the whole transcript is compared."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from reviewer.models import Answer
from reviewer.rendering.console import Console
from reviewer.repl import Chat, typed_lines
from reviewer.workspace import Workspace
from tests.scripted_server import Serve, refused
from tests.surfaces import Result, Review, write_papers

SWARM = "How well does hive weight predict swarming?"
BANNER = "5 papers · extractive (no model) · /help\n"
SWARM_SAID = """\
The collection says (verbatim, no language model):

  "A sudden loss of 2.5 kg within ten minutes marks a swarm." [1]

  "Over three summers the scale announced 41 of 44 swarms." [1]

  "We present a scale under a hive that is read every minute." [1]

[1] Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)  bees.jsonl:3
"""
NEAR = "[bold]Loud[/bold] $\\pi2\\text{buzz}$ Hives", "Counting Bees with Cheap Microphones"


@pytest.fixture
def chat(review: Review, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    def run(*lines: str, words: str = "") -> Result:
        monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))
        return review.run("chat", *words.split())

    return run


Run = Callable[..., Result]


def test_help_lists_every_command(chat: Run) -> None:
    assert chat("/help", "/quit", "never reached") == (
        0,
        f"""\
{BANNER}\
you> /help
Ask in your own words; a follow-up such as `and on robots?` is understood.
  /help            this list
  /sources         the papers of the last answer, with places
  /quote N         what was taken from [N], in its context
  /papers [WORDS]  the papers with these words in the title
  /related TOPIC   draft a related-work section (--papers N: cite at most N)
  /left-out        what the last answer could not prove, and why
  /deep QUESTION   split it, and answer from what each part finds
  /save FILE       write this chat: as Markdown, or with .json for reviewer replay
  /forget          start a new conversation; /save keeps the old
  /model           what writes the answers
  /quit            leave (also Ctrl-D)
you> /quit
""",
        "",
    )


def test_a_conversation_answers_completes_a_follow_up_and_shows_its_sources(chat: Run) -> None:
    done = chat(SWARM, "", "and with a microphone?", "/sources", "/quote 1")
    assert done == (
        0,
        f"""\
{BANNER}\
you> {SWARM}
{SWARM_SAID}\
also near: {NEAR[0]} · {NEAR[1]}

you>
you> and with a microphone?
(understood as: How well does hive weight predict swarming with a microphone?)

{SWARM_SAID}\
also near: {NEAR[1]} · {NEAR[0]}

you> /sources
[1] Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)  bees.jsonl:3
you> /quote 1
[1] Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)
    "A sudden loss of 2.5 kg within ten minutes marks a swarm."  bees.jsonl:3
    "Over three summers the scale announced 41 of 44 swarms."  bees.jsonl:3
    "We present a scale under a hive that is read every minute."  bees.jsonl:3
    in context: We present a scale under a hive that is read every minute. A sudden loss of 2.5 kg \
within ten minutes marks a swarm. Over three summers the scale announced 41 of 44 swarms.
""",
        "",
    )


def test_after_forget_a_question_stands_alone(chat: Run) -> None:
    done = chat(SWARM, "/forget", "and with a microphone?")
    assert "you> /forget\nThe next question stands alone; /save still writes all" in done.out
    assert "understood as" not in done.out
    assert "Cheap Microphones (Mira Holt et al., Journal of Apiary Engineering 2019)" in done.out


def test_a_question_without_an_answer_is_refused_and_the_chat_goes_on(chat: Run) -> None:
    done = chat("What is the GDP of France?", "/sources")
    assert done == (
        0,
        f"""\
{BANNER}\
you> What is the GDP of France?
Nothing in this collection answers that: no paper mentions GDP or France.

you> /sources
The last answer cites nothing.
""",
        "",
    )


def test_papers_are_found_by_the_words_of_their_titles(chat: Run) -> None:
    out = chat("/papers HIVE", "/papers tractor", "/papers").out
    assert [re.sub(r"^[0-9a-f]{16}", "ID", line) for line in out.splitlines()[1:8]] == [
        "you> /papers HIVE",
        "ID  2022  Hive Weight Predicts Swarming",
        "ID        [bold]Loud[/bold] $\\pi2\\text{buzz}$ Hives",
        "you> /papers tractor",
        "No title has all these words.",
        "you> /papers",
        "ID  2019  Counting Bees with Cheap Microphones",
    ]


@pytest.mark.parametrize(
    ("line", "error", "hint"),
    [
        ("/sourcse", "no command /sourcse", "did you mean /sources? /help lists them"),
        ("/xyzzy", "no command /xyzzy", "/help lists them"),
        ("/quote", "/quote needs something after it", "/quote N"),
        ("/quote 1", "nothing has been answered yet", "ask something first"),
        ("/save notes.md", "there is nothing to save yet", "ask something first"),
    ],
)
def test_a_mistake_is_two_lines_and_the_chat_goes_on(
    chat: Run, line: str, error: str, hint: str
) -> None:
    done = chat(line, "/model")
    assert done.code == 0
    assert done.err == f"error: {error}\nhint:  {hint}\n"
    assert done.out == (
        f"{BANNER}you> {line}\nyou> /model\nextractive (no model)\n"
        "To have one write: reviewer chat --base-url URL --model NAME\n"
    )


def test_a_reference_that_is_not_there_says_which_are(chat: Run) -> None:
    assert chat(SWARM, "/quote [7]").err == (
        "error: the last answer has no [7]\nhint:  it has [1]\n"
    )


def test_a_session_is_saved_as_markdown_and_no_other_file_is_overwritten(
    chat: Run, tmp_path: Path
) -> None:
    (tmp_path / "mine.md").write_text("my own notes")
    done = chat(SWARM, "/save mine.md", "/save session.md", "/save session.md")
    assert done.err == "error: mine.md exists already\nhint:  name another file\n"
    assert (tmp_path / "mine.md").read_text() == "my own notes"
    assert done.out.endswith(
        "you> /save session.md\nwrote session.md\nyou> /save session.md\nreplaced session.md\n"
    )
    assert (
        (tmp_path / "session.md").read_text()
        == f"""\
# Notes from a collection of 5 papers

## {SWARM}

> A sudden loss of 2.5 kg within ten minutes marks a swarm [1].

> Over three summers the scale announced 41 of 44 swarms [1].

> We present a scale under a hive that is read every minute [1].

- [1] Hive Weight Predicts Swarming. Jonas Beck and Ada Quist. 2022. — bees.jsonl:3
"""
    )


def test_a_draft_in_the_chat_is_the_one_of_the_command_line(
    chat: Run, review: Review, tmp_path: Path
) -> None:
    alone = review.run("related-work", "bees hives", "--papers", "1")
    done = chat("/related bees hives --papers 1", "/sources", "/save draft.md")
    assert done.code == 0
    assert done.err == alone.err
    assert done.out.startswith(f"{BANNER}you> /related bees hives --papers 1\n{alone.out}")
    assert re.search(r"\nyou> /sources\n\[1\] .*bees\.jsonl:\d\nyou> ", done.out)
    title, _, saved = (tmp_path / "draft.md").read_text().partition("\n\n")
    assert title == "# Notes from a collection of 5 papers"
    assert saved == re.sub("^#", "##", alone.out, flags=re.MULTILINE)


def test_filters_hold_for_the_whole_chat(chat: Run) -> None:
    out = chat(SWARM, "and pitch?", words="--year 2019-2021").out
    assert "Hive Weight" not in out


def test_a_model_that_fails_does_not_end_the_chat(chat: Run, serve: Serve) -> None:
    with refused() as base_url:
        done = chat(SWARM, "/sources", words=f"--base-url {base_url} --model tiny")
    assert done.code == 0
    assert done.out.startswith(f"5 papers · tiny at {base_url} · /help\nyou> {SWARM}\n")
    assert [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "] * 2
    assert done.err.endswith("error: nothing has been answered yet\nhint:  ask something first\n")


def test_a_model_answers_in_its_own_words_with_the_source_below(chat: Run, serve: Serve) -> None:
    server = serve(["The scale foresaw 41 of 44 swarms [1.3].\n"])
    done = chat(SWARM, words=f"--base-url {server.base_url} --model scripted")
    assert (
        done.out
        == f"""\
5 papers · scripted at {server.base_url} · /help
you> {SWARM}
The scale foresaw 41 of 44 swarms [1].

[1] Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)
    "Over three summers the scale announced 41 of 44 swarms."  bees.jsonl:3 · supported
also near: {NEAR[0]} · {NEAR[1]}

"""
    )
    assert done.err.startswith("1 statement, 1 supported, 0 left out · 1 call, 120 tokens, ")


def test_a_long_list_of_papers_is_cut_short_and_counted(
    empty: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    many: list[dict[str, object]] = [{"title": f"Hive number {n}"} for n in range(23)]
    empty.run("ingest", str(write_papers(empty.folder / "many.jsonl", many)))
    monkeypatch.setattr("sys.stdin", io.StringIO("/papers\n"))
    lines = empty.run("chat").out.splitlines()
    assert len(lines) == 2 + 20 + 1
    assert lines[-1] == "… 3 more: /papers WORDS"


def test_at_a_terminal_the_chat_reads_keys(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    class Keyboard(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Keyboard())
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("/model\r/quit\r")
        done = review.run("chat")
    assert done.code == 0
    assert done.out.startswith(f"{BANNER}extractive (no model)\n")


def test_ctrl_c_clears_the_line_and_ctrl_d_ends_the_input() -> None:
    with create_pipe_input() as keys, create_app_session(input=keys, output=DummyOutput()):
        keys.send_text("half a question\x03a whole one\r/help\r\x04")
        assert list(typed_lines(["/help"])) == ["a whole one", "/help"]


def test_ctrl_c_during_an_answer_cancels_it_and_the_chat_goes_on(
    review: Review, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "ask", interrupted)
    with Workspace(review.folder) as ws:
        Chat(ws, Console()).run([SWARM, "/model"], interactive=True)
        out, err = capsys.readouterr()
        assert "extractive (no model)" in out.removeprefix(BANNER)
        assert err == "(cancelled)\n"
        with pytest.raises(KeyboardInterrupt):
            Chat(ws, Console()).run([SWARM])

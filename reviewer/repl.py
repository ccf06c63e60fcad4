"""The chat: lines in, answers out, until /quit or the end of the input.

It keeps the conversation and knows its commands. How a question is completed from the earlier
ones, answered and proven is not its business.
"""

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from reviewer.errors import ReviewerError, UsageError
from reviewer.models import Answer, Filters, Paper, Reference, RelatedWork, Statement
from reviewer.rendering import markdown, papers, terminal
from reviewer.rendering.citing import quotes_of, title
from reviewer.rendering.console import Console, write_text
from reviewer.rendering.safe import one_line
from reviewer.rendering.streaming import AnswerStream
from reviewer.run_record import RunRecord, runs_text
from reviewer.text.addresses import shown
from reviewer.text.plurals import counted
from reviewer.workspace import Workspace

PROMPT = "you> "
LISTED = 20
"""Papers shown by /papers; more words make the list shorter."""
_PAPERS_OPTION = re.compile(r"\s*--papers[ =](\d+)\s*")


class Command(NamedTuple):
    """A command of the chat: what it does with the words after it, and how it is explained."""

    run: Callable[[str], None]
    argument: str
    help: str


class Chat:
    """One conversation over a workspace.

    Args:
        ws: what answers.
        console: what is printed on; errors go to stderr and the chat goes on.
        filters: which papers may be used.
        record: keep the chat there as JSON, after each answer.
    """

    def __init__(
        self,
        ws: Workspace,
        console: Console,
        *,
        filters: Filters | None = None,
        record: Path | None = None,
    ) -> None:
        self._ws = ws
        self._console = console
        self._filters = filters
        self._record = record
        self._runs: list[RunRecord] = []
        self._history: list[Answer] = []
        self._entries: list[Answer | RelatedWork] = []
        self._saved: set[Path] = set()
        self._over = False
        self.commands = {
            "/help": Command(self._help, "", "this list"),
            "/sources": Command(self._sources, "", "the papers of the last answer, with places"),
            "/quote": Command(self._quote, "N", "what was taken from [N], in its context"),
            "/papers": Command(self._papers, "[WORDS]", "the papers with these words in the title"),
            "/related": Command(
                self._related, "TOPIC", "draft a related-work section (--papers N: cite at most N)"
            ),
            "/left-out": Command(
                self._left_out, "", "what the last answer could not prove, and why"
            ),
            "/deep": Command(
                self._deep, "QUESTION", "split it, and answer from what each part finds"
            ),
            "/save": Command(
                self._save,
                "FILE",
                "write this chat: as Markdown, or with .json for reviewer replay",
            ),
            "/forget": Command(self._forget, "", "start a new conversation; /save keeps the old"),
            "/model": Command(self._model, "", "what writes the answers"),
            "/quit": Command(self._quit, "", "leave (also Ctrl-D)"),
        }

    def run(self, lines: Iterable[str], *, interactive: bool = False) -> None:
        """Answer line after line.

        Args:
            lines: what the user types.
            interactive: an interruption cancels the answer at hand, not the chat.
        """
        self._console.result(f"{self._papers_held()} · {self._writer()} · /help")
        self._tell_notices()
        for line in lines:
            try:
                self._handle(line.strip())
            except ReviewerError as error:
                self._console.error(error.message, error.hint)
            except KeyboardInterrupt:
                if not interactive:
                    raise
                self._console.say("(cancelled)")
            self._tell_notices()
            if self._over:
                return

    def _handle(self, line: str) -> None:
        if not line:
            return
        if not line.startswith("/"):
            self._ask(line)
            return
        name, _, argument = line.partition(" ")
        command = self.commands.get(name)
        if command is None:
            raise UsageError(f"no command {name}", hint=self._nearest(name))
        if command.argument and not command.argument.startswith("[") and not argument.strip():
            raise UsageError(f"{name} needs something after it", hint=f"{name} {command.argument}")
        command.run(argument.strip())

    def _nearest(self, name: str) -> str:
        close = difflib.get_close_matches(name, self.commands, n=1, cutoff=0.5)
        return f"did you mean {close[0]}? /help lists them" if close else "/help lists them"

    def _ask(self, question: str, *, deep: bool = False) -> None:
        stream = AnswerStream(
            self._console.screen, self._console.result, lists_left_out="/left-out"
        )
        streams = self._ws.backend is not None
        answer = self._ws.ask(
            question,
            history=tuple(self._history),
            filters=self._filters,
            deep=deep,
            on_understood=stream.understood if streams else None,
            on_statement=stream.statement if streams else None,
            on_record=self._runs.append,
        )
        stream.finish(answer)
        self._console.result("")
        for notice in answer.notices:
            self._console.note(notice)
        if answer.partial is not None:
            self._console.note(f"not the whole answer: {answer.partial}")
        self._tell_usage(answer)
        self._history.append(answer)
        self._entries.append(answer)
        if self._record is not None:
            write_text(self._record, runs_text(self._runs))

    def _deep(self, question: str) -> None:
        self._ask(question, deep=True)

    def _left_out(self, _: str) -> None:
        entry = self._last()
        listed = terminal.left_out(entry, self._console.screen)
        self._console.result(listed or "Nothing was left out of the last answer.")

    def _help(self, _: str) -> None:
        lines = ["Ask in your own words; a follow-up such as `and on robots?` is understood."]
        for name, command in self.commands.items():
            usage = f"{name} {command.argument}".strip()
            lines.append(f"  {usage:<17}{command.help}")
        self._console.result("\n".join(lines))

    def _sources(self, _: str) -> None:
        entry = self._last()
        screen = self._console.screen
        lines = [
            terminal.reference(reference, terminal.statements_of(entry), screen, with_quotes=False)
            for reference in entry.references
        ]
        self._console.result("\n".join(lines) or "The last answer cites nothing.")

    def _quote(self, argument: str) -> None:
        entry = self._last()
        number = argument.strip("[]")
        for reference in entry.references:
            if str(reference.number) == number:
                self._console.result(self._in_context(reference, terminal.statements_of(entry)))
                return
        cited = ", ".join(f"[{reference.number}]" for reference in entry.references)
        raise UsageError(
            f"the last answer has no [{number}]", hint=f"it has {cited or 'no references'}"
        )

    def _in_context(self, reference: Reference, statements: list[Statement]) -> str:
        screen = self._console.screen
        chunks = {chunk.id: chunk for chunk in self._ws.chunks(reference.paper)}
        lines = [terminal.reference(reference, statements, screen, with_quotes=True)]
        used = dict.fromkeys(q.chunk_id for q, _ in quotes_of(reference.paper.id, statements))
        for chunk_id in used:
            if chunk_id in chunks:
                text = f"in context: {one_line(chunks[chunk_id].text)}"
                lines.append(screen.dim(screen.wrap(text, "    ")))
        return "\n".join(lines)

    def _papers(self, words: str) -> None:
        wanted = words.casefold().split()
        found = [paper for paper in self._ws.papers() if _has(paper, wanted)]
        lines = [papers.papers(found[:LISTED])] if found else ["No title has all these words."]
        if len(found) > LISTED:
            lines.append(f"… {len(found) - LISTED} more: /papers WORDS")
        self._console.result("\n".join(lines))

    def _related(self, topic: str) -> None:
        option = _PAPERS_OPTION.search(topic)
        most = int(option[1]) if option else None
        draft = self._ws.related_work(
            _PAPERS_OPTION.sub(" ", topic).strip(), papers=most, filters=self._filters
        )
        self._console.result(markdown.related_work(draft))
        for notice in draft.notices:
            self._console.note(notice)
        self._console.say(terminal.draft_summary(draft))
        self._tell_usage(draft)
        self._entries.append(draft)

    def _save(self, argument: str) -> None:
        if not self._entries:
            raise UsageError("there is nothing to save yet", hint="ask something first")
        path = Path(argument).expanduser()
        if path.exists() and path.resolve() not in self._saved:
            raise UsageError(f"{path} exists already", hint="name another file")
        if path.suffix.casefold() == ".json":
            text = runs_text(self._runs)
        else:
            text = markdown.session(self._entries, self._ws.store.catalogue.counts()[0])
        self._console.result(write_text(path, text))
        self._saved.add(path.resolve())

    def _forget(self, _: str) -> None:
        self._history.clear()
        self._console.result("The next question stands alone; /save still writes all of them.")

    def _model(self, _: str) -> None:
        self._console.result(self._writer())
        if self._ws.backend is None:
            self._console.result("To have one write: reviewer chat --base-url URL --model NAME")

    def _quit(self, _: str) -> None:
        self._over = True

    def _last(self) -> Answer | RelatedWork:
        if not self._entries:
            raise UsageError("nothing has been answered yet", hint="ask something first")
        return self._entries[-1]

    def _papers_held(self) -> str:
        return counted(self._ws.store.catalogue.counts()[0], "paper")

    def _writer(self) -> str:
        model = self._ws.settings.model
        if self._ws.backend is None:
            return "extractive (no model)"
        place = f" at {shown(model.base_url)}" if model.base_url else ""
        return one_line(f"{model.name}{place}")

    def _tell_usage(self, entry: Answer | RelatedWork) -> None:
        if entry.model is not None or entry.usage.calls:
            self._console.say(terminal.usage(entry))

    def _tell_notices(self) -> None:
        for notice in self._ws.notices:
            self._console.note(notice)
        self._ws.notices.clear()


def piped_lines(console: Console) -> Iterator[str]:
    """Lines of a script, each printed after the prompt, so that the output is a transcript."""
    for line in sys.stdin:
        console.result(f"{PROMPT}{one_line(line)}".rstrip())
        yield line


def typed_lines(commands: Iterable[str]) -> Iterator[str]:
    """Lines typed at a terminal: Ctrl-C clears the line, Ctrl-D ends."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import WordCompleter

    completer = WordCompleter(list(commands), sentence=True)
    session: PromptSession[str] = PromptSession(completer=completer, complete_while_typing=False)
    while True:
        try:
            line = session.prompt(PROMPT)
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        yield line


def _has(paper: Paper, words: list[str]) -> bool:
    name = title(paper).casefold()
    return all(word in name for word in words)

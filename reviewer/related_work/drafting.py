"""Themes of a related-work section in a model's words: findings first, then prose from findings.

In come the papers of a theme; out come proven statements. A model does not reliably cite many
papers at once, so it is given two to four a call, and asked again for those it passed over. It
does not choose themes or papers, and an unproven sentence is never part of the draft.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reviewer.errors import ModelError, ModelReplyError
from reviewer.models import Passage, Quote, Statement, Support
from reviewer.prompting import Messages, load_prompt
from reviewer.proof import (
    NumberedPassages,
    Writer,
    number_findings,
    number_passages,
    one_line,
    resolve,
    write_with_proof,
)
from reviewer.related_work.brief import Brief
from reviewer.related_work.journal import Journal
from reviewer.related_work.own_sentences import own_gate, told_apart, with_own
from reviewer.related_work.relevance import Found
from reviewer.text.titles import title_key

MOST_AT_ONCE = 4  # papers a call
_PASSAGES = 2  # of a paper, that are read for its findings
_MOST_OWN = 6  # sentences of the author's, the first ones
_LEAST_WORDS = 15  # a sentence about a paper
_FREE = "one or two sentences for each paper"
_STANDING = (Support.SUPPORTED, Support.WEAK)


@dataclass(frozen=True)
class _Part:
    """Some papers of a theme, what was found in them, and what is asked of the model."""

    heading: str
    members: Sequence[Found]
    findings: Sequence[Statement]
    closes: bool  # the theme, so that the author's own work may be set against it

    @property
    def items(self) -> Sequence[Statement | Passage]:
        """What is shown of each paper: its findings, or its passage where nothing was found."""
        found = {quote.paper_id for finding in self.findings for quote in finding.quotes}
        silent = [member for member in self.members if member.paper.id not in found]
        return [*self.findings, *(member.passages[0] for member in silent)]


class ModelThemes:
    """Writes the themes of one draft, in their order.

    Args:
        brief: what the section is for.
        papers: that the plan has, for their share of the length.
        writer: the model, and what its sentences have to pass.
        journal: is told what was done.
    """

    def __init__(self, brief: Brief, papers: int, writer: Writer, journal: Journal) -> None:
        self._brief = brief
        self._papers = papers
        self._writer = replace(writer, gates=writer.gates.also(own_gate))
        self._journal = journal
        self._own = brief.contributions[:_MOST_OWN]

    def theme(self, heading: str, members: Sequence[Found], before: str) -> list[Statement]:
        """The statements of one theme; empty if nothing could be proven.

        Args:
            heading: of the theme.
            members: its papers, in their order.
            before: the last sentence of the theme before, if there is one.

        Raises:
            ModelError: nothing has been written yet, and the model cannot be reached.
            KeyboardInterrupt: the run was broken off before anything of the theme was proven.
        """
        findings = self._findings(heading, members)
        said: list[Statement] = []
        try:
            groups = list(grouped(members))
            for group in groups:
                closes = group is groups[-1]
                part = _Part(heading, group, _of(findings, group), closes)
                said += self._written(part, said, before)
                if self._journal.interrupted:
                    break
            missing = [] if self._journal.interrupted else uncited(members, said)
            if missing:
                self._journal.log.append(f"asked again for {_titles(missing)}: no sentence cited")
                for group in grouped(missing):
                    part = _Part(heading, group, _of(findings, group), closes=False)
                    said += self._written(part, said, before)
        except KeyboardInterrupt:
            if not said:
                raise
            self._journal.interrupt(
                f"“{heading}” is not whole, and the themes after it are missing"
            )
        if said:
            self._journal.model = self._writer.backend.name
        return said

    def _findings(self, heading: str, members: Sequence[Found]) -> list[Statement]:
        """What each paper contributes, proven, from as many calls as there are groups."""
        prompt = load_prompt("theme_findings", self._writer.root)
        inputs = {"topic": one_line(self._brief.topic), "heading": one_line(heading)}

        def messages_of(some: Sequence[Passage]) -> Messages:
            return prompt.render(passages=number_passages(some).block, **inputs)

        backend = self._writer.backend
        batches: list[list[Passage]] = []
        for group in grouped(members):
            passages = [passage for one in group for passage in one.passages[:_PASSAGES]]
            try:
                kept, _ = backend.fit(passages, messages_of)
                batches.append(kept)
            except ModelError as error:
                self._fail(heading, error)
        found: list[Statement] = []
        replies = backend.complete_all([messages_of(some) for some in batches])
        for some, reply in zip(batches, replies, strict=True):
            if isinstance(reply, ModelError):
                self._fail(heading, reply)
            else:
                found += resolve(reply, number_passages(some), self._writer.gates).statements
        return found

    def _written(self, part: _Part, said: Sequence[Statement], before: str) -> list[Statement]:
        """The statements about some papers that stand, and say what none before them says."""
        prompt = load_prompt("draft_theme", self._writer.root)
        inputs = self._inputs(part, said, before)
        own = self._own if part.closes else ()

        def number(items: Sequence[Statement | Passage]) -> NumberedPassages:
            return with_own(_numbered(items), own)

        try:
            written = write_with_proof(prompt, inputs, part.items, number, self._writer)
        except ModelError as error:
            self._fail(part.heading, error)
            return []
        journal = self._journal
        journal.left_out.extend(written.resolution.left_out)
        journal.notices.extend(written.notices)
        journal.partial = journal.partial or written.partial
        known = {title_key(one.text) for one in said}
        fresh = [s for s in written.resolution.statements if title_key(s.text) not in known]
        return [self._lightened(told_apart(kept)) for kept in fresh]

    def _inputs(self, part: _Part, said: Sequence[Statement], before: str) -> Mapping[str, str]:
        brief = self._brief
        stand = [before, *(statement.text for statement in said)]
        own = "none is given"
        if self._own and part.closes:
            own = "the sentences under the last number"
        return {
            "topic": one_line(brief.topic),
            "heading": one_line(part.heading),
            "before": one_line(" ".join(filter(None, stand))) or "nothing",
            "length": _FREE if brief.words is None else self._length(len(part.members)),
            "style": one_line(brief.style or "") or "no sample",
            "own": own,
        }

    def _length(self, papers: int) -> str:
        share = max(_LEAST_WORDS, (self._brief.words or 0) // max(1, self._papers))
        return f"about {share * papers} words in all"

    def _lightened(self, statement: Statement) -> Statement:
        """The statement without citations that bear none of it out."""
        for paper_id in dict.fromkeys(quote.paper_id for quote in statement.quotes):
            alone = [quote for quote in statement.quotes if quote.paper_id == paper_id]
            rest = tuple(quote for quote in statement.quotes if quote.paper_id != paper_id)
            if not rest or self._bears(statement.text, alone):
                continue
            if self._writer.gates.verdict_on(statement.text, rest).support is Support.SUPPORTED:
                self._journal.log.append(
                    f"“{alone[0].title}” is not cited for “{statement.text}”: its sentence bears "
                    "none of it out"
                )
                statement = statement.model_copy(update={"quotes": rest})
        return statement

    def _bears(self, text: str, quotes: Sequence[Quote]) -> bool:
        return self._writer.gates.verdict_on(text, quotes).support in _STANDING

    def _fail(self, heading: str, error: ModelError) -> None:
        """Go on without a part of the theme, unless the model was never there."""
        if self._journal.model is None and not isinstance(error, ModelReplyError):
            raise error
        told = f"a part of “{heading}” was not written: {error.message} ({error.hint})"
        if told not in self._journal.notices:
            self._journal.notices.append(told)


def grouped(members: Sequence[Found]) -> Iterator[Sequence[Found]]:
    """Papers in groups of two to four, as even as they can be; one alone is a group."""
    groups = -(-len(members) // MOST_AT_ONCE)
    start = 0
    for number in range(groups):
        end = start + -(-(len(members) - start) // (groups - number))
        yield members[start:end]
        start = end


def _numbered(items: Sequence[Statement | Passage]) -> NumberedPassages:
    """Findings and, after them, passages of papers that have none, under numbers of their own."""
    findings = number_findings([item for item in items if isinstance(item, Statement)])
    silent = [item for item in items if isinstance(item, Passage)]
    passages = number_passages(silent, first=len(findings.blocks) + 1)
    return NumberedPassages(
        {**findings.blocks, **passages.blocks}, {**findings.offered, **passages.offered}
    )


def _of(findings: Sequence[Statement], members: Sequence[Found]) -> list[Statement]:
    ids = {member.paper.id for member in members}
    return [one for one in findings if {quote.paper_id for quote in one.quotes} <= ids]


def uncited(members: Sequence[Found], said: Sequence[Statement]) -> list[Found]:
    """The papers that no statement cites."""
    cited = {quote.paper_id for statement in said for quote in statement.quotes}
    return [member for member in members if member.paper.id not in cited]


def _titles(members: Sequence[Found]) -> str:
    return ", ".join(f"“{member.paper.title}”" for member in members)

"""Statements with their sources from a file, in one of three layouts.

In comes a file: expert answers with `[i]` markers and the passages they cite (ScholarQA's layout),
answers that `reviewer ask --json` printed, or one statement a line with its quotes. Out comes what
the controls break, and what was passed over, by line.
"""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from reviewer.errors import ReadError, UsageError
from reviewer.evaluation.controls.expert_answers import (
    cited_sentences,
    first_number,
    is_expert_answer,
)
from reviewer.evaluation.controls.material import Material, Proven, Swaps
from reviewer.evaluation.problems import Problems, name_of, whole_file
from reviewer.models import Chunk, Location, Quote
from reviewer.reading.json_items import Broken, Item, items
from reviewer.reading.jsonl import parsed_object
from reviewer.reading.opening import read_text
from reviewer.text.titles import title_key
from reviewer.text.typed import legible, says_something
from reviewer.text.words import content_words

EXPERT = "expert's"
SAVED = "answer's"
WRITTEN = "file's"
_HINT = (
    "a JSON list of answers with `output` and `ctxs`, answers of `reviewer ask --json`, or lines "
    'of {"statement": "…", "quotes": [{"title": "…", "text": "…"}]}'
)
_TEXTS = ("statement", "text", "claim", "sentence")
_TOPICS = ("topic", "question", "group")
"""Fields that say which lines belong together; by default each stands alone."""

Stored = Callable[[str], Chunk | None]
"""The chunk of the collection with this id."""


def from_file(path: Path, stored: Stored) -> Material:
    """Every statement of a file that names sources.

    Args:
        path: the file.
        stored: the collection's chunks; of a quote from elsewhere the source is the quote itself.

    Raises:
        UsageError: the file cannot be read, or has no statement with a source.
    """
    problems = Problems()
    entries = list(_entries(path, problems))
    first = first_number(item.values for item in entries if is_expert_answer(item.values))
    statements: list[Proven] = []
    for number, item in enumerate(entries, start=1):
        try:
            if is_expert_answer(item.values):
                statements += _of_expert(path, item, number, first, problems)
            else:
                statements += _of_answer(path, item, stored)
        except ReadError as error:  # of this entry alone
            problems.add(path, item.line, error.message, error.hint)
    if not statements:
        wrong = next((f": line {p.line}: {p.reason}" for p in problems.kept), "")
        raise UsageError(f"no statement with a source in {path}{wrong}", hint=_HINT)
    unlike = list({(one.text, one.stored): one for one in reversed(statements)}.values())[::-1]
    swaps = Swaps(unlike)
    return Material(
        statements=unlike,
        offered=swaps.offered,
        far=swaps.far,
        near=swaps.near,
        far_from="another question's paper",
        near_from="another paper of the same question",
        rarity=None if any(one.kind == SAVED for one in statements) else _rarity(unlike),
        source=name_of(path),
        problems=problems,
        notes=tuple(_repeats(len(statements) - len(unlike))),
    )


def _repeats(number: int) -> Iterator[str]:
    if number:
        yield f"statements that stand in the file again are used once: {number:,} left out"


def _rarity(statements: Sequence[Proven]) -> Callable[[str], float]:
    """How rare a stem is among the sources, as the store's own index has it of a collection."""
    texts = {text for one in statements for text in one.stored}
    held = Counter(word for text in texts for word in set(content_words(text)))
    return lambda word: math.log(1 + (len(texts) - held[word] + 0.5) / (held[word] + 0.5))


def _entries(path: Path, problems: Problems) -> Iterator[Item]:
    with whole_file(path):
        text = read_text(path)
    found = _of_lines(text) if _is_lines(text) else items(text)
    for item in found:
        if isinstance(item, Broken):
            problems.add(path, item.line, item.reason, _HINT)
            continue
        try:
            json.dumps(item.values, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            reason = "half a Unicode character (a lone \\ud800–\\udfff)"
            problems.add(path, item.line, reason, "write the character whole")
        else:
            yield item


def _is_lines(text: str) -> bool:
    return sum(line.startswith("{") for line in text.splitlines()) > 1


def _of_lines(text: str) -> Iterator[Item | Broken]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                yield Item(parsed_object(line), number, line)
            except ReadError as error:
                yield Broken(number, error.message)


def _of_answer(path: Path, item: Item, stored: Stored) -> list[Proven]:
    """The statements of an answer, of the record of runs, or of a line that is one."""
    location = Location(file=name_of(path), line=item.line)
    found: list[Proven] = []
    answers = list(_answers(item.values))
    for answer in answers:
        topic = str(answer.get("question") or f"line {item.line}")
        said = [one for one in answer["statements"] if isinstance(one, dict)]
        found += [_proven(one, SAVED, topic, location, stored) for one in said]
    if answers:  # one that abstained has no statement
        return found
    topics = (str(item.values[name]) for name in _TOPICS if item.values.get(name))
    return [_proven(item.values, WRITTEN, next(topics, f"line {item.line}"), location, stored)]


def _answers(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    runs = values.get("runs")
    for run in runs if isinstance(runs, list) else [values]:
        answer = run.get("answer", run) if isinstance(run, dict) else None
        if isinstance(answer, dict) and isinstance(answer.get("statements"), list):
            yield answer


def _of_expert(
    path: Path, item: Item, number: int, first: int, problems: Problems
) -> Iterator[Proven]:
    location = Location(file=name_of(path), line=item.line)
    name = f"entry {number}"
    if isinstance(item.values.get("id"), str):
        name += f" ({item.values['id'][:40]})"
    given = [_quote(one, location, f"{number}.{n}") for n, one in enumerate(item.values["ctxs"])]
    for cited in cited_sentences(item.values, first):
        for place in cited.lost:
            reason = f"{name} cites [{place}], which is not there: {cited.text[:60]}…"
            problems.add(path, item.line, reason, f"there are {len(given)} passages")
        quotes = tuple(quote for n in cited.places if (quote := given[n]) is not None)
        if quotes:
            yield Proven(cited.text, quotes, EXPERT, name, tuple(q.text for q in quotes))


def _proven(
    values: Mapping[str, Any], kind: str, topic: str, location: Location, stored: Stored
) -> Proven:
    text = next((values[name] for name in _TEXTS if isinstance(values.get(name), str)), None)
    if text is None or not says_something(legible(text)):
        names = ", ".join(sorted(values)[:6]) or "none"
        raise ReadError(f"no statement (its fields: {names})", hint=_HINT)
    given = values.get("quotes")
    found = (
        [_quote(one, location, str(n)) for n, one in enumerate(given)]
        if isinstance(given, list)
        else []
    )
    quotes = tuple(quote for quote in found if quote is not None)
    if not quotes:
        raise ReadError("the statement has no quote with a text", hint=_HINT)
    chunks = [stored(quote.chunk_id) for quote in quotes]
    sources = tuple(
        quote.text if chunk is None else chunk.text
        for quote, chunk in zip(quotes, chunks, strict=True)
    )
    return Proven(legible(text), quotes, kind, topic, sources)


def _quote(values: object, location: Location, name: str) -> Quote | None:
    """The quote or passage, whatever else is said of it; None if it has no text."""
    if not isinstance(values, dict) or not isinstance(values.get("text"), str):
        return None
    title, text = values.get("title"), values["text"]
    if not says_something(text):
        return None
    own = values.get("start"), values.get("chunk_id"), values.get("paper_id")
    start, chunk_id, paper_id = own
    known = isinstance(start, int) and isinstance(chunk_id, str) and isinstance(paper_id, str)
    shown = legible(title) if isinstance(title, str) else ""
    return Quote(
        paper_id=paper_id if known else title_key(shown) or f"{location.line}.{name}",
        title=shown,
        text=text if known else legible(text),
        location=location,
        chunk_id=chunk_id if known else f"{location.line}.{name}",
        start=start if known else 0,
    )

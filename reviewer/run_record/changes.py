"""A run record beside the collection of today: what has changed since, in lines for a person.

It searches the collection once for each question of the record; it asks no model.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from reviewer.models import Chunk, Passage
from reviewer.run_record.record import MadeBy, RunRecord
from reviewer.text.plurals import counted

_LISTED = 3  # titles in a line


def changes_since(
    record: RunRecord,
    now: MadeBy,
    chunks: Mapping[str, Chunk],
    found: Callable[[str], Sequence[Passage]],
) -> list[str]:
    """What is not as it was when the record was made; empty if nothing has changed.

    Args:
        record: of one run.
        now: what an answer would be made with today.
        chunks: those of the record's passages that the collection still holds, by id.
        found: what the collection finds for a question today.
    """
    return [
        *_made_otherwise(record.made_by, now),
        *_read_otherwise(record, chunks),
        *_found_otherwise(record, found),
    ]


def passages_of(record: RunRecord) -> list[Passage]:
    """Every passage that the run had before it, once."""
    lists = [*(one.passages for one in record.gathered), *(one.passages for one in record.searched)]
    return list({passage.chunk_id: passage for found in lists for passage in found}.values())


def _made_otherwise(then: MadeBy, now: MadeBy) -> Iterator[str]:
    if then.papers != now.papers:
        yield f"the collection held {counted(then.papers, 'paper')}, now {now.papers:,}"
    for what, before, after in (
        ("embedder", then.embedder, now.embedder),
        ("chunking", then.chunking, now.chunking),
    ):
        if before != after:
            yield f"the {what} was {before}, now {after}"
    for package, version in then.packages.items():
        if now.packages.get(package) != version:
            yield f"{package} was {version}, now {now.packages.get(package, 'not installed')}"
    edited = [name for name, words in then.prompts.items() if now.prompts.get(name) != words]
    if edited:
        yield f"other words in {counted(len(edited), 'prompt')}: {', '.join(edited)}"


def _read_otherwise(record: RunRecord, chunks: Mapping[str, Chunk]) -> Iterator[str]:
    quoted = {quote.chunk_id for said in record.answer.statements for quote in said.quotes}
    gone, edited = [], []
    for passage in passages_of(record):
        chunk = chunks.get(passage.chunk_id)
        if chunk is None:
            gone.append(passage)
        elif chunk.text != passage.text:
            edited.append(passage)
    for what, some in (("not in the collection any more", gone), ("with other words now", edited)):
        if some:
            cited = sum(passage.chunk_id in quoted for passage in some)
            number = counted(len(some), "passage")
            yield f"{number} {what}, {cited} of them quoted: {_titles(some)}"


def _found_otherwise(record: RunRecord, found: Callable[[str], Sequence[Passage]]) -> Iterator[str]:
    for gathered in record.gathered:
        before = {passage.chunk_id for passage in gathered.passages}
        new = [passage for passage in found(gathered.question) if passage.chunk_id not in before]
        if new:
            others = counted(len(new), "other passage")
            yield f"“{gathered.question}” finds {others}: {_titles(new)}"


def _titles(passages: Sequence[Passage]) -> str:
    titles = list(dict.fromkeys(passage.paper.title for passage in passages))
    more = f" and {len(titles) - _LISTED} more" if len(titles) > _LISTED else ""
    return "; ".join(titles[:_LISTED]) + more

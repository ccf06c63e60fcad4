"""Which words of what was asked stand in a passage, as they were written.

In come queries and a passage; out come words. What counts as the same word is the index's business.
"""

import re
from collections.abc import Iterable, Sequence

from reviewer.models import Passage
from reviewer.store.tantivy import LexicalIndex

_WORD = re.compile(r"[^\s\"“”„'‘’,;:!?()\[\]]+")


def with_terms(
    lexical: LexicalIndex, queries: Sequence[str], passages: Iterable[Passage]
) -> list[Passage]:
    """The passages, each with the words of the queries that stand in it or in its title.

    Only words that the index was searched for count, so neither “the” nor “what” does.
    """
    searched = {stem for query in queries for stem in lexical.asked(query)}
    words: dict[str, set[str]] = {}
    for query in queries:
        for word in _WORD.findall(query):
            stems = set(lexical.words(word)) & searched
            if stems - {one for stems_before in words.values() for one in stems_before}:
                words[word] = stems
    found = []
    for passage in passages:
        held = set(lexical.words(f"{passage.paper.title}\n{passage.text}"))
        terms = tuple(word.strip(".") for word, stems in words.items() if stems & held)
        found.append(passage.model_copy(update={"terms": terms}))
    return found

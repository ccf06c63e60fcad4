"""The lexical engine: BM25 over chunks under the titles of their papers, in Tantivy.

In come chunks with their paper's title and facets; out come chunk ids with BM25 scores. It stores
no text.
"""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import NamedTuple

import tantivy

from reviewer.models import Chunk, SectionKind
from reviewer.store.facets import Condition, LooksAt, word_terms
from reviewer.store.failures import explained
from reviewer.text.query_words import pairs, without_question_words
from reviewer.text.words import plain

# Title and text are one field: the sum of two fields' BM25 counts a word that stands in both
# twice, past saturation. Pairs of neighbouring stems are terms of a second field (docs/log.md, "One
# field, the words of a question, pairs").
_WORDS = "words"
_PAIRS = "pairs"
_PAIR = 0.2
_ANALYZER = "english"
_HEAP = 64_000_000  # bytes, for the writer
# A long text is searched by the words that say most: the others cost time and blur the ranking
# (docs/log.md, "The words of a long text").
_MOST = 12


class Entry(NamedTuple):
    """A chunk with what its paper gives it: the title, and the facet terms it is filtered by."""

    chunk: Chunk
    title: str
    terms: Sequence[str] = ()


class LexicalIndex:
    """One Tantivy index of chunks in `folder`, made if it is not there.

    Raises:
        StoreError: as every method: the files cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._analyzer = _analyzer()
        self._writer: tantivy.IndexWriter | None = None
        with self._explained():
            folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(folder))
            self._index.register_tokenizer(_ANALYZER, self._analyzer)

    def count(self) -> int:
        with self._explained():
            self._index.reload()
            return int(self._index.searcher().num_docs)

    def ids(self) -> list[str]:
        """Every chunk id held, with repeats if there are any; for checks, not for search."""
        return [i for i, _ in self._hits(tantivy.Query.all_query(), max(1, self.count()))]

    def write(self, entries: Iterable[Entry]) -> None:
        """Add chunks; nothing is visible before `commit`."""
        writer = self._writing()
        for entry in entries:
            with self._explained():
                writer.add_document(self._document(entry))

    def delete_papers(self, paper_ids: Iterable[str]) -> None:
        """Forget every chunk of these papers at the next `commit`."""
        writer = self._writing()
        for paper_id in paper_ids:
            with self._explained():
                writer.delete_documents_by_term(LooksAt.PAPER, paper_id)

    def commit(self) -> None:
        """Make what was written and deleted durable and visible."""
        if self._writer is not None:
            with self._explained():
                self._writer.commit()
                self._index.reload()

    def close(self) -> None:
        """Let another process write; what was not committed is forgotten."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            with self._explained():
                writer.wait_merging_threads()

    def wipe(self) -> None:
        """Forget everything; the index stays, empty."""
        with self._explained():
            self._writing().delete_all_documents()
        self.commit()

    def words(self, text: str) -> list[str]:
        """The stems of `text` that are searched for, each once, in order."""
        return list(dict.fromkeys(self._analyzer.analyze(plain(text))))

    def asked(self, query: str) -> list[str]:
        """The stems that a query is searched by, in order.

        Words that only ask are left out, unless there are no others. A question's stems stand there
        once; of a long text only those that say most stay, the rarest and those it repeats, each as
        often as the text says it.
        """
        stems = self._analyzer.analyze(plain(without_question_words(plain(query))))
        stems = stems or self._analyzer.analyze(plain(query))
        count = Counter(stems)
        if len(count) <= _MOST:
            return list(count)
        telling = sorted(count, key=lambda stem: (-self.rarity(stem) * count[stem], stem))
        kept = set(telling[:_MOST])
        return [stem for stem in stems if stem in kept]

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a stem, as BM25 has it: ln(1 + (N - n + ½) / (n + ½))."""
        searcher = self._index.searcher()
        total = int(searcher.num_docs)
        held = min(total, int(searcher.doc_freq(_WORDS, word)))
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    def holds(self, text: str) -> bool:
        """Whether every stem of `text` stands in some title or text of the collection."""
        searcher = self._index.searcher()
        return all(searcher.doc_freq(_WORDS, word) for word in self.words(text))

    def abstracts(self, phrase: str = "") -> int:
        """How many abstracts hold all words of `phrase`, each beside the next.

        Titles count as theirs, and so does a neighbour across words that say nothing.
        """
        schema, query = self._index.schema, tantivy.Query
        terms = [query.term_query(schema, LooksAt.KIND, SectionKind.ABSTRACT)]
        stems = self._analyzer.analyze(plain(phrase))
        words = [(_PAIRS, pair) for pair in pairs(stems)] or [(_WORDS, stem) for stem in stems]
        terms += [query.term_query(schema, field, term) for field, term in words]
        with self._explained():
            both = query.boolean_query([(tantivy.Occur.Must, term) for term in terms])
            found = self._index.searcher().search(both, 1, count=True)
        return int(found.count)  # type: ignore[attr-defined]  # not in the library's types

    def search(
        self, query: str, k: int, conditions: Sequence[Condition] = ()
    ) -> list[tuple[str, float]]:
        """The best chunks for the words of `query`, best first; ties by chunk id.

        Args:
            query: any text; no character in it has a meaning.
            k: how many.
            conditions: what must hold of a chunk; they do not count in its score.
        """
        terms = self.asked(query)
        if not terms or any(not condition.values for condition in conditions):
            return []
        words = tantivy.Query.boolean_query(
            [(tantivy.Occur.Should, clause) for clause in self._clauses(terms)]
        )
        if not conditions:
            return self._hits(words, k)
        required = [words, *(self._filter(condition) for condition in conditions)]
        return self._hits(
            tantivy.Query.boolean_query([(tantivy.Occur.Must, one) for one in required]), k
        )

    def _clauses(self, stems: Sequence[str]) -> Iterator[tantivy.Query]:
        schema, query = self._index.schema, tantivy.Query
        for stem, count in Counter(stems).items():
            word = query.term_query(schema, _WORDS, stem)
            yield word if count == 1 else query.boost_query(word, count)
        for pair in dict.fromkeys(pairs(stems)):
            yield query.boost_query(query.term_query(schema, _PAIRS, pair), _PAIR)

    def _document(self, entry: Entry) -> tantivy.Document:
        chunk, words = entry.chunk, plain(f"{entry.title}\n{entry.chunk.text}")
        document = tantivy.Document()
        document.add_text("chunk_id", chunk.id)
        document.add_text(LooksAt.PAPER, chunk.paper_id)
        document.add_text(LooksAt.KIND, chunk.kind)
        if chunk.heading is not None:
            document.add_text(LooksAt.HEADING, chunk.heading)
        for term in {*entry.terms, *word_terms(entry.terms)}:
            document.add_text(LooksAt.FACET, term)
        document.add_text(_WORDS, words)
        document.add_text(_PAIRS, " ".join(pairs(self._analyzer.analyze(words))))
        return document

    def _filter(self, condition: Condition) -> tantivy.Query:
        values = list(condition.values) if condition.word is None else [condition.word]
        allowed = tantivy.Query.term_set_query(self._index.schema, condition.looks_at, values)
        return tantivy.Query.const_score_query(allowed, 0.0)

    def _hits(self, query: tantivy.Query, k: int) -> list[tuple[str, float]]:
        with self._explained():
            searcher = self._index.searcher()
            hits = searcher.search(query, k, count=False).hits
            found = [(searcher.doc(place)["chunk_id"][0], float(score)) for score, place in hits]
        return sorted(found, key=lambda pair: (-pair[1], pair[0]))

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            with self._explained():
                self._writer = self._index.writer(_HEAP, 1)
                # A commit that was killed leaves files that the same commit cannot write again.
                self._writer.garbage_collect_files()
        return self._writer

    def _explained(self) -> AbstractContextManager[None]:
        return explained("the index of words", self._folder, ValueError)


def _analyzer() -> tantivy.TextAnalyzer:
    steps = (
        tantivy.Filter.remove_long(60),
        tantivy.Filter.lowercase(),
        tantivy.Filter.ascii_fold(),
        tantivy.Filter.stopword("english"),
        tantivy.Filter.stemmer("english"),
    )
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    for step in steps:
        builder = builder.filter(step)
    return builder.build()


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("chunk_id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in LooksAt:
        builder.add_text_field(field, stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field(_WORDS, stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field(_PAIRS, stored=False, tokenizer_name="whitespace", index_option="freq")
    return builder.build()

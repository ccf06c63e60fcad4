"""The lexical engine: BM25 over chunk texts and paper titles, in Tantivy.

In come chunks with their paper's title; out come chunk ids with BM25 scores. It stores no text.
"""

import math
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import tantivy

from reviewer.models import Chunk
from reviewer.store.failures import explained
from reviewer.text.words import plain

# A word in the title counts this much more than the same word in the text (docs/log.md).
TITLE_BOOST = 1.0
_ANALYZER = "english"
_HEAP = 64_000_000  # bytes, for the writer


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

    def write(self, chunks: Iterable[tuple[Chunk, str]]) -> None:
        """Add `(chunk, title)` pairs; nothing is visible before `commit`."""
        writer = self._writing()
        for chunk, title in chunks:
            document = tantivy.Document()
            document.add_text("chunk_id", chunk.id)
            document.add_text("paper_id", chunk.paper_id)
            document.add_text("title", plain(title))
            document.add_text("text", plain(chunk.text))
            with self._explained():
                writer.add_document(document)

    def delete_papers(self, paper_ids: Iterable[str]) -> None:
        """Forget every chunk of these papers at the next `commit`."""
        writer = self._writing()
        for paper_id in paper_ids:
            with self._explained():
                writer.delete_documents_by_term("paper_id", paper_id)

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

    def rarity(self, word: str) -> float:
        """Inverse document frequency of a stem, as BM25 has it: ln(1 + (N - n + ½) / (n + ½))."""
        searcher = self._index.searcher()
        total = int(searcher.num_docs)
        held = min(total, int(searcher.doc_freq("text", word)))
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    def holds(self, text: str) -> bool:
        """Whether every stem of `text` stands in some title or text of the collection."""
        searcher = self._index.searcher()
        return all(
            searcher.doc_freq("text", word) or searcher.doc_freq("title", word)
            for word in self.words(text)
        )

    def search(
        self, query: str, k: int, paper_ids: Sequence[str] | None = None
    ) -> list[tuple[str, float]]:
        """The best chunks for the words of `query`, best first; ties by chunk id.

        Args:
            query: any text; no character in it has a meaning.
            k: how many.
            paper_ids: only chunks of these papers; None means all.
        """
        terms = self.words(query)
        if not terms or paper_ids == []:
            return []
        clauses = [
            (tantivy.Occur.Should, self._term(field, term, boost))
            for term in terms
            for field, boost in (("text", 1.0), ("title", TITLE_BOOST))
        ]
        words = tantivy.Query.boolean_query(clauses)
        if paper_ids is None:
            return self._hits(words, k)
        allowed = tantivy.Query.term_set_query(self._index.schema, "paper_id", list(paper_ids))
        filtered = tantivy.Query.const_score_query(allowed, 0.0)
        both = [(tantivy.Occur.Must, words), (tantivy.Occur.Must, filtered)]
        return self._hits(tantivy.Query.boolean_query(both), k)

    def _term(self, field: str, term: str, boost: float) -> tantivy.Query:
        query = tantivy.Query.term_query(self._index.schema, field, term)
        return query if boost == 1 else tantivy.Query.boost_query(query, boost)

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
    builder.add_text_field("paper_id", stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("text", stored=False, tokenizer_name=_ANALYZER, index_option="freq")
    return builder.build()

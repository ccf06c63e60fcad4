"""The same search as a LangChain retriever, so that any chain can stand on the collection."""

from collections.abc import Callable

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from reviewer.models import Passage


class PassageRetriever(BaseRetriever):
    """Returns passages as documents: text as page_content, paper and place as metadata."""

    search: Callable[[str], list[Passage]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(passage) for passage in self.search(query)]


def _document(passage: Passage) -> Document:
    paper = passage.paper
    metadata = {
        "paper_id": paper.id,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "location": str(passage.location),
        "score": passage.score,
        "rank": passage.rank,
    }
    return Document(id=passage.chunk_id, page_content=passage.text, metadata=metadata)

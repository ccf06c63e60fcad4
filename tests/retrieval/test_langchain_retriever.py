from pathlib import Path

from langchain_core.retrievers import BaseRetriever

from reviewer.models import Filters
from tests.gathered import gather, paper

ENTRIES = [
    paper("Bees", "Bees hum in June.", authors=["Mira Holt"], year=2019),
    paper("Wasps", "Wasps hum in July."),
]


def test_the_search_is_a_langchain_retriever_of_documents(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        retriever = ws.retriever(k=1)
        documents = retriever.invoke("bees in June")
        passage = ws.search("bees in June", k=1)[0]
    assert isinstance(retriever, BaseRetriever)
    assert [document.page_content for document in documents] == ["Bees hum in June."]
    assert documents[0].id == passage.chunk_id
    assert documents[0].metadata == {
        "paper_id": passage.paper.id,
        "title": "Bees",
        "authors": ["Mira Holt"],
        "year": 2019,
        "location": "papers.jsonl:1",
        "score": passage.score,
        "rank": 1,
    }


def test_a_retriever_keeps_its_filters(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        documents = ws.retriever(filters=Filters(year_from=2000)).invoke("hum")
    assert [document.metadata["title"] for document in documents] == ["Bees"]


async def _ask(retriever: BaseRetriever) -> int:
    return len(await retriever.ainvoke("hum"))


def test_a_retriever_can_be_awaited(tmp_path: Path) -> None:
    import asyncio

    with gather(tmp_path, ENTRIES) as ws:
        assert asyncio.run(_ask(ws.retriever())) == 2

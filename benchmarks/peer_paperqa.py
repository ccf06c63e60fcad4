"""PaperQA2's `Docs.retrieve_texts` at the task of `benchmarks.peers`, in an environment of its own.

`python -m benchmarks.peer_paperqa FOLDER`. The embedder is one of PaperQA2's own kind that has the
task's vectors at hand; no model is called and nothing is fetched. What a paper is chosen by before
its texts are ranked (the Tantivy index of whole files that its agent searches) is left out.
"""

import asyncio
import os
import sys
from importlib import metadata
from pathlib import Path

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else importing it asks the network

from paperqa import Doc, Docs, EmbeddingModel, Settings, Text  # type: ignore[import-not-found]
from pydantic import Field

from benchmarks import exchange


class Handed(EmbeddingModel):  # type: ignore[misc]
    """Has the vectors of the task at hand."""

    name: str = "handed"
    known: dict[str, list[float]] = Field(default_factory=dict)

    async def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.known[text] for text in texts]


def main(folder: Path) -> None:
    handed, docs, settings = Handed(), Docs(), Settings()
    loop = asyncio.new_event_loop()

    async def add(task: exchange.Task) -> None:
        of: dict[str, list[str]] = {}
        for one in task.texts:
            of.setdefault(one.paper_id, []).append(one.text)
        for paper_id, texts in of.items():
            doc = Doc(docname=paper_id, dockey=paper_id, citation=paper_id)
            parts = [
                Text(text=text, name=f"{paper_id} {number}", doc=doc)
                for number, text in enumerate(texts)
            ]
            await docs.aadd_texts(parts, doc, settings=settings, embedding_model=handed)

    def fill(task: exchange.Task) -> None:
        handed.known = {text: row.tolist() for text, row in exchange.by_text(task).items()}
        loop.run_until_complete(add(task))

    def ask(query: str) -> list[str]:
        found = docs.retrieve_texts(
            query, k=exchange.ASKED_FOR, settings=settings, embedding_model=handed
        )
        return [str(text.doc.dockey) for text in loop.run_until_complete(found)]

    exchange.run(folder, f"paper-qa {metadata.version('paper-qa')}", fill, ask)
    loop.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

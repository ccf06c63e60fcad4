"""langchain_chroma at the task of `benchmarks.peers`, in an environment of its own.

`python -m benchmarks.peer_langchain FOLDER`. Everything is at its defaults but the usage reports.
"""

import sys
import tempfile
from importlib import metadata
from pathlib import Path

from chromadb.config import Settings
from langchain_chroma import Chroma  # type: ignore[import-not-found]
from langchain_core.embeddings import Embeddings

from benchmarks import exchange

BATCH = 1000


class Handed(Embeddings):
    """Has the vectors of the task at hand."""

    def __init__(self) -> None:
        self.known: dict[str, exchange.Vectors] = {}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.known[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self.known[text].tolist()
        return vector


def main(folder: Path) -> None:
    handed = Handed()
    with tempfile.TemporaryDirectory() as home:
        store = Chroma(
            embedding_function=handed,
            persist_directory=home,
            client_settings=Settings(anonymized_telemetry=False, is_persistent=True),
        )

        def fill(task: exchange.Task) -> None:
            handed.known = exchange.by_text(task)
            for start in range(0, len(task.texts), BATCH):
                batch = task.texts[start : start + BATCH]
                store.add_texts(
                    [one.text for one in batch],
                    metadatas=[{"paper_id": one.paper_id} for one in batch],
                )

        def ask(query: str) -> list[str]:
            found = store.similarity_search_with_score(query, k=exchange.ASKED_FOR)
            return [str(document.metadata["paper_id"]) for document, _ in found]

        names = ("langchain-chroma", "chromadb")
        system = ", ".join(f"{name} {metadata.version(name)}" for name in names)
        exchange.run(folder, system, fill, ask)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

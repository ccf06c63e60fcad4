"""Whatever happens to the files, the store ends up as a fresh ingest of them would make it."""

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from reviewer.indexing import Indexer, layout_for
from reviewer.models import Chunk, Paper
from reviewer.reports import IngestReport
from reviewer.settings import ChunkingSettings, ReadingSettings
from reviewer.store import Store
from tests.hashing import HashingEmbedder
from tests.store.chunks import agree

SUBJECTS = ["eels", "salt marshes", "fog", "kelp"]
NAMES = ["a.jsonl", "b.bib", "c.md", "sub/d.jsonl", "sub/e.bib", "sub/f.md", "g.txt"]
Contents = dict[str, tuple[Paper, list[Chunk]]]

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "year": st.sampled_from([2018, 2020, 2024]),
    "doi": st.sampled_from(["10.1000/one", "10.1000/two"]),
    "author": st.sampled_from(["Ana Ruiz", "Bo Lind"]),
}
entries = st.fixed_dictionaries(
    {"subject": st.sampled_from(SUBJECTS), "days": st.integers(1, 9)}, optional=FIELDS
)


def title(entry: dict[str, Any]) -> str:
    return f"On {entry['subject'].title()}"


def text(entry: dict[str, Any]) -> str:
    subject = entry["subject"]
    return f"We counted {subject} on {entry['days']} days. The count of {subject} rises at night."


def as_jsonl(entry: dict[str, Any]) -> str:
    fields: dict[str, Any] = {"title": title(entry), "abstract": text(entry)}
    fields |= {key: entry[key] for key in ("year", "doi") if key in entry}
    if "author" in entry:
        fields["authors"] = [entry["author"]]
    return json.dumps(fields) + "\n"


def as_bibtex(number: int, entry: dict[str, Any]) -> str:
    fields = {key: entry[key] for key in ("year", "doi", "author", "file") if key in entry}
    listed = "".join(f"  {key} = {{{value}}},\n" for key, value in fields.items())
    return f"@article{{key{number},\n  title = {{{title(entry)}}},\n{listed}}}\n"


class Papers(RuleBasedStateMachine):
    """A folder, the store that follows it, and after each ingest a fresh one to compare."""

    dense = True

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp())
        self.root = self.base / "papers"
        (self.root / "sub").mkdir(parents=True)
        self.store = Store(self.base / "store")
        self.fresh = 0
        self.interrupt_at = 0
        self.copies = 0

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.base)

    def indexer(self, store: Store) -> Indexer:
        embedder = HashingEmbedder() if self.dense else None
        chunking = ChunkingSettings()

        def tell(step: str, done: int, total: int) -> None:
            if store is self.store and self.interrupt_at:
                self.interrupt_at -= 1
                if not self.interrupt_at:
                    raise KeyboardInterrupt

        made = Indexer(
            store,
            embedder,
            root=self.root,
            chunking=chunking,
            reading=ReadingSettings(),
            progress=tell,
        )
        store.adopt(layout_for(embedder, chunking))
        return made

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("*") if path.is_file())

    @rule(name=st.sampled_from(NAMES), found=st.lists(entries, min_size=1, max_size=3),
          attach=st.sampled_from(["", "c.md", "f.md"]))  # fmt: skip
    def write(self, name: str, found: list[dict[str, Any]], attach: str) -> None:
        path = self.root / name
        if path.suffix == ".jsonl":
            content = "".join(map(as_jsonl, found))
        elif path.suffix == ".bib":
            if attach:
                found = [{**found[0], "file": attach}, *found[1:]]
            content = "\n".join(as_bibtex(n, entry) for n, entry in enumerate(found))
        else:
            content = f"# {title(found[0])}\n\n## Abstract\n\n{text(found[0])}\n"
        path.write_text(content, encoding="utf-8")

    @precondition(lambda self: self.files())
    @rule(data=st.data(), suffix=st.sampled_from(["x", "y"]))
    def rename(self, data: st.DataObject, suffix: str) -> None:
        path = data.draw(st.sampled_from(self.files()))
        path.rename(path.with_stem(path.stem[0] + suffix))

    @precondition(lambda self: self.files())
    @rule(data=st.data())
    def duplicate(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.files()))
        shutil.copy(path, path.with_stem(f"{path.stem[0]}{self.copies}"))
        self.copies += 1

    @precondition(lambda self: self.files())
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.files())).unlink()

    @rule(steps=st.integers(1, 12))
    def ingest_interrupted(self, steps: int) -> None:
        self.interrupt_at = steps
        try:
            self.ingest()
        except KeyboardInterrupt:
            self.store.close()
            self.store = Store(self.base / "store")
        self.interrupt_at = 0

    def ingest(self) -> IngestReport:
        with self.store.writing():
            return self.indexer(self.store).ingest([self.root], prune=True)

    @rule()
    def ingest_and_compare(self) -> None:
        self.ingest()
        again = self.ingest()
        assert (again.files_read, again.added, again.updated, again.removed) == (0, (), (), ())
        self.fresh += 1
        fresh = Store(self.base / f"fresh{self.fresh}")
        with fresh.writing():
            self.indexer(fresh).ingest([self.root])
        assert contents(self.store) == contents(fresh)
        assert agree(self.store)
        assert self.store.lexical.count() == fresh.lexical.count()
        fresh.close()

    @invariant()
    def nothing_is_half_done(self) -> None:
        if not self.interrupt_at:
            assert self.store.check() is None


def contents(store: Store) -> Contents:
    papers = store.catalogue.papers()
    return {paper.id: (paper, store.catalogue.chunks_of(paper.id)) for paper in papers}


class WordsOnly(Papers):
    dense = False


limits: dict[str, Any] = {
    "deadline": None,
    "stateful_step_count": 12,
    # Shrinking a sequence takes minutes; the steps of the one that failed are printed.
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}
TestVectors = Papers.TestCase
TestVectors.settings = settings(max_examples=10, **limits)
TestWordsOnly = WordsOnly.TestCase
TestWordsOnly.settings = settings(max_examples=25, **limits)


def test_the_comparison_sees_a_difference(tmp_path: Path) -> None:
    machine = Papers()
    machine.write("a.jsonl", [{"subject": "fog", "days": 2}], "")
    machine.ingest()
    machine.store.catalogue.put_paper(Paper(id="ghost", title="A Ghost"))
    with pytest.raises(AssertionError):
        machine.ingest_and_compare()
    machine.teardown()

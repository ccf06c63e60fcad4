"""Whatever happens to the files, the store ends up as a fresh ingest of them would make it."""

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from reviewer.errors import ReadError
from reviewer.folders import walk
from reviewer.indexing import Indexer, layout_for
from reviewer.models import Chunk, Paper
from reviewer.reading import NO_OPTIONS, isolation, read_file
from reviewer.reports import IngestReport
from reviewer.settings import ChunkingSettings, ReadingSettings
from reviewer.store import Store
from tests import changing
from tests.hashing import HashingEmbedder
from tests.store.chunks import agree

Contents = dict[str, tuple[Paper, list[Chunk]]]
has_files = precondition(lambda self: self.files())
has_papers = precondition(lambda self: self.store.catalogue.papers())


class Papers(RuleBasedStateMachine):
    """A folder, the store that follows it, and after each ingest a fresh one to compare.

    A file that cannot be read keeps what it gave before, so its last version that could be read
    stands in its place in the folder that the fresh store is made of.
    """

    dense = True

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp()).resolve()
        self.root = self.base / "papers"
        self.store = Store(self.base / "store")
        self.versions: dict[str, bytes] = {}
        self.fresh = 0
        self.interrupt_at = 0
        self.copies = 0

    def teardown(self) -> None:
        try:
            self.ingest_and_compare()
        finally:
            self.store.close()
            shutil.rmtree(self.base)

    def indexer(self, store: Store, root: Path) -> Indexer:
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
            root=root,
            chunking=chunking,
            reading=ReadingSettings(),
            progress=tell,
        )
        store.adopt(layout_for(embedder, chunking))
        return made

    def files(self) -> list[Path]:
        return sorted(path for path in self.root.rglob("[!.]*") if path.is_file())

    def put(self, path: Path, content: bytes) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.versions[sha256(content).hexdigest()] = content

    # -- what happens to the files -------------------------------------------------------------

    @initialize(files=st.lists(changing.files, min_size=2, max_size=5))
    def begin(self, files: list[tuple[str, str]]) -> None:
        for name, content in files:
            self.put(self.root / name, content.encode())

    @rule(file=changing.files)
    def write(self, file: tuple[str, str]) -> None:
        self.begin([file])

    @rule(files=st.lists(changing.files, min_size=2, max_size=3))
    def write_several(self, files: list[tuple[str, str]]) -> None:
        self.begin(files)

    @has_files
    @rule(data=st.data())
    def rename(self, data: st.DataObject) -> None:
        path = data.draw(st.sampled_from(self.files()))
        name = data.draw(st.sampled_from(changing.names_like(path.name)))
        (self.root / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(self.root / name)

    @has_files
    @rule(data=st.data())
    def swap(self, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self.files()))
        alike = [path for path in self.files() if path.suffix == one.suffix]
        other = data.draw(st.sampled_from(alike))
        before = one.read_bytes()
        self.put(one, other.read_bytes())
        self.put(other, before)

    @has_files
    @rule(data=st.data(), folder=st.sampled_from(["", "sub", "sub/deep"]))
    def duplicate(self, data: st.DataObject, folder: str) -> None:
        path = data.draw(st.sampled_from(self.files()))
        self.put(self.root / folder / f"{path.stem}{self.copies}{path.suffix}", path.read_bytes())
        self.copies += 1

    @has_files
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.files())).unlink()

    @precondition(lambda self: (self.root / "sub").is_dir())
    @rule()
    def delete_a_folder(self) -> None:
        shutil.rmtree(self.root / "sub")

    @has_files
    @rule(data=st.data(), content=st.sampled_from(changing.GARBAGE))
    def damage(self, data: st.DataObject, content: bytes) -> None:
        self.put(data.draw(st.sampled_from(self.files())), content)

    @rule(patterns=st.sampled_from(changing.IGNORED))
    def ignore(self, patterns: str) -> None:
        self.root.mkdir(exist_ok=True)
        (self.root / ".reviewerignore").write_text(patterns, encoding="utf-8")

    # -- what the user says --------------------------------------------------------------------

    @has_papers
    @rule(data=st.data(), correction=changing.corrections)
    def correct(self, data: st.DataObject, correction: tuple[str, str]) -> None:
        paper = data.draw(st.sampled_from(self.store.catalogue.papers()))
        with self.store.writing():
            self.indexer(self.store, self.root).correct(paper, dict([correction]))

    @precondition(lambda self: len(self.store.catalogue.papers()) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        papers = st.sampled_from(self.store.catalogue.papers())
        pair = data.draw(st.lists(papers, min_size=2, max_size=2, unique_by=lambda one: one.id))
        with self.store.writing():
            self.indexer(self.store, self.root).join(*pair)

    # -- what the program does -----------------------------------------------------------------

    @rule(steps=st.integers(1, 12))
    def ingest_interrupted(self, steps: int) -> None:
        self.interrupt_at = steps
        try:
            self.ingest()
        except KeyboardInterrupt:
            self.reopen()
        self.interrupt_at = 0

    @rule(steps=st.integers(1, 40))
    def ingest_until_a_write_fails(self, steps: int) -> None:
        run, left = self.store.database.run, steps

        def breaking(statement: str, values: Any = ()) -> Any:
            nonlocal left
            left -= not statement.startswith(("SELECT", "ROLLBACK"))
            if left <= 0 and statement != "ROLLBACK":
                raise KeyboardInterrupt
            return run(statement, values)

        self.store.database.run = breaking  # type: ignore[method-assign]
        try:
            self.ingest()
        except KeyboardInterrupt:
            self.reopen()
        self.store.database.__dict__.pop("run", None)

    @rule(place=st.sampled_from(["sub", "a.jsonl", "b.bib"]), prune=st.booleans())
    def ingest_a_part(self, place: str, prune: bool) -> None:
        with self.store.writing():
            self.indexer(self.store, self.root).ingest([self.root / place], prune=prune)

    @rule()
    def ingest_without_pruning(self) -> None:
        self.ingest(prune=False)

    def ingest(self, *, prune: bool = True) -> IngestReport:
        self.root.mkdir(exist_ok=True)
        with self.store.writing():
            return self.indexer(self.store, self.root).ingest([self.root], prune=prune)

    def reopen(self) -> None:
        self.store.close()
        self.store = Store(self.base / "store")

    @rule()
    def ingest_and_compare(self) -> None:
        self.ingest()
        again = self.ingest()
        assert (again.files_read, again.added, again.updated, again.removed) == (0, (), (), ())
        self.check_files()
        self.fresh += 1
        fresh = Store(self.base / f"fresh{self.fresh}")
        for _, paper, other, field, value, origin in self.store.ledger.judgements():
            fresh.ledger.add_judgement(paper, other=other, field=field, value=value, origin=origin)
        root = self.copy()
        with fresh.writing():
            self.indexer(fresh, root).ingest([root / name for name in self.store.ledger.roots()])
        ours, wanted = contents(self.store), contents(fresh)
        pairs = {one: (ours.get(one), wanted.get(one)) for one in {**ours, **wanted}}
        assert {one: pair for one, pair in pairs.items() if pair[0] != pair[1]} == {}
        assert agree(self.store)
        assert self.store.lexical.count() == fresh.lexical.count()
        fresh.close()
        shutil.rmtree(root)

    def check_files(self) -> None:
        """Every file is known as it is; one that cannot be read, as it was when it could."""
        known = {self.root / row.path: row.stamp.sha256 for row in self.store.ledger.files()}
        named = [self.root / name for name in self.store.ledger.roots()]
        found = walk(named, own=set(), largest=1)
        here = {path: sha256(path.read_bytes()).hexdigest() for path in found.found + found.named}
        assert known.keys() <= here.keys()
        assert all(known.get(path) == here[path] for path in here if readable(path))

    def copy(self) -> Path:
        """The folder as the store knows it."""
        root = self.base / f"folder{self.fresh}"
        shutil.copytree(self.root, root)
        for row in self.store.ledger.files():
            (root / row.path).write_bytes(self.versions[row.stamp.sha256])
        return root

    @invariant()
    def nothing_is_half_done(self) -> None:
        assert self.store.check() is None


class WordsOnly(Papers):
    dense = False


def contents(store: Store) -> Contents:
    papers = store.catalogue.papers()
    return {paper.id: (paper, store.catalogue.chunks_of(paper.id)) for paper in papers}


def readable(path: Path) -> bool:
    try:
        list(read_file(path, NO_OPTIONS))
    except ReadError:
        return False
    return True


LIMITS: dict[str, Any] = {
    "deadline": None,
    "stateful_step_count": 15,
    # Shrinking a sequence takes minutes; the steps of the one that failed are printed.
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),
    "suppress_health_check": list(HealthCheck),
}


@pytest.mark.parametrize(("machine", "examples"), [(Papers, 10), (WordsOnly, 25)])
def test_the_store_ends_as_a_fresh_ingest_would_make_it(
    machine: type[Papers],
    examples: int,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A process for each file that is read apart would be most of the time.
    monkeypatch.setattr(isolation, "reader_of", lambda _: SimpleNamespace(isolated=False))
    rounds = request.config.getoption("--truth-rounds")
    run_state_machine_as_test(machine, settings=settings(max_examples=examples * rounds, **LIMITS))


def test_the_comparison_sees_a_difference() -> None:
    machine = Papers()
    machine.begin([("a.jsonl", changing.content("a.jsonl", [{"subject": "fog", "days": 2}]))])
    machine.ingest()
    machine.store.catalogue.put_paper(Paper(id="ghost", title="A Ghost"))
    with pytest.raises(AssertionError):
        machine.teardown()

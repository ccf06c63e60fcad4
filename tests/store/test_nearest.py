"""The nearest chunks, with and without conditions, against comparing every vector."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from reviewer.models import Filters, Paper
from reviewer.store import Store, nearest
from reviewer.store.facets import Condition, LooksAt
from tests.store.chunks import LAYOUT, index_pending, put, vector, windows_of

PAPERS = 120
SUBJECTS = ("salt marsh", "harbour sand", "lighthouse lamp", "eel spawning", "heron nest")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    made = Store(tmp_path_factory.mktemp("nearest") / "store")
    with made.writing():
        made.adopt(LAYOUT)
        for n in range(PAPERS):
            subject = SUBJECTS[n % len(SUBJECTS)]
            put(made, f"p{n}", f"Title {n}", f"On the {subject} of year {n}. Sample {n * 7 % 31}.")
            paper = Paper(id=f"p{n}", title=f"Title {n}", year=2000 + n % 20)
            with made.database.transaction():
                made.catalogue.put_paper(paper)
        index_pending(made)
    yield made
    made.close()


def exact(store: Store, query: str, papers: set[str]) -> list[tuple[str, float]]:
    """Each chunk of these papers with its best cosine, nearest first."""
    found = []
    for paper_id in papers:
        for one in store.catalogue.chunks_of(paper_id):
            windows = vector(*(window.text for window in windows_of([one])))
            found.append((one.id, float((windows @ vector(query)[0]).max())))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


QUERIES = ["eel spawning sample 3", "the lighthouse lamp", "sand"]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("compared", [0, 20_000])
@pytest.mark.parametrize("years", [(2000, 2019), (2003, 2012), (2004, 2004), (2050, 2060)])
def test_the_nearest_chunks_are_those_of_comparing_every_vector(
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    query: str,
    compared: int,
    years: tuple[int, int],
) -> None:
    monkeypatch.setattr(nearest, "_COMPARED", compared)
    conditions = store.conditions(Filters(year_from=years[0], year_to=years[1]))
    papers = {f"p{n}" for n in range(PAPERS) if years[0] <= 2000 + n % 20 <= years[1]}
    found = store.nearest.search(vector(query)[0], 5, conditions)
    best = dict(exact(store, query, papers))
    nearest_ones = [score for _, score in exact(store, query, papers)[: len(found)]]
    assert [best[one] for one in found] == pytest.approx(nearest_ones, abs=1e-5)
    assert len(set(found)) == len(found)
    assert min(5, len(papers)) / 2 <= len(found) <= 5


@pytest.mark.parametrize("query", QUERIES)
def test_a_chunk_of_a_pool_is_as_near_as_its_nearest_window(store: Store, query: str) -> None:
    found = store.nearest.pool(["p7:0", "never there", "p3:0"])
    assert found.ids == ["p3:0", "p7:0"]
    assert found.starts.tolist() == [0, 2, 4]
    best = dict(exact(store, query, {"p3", "p7"}))
    cosines = found.cosines(vector(query, "herons"))
    assert dict(zip(found.ids, cosines[0].tolist(), strict=True)) == pytest.approx(best, abs=1e-5)
    assert cosines.shape == (2, 2)


def test_no_chunk_is_near_where_nothing_is_let_through(store: Store) -> None:
    nothing = (Condition(LooksAt.FACET, ()),)
    assert store.nearest.search(vector("eel")[0], 5, nothing) == []
    assert store.nearest.pool([]).cosines(vector("eel")).shape == (1, 0)


def test_what_is_written_later_is_let_through_too(tmp_path: Path) -> None:
    store = Store(tmp_path)
    conditions = (Condition(LooksAt.KIND, ("abstract",)),)
    with store.writing():
        store.adopt(LAYOUT)
        for n in range(3):
            put(store, f"p{n}", "Title", "On the eel.")
            index_pending(store)
            assert len(store.nearest.search(vector("eel")[0], 5, conditions)) == n + 1
    assert np.array_equal(store.nearest.pool(["p2:0"]).vectors, vector("On the eel."))
    store.close()

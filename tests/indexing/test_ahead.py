"""Texts are embedded beside the writing, and no longer than somebody waits for them."""

import threading
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from reviewer.errors import EmbedderError
from reviewer.indexing.ahead import Ahead
from tests.hashing import HashingEmbedder

TEXTS = ["eels in rivers", "walruses on piers"]
PATIENCE = 20.0


class Slow(HashingEmbedder):
    """Tells of one text, then waits for leave; tells of more until it is stopped if `endless`."""

    def __init__(self, *, endless: bool = False) -> None:
        super().__init__()
        self.begun, self.leave = threading.Event(), threading.Event()
        self.was_stopped = False
        self._endless = endless

    def embed(
        self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        assert progress is not None
        progress(1)
        self.begun.set()
        assert self.leave.wait(PATIENCE)
        try:
            while self._endless:
                progress(1)
        except BaseException:
            self.was_stopped = True
            raise
        return super().embed(texts, progress=progress)


def test_vectors_come_while_the_caller_does_something_else() -> None:
    embedder = Slow()
    with Ahead(embedder) as ahead:
        begun = ahead.begin(TEXTS)
        assert embedder.begun.wait(PATIENCE)  # it runs, and we are here
        embedder.leave.set()
        vectors = ahead.result(begun, lambda done: None)
    assert (vectors == HashingEmbedder().embed(TEXTS)).all()


def test_the_caller_hears_in_its_own_thread_how_far_it_is() -> None:
    embedder = Slow()
    told: list[tuple[int, int]] = []

    def tell(done: int) -> None:
        told.append((done, threading.get_ident()))
        embedder.leave.set()

    with Ahead(embedder) as ahead:
        begun = ahead.begin(TEXTS)
        assert embedder.begun.wait(PATIENCE)
        ahead.result(begun, tell)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert (told[0][0], told[-1][0]) == (1, 2)
    assert {thread for _, thread in told} == {threading.get_ident()}


def test_an_embedder_that_nobody_waits_for_is_stopped() -> None:
    embedder = Slow(endless=True)

    def give_up() -> None:
        with Ahead(embedder) as ahead:
            ahead.begin(TEXTS)
            assert embedder.begun.wait(PATIENCE)
            embedder.leave.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    assert embedder.was_stopped


def test_the_failure_of_an_embedder_reaches_the_caller() -> None:
    class Failing(HashingEmbedder):
        def embed(
            self, texts: Sequence[str], *, progress: Callable[[int], None] | None = None
        ) -> NDArray[np.float32]:
            raise EmbedderError("the server is gone", hint="start it")

    with Ahead(Failing()) as ahead, pytest.raises(EmbedderError, match="is gone"):
        ahead.result(ahead.begin(TEXTS), lambda done: None)

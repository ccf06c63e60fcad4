"""One thing after another given to the program: a model that fails costs its own part only."""

import time
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from reviewer.errors import ModelError, ModelKeyError, ModelUnreachableError
from reviewer.models import Result
from reviewer.progress import Progress

Asked = TypeVar("Asked")
Came = TypeVar("Came", bound=Result)


class Tried(NamedTuple, Generic[Asked, Came]):
    """What was asked and what came of it; `result` is None where the model failed."""

    asked: Asked
    result: Came | None
    error: str | None
    seconds: float


def try_all(
    things: Sequence[Asked], attempt: Callable[[Asked], Came], step: str, progress: Progress
) -> list[Tried[Asked, Came]]:
    """Try one after another. An interrupt ends it; what was tried until then is returned.

    Args:
        things: what is asked.
        attempt: asks one of them.
        step: what is done, for `progress`.
        progress: told how far it is.

    Raises:
        ModelError: the model cannot be reached at the first of them, or failed at every one.
        KeyboardInterrupt: it came before the first of them was done.
    """
    tried: list[Tried[Asked, Came]] = []
    last: ModelError | None = None
    for done, one in enumerate(things):
        progress(step, done, len(things))
        start = time.perf_counter()
        result, error = None, None
        try:
            result = attempt(one)
        except ModelError as failure:
            if not tried and isinstance(failure, ModelUnreachableError | ModelKeyError):
                raise
            last, error = failure, failure.message
        except KeyboardInterrupt:
            break
        if result is not None and result.interrupted:
            break
        tried.append(Tried(one, result, error, time.perf_counter() - start))
    if not tried:
        raise KeyboardInterrupt
    progress(step, len(tried), len(things))
    if last is not None and all(one.result is None for one in tried):
        raise last
    return tried

"""Files and folders to a signal each time something in them has changed. It reads none of them."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Event

# Milliseconds of quiet after which a change counts as finished: a download writes for a while.
SETTLED = 1500
_FIRST_LOOK = 1000  # milliseconds


def changes(
    places: Iterable[Path], *, own: Iterable[Path], stop: Event | None = None
) -> Iterator[None]:
    """Yields once as soon as it is watching, and after every change, until stopped.

    What changed before it was watching is not told: whoever asks looks again at the first signal.

    Args:
        places: files and folders; of a file, its folder is watched, since editors replace files.
        own: resolved folders that the program itself writes to, whose changes do not count.
        stop: ends the watch when it is set.
    """
    from watchfiles import watch

    wanted = [place.resolve() for place in places]
    folders = {place if place.is_dir() else place.parent for place in wanted}
    counts = _counting(wanted, [place.resolve() for place in own])
    events = watch(
        *sorted(folders),
        watch_filter=lambda _, path: counts(Path(path)),
        debounce=60_000,
        step=SETTLED,
        stop_event=stop,
        rust_timeout=_FIRST_LOOK,
        yield_on_timeout=True,
        ignore_permission_denied=True,
    )
    is_first = True
    for found in events:
        if found or is_first:
            yield
        is_first = False


def _counting(wanted: list[Path], own: list[Path]) -> Callable[[Path], bool]:
    def counts(path: Path) -> bool:
        inside = next((place for place in wanted if path.is_relative_to(place)), None)
        if inside is None or any(path.is_relative_to(folder) for folder in own):
            return False
        return not any(part.startswith(".") for part in path.relative_to(inside).parts)

    return counts

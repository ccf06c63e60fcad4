"""Models behind the scripted server."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reviewer.backends import Backend, open_backend
from reviewer.settings import ModelSettings

Open = Callable[..., Backend]


@pytest.fixture
def open_at() -> Open:
    """`open_at(base_url, cache_folder=None, **settings)`: a model without retries, `scripted`."""

    def opened(base_url: str, cache_folder: Path | None = None, **settings: object) -> Backend:
        given = {"name": "scripted", "retries": 0, "timeout": 20.0} | settings
        backend = open_backend(ModelSettings(base_url=base_url, **given), cache_folder)
        assert backend is not None
        return backend

    return opened

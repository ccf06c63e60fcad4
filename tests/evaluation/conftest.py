"""The harbour's files in a folder of their own."""

from pathlib import Path

import pytest

from tests.evaluation.beir_files import Harbour


@pytest.fixture
def harbour(tmp_path: Path) -> Harbour:
    folder = tmp_path / "harbour"
    folder.mkdir()
    return Harbour(folder)

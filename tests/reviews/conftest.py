"""A review over a small collection, saved once for each test."""

from pathlib import Path

import pytest

from tests.hashing import HashingEmbedder
from tests.reviews.living import Living


@pytest.fixture
def living(tmp_path: Path) -> Living:
    review = Living(tmp_path, embedder=HashingEmbedder())
    review.save()
    return review

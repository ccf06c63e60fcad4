"""A review saved over a small collection, which papers come into, change in, and go from."""

import difflib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reviewer.embedding import Embedder
from reviewer.reviews import Draft, ReviewUpdate, save, update
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.shelf import write

DEVICES = {
    "microphone": "sound of wings",
    "hive scale": "weight of honey",
    "flower camera": "pictures of petals",
}
PLACES = ["orchard", "heath", "alp", "garden"]
TOPIC = "counting bees by the sound of wings, the weight of honey and pictures of petals"
Papers = list[dict[str, Any]]


def study(device: str, place: str, number: int) -> dict[str, Any]:
    name = device.title().replace(" ", "")
    what = DEVICES[device]
    return paper(
        f"{name}{number}: The {what.title()} of the {place.title()}",
        f"Bees of the {place} are hard to count with {number} nets. In this paper, we propose "
        f"{name}{number}, a cheap {device} for the {what} in the {place}. We show that the {what} "
        f"finds {number}.5% more bees than a keeper with a net.",
        authors=[f"Ada {place.title()}", "Jon Beck"],
        year=2000 + number,
    )


def studies(devices: Sequence[str] = tuple(DEVICES), first: int = 1, each: int = 4) -> Papers:
    """Papers of each device, numbered by tens."""
    order = list(DEVICES)
    return [
        study(device, PLACES[n % len(PLACES)], 20 * order.index(device) + n)
        for device in devices
        for n in range(first, first + each)
    ]


class Living:
    """A workspace with a review in `reviews/bees`.

    Args:
        root: the workspace's folder.
        papers: that it begins with.
        embedder: None goes by words.
        flags: `section_key=value` settings.
    """

    def __init__(
        self,
        root: Path,
        papers: Papers | None = None,
        embedder: Embedder | None = None,
        **flags: Any,
    ) -> None:
        self.papers = studies() if papers is None else papers
        self.root = root
        self.ws = gather(root, self.papers, embedder, **flags)
        self.folder = root / "reviews" / "bees"

    def save(self, **asked: Any) -> Path:
        plan = self.ws.plan_related_work(TOPIC, **asked)
        made = self.ws.related_work(plan=plan, **asked)
        save(self.ws, self.folder, Draft(made, plan, asked))
        return self.folder

    def ingest(self, papers: Papers) -> None:
        """From here on the collection holds these papers."""
        self.papers = papers
        report = self.ws.ingest([write(self.root / "papers.jsonl", papers)])
        assert not report.failed

    def update(self, *, dry_run: bool = False) -> ReviewUpdate:
        return update(self.ws, self.folder, dry_run=dry_run)

    def text(self, name: str = "draft.md") -> str:
        return (self.folder / name).read_bytes().decode()

    def edit(self, old: str, new: str, name: str = "draft.md") -> None:
        """By hand: one place of a file."""
        text = self.text(name)
        assert text.count(old) == 1, f"{text.count(old)} times {old!r}"
        (self.folder / name).write_bytes(text.replace(old, new).encode())

    def lines(self) -> list[str]:
        """The sentences of the draft, a line each."""
        return [one for one in self.text().splitlines() if one and not one.startswith("#")]

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}

    def section(self, heading: str) -> str:
        """A theme to the byte."""
        parts = self.text().split("\n## ")
        return next(part for part in parts if part.startswith(f"{heading}\n"))

    @property
    def workspace(self) -> Workspace:
        return self.ws


def headings(review: Living) -> list[str]:
    return [line[3:] for line in review.text().splitlines() if line.startswith("## ")]


def changed_lines(old: str, new: str) -> list[str]:
    told = difflib.unified_diff(old.splitlines(), new.splitlines(), n=0, lineterm="")
    return [line for line in told if line[0] in "+-" and line[:3] not in ("+++", "---")]


def id_of(living: Living, key: str) -> str:
    kept = [json.loads(line) for line in living.text("papers.jsonl").splitlines()[:-1]]
    return str(next(one["id"] for one in kept if one["key"] == key))


def cited_keys(living: Living) -> list[str]:
    return [
        json.loads(line)["key"]
        for line in living.text("papers.jsonl").splitlines()[:-1]
        if json.loads(line)["standing"] == "cited"
    ]

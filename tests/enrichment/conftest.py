"""A library that four services know, on a server of our own; nobody really waits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reviewer.enrichment import NAMES, Enricher, Enrichment, Patience, open_services
from reviewer.models import Paper
from tests.enrichment.scripted_apis import ScriptedApis, Work, serving

TEA = Work(
    title="Slow cooling of very hot tea in open cups",
    authors=(("Ana", "Ruiz"), ("Bo", "Lindgren")),
    year=2019,
    venue="Journal of Warm Drinks",
    doi="10.1000/tea.1",
    arxiv_id="1901.00001",
    abstract="Tea cools slowly. We time it.",
)
CLOSED_CUPS = Work(
    title="Slow cooling of very hot tea in closed cups",
    authors=(("Ana", "Ruiz"),),
    year=2018,
    venue="Journal of Warm Drinks",
    doi="10.1000/tea.0",
)


@dataclass
class Clock:
    """A clock that only sleeping moves."""

    time: float = 0.0
    slept: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 3))
        self.time += seconds


@dataclass
class Desk:
    """The server, and an enricher over the real clients pointed at it."""

    server: ScriptedApis
    cache: Path
    clock: Clock = field(default_factory=Clock)

    def enricher(self, *names: str, mailto: str | None = "ana@example.org") -> Enricher:
        services = open_services(names or NAMES, mailto=mailto, base_urls=self.server.base_urls)
        patience = Patience(clock=self.clock, sleep=self.clock.sleep)
        return Enricher(services, self.cache, patience=patience)

    def enrich(self, papers: Paper | Sequence[Paper], *names: str) -> list[Enrichment]:
        every = [papers] if isinstance(papers, Paper) else papers
        return list(self.enricher(*names).proposals(every))

    def one(self, paper: Paper, *names: str) -> Enrichment:
        return self.enrich(paper, *names)[0]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with serving(TEA, CLOSED_CUPS) as server:
        yield Desk(server, tmp_path / "cache")


def values(enrichment: Enrichment) -> dict[str, object]:
    """The proposed values by field."""
    return {change.field.value: change.new for change in enrichment.changes}

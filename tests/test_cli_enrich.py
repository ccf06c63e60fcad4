"""`reviewer enrich` over real clients and a server of our own: shown first, filled in on demand."""

import json
from collections.abc import Iterator

import pytest
from pydantic import TypeAdapter

from reviewer.enrichment import Enrichment
from tests.enrichment.scripted_apis import Fault, ScriptedApis, Work, serving
from tests.surfaces import Review

SWARMING = Work(
    title="Hive Weight Predicts Swarming",
    authors=(("Jonas", "Beck"), ("Ada", "Quist")),
    year=2023,
    venue="Scales & Bees",
    doi="10.1000/swarm",
    abstract="Another abstract.",
)


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedApis]:
    with serving(SWARMING) as server:
        for name, url in server.base_urls.items():
            monkeypatch.setenv(f"REVIEWER_ENRICHMENT_{name.upper()}_URL", url)
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "OPENALEX_API_KEY"):
            monkeypatch.delenv(name, raising=False)
            monkeypatch.delenv(name.lower(), raising=False)
        yield server


def shown(review: Review) -> dict[str, object]:
    found: dict[str, object] = json.loads(review.run("show", "--json", SWARMING.title).out)
    inner = found.get("paper", found)
    assert isinstance(inner, dict)
    return inner


def test_what_would_change_is_shown_and_nothing_is_changed(
    review: Review, services: ScriptedApis
) -> None:
    before = shown(review)
    done = review.run("enrich", SWARMING.title)
    assert done.code == 0
    assert "  venue       — → Scales & Bees (Crossref, OpenAlex, Semantic Scholar)" in done.out
    assert "  DOI         — → 10.1000/swarm (Crossref, OpenAlex, Semantic Scholar)" in done.out
    assert "year: yours is “2022”, said by Crossref" in done.out
    assert "2 empty fields of 1 paper could be filled in" in done.out
    assert "--apply" in done.err
    assert shown(review) == before


def test_what_is_applied_fills_what_was_empty_and_keeps_what_was_there(
    review: Review, services: ScriptedApis
) -> None:
    before = shown(review)
    done = review.run("enrich", SWARMING.title, "--apply")
    assert done.code == 0
    assert "2 empty fields of 1 paper filled in" in done.out
    after = shown(review)
    assert (after["venue"], after["doi"]) == ("Scales & Bees", "10.1000/swarm")
    for field in ("title", "authors", "year", "abstract"):
        assert after[field] == before[field]


def test_a_second_run_asks_nobody_twice_and_finds_nothing_to_fill_in(
    review: Review, services: ScriptedApis
) -> None:
    review.run("enrich", SWARMING.title)
    asked = len(services.requests)
    applied = review.run("enrich", SWARMING.title, "--apply")
    assert len(services.requests) == asked
    assert "2 empty fields of 1 paper filled in" in applied.out
    again = review.run("enrich", SWARMING.title)
    assert "nothing to fill in" in again.out


def test_the_proposals_are_json_on_demand(review: Review, services: ScriptedApis) -> None:
    done = review.run("enrich", "--json", SWARMING.title)
    (one,) = TypeAdapter(list[Enrichment]).validate_json(done.out)
    assert {change.field.value for change in one.changes} == {"venue", "doi"}
    assert done.err == ""


def test_a_service_that_fails_is_told_and_the_others_still_fill_in(
    review: Review, services: ScriptedApis
) -> None:
    services.fail("crossref", Fault(400, b"{}"))
    done = review.run("enrich", SWARMING.title, "--apply")
    assert done.code == 5
    assert "  failed      Crossref answered with an error (HTTP 400) (1 paper)" in done.out
    assert shown(review)["doi"] == "10.1000/swarm"


def test_no_other_command_goes_online(review: Review, services: ScriptedApis) -> None:
    review.run("ingest")
    review.run("search", "swarm")
    review.run("ask", "What predicts swarming?")
    review.run("show", SWARMING.title)
    assert services.requests == []


def test_a_service_that_does_not_exist_is_an_error_with_those_that_do(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEWER_ENRICHMENT_SERVICES", "crossref, scopus")
    done = review.run("enrich", SWARMING.title)
    assert done.code == 1
    assert done.err.splitlines() == [
        "error: there is no service called 'scopus'",
        "hint:  there are: crossref, openalex, semantic_scholar, arxiv",
    ]

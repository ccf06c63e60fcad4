"""A service is asked at its own pace, and no faster, however many papers there are."""

from reviewer.models import Paper
from tests.enrichment.conftest import Desk


def papers(number: int) -> list[Paper]:
    return [Paper(id=str(n), title="", doi=f"10.1000/{n}") for n in range(number)]


def test_two_requests_of_one_service_stand_apart_by_its_interval(desk: Desk) -> None:
    desk.enrich(papers(4), "openalex")
    assert desk.clock.slept == [0.2] * 3


def test_time_that_has_passed_anyway_is_not_waited_for_again(desk: Desk) -> None:
    going = desk.enricher("openalex").proposals(papers(3))
    next(going)
    desk.clock.time += 0.15
    next(going)
    desk.clock.time += 5
    next(going)
    assert desk.clock.slept == [0.05]


def test_one_service_does_not_wait_for_another(desk: Desk) -> None:
    desk.enrich(papers(1), "crossref", "openalex", "semantic_scholar")
    assert len(desk.server.requests) == 3
    assert desk.clock.slept == []


def test_what_is_kept_costs_no_waiting(desk: Desk) -> None:
    desk.enrich(papers(3), "openalex")
    desk.clock.slept.clear()
    desk.enrich(papers(3), "openalex")
    assert desk.clock.slept == []


def test_crossref_is_asked_faster_with_an_address_to_write_to(desk: Desk) -> None:
    list(desk.enricher("crossref").proposals(papers(2)))
    list(desk.enricher("crossref", mailto=None).proposals(papers(4)[2:]))
    assert desk.clock.slept == [0.35, 1.0]


def test_arxiv_is_asked_every_three_seconds_at_most(desk: Desk) -> None:
    many = [Paper(id=str(n), title="", arxiv_id=f"1901.0000{n}") for n in range(3)]
    desk.enrich(many, "arxiv")
    assert desk.clock.slept == [3.0, 3.0]

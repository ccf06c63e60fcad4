"""A service that fails costs its own part: it is waited for politely, told, and then left alone."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from reviewer.enrichment import (
    By,
    Enricher,
    Failure,
    Found,
    Patience,
    UnansweredError,
    open_services,
)
from reviewer.enrichment.service import refused
from reviewer.models import Paper
from tests.enrichment.conftest import CLOSED_CUPS, TEA, Desk, values
from tests.enrichment.scripted_apis import (
    SERVICES,
    Fault,
    Work,
    arxiv_entry,
    crossref_record,
    feed,
    openalex_record,
    semantic_scholar_record,
)

PAPER = Paper(id="p", title=TEA.title, doi=TEA.doi, arxiv_id=TEA.arxiv_id)
BUSY = Fault(429, b"{}", {"Retry-After": "7"})
UNREADABLE = "answered with something that cannot be read"
GONE = "http://127.0.0.1:9"
"""The discard port: nothing listens there."""
FIRST_WAIT = {"crossref": 0.35, "openalex": 0.2, "semantic_scholar": 1.1, "arxiv": 3.0}


def way(name: str) -> tuple[By, str]:
    return (By.ARXIV_ID, "1901.00001") if name == "arxiv" else (By.DOI, "10.1000/tea.1")


def failure(desk: Desk, name: str, by: By | None = None) -> UnansweredError:
    (service,) = open_services([name], mailto=None, base_urls=desk.server.base_urls)
    asked, key = way(name)
    with pytest.raises(UnansweredError) as caught:
        service.look_up(by or asked, TEA.title if by is By.TITLE else key)
    return caught.value


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, b"{}"),
        (500, b"<html>busy</html>"),
        (502, b""),
        (503, b'{"message": "no", "error": "no"}'),
        (504, b"[]"),
    ],
)
def test_a_busy_service_is_asked_again_after_the_time_it_names(
    desk: Desk, name: str, status: int, body: bytes
) -> None:
    desk.server.fail(name, Fault(status, body, {"Retry-After": "7"}))
    done = desk.one(PAPER, name)
    assert done.failures == ()
    assert done.found_by
    assert len(desk.server.asked(name)) == 2
    assert desk.clock.slept == [7.0]


@pytest.mark.parametrize("name", SERVICES)
def test_a_busy_title_search_is_asked_again_too(desk: Desk, name: str) -> None:
    desk.server.fail(name, Fault(503, b'{"status":"error","message":[{"message":"busy"}]}'))
    done = desk.one(Paper(id="p", title=TEA.title, year=2019), name)
    assert done.found_by
    assert len(desk.server.asked(name)) == 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_names_no_time_is_waited_for_longer_and_longer(
    desk: Desk, name: str
) -> None:
    desk.server.fail(name, *[Fault(500, b"{}")] * 3)
    done = desk.one(PAPER, name)
    assert done.failures[0].reason == "answered with an error (HTTP 500)"
    assert desk.clock.slept == [max(1.0, FIRST_WAIT[name]), max(2.0, FIRST_WAIT[name])]


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    header = format_datetime(now + timedelta(seconds=90), usegmt=True)
    assert refused(503, header, now.timestamp()).pause == 90
    assert refused(503, header, now.timestamp() + 100).pause == 0


@pytest.mark.parametrize("header", [None, "", "soon", "-5", "1e9", "٣", "Mon, 99 Foo 2026"])
def test_a_retry_after_that_says_nothing_is_none(header: str | None) -> None:
    assert refused(429, header, 0).pause is None


@given(st.text())
def test_no_retry_after_breaks_anything(header: str) -> None:
    pause = refused(429, header, 0.0).pause
    assert pause is None or pause >= 0


def test_a_service_that_asks_for_an_hour_is_left_alone_for_the_run(desk: Desk) -> None:
    desk.server.fail("openalex", Fault(429, b"{}", {"Retry-After": "3600"}))
    first, second = desk.enrich([PAPER, Paper(id="q", title="x", doi=CLOSED_CUPS.doi)], "openalex")
    reason = "has had too many requests (HTTP 429) and asks to be left alone for 3,600 seconds"
    assert first.failures == (Failure(service="OpenAlex", reason=reason),)
    assert second.failures[0].reason == f"{reason}; it was not asked again"
    assert len(desk.server.requests) == 1
    assert desk.clock.slept == []


def test_a_service_that_fails_three_times_in_a_row_is_left_alone(desk: Desk) -> None:
    desk.server.fail("crossref", *[Fault(400, b"{}")] * 3)
    papers = [Paper(id=str(n), title="x", doi=f"10.1000/{n}") for n in range(5)]
    done = desk.enrich(papers, "crossref")
    assert len(desk.server.requests) == 3
    assert [one.failures[0].reason for one in done] == [
        *["answered with an error (HTTP 400)"] * 3,
        *["answered with an error (HTTP 400); it was not asked again"] * 2,
    ]


def test_an_answer_in_between_starts_the_count_again(desk: Desk) -> None:
    bad, good = Fault(400, b"{}"), Fault(404, b"no")
    desk.server.fail("crossref", bad, bad, good, bad, bad, good)
    papers = [Paper(id=str(n), title="", doi=f"10.1000/{n}") for n in range(6)]
    done = desk.enrich(papers, "crossref")
    assert [len(one.failures) for one in done] == [1, 1, 0, 1, 1, 0]


@pytest.mark.parametrize("name", SERVICES)
def test_one_service_that_fails_costs_its_part_only(desk: Desk, name: str) -> None:
    desk.server.fail(name, *[Fault(400, b"garbage")] * 9)
    done = desk.one(PAPER)
    if name == "semantic_scholar":  # the others have said it all before
        assert desk.server.asked(name) == []
    else:
        (failed,) = done.failures
        assert failed.reason == "answered with an error (HTTP 400)"
    assert values(done)["year"] == 2019
    assert values(done)["abstract"] == TEA.abstract


def test_without_a_network_every_service_says_so_and_is_asked_once(desk: Desk) -> None:
    urls = dict.fromkeys(SERVICES, GONE)
    services = open_services(SERVICES, mailto=None, base_urls=urls)
    patience = Patience(clock=desk.clock, sleep=desk.clock.sleep)
    enricher = Enricher(services, desk.cache, patience=patience)
    first, second = enricher.proposals([PAPER, PAPER.model_copy(update={"id": "q"})])
    assert {f.reason for f in first.failures} == {"cannot be reached"}
    assert {f.reason for f in second.failures} == {"cannot be reached; it was not asked again"}
    assert len(first.failures) == len(second.failures) == 4
    assert len(desk.clock.slept) == 8


@pytest.mark.parametrize("name", SERVICES)
def test_a_connection_that_breaks_is_tried_again(desk: Desk, name: str) -> None:
    desk.server.fail(name, Fault(drops=True))
    assert desk.one(PAPER, name).found_by
    assert len(desk.server.asked(name)) == 2


@pytest.mark.parametrize("name", SERVICES)
def test_a_body_that_breaks_off_is_asked_for_again(desk: Desk, name: str) -> None:
    kind = "application/atom+xml" if name == "arxiv" else "application/json"
    desk.server.fail(name, Fault(200, b"{<feed ", {}, kind, missing=99))
    error = failure(desk, name)
    assert error.passing
    assert error.reason in ("broke off its answer", "cannot be reached")


@pytest.mark.parametrize("name", SERVICES)
def test_an_answer_in_a_broken_encoding_cannot_be_read(desk: Desk, name: str) -> None:
    desk.server.fail(name, Fault(200, b"not gzip", {"Content-Encoding": "gzip"}))
    assert failure(desk, name).reason == UNREADABLE


@pytest.mark.parametrize("name", SERVICES)
def test_an_address_where_no_search_is_found_is_no_empty_answer(desk: Desk, name: str) -> None:
    desk.server.fail(name, Fault(404, b'{"error": "no such page", "message": "no"}'))
    assert not failure(desk, name, By.TITLE).passing


def test_a_feed_with_a_date_that_is_none_cannot_be_read(desk: Desk) -> None:
    body = feed(arxiv_entry(WHOLE)).replace(b"2019-05-01T17:00:00Z", b"in spring")
    desk.server.fail("arxiv", Fault(200, body))
    assert failure(desk, "arxiv").reason == UNREADABLE


def test_a_service_can_be_asked_inside_an_event_loop(desk: Desk) -> None:
    async def in_a_notebook() -> None:
        assert desk.one(PAPER, "semantic_scholar").found_by == ("Semantic Scholar",)

    asyncio.run(in_a_notebook())


@pytest.mark.parametrize("name", SERVICES)
def test_half_an_answer_is_none(desk: Desk, name: str) -> None:
    kind = "application/xml" if name == "arxiv" else "application/json"
    half = Fault(200, b'<feed xmlns="x"><entry>', {}, kind) if name == "arxiv" else Fault(body=b"{")
    desk.server.fail(name, half)
    assert failure(desk, name).reason == UNREADABLE


@pytest.mark.parametrize("name", SERVICES)
def test_silence_is_waited_for_only_so_long(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("transport", "crossref", "semantic_scholar"):
        monkeypatch.setattr(f"reviewer.enrichment.{module}.TIMEOUT", 0.05)
    desk.server.fail(name, Fault(stalls=True))
    error = failure(desk, name)
    assert error.reason == "did not answer within 30 seconds"
    assert error.passing


def test_a_key_that_is_not_accepted_is_told_as_such(desk: Desk) -> None:
    desk.server.fail("openalex", Fault(401, b'{"error": "Invalid API key"}'))
    assert failure(desk, "openalex").reason == "does not accept the key (HTTP 401)"


GARBAGE = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b'{"message": "hello"}',
    b'{"message": {"items": 3}, "results": 3, "meta": {}, "data": 3}',
    b"<html><body>Please log in</body></html>",
    b"\xff\xfe\x00",
    b"{" * 5000,
]


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("body", GARBAGE)
@pytest.mark.parametrize("by", [None, By.TITLE])
def test_an_answer_of_another_kind_is_a_failure_and_not_an_empty_answer(
    desk: Desk, name: str, body: bytes, by: By | None
) -> None:
    desk.server.fail(name, Fault(200, body))
    assert not failure(desk, name, by).passing


def _shape(name: str, work: Work, by: By) -> Any:
    record = {
        "crossref": crossref_record,
        "openalex": openalex_record,
        "semantic_scholar": semantic_scholar_record,
    }[name](work)
    if by is By.DOI:
        return {"message": record} if name == "crossref" else record
    return {
        "crossref": {"message": {"items": [record]}},
        "openalex": {"meta": {"count": 1}, "results": [record]},
        "semantic_scholar": {"total": 1, "offset": 0, "data": [record]},
    }[name]


def reading(desk: Desk, name: str, by: By, key: str) -> str | None:
    """Why the service failed, None where it gave something that can be kept."""
    (service,) = open_services([name], mailto=None, base_urls=desk.server.base_urls)
    try:
        TypeAdapter(list[Found]).dump_json(service.look_up(by, key))
    except UnansweredError as error:
        return error.reason
    return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


def _mutated(value: Any, draw: Any) -> Any:
    """The same tree with one branch replaced by anything."""
    if isinstance(value, dict) and value and draw(st.integers(0, 7)):
        key = draw(st.sampled_from(sorted(value)))
        return value | {key: _mutated(value[key], draw)}
    if isinstance(value, list) and value and draw(st.integers(0, 7)):
        place = draw(st.integers(0, len(value) - 1))
        return [*value[:place], _mutated(value[place], draw), *value[place + 1 :]]
    return draw(JSON)


WHOLE = Work(
    title="Tea of all kinds",
    authors=(("Ana", "Ruiz"),),
    year=2019,
    venue="Tea",
    doi="10.1000/x",
    arxiv_id="1901.00001",
    abstract="Tea <b>cools</b>.",
    retracted=(2021, 5),
    subtitle="a study",
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_answer_breaks_more_than_itself(desk: Desk, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(["crossref", "openalex", "semantic_scholar"]))
    by = data.draw(st.sampled_from([By.DOI, By.TITLE]))
    body = json.dumps(_mutated(_shape(name, WHOLE, by), data.draw)).encode()
    desk.server.fail(name, Fault(200, body))
    assert reading(desk, name, by, "10.1000/x") in (None, UNREADABLE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_feed_breaks_more_than_itself(desk: Desk, data: st.DataObject) -> None:
    whole = feed(arxiv_entry(WHOLE))
    start = data.draw(st.integers(0, len(whole)))
    cut = data.draw(st.integers(0, 60))
    body = whole[:start] + data.draw(st.binary(max_size=6)) + whole[start + cut :]
    desk.server.fail("arxiv", Fault(200, body, content_type="application/atom+xml"))
    assert reading(desk, "arxiv", By.ARXIV_ID, "1901.00001") in (None, UNREADABLE)

"""What each client is made to send, and what is read out of each service's own record."""

import json
from typing import Any

import pytest

from reviewer.enrichment import By, open_services
from reviewer.models import Metadata, Paper
from tests.enrichment.conftest import TEA, Desk
from tests.enrichment.scripted_apis import SERVICES, Fault, ScriptedApis, Work

KEYS = {"openalex": "open-key", "semantic_scholar": "scholar-key"}


def ask(server: ScriptedApis, name: str, by: By, key: str) -> list[Any]:
    (service,) = open_services([name], mailto="ana@example.org", base_urls=server.base_urls)
    return service.look_up(by, key)


def only(server: ScriptedApis, name: str, by: By, key: str) -> Any:
    (found,) = ask(server, name, by, key)
    return found


def headers(desk: Desk, mailto: str | None) -> dict[str, dict[str, str]]:
    for service in open_services(
        SERVICES, mailto=mailto, keys=KEYS, base_urls=desk.server.base_urls
    ):
        service.look_up(By.TITLE, TEA.title)
    return {request.service: request.headers for request in desk.server.requests}


def test_every_request_names_the_program_and_an_address_to_write_to(desk: Desk) -> None:
    sent = headers(desk, "ana@example.org")
    assert set(sent) == set(SERVICES)
    for of_one in sent.values():
        assert "literature-reviewer" in of_one["user-agent"]
        assert "mailto:ana@example.org" in of_one["user-agent"]
    assert sent["openalex"]["from"] == "ana@example.org"


def test_without_an_address_none_is_sent(desk: Desk) -> None:
    for of_one in headers(desk, None).values():
        assert "literature-reviewer" in of_one["user-agent"]
        assert "mailto" not in json.dumps(of_one)
        assert "None" not in json.dumps(of_one)


def test_a_key_goes_to_its_own_service_alone(desk: Desk) -> None:
    sent = headers(desk, "ana@example.org")
    holds = {
        name: [key for key in KEYS.values() if key in str(of_one)] for name, of_one in sent.items()
    }
    assert holds == {
        "crossref": [],
        "openalex": ["open-key"],
        "semantic_scholar": ["scholar-key"],
        "arxiv": [],
    }


def test_two_sets_of_services_do_not_share_what_they_send(desk: Desk) -> None:
    urls = desk.server.base_urls
    (first,) = open_services(["openalex"], mailto="a@example.org", base_urls=urls)
    (second,) = open_services(
        ["openalex"], mailto="b@example.org", keys={"openalex": "k"}, base_urls=urls
    )
    for service in (first, second, first):
        service.look_up(By.DOI, "10.1000/tea.1")
    sent = [(r.headers["from"], r.headers.get("authorization")) for r in desk.server.requests]
    alone = ("a@example.org", None)
    assert sent == [alone, ("b@example.org", "Bearer k"), alone]


def test_nothing_of_a_paper_is_sent_but_title_doi_and_arxiv_id(desk: Desk) -> None:
    secret = Paper(
        id="secret-id",
        title="A title that nobody has ever seen before",
        authors=("Secret Author",),
        venue="Secret Venue",
        doi="10.1000/unseen",
        arxiv_id="2001.00009",
        abstract="Secret abstract.",
        cite_key="secret-key",
        url="https://secret.example.org",
        tags=("secret-tag",),
    )
    desk.one(secret)
    sent = json.dumps([(r.path, r.query, r.headers) for r in desk.server.requests])
    assert len(desk.server.requests) == 10
    assert "secret" not in sent.casefold()
    given = {name for name in Metadata.model_fields if getattr(secret, name)}
    assert {"authors", "venue", "cite_key", "url", "tags"} <= given


@pytest.mark.parametrize(
    ("name", "path", "query"),
    [
        ("crossref", "/works", {"query.bibliographic": "tea a b not c", "rows": "5"}),
        ("openalex", "/works", {"filter": "title.search:tea a b not c", "per-page": "5"}),
        ("semantic_scholar", "/graph/v1/paper/search", {"query": "tea a b not c", "limit": "5"}),
        ("arxiv", "/api/query", {"search_query": "ti:tea AND ti:not", "max_results": "5"}),
    ],
)
def test_a_title_is_searched_for_by_its_words_alone(
    desk: Desk, name: str, path: str, query: dict[str, str]
) -> None:
    ask(desk.server, name, By.TITLE, 'Tea: "a-b", NOT c|&#?%+=;')
    (request,) = desk.server.requests
    assert request.path == path
    assert request.query.items() >= query.items()


@pytest.mark.parametrize("name", ["crossref", "openalex", "semantic_scholar"])
def test_a_doi_with_odd_characters_arrives_as_it_is(desk: Desk, name: str) -> None:
    odd = "10.1002/(sici)1097#6-0142?(1999)5%20:1+2&a=b;2-n"
    assert ask(desk.server, name, By.DOI, odd) == []
    assert desk.server.requests[0].path.endswith(odd)


@pytest.mark.parametrize("name", SERVICES)
@pytest.mark.parametrize("by", list(By))
def test_what_a_service_does_not_know_is_not_found(desk: Desk, name: str, by: By) -> None:
    (service,) = open_services([name], mailto=None, base_urls=desk.server.base_urls)
    keys = {By.DOI: "10.1000/no", By.ARXIV_ID: "2001.00009", By.TITLE: "zebra"}
    if by in service.ways:
        assert service.look_up(by, keys[by]) == []
        assert len(desk.server.requests) == 1


def test_a_title_without_a_plain_word_is_not_searched_for_at_arxiv(desk: Desk) -> None:
    assert ask(desk.server, "arxiv", By.TITLE, "关于茶") == []
    assert desk.server.requests == []


@pytest.mark.parametrize("name", SERVICES)
def test_each_record_is_read_whole(desk: Desk, name: str) -> None:
    by, key = (By.ARXIV_ID, "1901.00001") if name == "arxiv" else (By.DOI, "10.1000/tea.1")
    found = only(desk.server, name, by, key)
    assert found.title == TEA.title
    assert found.authors == ("Ana Ruiz", "Bo Lindgren")
    assert found.year == 2019
    assert found.doi == "10.1000/tea.1"
    assert found.arxiv_id == (None if name == "crossref" else "1901.00001")
    assert found.venue == (None if name == "arxiv" else "Journal of Warm Drinks")
    assert found.abstract == TEA.abstract
    assert found.url.startswith("https://")
    assert found.is_preprint is (name == "arxiv")


@pytest.mark.parametrize("name", ["openalex", "semantic_scholar", "arxiv"])
def test_a_preprint_has_no_venue_and_no_doi_of_a_publisher(desk: Desk, name: str) -> None:
    desk.server.works = [
        Work(title="On tea", arxiv_id="1901.00002", year=2019, authors=(("A", "B"),))
    ]
    found = only(desk.server, name, By.ARXIV_ID, "1901.00002")
    assert (found.doi, found.arxiv_id, found.venue) == (None, "1901.00002", None)
    assert found.is_preprint


def test_crossref_tells_subtitles_groups_suffixes_and_events(desk: Desk) -> None:
    record = {
        "title": ["Tea &amp; <i>milk</i>"],
        "subtitle": ["a study"],
        "author": [
            {"name": "The Tea Group", "sequence": "first"},
            {"given": "Ana", "family": "Ruiz", "suffix": "Jr."},
            {"family": "Plato"},
            {"affiliation": []},
        ],
        "container-title": [],
        "event": {"name": "Tea Conference"},
        "issued": {"date-parts": [[None]]},
    }
    desk.server.works = [Work(title="x", doi="10.1000/x", extra={"crossref": record})]
    found = only(desk.server, "crossref", By.DOI, "10.1000/x")
    assert (found.title, found.subtitle) == ("Tea & milk", "a study")
    assert found.authors == ("The Tea Group", "Ana Ruiz Jr.", "Plato")
    assert (found.venue, found.year) == ("Tea Conference", None)


def test_openalex_gives_no_authors_where_its_list_is_cut(desk: Desk) -> None:
    crowd = tuple((f"G{n}", f"F{n}") for n in range(100))
    desk.server.works = [Work(title="Tea of many", authors=crowd, doi="10.1000/many")]
    assert only(desk.server, "openalex", By.TITLE, "Tea of many").authors == ()
    assert len(only(desk.server, "openalex", By.DOI, "10.1000/many").authors) == 100


def test_openalex_names_a_person_given_name_first(desk: Desk) -> None:
    people = [
        {"author": {"display_name": "Ana Ruiz"}, "raw_author_name": "Ruiz, A."},
        {"author": {"display_name": "Bo Lindgren"}, "raw_author_name": "B. Lindgren"},
        {"author": {}, "raw_author_name": "Li, C."},
        {"author": None},
    ]
    desk.server.works = [
        Work(title="Tea", doi="10.1000/x", extra={"openalex": {"authorships": people}})
    ]
    found = only(desk.server, "openalex", By.DOI, "10.1000/x")
    assert found.authors == ("Ana Ruiz", "B. Lindgren", "Li, C.")


def test_openalex_abstracts_come_from_the_inverted_index_in_order(desk: Desk) -> None:
    index = {"cools": [1, 4], "Tea": [0], "It": [3], "slowly.": [2], "still.": [5]}
    desk.server.works = [
        Work(title="Tea", doi="10.1000/x", extra={"openalex": {"abstract_inverted_index": index}})
    ]
    found = only(desk.server, "openalex", By.DOI, "10.1000/x")
    assert found.abstract == "Tea cools slowly. It cools still."


def test_a_withdrawn_arxiv_paper_gives_its_notice_and_no_abstract(desk: Desk) -> None:
    desk.server.works = [
        Work(
            title="On tea",
            arxiv_id="1901.00002",
            year=2019,
            abstract="This paper has been withdrawn by the author due to a crucial error.",
        )
    ]
    found = only(desk.server, "arxiv", By.ARXIV_ID, "1901.00002")
    assert (found.retraction, found.abstract) == ("withdrawn (arXiv)", None)


def test_an_error_in_arxivs_feed_is_no_paper(desk: Desk) -> None:
    error = {"arxiv": {"id": "http://arxiv.org/api/errors#incorrect_id_format_for_x"}}
    desk.server.works = [Work(title="Error", arxiv_id="1901.00002", year=2019, extra=error)]
    assert ask(desk.server, "arxiv", By.ARXIV_ID, "1901.00002") == []


def test_a_work_that_openalex_has_moved_is_followed(desk: Desk) -> None:
    there = f"{desk.server.base_urls['openalex']}/works/https%3A%2F%2Fdoi.org%2F10.1000%2Ftea.1"
    desk.server.fail("openalex", Fault(301, b"{}", {"Location": there}))
    assert only(desk.server, "openalex", By.DOI, "10.1000/moved").title == TEA.title

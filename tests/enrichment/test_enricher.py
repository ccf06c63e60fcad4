"""What is proposed for a paper, from whom, and what is left alone."""

import json

from reviewer.enrichment import Confidence, Enrichment, Field
from reviewer.models import Paper
from tests.enrichment.conftest import CLOSED_CUPS, TEA, Desk, values
from tests.enrichment.scripted_apis import Work

FULL = Paper(
    id="p",
    title=TEA.title,
    authors=("Ruiz, Ana", "Lindgren, Bo"),
    year=2019,
    venue="J. Warm Drinks",
    doi="10.1000/tea.1",
    arxiv_id="1901.00001v2",
    abstract=TEA.abstract or "",
)
EMPTY = {
    "authors": ("Ana Ruiz", "Bo Lindgren"),
    "year": 2019,
    "venue": "Journal of Warm Drinks",
    "doi": "10.1000/tea.1",
    "arxiv_id": "1901.00001",
    "abstract": "Tea cools slowly. We time it.",
}


def without(*fields: str) -> Paper:
    return Paper.model_validate(
        {name: value for name, value in FULL.model_dump().items() if name not in fields}
    )


def test_every_empty_field_of_a_paper_known_by_doi_is_proposed(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title=TEA.title, doi="10.1000/TEA.1"))
    assert values(done) == {k: v for k, v in EMPTY.items() if k != "doi"}
    assert {change.confidence for change in done.changes} == {Confidence.CERTAIN}
    assert done.differs == ()
    assert done.notes == ()
    assert done.failures == ()


def test_every_empty_field_of_a_paper_known_by_arxiv_id_is_proposed(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title=TEA.title, arxiv_id="1901.00001v1"))
    assert values(done) == {k: v for k, v in EMPTY.items() if k != "arxiv_id"}
    assert all("by" not in request.path for request in desk.server.requests)
    assert not [r for r in desk.server.requests if "query.bibliographic" in r.query]


def test_every_empty_field_of_a_paper_known_by_title_and_author_is_proposed(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title="SLOW cooling of very hot tea, in open cups.", year=2019))
    assert values(done) == {k: v for k, v in EMPTY.items() if k != "year"}
    assert {change.confidence for change in done.changes} == {Confidence.FAIR}


def test_a_proposal_says_what_it_would_change_who_says_so_and_where_to_look(desk: Desk) -> None:
    done = desk.one(without("year"))
    (change,) = done.changes
    assert (change.paper_id, change.field, change.old, change.new) == ("p", Field.YEAR, None, 2019)
    assert (change.service, change.url) == ("Crossref", "https://doi.org/10.1000/tea.1")


def test_the_users_own_values_stay_and_those_that_differ_are_told(desk: Desk) -> None:
    own = FULL.model_copy(update={"year": 2018, "venue": "Kettle Letters", "abstract": "Of snow."})
    done = desk.one(own, "crossref")
    assert done.changes == ()
    told = {d.field: (d.old, d.new) for d in done.differs}
    assert told == {
        Field.YEAR: (2018, 2019),
        Field.VENUE: ("Kettle Letters", "Journal of Warm Drinks"),
        Field.ABSTRACT: ("Of snow.", TEA.abstract),
    }


def test_other_spellings_of_the_same_values_do_not_differ(desk: Desk) -> None:
    own = FULL.model_copy(update={"title": "Slow cooling of very hot Tea in open cups."})
    done = desk.one(own)
    assert done.found_by == ("Crossref", "OpenAlex", "arXiv")
    assert (done.changes, done.differs, done.notes) == ((), (), ())


def test_services_that_can_add_nothing_are_not_asked(desk: Desk) -> None:
    desk.one(FULL)
    assert [request.service for request in desk.server.requests] == [
        "crossref",
        "openalex",
        "arxiv",
    ]


def test_a_found_paper_is_not_searched_for_by_title_for_what_most_papers_lack(desk: Desk) -> None:
    desk.server.works = [Work(title=TEA.title, doi=TEA.doi)]
    done = desk.one(without("arxiv_id"))
    assert done.found_by == ("Crossref", "OpenAlex", "Semantic Scholar")
    assert desk.server.asked("arxiv") == []


def test_what_one_service_lacks_the_next_one_gives(desk: Desk) -> None:
    desk.server.works = [
        Work(title=TEA.title, authors=TEA.authors, doi=TEA.doi, known_to=("crossref",)),
        Work(title=TEA.title, doi=TEA.doi, year=2019, authors=TEA.authors, known_to=("openalex",)),
        Work(
            title=TEA.title,
            authors=TEA.authors,
            doi=TEA.doi,
            arxiv_id="1901.00001",
            known_to=("semantic_scholar",),
        ),
        Work(
            title=TEA.title,
            authors=TEA.authors,
            year=2018,
            arxiv_id="1901.00001",
            abstract="Tea.",
            known_to=("arxiv",),
        ),
    ]
    done = desk.one(Paper(id="p", title=TEA.title, doi=TEA.doi))
    said = {change.field.value: (change.new, change.service) for change in done.changes}
    assert said == {
        "authors": (("Ana Ruiz", "Bo Lindgren"), "Crossref"),
        "year": (2019, "OpenAlex"),
        "arxiv_id": ("1901.00001", "Semantic Scholar"),
        "abstract": ("Tea.", "arXiv"),
    }
    assert done.notes == ("the services do not agree on the year: 2019 (OpenAlex), 2018 (arXiv)",)


def test_an_identifier_that_a_title_search_found_names_the_paper_for_the_others(desk: Desk) -> None:
    desk.one(Paper(id="p", title=TEA.title, authors=("A. Ruiz",)))
    assert [r.path for r in desk.server.requests] == [
        "/works",
        "/works/https://doi.org/10.1000/tea.1",
        "/api/query",
    ]
    assert desk.server.requests[-1].query["id_list"] == "1901.00001"


def test_a_published_version_is_believed_before_a_preprint(desk: Desk) -> None:
    desk.server.works = [
        Work(
            title=TEA.title,
            authors=TEA.authors,
            year=2018,
            doi="10.2000/preprint",
            posted=True,
            known_to=("crossref",),
        ),
        TEA,
    ]
    done = desk.one(Paper(id="p", title=TEA.title, authors=("Ana Ruiz",)))
    assert values(done)["doi"] == "10.1000/tea.1"
    assert values(done)["year"] == 2019


def test_arxivs_own_doi_is_an_arxiv_id(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title=TEA.title, doi="10.48550/arXiv.1901.00001"))
    assert values(done)["arxiv_id"] == "1901.00001"
    assert [(d.field, d.new) for d in done.differs] == [(Field.DOI, "10.1000/tea.1")]
    assert not [r for r in desk.server.asked("crossref") if "48550" in r.path]


def test_an_identifier_of_another_paper_is_told_and_not_believed(desk: Desk) -> None:
    wrong = Paper(id="p", title=TEA.title, authors=("Ana Ruiz", "Bo Lindgren"), doi=CLOSED_CUPS.doi)
    desk.server.works = [TEA, Work(title="On snow", authors=(("C", "D"),), doi=CLOSED_CUPS.doi)]
    done = desk.one(wrong)
    assert (
        "Crossref: the DOI 10.1000/tea.0 leads to a paper with another title, “On snow”"
        in done.notes
    )
    assert values(done)["year"] == 2019
    (differs,) = done.differs
    assert (differs.field, differs.old, differs.new) == (Field.DOI, CLOSED_CUPS.doi, TEA.doi)


def test_a_paper_that_nobody_knows_is_left_as_it_is(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title="A title that no service has ever heard of"))
    assert done == Enrichment(paper_id="p", title="A title that no service has ever heard of")


def test_a_paper_without_a_title_is_asked_for_by_its_identifiers_alone(desk: Desk) -> None:
    desk.one(Paper(id="p", title="?!", doi="10.1000/unknown"))
    assert {r.path for r in desk.server.requests} == {
        "/works/10.1000/unknown",
        "/works/https://doi.org/10.1000/unknown",
        "/graph/v1/paper/DOI:10.1000/unknown",
    }


def test_a_retraction_is_proposed_with_its_date_and_every_service_that_says_so(desk: Desk) -> None:
    desk.server.works = [
        Work(title=f"RETRACTED: {TEA.title}", doi=TEA.doi, year=2019, retracted=(2021, 5, 3))
    ]
    done = desk.one(without("retraction"))
    (change,) = done.changes
    assert change.field is Field.RETRACTION
    assert change.new == "retracted 2021-05-03 (Crossref)"
    assert change.also == ("OpenAlex",)


def test_everything_can_be_printed_as_json_and_read_back(desk: Desk) -> None:
    done = desk.one(Paper(id="p", title=TEA.title, doi=TEA.doi))
    assert json.loads(done.model_dump_json())["changes"][0]["field"] == "authors"
    assert Enrichment.model_validate_json(done.model_dump_json()) == done


def test_papers_come_out_in_order_and_progress_is_told(desk: Desk) -> None:
    seen: list[tuple[str, int, int]] = []
    enricher = desk.enricher("crossref")
    enricher._progress = lambda *step: seen.append(step)
    papers = [Paper(id=str(n), title=TEA.title, doi=TEA.doi) for n in range(3)]
    assert [done.paper_id for done in enricher.proposals(papers)] == ["0", "1", "2"]
    assert seen == [("enriching", n, 3) for n in range(4)]


def test_a_short_title_without_authors_is_not_searched_for_as_nothing_could_match(
    desk: Desk,
) -> None:
    done = desk.one(Paper(id="p", title="Introduction"))
    assert done == Enrichment(paper_id="p", title="Introduction", asked=False)
    assert desk.server.requests == []


def test_of_a_page_that_was_taken_for_a_title_only_so_much_is_sent(desk: Desk) -> None:
    desk.one(Paper(id="p", title="tea " * 4000), "crossref", "openalex", "semantic_scholar")
    assert len(desk.server.requests) == 3
    assert max(len(str(request.query)) for request in desk.server.requests) < 600

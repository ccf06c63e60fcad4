"""A retraction is told with its date; a correction, and the notice itself, are none."""

from typing import Any

import pytest

from reviewer.enrichment.retraction import by_arxiv, by_crossref, by_openalex, without_mark


def update(kind: str, *date: Any, doi: str = "10.1000/notice") -> dict[str, Any]:
    return {"type": kind, "DOI": doi, "updated": {"date-parts": [list(date)]}}


@pytest.mark.parametrize(
    ("work", "says"),
    [
        ({"updated-by": [update("retraction", 2021, 5, 3)]}, "retracted 2021-05-03 (Crossref)"),
        ({"updated-by": [update("Retraction", 2021)]}, "retracted 2021 (Crossref)"),
        ({"updated-by": [update("withdrawal", 2021, 5)]}, "withdrawn 2021-05 (Crossref)"),
        ({"updated-by": [update("removal")]}, "removed (Crossref)"),
        (
            {"updated-by": [update("partial-retraction", 2020, 1, 1)]},
            "partly retracted 2020-01-01 (Crossref)",
        ),
        (
            {"updated-by": [update("expression_of_concern", 2019, 2, 3)]},
            "expression of concern 2019-02-03 (Crossref)",
        ),
        (
            {
                "updated-by": [
                    update("expression_of_concern", 2019),
                    update("retraction", 2020),
                    update("correction", 2021),
                ]
            },
            "retracted 2020 (Crossref)",
        ),
        ({"updated-by": [update("retraction", "May", None)]}, "retracted (Crossref)"),
        ({"updated-by": [{"type": "retraction"}]}, "retracted (Crossref)"),
        ({"updated-by": [update("correction", 2021), update("erratum", 2021)]}, None),
        ({"updated-by": [update("new_version", 2021)]}, None),
        (
            {"update-to": [update("retraction", 2021, 5, 3, doi="10.1000/BAD")]},
            "notice of the retraction of 10.1000/bad (Crossref)",
        ),
        ({"update-to": [update("correction", 2021)]}, None),
        ({"update-to": [{"type": "retraction"}]}, None),
        ({}, None),
        ({"updated-by": "yes", "update-to": [3]}, None),
    ],
)
def test_crossref_tells_the_gravest_update_of_a_work(
    work: dict[str, Any], says: str | None
) -> None:
    assert by_crossref(work, "On tea") == says


@pytest.mark.parametrize(
    ("title", "says"),
    [
        ("RETRACTED: On tea", "retracted (Crossref)"),
        ("Retracted: On tea", "retracted (Crossref)"),
        ("RETRACTED ARTICLE: On tea", "retracted (Crossref)"),
        ("[Retracted] On tea", "retracted (Crossref)"),
        ("WITHDRAWN: On tea", "withdrawn (Crossref)"),
    ],
)
def test_a_mark_in_the_title_is_enough_and_no_part_of_it(title: str, says: str) -> None:
    assert by_crossref({}, title) == says
    assert without_mark(title) == "On tea"


@pytest.mark.parametrize(
    "title",
    [
        "Retracted papers and their citations",
        "Withdrawn: a memoir of tea",
        "Retraction: On tea",
        "On tea (retracted)",
        "The RETRACTED: mark",
    ],
)
def test_a_title_that_speaks_of_retraction_is_not_marked(title: str) -> None:
    assert by_crossref({}, title) is None
    assert without_mark(title) == title


@pytest.mark.parametrize(
    ("value", "says"), [(True, "retracted (OpenAlex)"), (False, None), (None, None), ("yes", None)]
)
def test_openalex_says_yes_or_nothing(value: object, says: str | None) -> None:
    assert by_openalex({"is_retracted": value}) == says


@pytest.mark.parametrize(
    ("comment", "abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the author", "We cool tea.", True),
        ("The paper is withdrawn due to an error in Section 3", "We cool tea.", True),
        ("Withdrawn, see 1901.00002", "We cool tea.", True),
        ("", "This paper has been withdrawn by the authors.", True),
        ("", "This article was withdrawn.", True),
        ("12 pages, withdrawn from ICML", "We cool tea.", False),
        ("Withdrawn from ICML 2019; 12 pages", "We cool tea.", False),
        ("", "We study papers. A paper that was withdrawn is cited still.", False),
        ("12 pages, 3 figures", "Heat is withdrawn from tea.", False),
        ("", "", False),
    ],
)
def test_arxiv_papers_that_their_authors_withdrew_say_so(
    comment: str, abstract: str, withdrawn: bool
) -> None:
    assert by_arxiv(comment, abstract) == ("withdrawn (arXiv)" if withdrawn else None)

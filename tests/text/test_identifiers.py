import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.text.identifiers import normalise_arxiv_id, normalise_doi


@pytest.mark.parametrize(
    "written",
    [
        "10.1145/3290605.3300233",
        " https://doi.org/10.1145/3290605.3300233 ",
        "http://dx.doi.org/10.1145/3290605.3300233",
        "doi:10.1145/3290605.3300233",
        "DOI: 10.1145/3290605.3300233.",
        "doi.org/10.1145/3290605.3300233",
        "https://doi.org/10.1145%2F3290605.3300233",
    ],
)
def test_a_doi_has_one_spelling(written: str) -> None:
    assert normalise_doi(written) == "10.1145/3290605.3300233"


def test_a_doi_is_lower_case_and_keeps_its_odd_characters() -> None:
    assert normalise_doi("10.1002/(SICI)1097-0258(199812)17:1%3C1::AID") == (
        "10.1002/(sici)1097-0258(199812)17:1%3c1::aid"
    )
    assert normalise_doi("10.1161/CIR.0b013e318288b4dd") == "10.1161/cir.0b013e318288b4dd"


@pytest.mark.parametrize(
    "text",
    ["", "n/a", "10.1145", "10.12/x", "https://example.org/10.1145/1", "10.1145/a b", "11.1/2"],
)
def test_what_is_no_doi_gives_none(text: str) -> None:
    assert normalise_doi(text) is None


@pytest.mark.parametrize(
    ("written", "bare"),
    [
        ("2401.00001", "2401.00001"),
        ("arXiv:2401.00001v2", "2401.00001v2"),
        ("ARXIV: 0704.0001", "0704.0001"),
        ("https://arxiv.org/abs/2401.00001", "2401.00001"),
        ("http://www.arxiv.org/pdf/2401.00001v3.pdf", "2401.00001v3"),
        ("arxiv.org/html/2401.00001v1/", "2401.00001v1"),
        ("2401.00001 [cs.CL]", "2401.00001"),
        ("10.48550/arXiv.2401.00001", "2401.00001"),
        ("https://doi.org/10.48550/ARXIV.2401.00001", "2401.00001"),
        ("hep-th/9901001", "hep-th/9901001"),
        ("arXiv:math.GT/0309136v1", "math.GT/0309136v1"),
    ],
)
def test_an_arxiv_id_has_one_spelling_and_keeps_its_version(written: str, bare: str) -> None:
    assert normalise_arxiv_id(written) == bare


@pytest.mark.parametrize(
    "text",
    ["", "2413.00001", "2401.001", "4486062", "arXiv", "10.1145/2401.00001", "see 2401.00001"],
)
def test_what_is_no_arxiv_id_gives_none(text: str) -> None:
    assert normalise_arxiv_id(text) is None


@given(st.text())
def test_normalising_twice_is_normalising_once(text: str) -> None:
    for normalise in (normalise_doi, normalise_arxiv_id):
        once = normalise(text)
        assert once is None or normalise(once) == once


@given(st.from_regex(r"\A10\.\d{4,6}/[a-z0-9.()_-]{1,20}[a-z0-9]\Z"))
def test_every_plain_doi_survives_each_way_of_writing_it(doi: str) -> None:
    for prefix in ("", "doi:", "https://doi.org/", "http://dx.doi.org/"):
        assert normalise_doi(prefix + doi.upper()) == doi

"""The nouns: frozen, strict, the same after JSON, and readable."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from reviewer import models
from reviewer.models import (
    Answer,
    Chunk,
    Filters,
    LeftOut,
    Location,
    Model,
    Paper,
    Passage,
    Place,
    Quote,
    Reference,
    RelatedWork,
    Section,
    SectionKind,
    Source,
    Statement,
    Support,
    Theme,
    Usage,
    Window,
    citation_numbers,
    first_abstract,
)

KINDS = [kind for _, kind in inspect.getmembers(models, inspect.isclass) if issubclass(kind, Model)]
EELS = Paper(id="e", title="On Eels", year=1999, sources=(Source(file="a.bib", title="On Eels"),))
KELP = Paper(id="k", title="On Kelp")
WHERE = Location(file="papers/a.bib", line=7)


def quote(paper: Paper) -> Quote:
    return Quote(
        paper_id=paper.id, title=paper.title, text="Q.", location=WHERE, chunk_id="c", start=0
    )


def statement(text: str, *papers: Paper) -> Statement:
    return Statement(text=text, quotes=tuple(map(quote, papers)), support=Support.SUPPORTED)


REFERENCES = (Reference(number=1, paper=EELS), Reference(number=2, paper=KELP))
ANSWER = Answer(
    question="How many?",
    statements=(statement("Many eels.", EELS), statement("Both.", KELP, EELS, EELS)),
    references=REFERENCES,
    left_out=(LeftOut(text="Some.", reason="no proof"),),
)
THEME = Theme(heading="Fish", statements=ANSWER.statements)
DRAFT = RelatedWork(topic="Sea", sections=(THEME,), references=REFERENCES)


@pytest.mark.parametrize("kind", KINDS)
def test_no_noun_can_be_changed_or_takes_a_field_it_does_not_know(kind: type[Model]) -> None:
    assert kind.model_config["frozen"]
    assert kind.model_config["extra"] == "forbid"


@pytest.mark.parametrize("kind", KINDS)
def test_every_noun_has_a_json_schema(kind: type[Model]) -> None:
    assert kind.model_json_schema()["type"] == "object"


def test_a_paper_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        EELS.title = "Other"  # type: ignore[misc]


@pytest.mark.parametrize("noun", [EELS, ANSWER, DRAFT, Filters(tag="x"), Usage(calls=1)])
def test_json_gives_back_the_same_noun(noun: Model) -> None:
    assert type(noun).model_validate_json(noun.model_dump_json()) == noun


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        (Location(file="papers/below/a.bib"), "a.bib"),
        (Location(file="papers/a.bib", line=7), "a.bib:7"),
        (Location(file="a.pdf", page=3), "a.pdf p.3"),
        (Location(file="a.pdf", page=3, line=9), "a.pdf p.3"),
    ],
)
def test_a_location_is_shown_as_the_name_of_the_file_and_the_place(
    location: Location, shown: str
) -> None:
    assert str(location) == shown


def test_only_abstract_and_body_are_evidence() -> None:
    assert [kind.value for kind in SectionKind if kind.is_evidence] == ["abstract", "body"]


@given(st.text(max_size=60), st.data())
def test_a_quote_is_a_slice_of_its_passage_with_its_own_line(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    breaks = [n for n, letter in enumerate(text, start=1) if letter == "\n"]
    places = tuple(Place(at, 7 + line) for line, at in enumerate(breaks, start=1))
    passage = Passage(
        paper=EELS, chunk_id="c", text=text, score=1, rank=1, location=WHERE, places=places
    )
    found = passage.quote(start, end)
    assert found.text == text[start:end]
    assert found.text == text[found.start : found.start + len(found.text)]
    assert found.location.line == 7 + text[:start].count("\n")
    assert (found.paper_id, found.title, found.chunk_id) == ("e", "On Eels", "c")


def test_a_quote_of_a_page_has_no_line() -> None:
    page = Location(file="a.pdf", page=2)
    passage = Passage(paper=EELS, chunk_id="c", text="One.\nTwo.", score=1, rank=1, location=page)
    assert passage.quote(5, 9).location == page


def test_a_window_is_named_after_its_chunk() -> None:
    chunk = Chunk(
        id="e:0", paper_id="e", ordinal=0, kind=SectionKind.BODY, text="T", location=WHERE
    )
    assert Window(chunk, 3, "T").id == "e:0#3"


def test_a_source_gives_its_location() -> None:
    assert str(Source(file="b/a.md", line=4, title="T").location) == "a.md:4"


def test_an_answer_as_text_has_its_statements_with_numbers_and_its_references() -> None:
    assert str(ANSWER).splitlines() == [
        "Many eels. [1]",
        "Both. [1][2]",
        "",
        "[1] On Eels",
        "[2] On Kelp",
    ]


def test_an_answer_that_abstained_says_why() -> None:
    silent = Answer(question="?", abstained=True)
    assert str(silent) == "Nothing in this collection answers that."
    assert str(silent.model_copy(update={"reason": "No eels here."})) == "No eels here."


def test_a_draft_as_text_has_its_themes_and_its_references() -> None:
    assert str(DRAFT) == ("Fish\n\nMany eels. [1] Both. [1][2]\n\n[1] On Eels\n[2] On Kelp")
    assert "close enough" in str(RelatedWork(topic="Sea"))


def test_a_statement_is_cited_by_each_number_once_in_order() -> None:
    assert citation_numbers(statement("Both.", KELP, EELS, KELP), REFERENCES) == [1, 2]


def test_usage_adds_up() -> None:
    one = Usage(calls=1, input_tokens=10, output_tokens=2, seconds=0.5)
    two = Usage(calls=2, cached_calls=1, input_tokens=1, seconds=0.25)
    assert one + two == Usage(
        calls=3, cached_calls=1, input_tokens=11, output_tokens=2, seconds=0.75
    )
    assert one + Usage() == one


def test_filters_say_whether_there_are_any() -> None:
    assert not Filters().any
    assert Filters(year_from=0).any
    assert Filters(paper_ids=frozenset({"e"})).any


def test_the_abstract_is_the_first_one() -> None:
    body = Section(kind=SectionKind.BODY, text="B")
    assert first_abstract([body]) == ""
    abstracts = [Section(kind=SectionKind.ABSTRACT, text=text) for text in "XY"]
    assert first_abstract([body, *abstracts]) == "X"

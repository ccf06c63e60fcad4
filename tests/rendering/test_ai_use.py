"""The statement on the use of AI: what the run holds, and nothing else."""

from reviewer.models import LeftOut, Making, ModelUse, RelatedWork, Support, Usage
from reviewer.rendering.ai_use import ai_use
from reviewer.rendering.audit import audit
from tests.rendering.drafts import DRAFT

EXTRACTIVE = DRAFT.model_copy(update={"model": None, "left_out": ()})
MADE = Making(date="2026-01-02T23:59:00+00:00", program="1.2.3", embedder="mini", papers=9)
WRITE = ModelUse(role="write", model="big", host="h.example", calls=3, cached=1)


def test_without_a_model_the_sentences_are_those_of_the_papers() -> None:
    assert ai_use(EXTRACTIVE, MADE) == (
        "No language model was used to write this section; it was drafted by the program reviewer "
        "1.2.3. Its sentences are sentences of the cited papers, put into the third person, or "
        "were composed of counts and titles by fixed rules; each is listed with its source. The "
        "papers were found by the frequency of words and by the embedding model mini, which writes "
        "no text, among 9 papers. What was changed by hand afterwards is not covered by this "
        "statement."
    )
    bare = ai_use(EXTRACTIVE)
    assert "embedding" not in bare
    assert "program reviewer." in bare
    assert "found by the frequency of words, among" in ai_use(
        EXTRACTIVE, MADE.model_copy(update={"embedder": None})
    )


def test_with_a_model_it_says_which_where_when_for_what_and_how_it_was_checked() -> None:
    judge = ModelUse(role="judge", model="small", calls=1)
    made = MADE.model_copy(update={"models": (WRITE, judge)})
    left_out = (LeftOut(text="a", reason="b", support=Support.UNSUPPORTED),)
    said = ai_use(DRAFT.model_copy(update={"left_out": left_out}), made)
    assert said.startswith(
        "For this section language models were called by the program reviewer 1.2.3: big at "
        "h.example to write sentences (3 calls, and 1 answered from replies that were kept); small "
        "at its provider's own address to judge whether sentences are borne out by their sources "
        "(1 call); on 2026-01-02. Fixed rules compared"
    )
    assert "Of 5 sentences, 4 are supported and 1 is marked as weak, with the reason." in said
    assert "1 sentence failed and was left out." in said
    assert "A model was asked to judge them as well, and could only reject." in said
    assert "judge" not in ai_use(DRAFT, MADE.model_copy(update={"models": (WRITE,)}))


def test_without_the_facts_of_the_run_no_place_and_no_date_are_told() -> None:
    said = ai_use(DRAFT.model_copy(update={"usage": Usage(calls=2, cached_calls=1)}))
    assert said.startswith("The language model tiny was used for this section (3 calls). Fixed")
    assert "1.2.3" not in said


def test_a_model_none_of_whose_sentences_was_kept_is_not_said_to_have_written() -> None:
    draft = EXTRACTIVE.model_copy(update={"usage": Usage(calls=2)})
    said = ai_use(draft, MADE.model_copy(update={"models": (WRITE,)}))
    assert "No sentence that a model wrote is in it: its sentences are sentences of" in said
    assert "None of its text was used." in ai_use(RelatedWork(topic="t", usage=Usage(calls=1)))


def test_sentences_of_the_author_are_counted() -> None:
    assert "1 sentence in it is the author's own words. What was" in ai_use(DRAFT, by_author=1)
    assert "2 sentences in it are the author's own words." in audit(DRAFT, by_author=2)
    assert "own words" not in ai_use(DRAFT)


def test_a_plan_from_before_is_told() -> None:
    given = MADE.model_copy(update={"plan_given": True})
    assert "how it was made is not recorded here." in ai_use(EXTRACTIVE, given)
    by = given.model_copy(update={"plan_model": "planner"})
    assert "was made before by the language model planner." in ai_use(EXTRACTIVE, by)

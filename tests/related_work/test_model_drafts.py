"""Drafts by a model that plans, writes and joins wrongly: each ends right, and the log says how."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reviewer.errors import ModelError
from reviewer.models import RelatedWork, Support
from reviewer.own_work import own_work_of
from reviewer.workspace import Workspace
from tests.gathered import gather, paper
from tests.hashing import HashingEmbedder
from tests.related_work.writing_model import Blocks, WritingModel, one_theme, verbatim
from tests.scripted_server import Reply, Serve

PLACES = ["orchard", "heath", "alp", "garden", "forest", "meadow"]
TOPIC = "Counting bees in an orchard, heath, alp, garden, forest or meadow"
ENTRIES = [
    paper(
        f"Hum{number}: Bees of the {place.title()}",
        f"Hum{number} counts bees of the {place} with a cheap microphone. It finds {number}3.5% "
        f"more bees of the {place} than a keeper with a net.",
    )
    for number, place in enumerate(PLACES, start=1)
]

Draft = Callable[..., RelatedWork]


@pytest.fixture
def draft(tmp_path: Path, serve: Serve) -> Draft:
    def drafted(model: WritingModel, entries: list[Any] = ENTRIES, **wanted: Any) -> RelatedWork:
        gather(tmp_path, entries, HashingEmbedder()).close()
        server = serve(model)
        flags = {
            ("model", "name"): "scripted",
            ("model", "base_url"): server.base_url,
            ("model", "cache"): False,
        }
        with Workspace(tmp_path, flags=flags) as ws:
            ws.embedder = HashingEmbedder()
            return ws.related_work(TOPIC, **wanted)

    return drafted


def cited(found: RelatedWork) -> list[str]:
    return sorted(reference.paper.title.partition(":")[0] for reference in found.references)


def texts(found: RelatedWork) -> list[str]:
    return [said.text for theme in found.sections for said in theme.statements]


def is_right(found: RelatedWork) -> bool:
    said = [one for theme in found.sections for one in theme.statements]
    return (
        cited(found) == [f"Hum{n}" for n in range(1, 7)]
        and all(one.support is Support.SUPPORTED and one.quotes for one in said)
        and len(set(texts(found))) == len(said)
    )


def test_a_draft_is_planned_found_written_and_joined(draft: Draft) -> None:
    model = WritingModel()
    found = draft(model)
    assert is_right(found)
    assert [theme.heading for theme in found.sections] == ["Counting bees"]
    assert model.asked == ["plan", "find", "find", "write", "write", "join"]
    assert found.log == ()
    assert found.model == "scripted"
    assert found.usage.calls == 6


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ([1, 2, 3, 4, 5], "nowhere; it went to “Counting bees”"),
        ([1, 2, 3, 4, 5, 6, 2], "in “Counting bees” and in “Counting bees”; it stays in the first"),
        ([1, 2, 3, 4, 5, 6, 17], "the plan names a paper '17' that there is not"),
        ([1, 2, 3, 4, 5, 6, "six"], "the plan names a paper 'six' that there is not"),
    ],
    ids=["dropped", "doubled", "invented", "no number"],
)
def test_a_plan_that_is_wrong_is_mended(draft: Draft, numbers: list[Any], told: str) -> None:
    found = draft(WritingModel(plan=lambda _: one_theme(numbers)))
    assert is_right(found)
    assert len(found.log) == 1
    assert told in found.log[0]


def themes(*named: tuple[str, list[int]], left_out: Any = ()) -> str:
    planned = [{"heading": heading, "papers": papers} for heading, papers in named]
    return json.dumps({"themes": planned, "left_out": left_out})


def test_a_heading_that_says_something_new_is_not_taken(draft: Draft) -> None:
    plan = themes(("Bees solve hunger", [1, 2, 3]), ("Orchard and forest", [4, 5, 6]))
    found = draft(WritingModel(plan=lambda _: plan))
    assert is_right(found)
    assert "Bees solve hunger" not in [theme.heading for theme in found.sections]
    assert "“Bees solve hunger” became" in found.log[0]


def test_a_paper_may_be_left_out_with_a_reason_but_not_one_that_must_be_cited(
    draft: Draft,
) -> None:
    left = [{"paper": n, "reason": "it is about fog"} for n in (5, 6)]

    def plan(numbers: list[int]) -> str:
        return themes(("Counting bees", [1, 2, 3, 4]), left_out=left)

    found = draft(WritingModel(plan=plan), must_cite=[one["title"] for one in ENTRIES])
    assert is_right(found)
    assert sum("which must be cited" in one for one in found.log) == 2
    found = draft(WritingModel(plan=plan))
    assert len(found.references) == 4
    reasons = [left.reason for left in found.not_cited]
    assert reasons.count("left out by the model's plan: it is about fog") == 2


@pytest.mark.parametrize(
    "reply", ["I would rather not.", '{"themes": []}', '{"themes": [{"papers": [99]}]}']
)
def test_without_a_plan_of_the_model_s_the_papers_are_grouped_by_code(
    draft: Draft, reply: str
) -> None:
    found = draft(WritingModel(plan=lambda _: reply))
    assert is_right(found)
    assert "the papers were grouped by code" in " ".join(found.log)


def test_papers_that_are_passed_over_are_asked_for_alone(draft: Draft) -> None:
    wrote: list[list[str]] = []

    def first_two(papers: Blocks) -> str:
        wrote.append([title.partition(":")[0] for title, _ in papers.values()])
        return verbatim(dict(list(papers.items())[:2]))

    found = draft(WritingModel(write=first_two))
    assert is_right(found)
    assert [len(names) for names in wrote] == [3, 3, 2]
    assert set(wrote[2]) == set(wrote[0][2:] + wrote[1][2:])
    assert found.log[0].startswith("asked again for “Hum")


def test_a_paper_that_the_model_never_cites_is_told_in_its_own_words(draft: Draft) -> None:
    never = "Hum3: Bees of the Alp"

    def passes_over(papers: Blocks) -> str:
        return verbatim({n: one for n, one in papers.items() if one[0] != never})

    entries = [*ENTRIES]
    entries[2] = paper(never, "In this paper, we propose Hum3, a cheap microphone for the alp.")
    found = draft(WritingModel(write=passes_over), entries)
    assert is_right(found)
    assert f"“{never}” is told in its own words: the model did not cite it" in found.log


def test_what_points_at_the_wrong_paper_is_no_part_of_the_draft(draft: Draft) -> None:
    def swapped(papers: Blocks) -> str:
        numbers = list(papers)
        said = [papers[n][1][0].rstrip(".") for n in numbers]
        turned = numbers[1:] + numbers[:1]
        return "\n".join(f"{one} [{n}.1]." for one, n in zip(said, turned, strict=True))

    found = draft(WritingModel(write=swapped))
    for theme in found.sections:
        for said in theme.statements:
            assert said.counted or said.text.split()[0] in said.quotes[0].text
    assert found.left_out


def test_what_a_model_says_over_and_over_is_left_out_once(draft: Draft) -> None:
    wrong = "\n".join(["Whales sing of 12 moons [1.1]."] * 40)
    found = draft(WritingModel(write=lambda papers: f"{verbatim(papers)}\n{wrong}"))
    assert is_right(found)
    assert sum("Whales" in left.text for left in found.left_out) == 1


def test_a_citation_that_bears_nothing_out_is_taken_off(draft: Draft) -> None:
    def all_at_once(papers: Blocks) -> str:
        every = ", ".join(f"{n}.1" for n in papers)
        return "\n".join(f"{said[0].rstrip('.')} [{every}]." for _, said in papers.values())

    found = draft(WritingModel(write=all_at_once))
    assert is_right(found)
    assert all(len(s.quotes) == 1 for theme in found.sections for s in theme.statements)
    assert "bears none of it out" in found.log[0]


def moved(sentences: list[str]) -> str:
    """The numbers of the first two sentences exchanged."""
    first, second = (one.rpartition(" ")[0] for one in sentences[:2])
    return "\n".join([f"{first} [2]", f"{second} [1]", *sentences[2:]])


@pytest.mark.parametrize(
    ("join", "told"),
    [
        (moved, "it changes more than connecting words"),
        (lambda said: "\n".join(said[1:]), "are not the ones there were, each once"),
        (lambda said: "\n".join([*said, said[0]]), "are not the ones there were, each once"),
        (lambda said: " ".join(said).replace(" [1]", "").replace("[2]", "[1, 2]"), "each once"),
        (lambda said: "\n".join(f"Therefore, {one}" for one in said), "connecting words"),
        (lambda said: "\n".join(said).replace(" counts ", " never counts "), "connecting words"),
        (lambda said: Reply("overloaded", status=400), "has no transitions"),
    ],
    ids=["moved", "lost", "twice", "merged", "therefore", "never", "failed"],
)
def test_transitions_that_change_anything_are_dropped(
    draft: Draft, join: Callable[[list[str]], str | Reply], told: str
) -> None:
    plain = draft(WritingModel())
    found = draft(WritingModel(join=join))
    assert found.sections == plain.sections
    assert told in found.log[-1]


def test_transitions_join_sentences_and_may_change_their_order(draft: Draft) -> None:
    def joined(sentences: list[str]) -> str:
        first, *rest = reversed(sentences)
        return "\n".join([first, *(f"In the same vein, {one}" for one in rest)])

    plain, found = draft(WritingModel()), draft(WritingModel(join=joined))
    assert is_right(found)
    assert texts(found)[0] == texts(plain)[-1]
    assert all(one.startswith("In the same vein, Hum") for one in texts(found)[1:])
    quotes = {
        text.removeprefix("In the same vein, "): said.quotes[0].text
        for said, text in zip(found.sections[0].statements, texts(found), strict=True)
    }
    assert quotes == {s.text: s.quotes[0].text for s in plain.sections[0].statements}


OWN = own_work_of(
    f"# {TOPIC}\n\n## Abstract\n\nBees are hard to count. We propose Buzz, a radar that "
    "counts bees without any microphone."
)


def own_number(papers: Blocks) -> int | None:
    return next((n for n, (title, _) in papers.items() if title.startswith("The author")), None)


def with_contrast(pointers: str) -> Callable[[Blocks], str]:
    def write(papers: Blocks) -> str:
        number = own_number(papers)
        others = {n: one for n, one in papers.items() if n != number}
        text = verbatim(others)
        if number is not None:
            contrast = (
                f"Unlike Hum, a cheap microphone, our work is a radar that counts bees {pointers}."
            )
            text += "\n" + contrast.replace("OWN", str(number))
        return text

    return write


def test_the_author_s_own_work_is_set_against_papers_by_the_author_s_own_sentence(
    draft: Draft,
) -> None:
    found = draft(WritingModel(write=with_contrast("[1.1, OWN.1]")), own=OWN)
    (contrast,) = [s for theme in found.sections for s in theme.statements if s.own]
    assert contrast.own == ("We propose Buzz, a radar that counts bees without any microphone.",)
    assert [quote.title.partition(":")[0] for quote in contrast.quotes] != []
    assert all("own" not in reference.paper.id for reference in found.references)


@pytest.mark.parametrize(
    ("pointers", "reason"),
    [("[OWN.1]", "nothing of a paper"), ("[1.1]", "no sentence of the author's own")],
)
def test_what_is_said_of_the_author_s_work_rests_on_both_or_is_left_out(
    draft: Draft, pointers: str, reason: str
) -> None:
    found = draft(WritingModel(write=with_contrast(pointers)), own=OWN)
    assert not any("our work" in text for text in texts(found))
    assert any(reason in left.reason for left in found.left_out)


def test_the_draft_s_abstract_and_a_sample_of_style_are_shown(draft: Draft) -> None:
    model = WritingModel()
    must = [one["title"] for one in ENTRIES]
    draft(model, own=OWN, style="Short sentences. Dry ones.", words=240, must_cite=must)
    plan = next(p for p in model.prompts if "You plan" in p)
    assert "a radar that counts bees" in plan
    write = [p for p in model.prompts if "You write part" in p]
    assert all("Short sentences. Dry ones." in p for p in write)
    assert all("about 120 words in all" in p for p in write)
    assert ["Buzz" in p for p in write] == [False, True]


def test_a_server_that_is_not_there_is_an_error_and_one_that_dies_costs_its_part(
    draft: Draft,
) -> None:
    with pytest.raises(ModelError):
        draft(WritingModel(plan=lambda _: Reply("no key", status=401)))  # type: ignore[arg-type,return-value]
    calls = 0

    def dies(papers: Blocks) -> str | Reply:
        nonlocal calls
        calls += 1
        return verbatim(papers) if calls == 1 else Reply("gone", status=400)

    found = draft(WritingModel(write=dies))
    assert is_right(found)
    assert any("was not written" in notice for notice in found.notices)
    assert sum("told in its own words" in one for one in found.log) == 3

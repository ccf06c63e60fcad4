"""Where a section stops citing, and when it does not begin."""

from collections.abc import Sequence

import numpy as np
import pytest

from reviewer.models import LeftOut
from reviewer.related_work.brief import Brief
from reviewer.related_work.relevance import Found, Relevance
from reviewer.text.words import content_words
from tests.candidates import passage_of

TOPIC = "kelp drones"
DRAFT = Brief(topic=TOPIC, abstract="We fly over kelp and count.")


class Words:
    """Every word of a topic weighs the same."""

    papers = 700

    def weights(self, topic: str) -> dict[str, float]:
        return dict.fromkeys(content_words(topic), 1.0)

    def covered(self, topic: str, texts: Sequence[str]) -> tuple[float, list[str]]:
        asked = content_words(topic)
        missing = [word for word in asked if not any(word in content_words(t) for t in texts)]
        return 1 - len(missing) / len(asked), missing


def found(title: str, score: float) -> Found:
    passage = passage_of(title, "Something was measured.")
    passage = passage.model_copy(update={"score": score})
    return Found(passage.paper, [passage])


def parted(
    papers: Sequence[tuple[str, float, float]],
    brief: Brief,
    *,
    threshold: float = 0.42,
    everything: bool = False,
    cosines: bool = True,
) -> tuple[list[str], list[LeftOut], str | None]:
    """Titles of the cited, what is left and what is said of papers with a cosine and a score."""
    relevance = Relevance(Words(), threshold)  # type: ignore[arg-type]
    near = np.array([cosine for _, cosine, _ in papers]) if cosines else None
    chosen, spare, nothing = relevance.parted(
        brief,
        [found(title, score) for title, _, score in papers],
        near,
        15,
        lambda _: True,
        everything=everything,
    )
    return [one.paper.title for one in chosen], spare, nothing


def test_a_topic_that_no_paper_is_about_is_given_up() -> None:
    chosen, spare, nothing = parted([("Tin mines", 0.35, 1.0), ("Salt", 0.3, 0.9)], Brief(TOPIC))
    assert chosen == []
    assert nothing
    assert "(best match 0.35, threshold 0.42)" in nothing
    assert [one.reason for one in spare] == [
        "too far from the topic (0.35, cut 0.42)",
        "too far from the topic (0.30, cut 0.42)",
    ]
    assert parted([("Tin mines", 0.35, 1.0)], Brief(TOPIC), threshold=0)[0] == ["Tin mines"]


def test_the_words_of_the_topic_count_beside_its_meaning() -> None:
    assert parted([("Drones over kelp", 0.35, 1.0)], Brief(TOPIC))[0] == ["Drones over kelp"]


def test_what_must_be_cited_is_so_even_then() -> None:
    must = passage_of("Salt", "").paper.id
    papers = [("Tin mines", 0.3, 1.0), ("Salt", 0.1, 0.1)]
    assert parted(papers, Brief(TOPIC, must_cite={must: "Salt"}))[0] == ["Salt"]


@pytest.mark.parametrize("brief", [Brief(TOPIC), DRAFT])
def test_what_is_hardly_asked_for_is_cited_only_if_it_is_near_for_certain(brief: Brief) -> None:
    papers = [("Kelp", 0.7, 1.0), ("Eels", 0.49, 0.7), ("Tin", 0.49, 0.5), ("Reeds", 0.65, 0.3)]
    chosen, spare, nothing = parted(papers, brief)
    assert nothing is None
    assert chosen == ["Kelp", "Eels", "Reeds"]
    assert [one.reason for one in spare] == ["hardly asked for (0.50, cut 0.65)"]


def test_an_author_who_counts_gets_more() -> None:
    papers = [("Kelp", 0.7, 1.0), ("Tin", 0.49, 0.57)]
    assert parted(papers, DRAFT)[0] == ["Kelp"]
    assert parted(papers, Brief(TOPIC, abstract="We fly.", papers=9))[0] == ["Kelp", "Tin"]


def test_an_author_who_counts_the_papers_on_a_topic_gets_them() -> None:
    papers = [("Kelp", 0.7, 1.0), ("Tin", 0.4, 0.1), ("Salt", 0.1, 0.1)]
    assert parted(papers, Brief(TOPIC, papers=9))[0] == ["Kelp", "Tin"]


def test_the_more_of_a_collection_was_looked_at_the_less_its_scores_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    papers = [("Kelp", 0.7, 1.0), ("Tin", 0.49, 0.4)]
    assert parted(papers, DRAFT)[0] == ["Kelp"]
    monkeypatch.setattr(Words, "papers", 4)
    assert parted(papers, DRAFT)[0] == ["Kelp", "Tin"]


@pytest.mark.parametrize("brief", [Brief(TOPIC), DRAFT])
def test_of_a_collection_that_was_found_whole_only_nearness_tells(brief: Brief) -> None:
    papers = [("Kelp", 0.7, 1.0), ("Tin", 0.45, 0.0), ("Salt", 0.1, 0.9)]
    assert parted(papers, brief, everything=True)[0] == ["Kelp", "Tin"]
    assert parted(papers, brief)[0] == ["Kelp"]


def test_without_vectors_words_say_whether_a_paper_is_about_a_short_topic() -> None:
    papers = [("Tin mines", 0.0, 1.0), ("Salt", 0.0, 0.5)]
    assert parted(papers, Brief(TOPIC), cosines=False)[0] == []
    assert len(parted(papers, Brief(TOPIC), cosines=False, threshold=0)[0]) == 2
    long = Brief("how deep mines of tin were dug and drained by water wheels")
    assert parted(papers, long, cosines=False)[0] == ["Tin mines", "Salt"]
    assert parted([("Kelp", 0.0, 1.0)], Brief(TOPIC), cosines=False)[0] == ["Kelp"]

"""Which papers a section cites: versions of one work are one, the author's sentences are asked."""

from pathlib import Path

from reviewer.models import Filters
from reviewer.own_work import own_work_of
from reviewer.related_work.brief import Brief
from tests.gathered import gather, paper

KELP = "We propose Fronder, a drone that counts kelp fronds from the air without a diver."
EELS = paper("Traps for Eels", "We propose a trap that counts eels in a river at night.")
TOPIC = "Counting kelp fronds with drones"


def version(title: str, text: str = KELP, **fields: object) -> dict[str, object]:
    return paper(title, text) | fields


def reasons(folder: Path, entries: list[dict[str, object]], **wanted: object) -> dict[str, str]:
    with gather(folder, entries) as ws:
        plan = ws.plan_related_work(TOPIC, **wanted)  # type: ignore[arg-type]
        planned = {paper.title: "planned" for theme in plan.themes for paper in theme.papers}
        return planned | {left.text: left.reason for left in plan.left_out}


def test_the_published_version_of_a_work_stands_for_both(tmp_path: Path) -> None:
    entries = [
        version("Fronder: Counting Kelp Fronds", authors=["A. Ruiz"], year=2024),
        version("Fronder: Kelp from the Air", authors=["A. Ruiz"], year=2023, venue="J. of Kelp"),
        EELS,
    ]
    said = reasons(tmp_path, entries)
    assert said["Fronder: Kelp from the Air"] == "planned"
    assert said["Fronder: Counting Kelp Fronds"] == (
        "one title before the colon and an author in common as “Fronder: Kelp from the Air”, "
        "which stands for both"
    )


def test_two_works_of_nearly_one_title_by_others_are_both_cited(tmp_path: Path) -> None:
    other = "We propose a boat that photographs kelp fronds below the surface of the sea."
    entries = [
        version("Counting the Fronds of Giant Kelp", authors=["A. Ruiz"]),
        version("Counting the Frond of Giant Kelp", other, authors=["B. Lind"]),
    ]
    assert set(reasons(tmp_path, entries).values()) == {"planned"}


def test_without_authors_the_texts_tell_versions_from_works(tmp_path: Path) -> None:
    other = "We study how warm winters shorten the season in which divers may harvest anything."
    same = [version("Counting the Fronds of Giant Kelp"), version("Counting Fronds of Giant Kelp")]
    told = reasons(tmp_path / "one", same)
    assert sorted(reason == "planned" for reason in told.values()) == [False, True]
    two = [same[0], version("Counting Fronds of Giant Kelp", other)]
    assert "planned" in reasons(tmp_path / "two", two).values()
    assert not any("stands for both" in one for one in reasons(tmp_path / "two", two).values())


def test_a_version_that_must_be_cited_stands_for_both(tmp_path: Path) -> None:
    entries = [
        version("Fronder: Counting Kelp Fronds", authors=["A. Ruiz"], year=2024),
        version("Fronder: Kelp from the Air", authors=["A. Ruiz"], year=2023, venue="J. of Kelp"),
    ]
    said = reasons(tmp_path, entries, must_cite=["Fronder: Counting Kelp Fronds"])
    assert said["Fronder: Counting Kelp Fronds"] == "planned"
    assert said["Fronder: Kelp from the Air"].endswith("which stands for both")


def test_every_sentence_of_the_authors_draft_is_asked() -> None:
    said = " ".join(f"Kelp of kind{n} grows along the coast of land{n}." for n in range(20))
    own = own_work_of(f"# Kelp\n\n## Abstract\n\n{said}")
    brief = Brief(topic="Kelp forests", abstract=own.about, own=own, filters=Filters())
    assert len(brief.queries) == 2 + 20
    assert len(Brief(topic="Kelp forests", abstract=own.about).queries) == 1 + 8


def test_a_draft_stands_in_for_topic_and_abstract(tmp_path: Path) -> None:
    own = own_work_of(f"# {TOPIC}\n\n## Abstract\n\nKelp fronds are counted by drones from above.")
    with gather(tmp_path, [version("Fronder: Kelp from the Air"), EELS]) as ws:
        plan = ws.plan_related_work(own=own)
    assert plan.topic == TOPIC
    assert next(p.title for theme in plan.themes for p in theme.papers).startswith("Fronder")


def test_a_paper_that_must_be_cited_is_so_whatever_the_filters_leave_out(tmp_path: Path) -> None:
    entries = [version("Fronder: Kelp from the Air", year=2024), EELS | {"year": 1990}]
    recent = Filters(year_from=2020)
    assert "Traps for Eels" not in reasons(tmp_path / "one", entries, filters=recent)
    asked = {"filters": recent, "must_cite": ["Traps for Eels"]}
    assert reasons(tmp_path / "two", entries, **asked)["Traps for Eels"] == "planned"


def test_a_paper_that_is_wanted_and_not_wanted_is_told_and_not_cited(tmp_path: Path) -> None:
    name = "Traps for Eels"
    with gather(tmp_path, [version("Fronder: Kelp from the Air"), EELS]) as ws:
        plan = ws.plan_related_work(TOPIC, must_cite=[name], must_not=[name])
        assert f"“{name}” is to be cited and not to be cited: it is not" in ws.notices
    assert name not in [paper.title for theme in plan.themes for paper in theme.papers]


def test_a_draft_without_a_title_is_called_by_its_first_sentence(tmp_path: Path) -> None:
    own = own_work_of("Kelp fronds are counted by drones from above. We use a kite instead.")
    with gather(tmp_path, [version("Fronder: Kelp from the Air"), EELS]) as ws:
        plan = ws.plan_related_work(own=own)
        assert plan.topic == "Kelp fronds are counted by drones from above"
        assert any("states no title" in notice for notice in ws.notices)
        ws.notices.clear()
        ws.plan_related_work(TOPIC, own=own)
        assert ws.notices == []

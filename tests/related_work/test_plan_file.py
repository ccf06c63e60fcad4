"""A plan is a file that its author edits; what is edited wrongly is named with its place."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import PaperNotFoundError, PlanError
from reviewer.models import LeftOut, Paper, Plan, PlannedPaper, PlannedTheme
from reviewer.related_work.plan_file import plan_text, read_plan

PAPERS = {
    "a1": Paper(id="a1", title="Bees by Ear"),
    "b2": Paper(id="b2", title="Weighing Swarms"),
}
PLAN = Plan(
    topic="counting bees",
    themes=(
        PlannedTheme(
            heading="By sound",
            why="1 paper near to each other.",
            papers=(PlannedPaper(paper_id="a1", title="Bees by Ear"),),
        ),
        PlannedTheme(
            heading="By weight", papers=(PlannedPaper(paper_id="b2", title="Weighing Swarms"),)
        ),
    ),
    left_out=(LeftOut(text="Wing: Beats", reason="too far", paper_id="c3"),),
)


def called(name: str) -> Paper:
    if name not in PAPERS:
        raise PaperNotFoundError(f"no paper is called {name!r}", hint="see reviewer papers")
    return PAPERS[name]


def read(folder: Path, text: str) -> Plan:
    path = folder / "plan.toml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path, called)


def test_a_plan_comes_back_from_its_file(tmp_path: Path) -> None:
    text = plan_text(PLAN)
    assert "# Bees by Ear" in text
    assert read(tmp_path, text) == PLAN


def test_themes_and_papers_may_be_moved_renamed_and_taken_out(tmp_path: Path) -> None:
    text = (
        'topic = "bees"\n[[theme]]\nheading = "All"\npapers = ["b2", "a1"]\n[[theme]]\nheading="x"'
    )
    plan = read(tmp_path, text)
    assert [theme.heading for theme in plan.themes] == ["All"]
    assert plan.log == ("the theme “x” of the plan has no paper, and is left out",)
    assert [paper.title for paper in plan.themes[0].papers] == ["Weighing Swarms", "Bees by Ear"]


def test_a_paper_that_was_left_out_and_is_planned_is_planned(tmp_path: Path) -> None:
    text = plan_text(
        PLAN.model_copy(update={"left_out": (LeftOut(text="x", paper_id="a1", reason=""),)})
    )
    assert read(tmp_path, text).left_out == ()


THEME = 'topic = "t"\n[[theme]]\nheading = "h"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no topic"),
        ('topic = "t"', "plans no paper"),
        ('topic = "t', "is no TOML"),
        ("topic = " + "[" * 9_999, "is no plan: its brackets are nested too deeply"),
        ("topic = 3", "has no topic"),
        (THEME + 'papers = ["zz"]', "names in theme 1 (line 4): no paper is called 'zz'"),
        (THEME + 'papers = [\n\n"zz"]', "names in theme 1 (line 6): no paper is called 'zz'"),
        (THEME + 'papers = ["\\u007az"]', "names in theme 1 (line 2): no paper is called 'zz'"),
        (THEME + 'papers = ["a1", "a1"]', "plans “Bees by Ear” twice in theme 1 (line 4)"),
        (
            f'{THEME}papers = ["a1"]\n[[theme]]\nheading = "i"\npapers = [\n"b2",\n"a1"]',
            "plans “Bees by Ear” in theme 2 (line 9) and in theme 1 (line 4)",
        ),
        (
            'topic = "t"\ntheme = [{ heading = "h", papers = ["zz"] }]',
            "names in theme 1: no paper is called 'zz'",
        ),
        (THEME + 'papers = "a1"', "has papers in theme 1 (line 2) that are no names"),
        (THEME + "papers = [1]", "has papers in theme 1 (line 2) that are no names"),
        (THEME + 'paper = ["a1"]', "has an unknown key 'paper' in theme 1 (line 2)"),
        ('topic = "t"\n\n[[theme]]\npapers = ["a1"]', "has no heading in theme 1 (line 3)"),
        ('topic = "t"\ntheme = 1', "has a theme that is no table"),
        ('topic = "t"\ntheme = [1]', "has a theme 1 that is no table"),
        ('topic = "t"\ntopics = 1', "has an unknown key 'topics'"),
    ],
)
def test_nonsense_is_named_with_its_place_and_how_to_mend_it(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(PlanError) as caught:
        read(tmp_path, text)
    assert said in caught.value.message
    assert "plan.toml" in caught.value.message
    assert caught.value.hint


def test_a_file_that_is_not_there_or_not_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="cannot be read"):
        read_plan(tmp_path / "gone.toml", called)
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PlanError, match="is not UTF-8"):
        read_plan(tmp_path / "x.toml", called)


@given(topic=st.text(), heading=st.text(), title=st.text(), reason=st.text())
def test_any_words_make_a_file_that_is_toml(
    topic: str, heading: str, title: str, reason: str
) -> None:
    planned = PlannedPaper(paper_id="a1", title=title)
    plan = Plan(
        topic=topic,
        themes=(PlannedTheme(heading=heading, papers=(planned,)),),
        left_out=(LeftOut(text=title, reason=reason, paper_id="c3"),),
    )
    document = tomllib.loads(plan_text(plan))
    assert document["theme"][0]["papers"] == ["a1"]
    assert document["topic"] == " ".join(topic.split())

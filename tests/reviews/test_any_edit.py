"""Whatever an author does to a draft, an update changes none of it, and puts only new lines in."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reviewer.errors import ReviewFolderError
from reviewer.models import Usage
from reviewer.reviews.holding import review_now
from reviewer.reviews.replanning import replan
from reviewer.reviews.run import run_of
from reviewer.reviews.writing import write
from tests.hashing import HashingEmbedder
from tests.reviews.living import Living, studies

JUNK = [
    "",
    "## Another heading",
    "# Related work",
    "Words of mine, that cite nothing.",
    "- an item [@nobody]",
    "However,",
    "```",
    "<!-- a note",
    "-->",
    "| a | table |",
    "> quoted",
    "=====",
    "---",
    "\t",
    "$$ x",
    "[@",
    "<<<<<<<",
]
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "double", "join", "swap", "word"]),
        st.integers(0, 10**6),
        st.sampled_from(JUNK),
    ),
    max_size=8,
)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Living, str]:
    """A review to which papers have come, and its draft as it was saved."""
    review = Living(tmp_path_factory.mktemp("any"), embedder=HashingEmbedder())
    review.save()
    review.ingest([*studies(), *studies(["hive scale", "microphone"], first=5, each=1)])
    return review, review.text()


def edited(text: str, edits: list[tuple[str, int, str]], newline: str) -> str:
    lines = text.split("\n")
    for what, number, junk in edits:
        place = number % len(lines)
        line = lines[place]
        match what:
            case "delete":
                lines[place : place + 1] = [] if len(lines) > 1 else [line]
            case "insert":
                lines.insert(place, junk)
            case "double":
                lines.insert(place, line)
            case "join":
                lines[place : place + 2] = [" ".join(lines[place : place + 2])]
            case "swap":
                lines[place], lines[0] = lines[0], line
            case "word":
                lines[place] = line.replace(" ", f" {junk} ", 1)
    return newline.join(lines)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(edits=[("join", 339, "")], newline="\n")
@given(edits=EDITS, newline=st.sampled_from(["\n", "\r\n"]))
def test_every_line_of_the_author_s_stays_in_its_place(
    saved: tuple[Living, str], edits: list[tuple[str, int, str]], newline: str
) -> None:
    living, text = saved
    mine = edited(text, edits, newline)
    Path(living.folder / "draft.md").write_bytes(mine.encode())
    try:
        run = run_of(living.ws, living.folder)
    except ReviewFolderError:
        return  # empty, cut off within a sentence, or none of the review's sentences is left
    planned = replan(run)
    now = review_now(run, planned, write(run, planned), Usage()).draft
    rest = iter(now.split(newline))
    assert all(any(line == other for other in rest) for line in mine.split(newline))
    again = iter(now.split(newline))
    came = [line for line in again if line not in mine.split(newline)]
    assert all("[@" in line or "[-@" in line or line.startswith("#") for line in came)

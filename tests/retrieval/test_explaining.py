"""Which words of what was asked stand in a passage."""

from pathlib import Path

import pytest

from tests.gathered import gather, paper

ENTRIES = [
    paper("Salt Marshes at Low Tide", "Reeds grow in the mud. H$_2$O rises twice a day."),
    paper("Lighthouses", "Lamps burn at night, and ships are warned of sand."),
]


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("What grows in a salt marsh?", ("grows", "salt", "marsh")),
        ("“tides”, (mud) and the lamps.", ("tides", "mud")),
        ("growing and grows", ("growing",)),
        ("does H2O rise in Marshes?", ("H2O", "rise", "Marshes")),
        ("reeds versus lamps at night", ("reeds",)),
        ("mud/sand", ("mud/sand",)),
    ],
)
def test_the_words_asked_for_that_a_passage_or_its_title_holds(
    tmp_path: Path, query: str, terms: tuple[str, ...]
) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        found = {p.paper.title: p.terms for p in ws.search(query, explain=True)}
    assert found["Salt Marshes at Low Tide"] == terms


def test_without_an_explanation_no_words_are_looked_for(tmp_path: Path) -> None:
    with gather(tmp_path, ENTRIES) as ws:
        (found,) = ws.search("reeds")
        (explained,) = ws.search("reeds", explain=True)
    assert found.terms == ()
    assert explained == found.model_copy(update={"terms": ("reeds",)})

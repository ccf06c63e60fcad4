"""Lines between a title and an abstract, and the names among them."""

import pytest

from reviewer.reading.pdf.authors import names
from reviewer.reading.pdf.lines import RAISED, Line

WIDTH = 500.0


def row(y: float, *cells: str, font: str = "Serif") -> list[Line]:
    """Cells side by side over the whole width."""
    room = WIDTH / len(cells)
    return [
        Line(cell.replace(RAISED, "1"), room * n, room * (n + 1) - 15, y, 12, font, 1, cell)
        for n, cell in enumerate(cells)
    ]


def test_names_in_cells_do_not_go_on_in_the_affiliations_below() -> None:
    lines = [
        *row(700, "Ada Frost", "Bo Ek", "Cara Lund"),
        *row(686, "University of Fields", "Bell Labs", "Town Institute"),
        *row(660, "Dan Moor", "Eve Nash"),
        *row(646, "University of Fields", "School of Soil"),
    ]
    assert names(lines, WIDTH) == ("Ada Frost", "Bo Ek", "Cara Lund", "Dan Moor", "Eve Nash")


def test_rows_of_names_in_cells_stand_by_themselves() -> None:
    lines = [*row(700, "Ada Frost", "Bo Ek"), *row(686, "Cara Lund", "Dan Moor")]
    assert names(lines, WIDTH) == ("Ada Frost", "Bo Ek", "Cara Lund", "Dan Moor")


def test_a_name_goes_on_in_the_next_line_of_a_list() -> None:
    lines = [*row(700, "Ada Frost, Bo Ek, Cara"), *row(686, "Lund, and Dan Moor")]
    assert names(lines, WIDTH) == ("Ada Frost", "Bo Ek", "Cara Lund", "Dan Moor")


def test_a_marked_name_at_the_end_of_its_line_is_whole() -> None:
    first = f"Ada Frost{RAISED}, Bo Ek{RAISED}, Cara Lund{RAISED}"
    lines = [*row(700, first), *row(686, "1 University of Fields, Greenwick")]
    assert names(lines, WIDTH) == ("Ada Frost", "Bo Ek", "Cara Lund")


@pytest.mark.parametrize(
    "address",
    [
        "Florham Meadows, NJ 07932",
        "17 Sandy Walk, Greenwick NR4 7TJ, UK",
        "Lange Dijk 166, Waterstad",
        "Upper Place, Greenwick Heights",
    ],
)
def test_an_address_is_no_author(address: str) -> None:
    lines = [*row(700, "Ada Frost"), *row(686, address)]
    assert names(lines, WIDTH) == ("Ada Frost",)


@pytest.mark.parametrize("name", ["K. R. Le", "Ana de la Cruz", "Van Le"])
def test_a_particle_is_a_name_where_it_stands_last_with_a_capital(name: str) -> None:
    assert names(row(700, name), WIDTH) == (name,)

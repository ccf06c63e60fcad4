"""First pages in the manner of publishers, each with what it should be read as."""

from collections.abc import Callable
from typing import NamedTuple

from tests.reading.pdf.printed import (
    BOLD,
    ITALIC,
    ROMAN,
    SANS,
    TWO_COLUMNS,
    Sheet,
    paragraphs,
    sentences,
)


class Layout(NamedTuple):
    """A printed paper and what is true of it."""

    content: bytes
    title: str
    authors: tuple[str, ...]
    abstract: str | None = None
    year: int | None = None
    doi: str | None = None
    arxiv_id: str | None = None


BODY = sentences(60)
ABSTRACT = " ".join(sentences(5, "abstract"))
CITED = (
    "[1] Q. Barrow and T. Vane. Turnips in winter. Journal of Roots, 2001. doi:10.1234/root.1",
    "[2] A. Miller. Soils and their keepers. Field Press, 1999. arXiv:1234.56789",
    "[3] L. Ober, P. Quist. Hedges. In Proceedings of Gardens, pages 1-9, 2010.",
)


def proceedings() -> Layout:
    """Two columns below a title and authors side by side, as of the ACM and the ACL."""
    sheet = Sheet(columns=TWO_COLUMNS, hyphenate=True)
    sheet.centred("Slow Gardens Grow Better: Evidence from", 16)
    sheet.centred("Forty Allotments", 16)
    _side_by_side(sheet, 720, ("Ada Frost", "Bo Lindqvist Ek", "Carla de Souza"))
    sheet.y = sheet._floor = 660
    sheet.heading("Abstract")
    sheet.paragraph(ABSTRACT)
    _body(sheet, ("1 Introduction", "2 Method", "3 Results"))
    return Layout(
        sheet.done(),
        "Slow Gardens Grow Better: Evidence from Forty Allotments",
        ("Ada Frost", "Bo Lindqvist Ek", "Carla de Souza"),
        ABSTRACT,
    )


def transactions() -> Layout:
    """Roman numbers and an abstract that begins within its first line, as of the IEEE."""
    head = "IEEE TRANSACTIONS ON GARDENS, VOL. 12, NO. 3, MARCH 2015"
    sheet = Sheet(columns=TWO_COLUMNS, hyphenate=True, head=f"{head} {{page}}")
    sheet.centred("A Survey of Patient Watering", 24)
    sheet.centred("Dana Ilves, Member, IEEE, Emil Korhonen, and Fumiko Sato", 11, ROMAN, 2)
    sheet.paragraph(f"Abstract—{ABSTRACT}", font=BOLD)
    sheet.paragraph("Index Terms—watering, patience, survey.", font=BOLD)
    _body(sheet, ("I. INTRODUCTION", "II. METHOD", "III. RESULTS"))
    return Layout(
        sheet.done(),
        "A Survey of Patient Watering",
        ("Dana Ilves", "Emil Korhonen", "Fumiko Sato"),
        ABSTRACT,
        year=2015,
    )


def preprint() -> Layout:
    """One column and a stamp in the margin, as of arXiv."""
    sheet = Sheet(columns=((108.0, 504.0),))
    sheet.stamp("arXiv:2105.01234v2 [cs.GD] 7 Jun 2021")
    sheet.centred("Compost Is All It Takes", 17)
    sheet.centred("Gil Moreau∗   Hana Novak   Ivo Petrov".replace("∗", "*"), 10, BOLD)
    sheet.centred("Department of Soil, University of Fields", 10, ROMAN)
    sheet.centred("{gil, hana, ivo}@fields.example", 10, ROMAN, 3)
    sheet.centred("Abstract", 12)
    sheet.paragraph(ABSTRACT, indent=0)
    _body(sheet, ("1 Introduction", "2 Related Work", "3 Results"))
    return Layout(
        sheet.done(),
        "Compost Is All It Takes",
        ("Gil Moreau", "Hana Novak", "Ivo Petrov"),
        ABSTRACT,
        year=2021,
        arxiv_id="2105.01234v2",
    )


def journal() -> Layout:
    """Dates and keywords beside the abstract, as of Elsevier."""
    sheet = Sheet(columns=TWO_COLUMNS, size=9)
    sheet.centred("Journal of Hedges and Borders 31 (2017) 101-117", 8, ROMAN, 3)
    sheet.centred("Journal of Hedges and Borders", 14, ROMAN, 3)
    sheet.centred("Pruning by moonlight: a controlled trial", 17, ROMAN, 2)
    sheet.centred("Jana Karlova a, Kofi Lante b, Maria O'Neill a", 11, ROMAN, 1.5)
    sheet.centred("a School of Gardens, Town, Country", 8, ITALIC, 1.2)
    sheet.centred("b Institute of Hedges, City, Country", 8, ITALIC, 3)
    top = sheet.y
    lines = (
        "A R T I C L E  I N F O",
        "Article history:",
        "Received 3 May 2016",
        "Accepted 9 June 2017",
    )
    for number, line in enumerate((*lines, "Keywords:", "Pruning", "Moonlight", "Trial")):
        sheet.at(54, top - 11 * number, line, 8)
    sheet.at(200, top, "A B S T R A C T", 9)
    wide = Sheet(columns=((200.0, 542.0),), size=9)
    for number, line in enumerate(wide._wrapped(ABSTRACT, 0, ROMAN)):
        sheet.at(200, top - 16 - 11 * number, line, 9)
    sheet.y = sheet._floor = top - 120
    sheet.at(54, 40, "http://dx.doi.org/10.1016/j.hedge.2017.03.001", 7)
    _body(sheet, ("1. Introduction", "2. Method", "3. Results"))
    return Layout(
        sheet.done(),
        "Pruning by moonlight: a controlled trial",
        ("Jana Karlova", "Kofi Lante", "Maria O'Neill"),
        ABSTRACT,
        year=2017,
        doi="10.1016/j.hedge.2017.03.001",
    )


def letter() -> Layout:
    """A bold first paragraph for an abstract, and no word that says so, as of Nature."""
    sheet = Sheet(columns=TWO_COLUMNS, size=9)
    sheet.at(54, 800, "LETTERS", 9, SANS)
    sheet.centred("Bees remember single flowers", 22)
    sheet.centred("Nils Oberg, Olga Pavlova & Per Quist", 10, BOLD, 3)
    sheet.paragraph(ABSTRACT, indent=0, font=BOLD)
    _body(sheet, ())
    sheet.at(54, 40, "Published online 12 March 2009; doi:10.1038/bees0001", 7)
    return Layout(
        sheet.done(),
        "Bees remember single flowers",
        ("Nils Oberg", "Olga Pavlova", "Per Quist"),
        ABSTRACT,
        year=2009,
        doi="10.1038/bees0001",
    )


def notes() -> Layout:
    """One narrow column with a run-in abstract, as of Springer's lecture notes."""
    sheet = Sheet(columns=((134.0, 480.0),), head="")
    sheet.centred("Weeding with Machines that Listen", 14)
    sheet.centred("Rosa Silva(1), Sven Thorsen(2), and Tao Wu(1)", 10, ROMAN, 2)
    sheet.centred("1 University of Fields, Town, Country", 9, ROMAN, 1.2)
    sheet.centred("2 Research Centre for Weeds, City, Country", 9, ROMAN, 3)
    sheet.paragraph(f"Abstract. {ABSTRACT}", indent=0)
    sheet.paragraph("Keywords: weeds · machines · listening", indent=0)
    _body(sheet, ("1 Introduction", "2 Method", "3 Results"))
    return Layout(
        sheet.done(),
        "Weeding with Machines that Listen",
        ("Rosa Silva", "Sven Thorsen", "Tao Wu"),
        ABSTRACT,
    )


def open_journal() -> Layout:
    """A narrow column of dates and licence beside the text, as of JOSS and JOSE."""
    sheet = Sheet(columns=((170.0, 550.0),), head="")
    sheet.at(170, 760, "Seedling: a package for counting sprouts", 17, SANS)
    sheet.at(170, 735, "Uma Verma", 12, "Helvetica-Bold")
    sheet.at(236, 740, "1", 7, SANS)
    sheet.at(240, 735, ", Wen Xu", 12, "Helvetica-Bold")
    sheet.at(300, 740, "1, 2", 7, SANS)
    sheet.at(318, 735, ", and Yusuf Zaman", 12, "Helvetica-Bold")
    sheet.at(170, 715, "1 University of Fields 2 Institute of Sprouts", 9, SANS)
    side = ("DOI: 10.21105/jose.99999", "Software", "Review", "Repository", "Archive")
    for number, line in enumerate((*side, "Submitted: 1 May 2019", "Published: 2 June 2020")):
        sheet.at(30, 700 - 14 * number, line, 9, SANS)
    for number, line in enumerate(("License", "Authors of papers", "retain copyright.")):
        sheet.at(30, 590 - 12 * number, line, 9, SANS)
    sheet.y = sheet._floor = 690
    _body(sheet, ("Summary", "Statement of Need", "Use"), size=14)
    return Layout(
        sheet.done(),
        "Seedling: a package for counting sprouts",
        ("Uma Verma", "Wen Xu", "Yusuf Zaman"),
        None,
        year=2020,
        doi="10.21105/jose.99999",
    )


def _side_by_side(sheet: Sheet, y: float, people: tuple[str, ...]) -> None:
    for number, person in enumerate(people):
        x = 70 + 165 * number
        sheet.at(x, y, person, 12, BOLD)
        sheet.at(x, y - 14, "University of Fields", 11)
        sheet.at(x, y - 28, "Town, Country", 11)
        sheet.at(x, y - 42, f"{person.split()[0].lower()}@fields.example", 10, "Courier")


def _body(sheet: Sheet, headings: tuple[str, ...], size: float = 12) -> None:
    parts = paragraphs(BODY)
    share = len(parts) // max(1, len(headings))
    for number, paragraph in enumerate(parts):
        if headings and number % share == 0 and number // share < len(headings):
            sheet.heading(headings[number // share], size)
        sheet.paragraph(paragraph)
    sheet.heading("Acknowledgements", size)
    sheet.paragraph("We thank the worms of the northern allotments for their patience.")
    sheet.heading("References", size)
    for entry in CITED:
        sheet.entry(entry)


LAYOUTS: dict[str, Callable[[], Layout]] = {
    layout.__name__: layout
    for layout in (proceedings, transactions, preprint, journal, letter, notes, open_journal)
}

"""A draft made by hand about papers whose records and sentences are awkward to set."""

from reviewer.models import LeftOut, Paper, RelatedWork, Source, Support, Theme
from tests.rendering.nouns import TEA, quote, references, said


def paper(id_: str, title: str, **fields: object) -> Paper:
    sources = (Source(file="page.txt", line=2, title=title),)
    return Paper.model_validate({"id": id_, "title": title, "sources": sources, **fields})


PI = paper("pi", r"$\pi2\text{vec}$: Kettles as Vectors", year=2024, arxiv_id="2401.00001v2")
WATER = paper(
    "water", "H$_2$O: a study of {boiling", cite_key="DBLP:conf/x", venue="ICLR 2024", year=2024
)
MAXIMUM = paper(
    "max",
    "C_{max} & 50% of [Tea] @ $5 ~ ^ \\ # <b> 茶",
    authors=("Jürgen Müller", "Ann O'Hara Jr.", "Tea, Cup and Sons"),
    author_count=7,
    cite_key="müller2020",
    url="https://tea.example/a_b?c=%20&d={x}#top",
    doi="10.1000/a_b(c)",
)
SOLE = paper("sole", "Long Brews", authors=("Ida Long",), year=2023, cite_key="long's key")
AWKWARD = r"[See] *this* _at_ @home for $5 at 50\% & $x^2$-cost <b>"
DRAFT = RelatedWork(
    topic="tea & [time]",
    sections=(
        Theme(
            heading="How_long & {hot}",
            statements=(
                said("Leaf et al. (2021) find two minutes enough.", quote(TEA, "Two minutes.")),
                said(
                    f"{AWKWARD}.",
                    quote(PI, "A sentence."),
                    quote(WATER, "Another."),
                    quote(PI, "A third."),
                ),
            ),
        ),
        Theme(
            heading="How strong",
            statements=(
                said(
                    "1. Long prompts are bitter",
                    quote(SOLE, "Long brews are bitter."),
                    quote(MAXIMUM, "All is bitter."),
                    support=Support.WEAK,
                ),
                said("Long (2023), on the other hand, likes it?", quote(SOLE, "I like it.")),
            ),
        ),
        Theme(heading="Alone", statements=(said("Water boils.", quote(WATER, "It boils.")),)),
    ),
    references=references(TEA, PI, WATER, MAXIMUM, SOLE, paper("mute", "Never Said")),
    not_cited=(LeftOut(text="Coffee at Home", reason="another topic", paper_id="coffee"),),
    left_out=(
        LeftOut(text="Tea cures.", reason="no quote says it", support=Support.UNSUPPORTED),
        LeftOut(text="Coffee at Home", reason="another topic", paper_id="coffee"),
    ),
    candidates=9,
    model="tiny",
)

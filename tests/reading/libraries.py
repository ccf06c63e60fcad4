"""Made-up entries of a reference library, and how each format writes them."""

import json
from dataclasses import dataclass
from xml.sax.saxutils import escape

from hypothesis import strategies as st

TEXT = st.lists(
    st.sampled_from(
        [
            *("Ice", "snow", "Über", "naïve", "H₂O", "(cold)", "34.0", "a-b", "it's", "Čech"),
            *("TY", "%T", "PMID", "AB", "α", "3", "“so”", "and", "zèle", "汉字"),
        ]
    ),
    min_size=1,
    max_size=12,
).map(" ".join)
FAMILY = st.sampled_from(["Frost", "Rime", "van der Berg", "O'Neil", "García", "Öre", "Li", "Šik"])
GIVEN = st.sampled_from(["Ada", "Bo B.", "Jean-Luc", "Zoë", "M.", "İpek"])
KEYS = st.from_regex(r"[a-z]{2,8}[0-9]{4}[a-z]?", fullmatch=True)


@dataclass(frozen=True)
class Written:
    title: str
    people: tuple[tuple[str, str], ...]
    year: int
    journal: str
    abstract: str
    key: str

    @property
    def authors(self) -> tuple[str, ...]:
        return tuple(f"{given} {family}" for family, given in self.people)


WRITTEN = st.lists(
    st.builds(
        Written,
        title=TEXT.map(lambda text: f"On {text}"),
        people=st.lists(st.tuples(FAMILY, GIVEN), max_size=4).map(tuple),
        year=st.integers(1850, 2030),
        journal=TEXT.map(lambda text: f"Journal of {text}"),
        abstract=st.one_of(st.just(""), TEXT.map(lambda text: f"We study {text}.")),
        key=KEYS,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda written: written.key,
)


def bibtex(entries: list[Written]) -> str:
    return "\n".join(
        f"@article{{{e.key},\n  title = {{{e.title}}},\n"
        + (f"  author = {{{' and '.join(map(', '.join, e.people))}}},\n" if e.people else "")
        + f"  journal = {{{e.journal}}},\n  year = {e.year},\n"
        + (f"  abstract = {{{e.abstract}}},\n" if e.abstract else "")
        + "}\n"
        for e in entries
    )


def ris(entries: list[Written]) -> str:
    return "\n".join(
        f"TY  - JOUR\nTI  - {e.title}\n"
        + "".join(f"AU  - {', '.join(person)}\n" for person in e.people)
        + f"PY  - {e.year}///\nJF  - {e.journal}\nID  - {e.key}\n"
        + (f"AB  - {e.abstract}\n" if e.abstract else "")
        + "ER  - \n"
        for e in entries
    )


def medline(entries: list[Written]) -> str:
    return "\n".join(
        f"PMID- {number}\nOWN - NLM\nTI  - {wrapped(e.title)}.\n"
        + "".join(f"FAU - {', '.join(p)}\nAU  - {p[0]} X\nAD  - Far away.\n" for p in e.people)
        + f"DP  - {e.year} Jan 3\nJT  - {e.journal}\n"
        + (f"AB  - {wrapped(e.abstract)}\n" if e.abstract else "")
        for number, e in enumerate(entries, start=1000)
    )


def wrapped(text: str) -> str:
    return "\n      ".join(text.split(" "))


def endnote_tagged(entries: list[Written]) -> str:
    return "\n".join(
        f"%0 Journal Article\n%T {e.title}\n"
        + "".join(f"%A {', '.join(person)}\n" for person in e.people)
        + f"%D {e.year}\n%J {e.journal}\n%F {e.key}\n"
        + (f"%X {e.abstract}\n" if e.abstract else "")
        for e in entries
    )


def csl_json(entries: list[Written]) -> str:
    items = [
        {
            "id": f"http://zotero.org/users/1/items/{e.key}",
            "citation-key": e.key,
            "type": "article-journal",
            "title": e.title,
            "author": [{"family": family, "given": given} for family, given in e.people],
            "issued": {"date-parts": [[e.year, 3]]},
            "container-title": e.journal,
            "abstract": e.abstract,
        }
        for e in entries
    ]
    return json.dumps(items, ensure_ascii=False, indent=2)


def endnote_xml(entries: list[Written]) -> str:
    def styled(text: str) -> str:
        return f'<style face="normal" font="default">{escape(text)}</style>'

    records = "\n".join(
        "<record><database>My.enl</database><ref-type>17</ref-type>\n<contributors><authors>"
        + "".join(f"<author>{styled(', '.join(person))}</author>" for person in e.people)
        + f"</authors></contributors>\n<titles><title>{styled(e.title)}</title></titles>"
        f"<periodical><full-title>{styled(e.journal)}</full-title></periodical>"
        f"<dates><year>{e.year}</year></dates><label>{styled(e.key)}</label>\n"
        + (f"<abstract>{styled(e.abstract)}</abstract>" if e.abstract else "")
        + "</record>"
        for e in entries
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n{records}\n</records></xml>\n'


WRITERS = {
    "library.bib": bibtex,
    "library.ris": ris,
    "library.nbib": medline,
    "library.enw": endnote_tagged,
    "library.json": csl_json,
    "library.xml": endnote_xml,
}

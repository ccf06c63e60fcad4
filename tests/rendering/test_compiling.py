"""Whole drafts through pdflatex and bibtex, with titles, people and keys from anywhere."""

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reviewer.models import Paper, RelatedWork, Theme
from reviewer.reading.latex import to_unicode
from reviewer.rendering.bibliography import bibliography
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.latex import latex
from reviewer.rendering.naming import label_of
from reviewer.rendering.raw_entries import RawEntry
from tests.rendering.drafts import paper
from tests.rendering.nouns import quote, references, said
from tests.rendering.typeset import needs_tex, typeset

pytestmark = [needs_tex, pytest.mark.slow]

# An author's own paper: the section is put into it, and its style is not ours.
ARTICLE = r"""\documentclass{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath,amssymb}
\usepackage{url}
\usepackage[%s]{natbib}
\begin{document}
\section{Introduction}
Words.
\input{related}
\bibliographystyle{plainnat}
\bibliography{references}
\end{document}
"""
TITLES = (
    *(r"$\pi2\text{vec}$: Kettles as Vectors", "H$_2$O in a Kettle", "C_{max} & 50% of All"),
    *("100% of #1 at $5 & ~ ^ \\ | < > {", "a } b", r"\input{/etc/passwd} \end{document}"),
    *("“Quoted” — 'it' ``so´´ --- …", "茶道の研究", "Чай и самовар", "الشاي", "τ ∈ ℝ², 𝟙 ≤ ½"),
    *("😀 Tea", "e\u0301t\u0323\u0301 ẞ ŋ Ł Đ Þ", "%", "$", "\\", "@article{x, title={y}}"),
)
AUTHORS = (
    *(
        ("Jürgen Müller",),
        ("José Núñez-Ørsted", "Łukasz Đoković"),
        ("Ada van der Berg", "de la Rue"),
    ),
    *(("DeepSeek-AI",), ("Team 7 & Sons, Inc.", "Bo Cup"), ("Ann O'Hara Jr.", "Cy Pot", "Di Lid")),
    *(("王小明", "李雷"), ("Анна Чайкина",), ("others",), ("A. and B.",), ("{x", "y}"), ()),
    *(
        ("Ngô Bảo Châu", "Ş. İnce", "Ğ. Ő"),
        ("El\u0301odie d’Été",),
        ("\\input{x}", "100% # $ _ ^ ~"),
    ),
)
KEYS = (
    "müller2020",
    "DBLP:conf/x",
    "O'Neil",
    "a_b",
    "x&y",
    "10.1000/(a)<b>;2-2",
    "$k$",
    "^^",
)


def compiled(folder: Path, draft: RelatedWork, mode: str = "numbers", **options: object) -> str:
    """What BibTeX made of the references of a draft that was set."""
    (folder / "related.tex").write_text(latex(draft, **options), encoding="utf-8")  # type: ignore[arg-type]
    source = ARTICLE % mode if draft.references else re.sub(r"\\bib.*\n", "", ARTICLE % mode)
    typeset(folder, source, bibliography(draft.references, **options))  # type: ignore[arg-type]
    return (folder / "draft.bbl").read_text(encoding="utf-8") if draft.references else ""


def drafted(papers: list[Paper]) -> RelatedWork:
    """A theme for every ten papers; each is named by its title, and by its authors if it can be."""
    themes = [
        Theme(
            heading=papers[start].title,
            statements=tuple(
                said(text, quote(one, "It is."))
                for one in papers[start : start + 10]
                for text in (f"As in {one.title}, it is.", f"{_subject(one)} show it.")
            ),
        )
        for start in range(0, len(papers), 10)
    ]
    return RelatedWork(topic="t", sections=tuple(themes), references=references(*papers))


def _subject(one: Paper) -> str:
    label = label_of(one)
    return f"{label.authors} ({label.year})" if label.year else label.authors or "The authors"


def odd_papers() -> list[Paper]:
    size = max(len(TITLES), len(AUTHORS), len(KEYS))
    return [
        paper(
            f"p{n}",
            TITLES[n % len(TITLES)],
            authors=AUTHORS[n % len(AUTHORS)],
            cite_key=KEYS[n] if n < len(KEYS) else None,
            year=2000 + n if n % 5 else None,
            venue=f"Journal of {TITLES[-n % len(TITLES)]}" if n % 3 else None,
            doi="10.1/a_b%c#d&(e)",
            url="https://x.example/~a_b?c=%20&d=#e",
        )
        for n in range(size)
    ]


@pytest.mark.parametrize("mode", ["numbers", "authoryear", "super,sort&compress"])
def test_odd_titles_people_and_keys_are_set_in_any_style_of_natbib(
    tmp_path: Path, mode: str
) -> None:
    papers = odd_papers()
    shown = compiled(tmp_path, drafted(papers), mode)
    assert shown.count("\\bibitem") == len(papers)


def test_a_draft_of_nothing_is_set(tmp_path: Path) -> None:
    assert compiled(tmp_path, RelatedWork(topic="x")) == ""


def test_own_entries_whose_keys_collide_are_set(tmp_path: Path) -> None:
    raw = {id_: RawEntry(f"@misc{{tea, title = {{{id_}}}}}") for id_ in ("one", "two")}
    papers = [paper(id_, f"Title {id_}", cite_key="tea") for id_ in raw]
    shown = compiled(tmp_path, drafted(papers), raw=raw)
    assert shown.count("\\bibitem") == 2
    assert "Title one" in shown


def _printed(bbl: str) -> dict[str, str]:
    """The authors of natbib's labels, by key."""
    found = re.findall(r"\\bibitem\[(.*?)\((?:\d{4}[a-z]?)?\).*?\]\{([^{}]+)\}", bbl, re.DOTALL)
    return {key: " ".join(to_unicode(label.strip("{ ")).split()) for label, key in found}


WORDS = (
    *("Ada", "Leaf", "van", "der", "de", "la", "d'Arc", "'t", "O’Hara", "Jean-luc", "Sang-hyun"),
    *("Al-amin", "-x", "Å.", "Łukasz", "łata", "éa", "Éa", "É.", "Jr.", "III", "von", "Von", "DE"),
    *("dE", "M.", "Nguyễn", "ßa", "Öl", "öl", "İnce", "ŋa", "Đo", "đo", "Þór", "æa", "Æa", "a"),
)
PEOPLE = st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join), min_size=1, max_size=4
)
SLOW = settings(
    deadline=None,
    max_examples=2,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@SLOW
@given(st.lists(PEOPLE, min_size=60, max_size=60))
def test_authors_are_named_as_natbib_names_them(
    tmp_path_factory: pytest.TempPathFactory, people: list[list[str]]
) -> None:
    papers = [
        paper(f"p{n}", "Title", authors=names, year=1900 + n) for n, names in enumerate(people)
    ]
    keys = cite_keys(papers)
    printed = _printed(compiled(tmp_path_factory.mktemp("tex"), drafted(papers)))
    for one in papers:
        assert printed[keys[one.id]] == label_of(one).authors.replace("’", "'")


@SLOW
@given(st.lists(st.text(max_size=40), min_size=100, max_size=100))
def test_any_text_at_all_is_set(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    papers = [
        paper(f"p{n}", text, authors=(text, text[::-1]), venue=text, year=1900 + n)
        for n, text in enumerate(texts)
        if text.strip()
    ]
    compiled(tmp_path_factory.mktemp("tex"), drafted(papers))


SIGNS = st.text(st.sampled_from("$_^{}\\%&#~ab12 '\"`|<>[]()@-—“中é"), max_size=30)


@SLOW
@given(st.lists(SIGNS, min_size=200, max_size=200))
def test_signs_that_mean_something_to_tex_are_set(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    papers = [paper(f"p{n}", f"T{text}", year=1900 + n) for n, text in enumerate(texts)]
    compiled(tmp_path_factory.mktemp("tex"), drafted(papers))

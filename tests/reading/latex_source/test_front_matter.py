"""Titles, authors and years, in the styles of the publishers' templates (names are made up)."""

from pathlib import Path

import pytest

from reviewer.models import Authority
from reviewer.reading.latex_source.authors import authors
from reviewer.reading.latex_source.front_matter import arxiv_id_in, metadata, year_of
from tests.reading.latex_source.sources import SHELL, failure, record_of, tarred, written

STYLES = {
    "article": (r"\author{Ada Moss\thanks{Lake Lab} \and Bo Li}", ["Ada Moss", "Bo Li"]),
    "acl": (
        r"\author{Ada Moss \\ Lake University \\ \texttt{ada@lake.edu} \And Bo Li \\ Hill Inc."
        r" \\ \texttt{bo@hill.com}}",
        ["Ada Moss", "Bo Li"],
    ),
    "acl, marked": (
        r"\author{\textbf{Ada Moss\textsuperscript{1,2}}, \textbf{Bo Li\textsuperscript{2}}, "
        "\n\\textbf{Cy van der Berg\\textsuperscript{1}}\\\\ \\textsuperscript{1}Lake University, "
        r"\textsuperscript{2}Hill\\ \small{\textbf{Correspondence:} \href{mailto:a@b.c}{a@b.c}}}",
        ["Ada Moss", "Bo Li", "Cy van der Berg"],
    ),
    "neurips": (
        r"\author{Ada Moss\thanks{Equal contribution.} \\ Department of Ice \\ Lake University \\"
        r" \texttt{a@l.edu} \And Bo Li$^*$ \\ Hill \AND Cy Orr\\ Hill}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "neurips, marked": (
        r"\author{Ada Moss$^{1*}$ \quad Bo Li$^{2}$ \quad Cy Orr$^{1,2}$ \\ Di Fu$^{2\dagger}$ \\"
        r"$^1$Lake University \quad $^2$Hill Labs \\ \texttt{\{a, b\}@lake.edu}}",
        ["Ada Moss", "Bo Li", "Cy Orr", "Di Fu"],
    ),
    "icml": (
        r"\begin{icmlauthorlist}\icmlauthor{Ada Moss}{equal,l}\icmlauthor{Bo Li}{h}"
        r"\end{icmlauthorlist}\icmlaffiliation{l}{Lake University}",
        ["Ada Moss", "Bo Li"],
    ),
    "ieee conference": (
        r"\author{\IEEEauthorblockN{1\textsuperscript{st} Ada Moss}\IEEEauthorblockA{\textit{Dept."
        r" of Ice}\\Lake City\\a@l.edu}\and\IEEEauthorblockN{Bo Li, Cy Orr}\IEEEauthorblockA{H}}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "ieee journal": (
        r"\author{Ada~Moss,~\IEEEmembership{Member,~IEEE,} Bo~Li,~\IEEEmembership{Fellow,~OSA,}"
        r" and~Cy~Orr\thanks{A. Moss is with Lake University, Lake, 12345 e-mail: a@l.edu.}}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "revtex": (
        r"\author{Ada Moss}\email{a@l.edu}\affiliation{Lake University}\author{Bo Li}"
        r"\altaffiliation[Also at ]{Hill}\author{Cy Orr}\collaboration{ICE Collaboration}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "elsarticle": (
        r"\author[lake]{Ada Moss\corref{cor1}\fnref{fn1}}\ead{a@l.edu}\author[lake,hill]{Bo Li}"
        r"\cortext[cor1]{Corresponding author}\affiliation[lake]{organization={Lake University}}",
        ["Ada Moss", "Bo Li"],
    ),
    "amsart": (
        r"\author{Ada Moss}\address{Department of Ice}\email{a@l.edu}\author[B. Li]{Bo Li}",
        ["Ada Moss", "Bo Li"],
    ),
    "llncs": (
        r"\author{Ada Moss\inst{1}\orcidID{0000-1111-2222-3333} \and Bo Li\inst{2,3} \and"
        "\nCy Orr\\inst{3}}\n\\institute{Lake University \\and Hill \\email{x@y.z}}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "acm": (
        r"\author{Ada Moss}\authornote{Both.}\email{a@l.edu}\orcid{1234}\affiliation{%"
        "\n\\institution{Lake University}\\city{Lake}\\country{Nowhere}}\n\\author{Bo Li}",
        ["Ada Moss", "Bo Li"],
    ),
    "authblk": (
        r"\author[1]{Ada Moss}\author[1,2]{Bo Li\thanks{b@h.com}}\affil[1]{Lake University}",
        ["Ada Moss", "Bo Li"],
    ),
    "springer nature": (
        r"\author*[1]{\fnm{Ada} \sur{Moss}}\email{a@l.edu}\author[2]{\fnm{Bo} \spfx{van}"
        r" \sur{Li}}\affil*[1]{\orgdiv{Ice}, \orgname{Lake}}",
        ["Ada Moss", "Bo van Li"],
    ),
    "mnras": (
        r"\author[A. Moss et al.]{A. Moss,$^{1}$\thanks{E-mail: a@l.edu} B. Li$^{2}$"
        "\n"
        r"and C. Orr$^{1,2}$ \newauthor D. Fu$^{3}$ \\ $^{1}$Lake University\\ $^{2}$Hill}",
        ["A. Moss", "B. Li", "C. Orr", "D. Fu"],
    ),
    "aastex": (
        r"\author[0000-0002-1825-0097]{Ada Moss}\affiliation{Lake University}\author{Bo Li}",
        ["Ada Moss", "Bo Li"],
    ),
    "jmlr": (
        r"\author{\name Ada Moss \email a@l.edu \\ \addr Department of Ice\\ Lake University"
        r" \AND \name Bo Li \email b@h.com \\ \addr Hill}",
        ["Ada Moss", "Bo Li"],
    ),
    "aaai": (
        r"\author{Ada Moss\textsuperscript{\rm 1}, Bo Li\textsuperscript{\rm 2}\\}"
        r"\affiliations{\textsuperscript{\rm 1}Lake University}",
        ["Ada Moss", "Bo Li"],
    ),
    "ijcai": (
        r"\author{Ada Moss$^1$\and Bo Li$^{2}$\\ \affiliations $^1$Lake\\ \emails \{a,b\}@l.edu}",
        ["Ada Moss", "Bo Li"],
    ),
    "interspeech": (
        r"\name{Ada Moss$^1$, Bo Li$^2$}\address{$^1$Lake University\\ $^2$Hill}",
        ["Ada Moss", "Bo Li"],
    ),
    "mdpi": (
        r"\Author{Ada Moss $^{1,\dagger,\ddagger}$\orcidA{}, Bo Li $^{2}$ and Cy Orr $^{2,}$*}",
        ["Ada Moss", "Bo Li", "Cy Orr"],
    ),
    "copernicus": (r"\Author[1]{Ada}{Moss}\Author[2]{Bo}{Li}", ["Ada Moss", "Bo Li"]),
    "table": (
        r"\author{\begin{tabular}{cc} Ada Moss & Bo Li \\ Lake University & Hill.\end{tabular}}",
        ["Ada Moss", "Bo Li"],
    ),
    "one line": (r"\author{Ada Moss, Bo Li Jr., and Cy Orr}", ["Ada Moss", "Bo Li Jr.", "Cy Orr"]),
    "with places": (
        r"\author{Ada Moss, Lake University, Paris, France \\ Bo Li~(\href{mailto:b@h.c}{b@h.c})}",
        ["Ada Moss"],
    ),
    "accents": (
        r"\author{J\"org M\"uller \and Fran\c{c}ois Ha\"{\i}k\and {\L}ukasz \.Zak}",
        ["Jörg Müller", "François Haïk", "Łukasz Żak"],
    ),
    "anonymous": (r"\author{Anonymous Author(s)\\ Affiliation\\ Address\\ \texttt{email}}", []),
}


@pytest.mark.parametrize("style", STYLES)
def test_the_authors_of_every_publishers_style(style: str) -> None:
    latex, names = STYLES[style]
    assert list(authors(latex)) == names


TITLES = [
    (r"\title{Tides under Ice}", "Tides under Ice"),
    (r"\title[Short]{Tides under \\ Ice\thanks{Paid by all.}}", "Tides under Ice"),
    (r"\title{Tides\footnote{A note.} at $\alpha = 0.5$}", "Tides at α = 0.5"),
    (r"\title{\textsc{Ice}: \Large Tides --- and \emph{Floes}}", "Ice: Tides — and Floes"),
    (r"\icmltitle{Tides under Ice}", "Tides under Ice"),
    (r"\Title{Tides under Ice}", "Tides under Ice"),
    (r"\title{}" "\n" r"\title{Tides under Ice}", "Tides under Ice"),
    (r"\title{Tides under Ice} \maketitle \title{Supplement to it} \maketitle", "Tides under Ice"),
    (r"\begin{document}\begin{center}{\Large\bf Tides under Ice}\end{center}", "Tides under Ice"),
    (r"\hypersetup{pdftitle={Tides under Ice}, pdfauthor={Nobody}}", "Tides under Ice"),
]


@pytest.mark.parametrize(("latex", "title"), TITLES)
def test_the_title_without_its_thanks_and_line_breaks(latex: str, title: str) -> None:
    found = metadata(latex, "paper.tex")
    assert found is not None
    assert found.title == title


def test_the_year_is_that_of_the_date_and_else_of_the_arxiv_id(tmp_path: Path) -> None:
    source = SHELL % "Ice melts."
    dated = source.replace("\\begin{document}", "\\date{3 May 2019}\n\\begin{document}")
    assert record_of(written(tmp_path, {"a.tex": dated})).metadata.year == 2019
    assert record_of(written(tmp_path, {"b.tex": source})).metadata.year is None
    served = record_of(tarred(tmp_path / "2401.01234v2.tar.gz", {"m.tex": source})).metadata
    assert (served.year, served.arxiv_id) == (2024, "2401.01234v2")
    undated = source.replace("\\begin{document}", "\\date{\\today}\n\\begin{document}")
    assert record_of(written(tmp_path, {"c.tex": undated})).metadata.year is None


@pytest.mark.parametrize(
    ("file_name", "arxiv_id"),
    [
        ("2401.01234v2.tar.gz", "2401.01234v2"),
        ("arXiv-2401.01234v2.tar.gz", "2401.01234v2"),
        ("2401.01234", "2401.01234"),
        ("hep-th9901001.gz", "hep-th/9901001"),
        ("math_0309136v1.tar.gz", "math/0309136v1"),
        ("paper-2401.tex", None),
        ("1.2401.01234567.tex", None),
        ("2499.01234.tar.gz", None),
        ("notes.tex", None),
    ],
)
def test_an_arxiv_id_is_told_from_other_numbers_in_a_name(
    file_name: str, arxiv_id: str | None
) -> None:
    assert arxiv_id_in(file_name) == arxiv_id


def test_the_first_two_digits_are_the_year_of_an_id() -> None:
    assert [year_of(each) for each in ("hep-th/9901001", "cs/0102003", "2401.01234")] == [
        1999,
        2001,
        2024,
    ]


def test_what_latex_states_is_stated(tmp_path: Path) -> None:
    record = record_of(written(tmp_path, {"paper.tex": SHELL % "Ice melts."}))
    assert record.authority is Authority.STATED
    assert record.metadata.title == "Tides under Ice"
    assert record.metadata.authors == ("Ada Moss",)


def test_a_source_without_title_is_an_error(tmp_path: Path) -> None:
    letter = "\\documentclass{letter}\\begin{document}Dear all, ice melts.\\end{document}"
    assert failure(written(tmp_path, {"a.tex": letter})).message == "it has no title"

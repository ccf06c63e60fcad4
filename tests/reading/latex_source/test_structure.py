"""The body of a document: sections, places, what is kept and what is left out."""

from pathlib import Path

import pytest

from reviewer.models import SectionKind, place_at
from tests.reading.latex_source.sources import SHELL, body, record_of, words, written

PARTS = r"""\begin{abstract}
We measure ice.
\end{abstract}
\section{Introduction}\label{sec:intro}
Ice is cold.

Water is wet.
\subsection{Tides}
Tides rise.
\paragraph{Method.} We wait.
\section*{Acknowledgments}
We thank the moon.
\appendix
\section{Proofs}
Ice floats.
\begin{thebibliography}{9}
\bibitem[Li(2020)]{li} B.~Li. \emph{On ice}. 2020.
\bibitem{or} C. Orr. On tides. 2021.
\end{thebibliography}"""


def test_headings_divide_and_tell_the_kind(tmp_path: Path) -> None:
    assert [(part.kind.value, part.heading) for part in body(tmp_path, PARTS)] == [
        ("abstract", None),
        ("body", "Introduction"),
        ("body", "Tides"),
        ("body", "Method."),
        ("acknowledgements", "Acknowledgments"),
        ("body", "Proofs"),
        ("references", "References"),
    ]


def test_every_paragraph_knows_its_line(tmp_path: Path) -> None:
    source = SHELL % PARTS
    lines = source.split("\n")
    found = record_of(written(tmp_path, {"paper.tex": source}))
    checked = 0
    for part in found.sections:
        for paragraph in part.text.split("\n\n"):
            place = place_at(part.places, part.text.index(paragraph))
            assert place.line is not None
            assert paragraph.split()[-1] in lines[place.line - 1]
            checked += 1
    assert checked == 9


def test_the_abstract_is_the_records_abstract(tmp_path: Path) -> None:
    assert record_of(written(tmp_path, {"a.tex": SHELL % PARTS})).abstract == "We measure ice."


ABSTRACTS = [
    r"\begin{abstract} We measure ice. \end{abstract} \section{A} Text.",
    r"\abstract{We measure ice.} \section{A} Text.",
    r"\abstract{We}{measure}{ice.} \section{A} Text.",
    "\\abstract\n  {We}\n  {measure}\n  {ice.}\n  {}\n  {}\n\\section{A} Text.",
    "\\abstract{We measure ice.}\n{Text.}",
    r"\section*{Abstract} We measure ice." "\n\n" r"\section{A} Text.",
    r"{\bf Abstract.} We measure ice." "\n\n" r"\section{A} Text.",
    r"\begin{center}A title page\end{center} \begin{abstract}We measure ice.\end{abstract} Text.",
    r"\IEEEtitleabstractindextext{\begin{abstract}We measure ice.\end{abstract}"
    r"\begin{IEEEkeywords}ice\end{IEEEkeywords}} Text.",
]


@pytest.mark.parametrize("latex", ABSTRACTS)
def test_an_abstract_is_found_however_it_is_marked(tmp_path: Path, latex: str) -> None:
    record = record_of(written(tmp_path, {"a.tex": SHELL % latex}))
    assert record.abstract == "We measure ice."
    texts = [part.text for part in record.sections if part.kind is SectionKind.BODY]
    assert texts == ["Text."]


def test_an_abstract_before_the_document_comes_first(tmp_path: Path) -> None:
    source = (SHELL % "Text.").replace("\\begin{document}", "\\abstract{Cold.}\n\\begin{document}")
    record = record_of(written(tmp_path, {"a.tex": source}))
    assert [part.text for part in record.sections] == ["Cold.", "Text."]


def test_captions_and_footnotes_follow_the_paragraph_whose_sentences_stay_whole(
    tmp_path: Path,
) -> None:
    latex = r"""The ice\footnote{It is thin.} melts
\begin{figure}[t]\centering\includegraphics[width=2cm]{a.pdf}
\caption[Short]{The melting of $3.5$ floes.}\label{f}\end{figure}
in \begin{table*}\begin{tabular}{cc} 1 & 2 \\ \end{tabular}\caption{Speeds.}\end{table*} May.

Next."""
    assert words(tmp_path, latex).split("\n\n") == [
        "The ice melts in May.",
        "It is thin.",
        "The melting of 3.5 floes.",
        "Speeds.",
        "Next.",
    ]


def test_comments_listings_and_false_branches_are_no_text(tmp_path: Path) -> None:
    latex = r"""One % not this
two 100\% three.
% \section{Nor this}
\begin{comment}
never
\end{comment}
\begin{verbatim}
code $ { \end{document}
\end{verbatim}
\iffalse never \iftrue never \fi \else Four. \fi
\newif\ifdraft \ifdraft never \else Five. \fi \drafttrue \ifdraft Six. \fi
\ifx\a\b Seven. \else never \fi $a \iff b$ \begin{lstlisting}
never \end{lstlisting}"""
    assert words(tmp_path, latex) == "One two 100% three. Four. Five. Six. Seven. a ⟺ b"


def test_a_comment_does_not_join_paragraphs_or_part_them(tmp_path: Path) -> None:
    assert words(tmp_path, "One % a\n\ntwo.").split("\n\n") == ["One", "two."]
    assert words(tmp_path, "One\n% a\n  two.") == "One two."
    assert words(tmp_path, "One%\ntwo.") == "Onetwo."


def test_inline_code_is_a_word_of_its_sentence(tmp_path: Path) -> None:
    latex = r"Call \verb|a%b_{c}| or \lstinline[language=C]|x\y| or \mintinline{c}{d} now."
    assert words(tmp_path, latex) == r"Call a%b_{c} or x\y or d now."


def test_lists_are_paragraphs(tmp_path: Path) -> None:
    latex = r"""We show:
\begin{itemize}[noitemsep]
\item Ice melts.
\item[Speed] It is fast.
\end{itemize}
So there."""
    assert words(tmp_path, latex).split("\n\n") == [
        "We show:",
        "Ice melts.",
        "Speed It is fast.",
        "So there.",
    ]


def test_formulas_stay_in_their_sentences(tmp_path: Path) -> None:
    latex = "We set\n\\begin{equation}\n\nx = 0.5,\n\n\\end{equation}\nand go.\n\\[ y \\]"
    assert words(tmp_path, latex) == "We set x = 0.5, and go. y"


def test_what_is_no_evidence_is_kept_apart(tmp_path: Path) -> None:
    latex = r"""\section{A} Text.
\begin{ack} To all. \end{ack}
More text.
\funding{By no one.}
\acknowledgments{Thank you.}
Still text.
\section{References} Older work.
\subsection{Books} Much older."""
    kinds = [(part.kind.value, part.text) for part in body(tmp_path, latex)]
    assert kinds == [
        ("body", "Text."),
        ("acknowledgements", "To all."),
        ("body", "More text."),
        ("boilerplate", "By no one."),
        ("acknowledgements", "Thank you."),
        ("body", "Still text."),
        ("references", "Older work."),
        ("references", "Much older."),
    ]


def test_the_documents_own_macros_are_put_in_their_places(tmp_path: Path) -> None:
    latex = r"""\newcommand{\net}{\textsc{FloeNet}\xspace}
\newcommand*{\gain}[2][5]{#2 by #1\%}
\def\half#1{\frac{#1}{2}}
\newcommand{\be}{\begin{equation}} \newcommand{\ee}{\end{equation}}
\DeclareMathOperator{\argm}{arg\,m} \let\old\net
\newcommand{\twice}[1]{#1 and #1}
\renewcommand{\cite}[1]{never}
\net beats \old{} by far: \gain{faster}, \gain[34.5]{slower}. Also $\half{x}$ and \be a=b \ee,
\twice{ice}, $\argm x$, \cite{li}."""
    assert words(tmp_path, latex) == (
        "FloeNet beats FloeNet by far: faster by 5%, slower by 34.5%. Also x/2 and a=b ,"
        " ice and ice, arg m x, [li]."
    )


def test_a_macro_around_paragraphs_keeps_their_lines(tmp_path: Path) -> None:
    latex = "\\newcommand{\\new}[1]{\\textcolor{blue}{#1}}\n\\new{One.\n\nTwo.}\n\nThree."
    (part,) = body(tmp_path, latex)
    assert part.text.split("\n\n") == ["One.", "Two.", "Three."]
    assert [place.line for place in part.places] == [7, 9, 11]


def test_macros_that_grow_without_end_are_stopped(tmp_path: Path) -> None:
    latex = (
        r"\def\a{\b\b\b\b\b\b\b\b}\def\b{\c\c\c\c\c\c\c\c}\def\c{\d\d\d\d\d\d\d\d}"
        r"\def\d{\a\a\a\a\a\a\a\a}\newcommand{\e}{\e\e}\newcommand{\f}[1]{\f{#1#1}}"
        r" Ice \a \e \f{x} melts."
    )
    text = words(tmp_path, latex)
    assert text.startswith("Ice")
    assert len(text) < 5_000_000


def test_a_definition_that_needs_tex_is_dropped(tmp_path: Path) -> None:
    latex = (
        r"\makeatletter\def\@x{never}\newcommand{\z}{\@ifstar{a}{b}}\makeatother"
        r"\def\till#1.{never}\newtheorem{thm}{Theorem}[section]"
        r"\newenvironment{box2}[1]{never}{never}"
        r"\begin{thm}[Li]\label{t} Ice floats.\end{thm}\begin{box2}{x}It does.\end{box2}"
    )
    assert words(tmp_path, latex).split("\n\n") == ["Ice floats.", "It does."]


PLAIN = r"""\input amstex
\documentstyle{amsppt}
\topmatter
\title On the tides\\ under ice\endtitle
\author Ada Moss \endauthor
\affil Lake University\endaffil
\abstract We measure. \endabstract
\endtopmatter
\document
\head 1. Introduction\endhead
Ice is cold.

\proclaim{Theorem 1} It floats. \endproclaim
\Refs
\ref\key 1 \by B. Li \paper On ice \yr 1990 \endref
\endRefs
\enddocument
"""


def test_ams_tex_is_read_like_latex(tmp_path: Path) -> None:
    record = record_of(written(tmp_path, {"a.tex": PLAIN}))
    assert record.metadata.title == "On the tides under ice"
    assert record.metadata.authors == ("Ada Moss",)
    assert record.abstract == "We measure."
    kinds = [(part.kind.value, part.heading) for part in record.sections]
    assert ("body", "1. Introduction") in kinds
    assert kinds[-1] == ("references", "References")


def test_plain_tex_has_its_title_in_the_first_centred_line(tmp_path: Path) -> None:
    source = (
        "\\magnification=1200\n\\centerline{\\bf Tides under Ice}\n\\centerline{A. Moss}\n\n"
        "\\beginsection 1. Introduction\n\nIce is cold.\\bye\nnever"
    )
    record = record_of(written(tmp_path, {"a.tex": source}))
    assert record.metadata.title == "Tides under Ice"
    assert record.sections[-1].heading == "1. Introduction"
    assert record.sections[-1].text == "Ice is cold."

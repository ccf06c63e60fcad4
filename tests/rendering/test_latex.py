"""A draft as LaTeX, with its references, through pdflatex and bibtex."""

from pathlib import Path

from reviewer.models import RelatedWork
from reviewer.rendering.bibliography import bibliography
from reviewer.rendering.cite_keys import cite_keys
from reviewer.rendering.latex import document, latex
from reviewer.rendering.markdown import EMPTY_DRAFT
from tests.rendering.drafts import DRAFT, PI, SOLE, paper
from tests.rendering.nouns import TEA, quote, references, said
from tests.rendering.typeset import needs_tex, typeset

KEYS = cite_keys(reference.paper for reference in DRAFT.references)


def sentence(text: str, *cited: object, **fields: object) -> str:
    papers = cited or (TEA,)
    theme = DRAFT.sections[0].model_copy(
        update={"statements": (said(text, *(quote(p, "It is.") for p in papers)),)}  # type: ignore[arg-type]
    )
    draft = RelatedWork(topic="t", sections=(theme,), references=references(*papers))  # type: ignore[arg-type]
    return latex(draft, KEYS | {"x": "x", "y": "y"}).splitlines()[-1]


def test_a_draft_is_a_section_with_a_sentence_a_line() -> None:
    lines = latex(DRAFT).splitlines()
    assert lines[0].startswith("% Needs \\usepackage")
    assert lines[2:] == [
        r"\section{Related Work}",
        "",
        r"\subsection{How\_long \& \textbraceleft{}hot\textbraceright{}}",
        rf"\citet{{{KEYS[TEA.id]}}} find two minutes enough.",
        r"[See] *this* \_at\_ @home for \$5 at 50\% \& $x^2$-cost "
        rf"\textless{{}}b\textgreater{{}}~\cite{{{KEYS[PI.id]},DBLP:conf/x}}.",
        "",
        r"\subsection{How strong}",
        rf"1. Long prompts are bitter~\cite{{{KEYS['sole']},müller2020}}",
        rf"\citet{{{KEYS['sole']}}}, on the other hand, likes it?",
        "",
        r"\subsection{Alone}",
        r"Water boils~\cite{DBLP:conf/x}.",
    ]


def test_authors_at_the_start_are_cited_there() -> None:
    two = paper("x", "Two", authors=("Ann Day", "Bo Night"), year=2020)
    key = KEYS[TEA.id]
    assert sentence("Leaf et al. show it.") == rf"\citet{{{key}}} show it."
    assert sentence("Day and Night (2020) show it.", two) == r"\citet{x} show it."
    assert sentence("Day and Night do.", two, TEA) == rf"\citet{{x}} do~\cite{{{key}}}."


def test_authors_with_their_year_are_cited_where_they_stand() -> None:
    two = paper("x", "Two", authors=("Ann Day", "Bo Night"), year=2020)
    key = KEYS[TEA.id]
    assert sentence("Later, Leaf et al. (2021) and Day and Night (2020) met.", two, TEA) == (
        rf"Later, \citet{{{key}}} and \citet{{x}} met."
    )
    assert sentence("As $x$ of Leaf et al. (2021), $y$ is.", two, TEA) == (
        rf"As $x$ of \citet{{{key}}}, $y$ is~\cite{{x}}."
    )
    assert sentence("It is known since Leaf et al. (2021).") == (
        rf"It is known since \citet{{{key}}}."
    )


def test_words_that_only_look_like_authors_are_left() -> None:
    two = paper("x", "Two", authors=("Ann Day", "Bo Night"), year=2020)
    cite = rf"~\cite{{{KEYS[TEA.id]}}}."
    assert sentence("Leaf et al. (1999) show it.") == rf"Leaf et al. (1999) show it{cite}"
    assert sentence("Day & Night show it.", two) == r"Day \& Night show it~\cite{x}."
    assert sentence("Leaf teas are green.") == rf"Leaf teas are green{cite}"
    assert sentence("Pot et al. (2021) show it.") == rf"Pot et al. (2021) show it{cite}"
    assert sentence("Day et al. (2020) show it.", two) == r"Day et al. (2020) show it~\cite{x}."
    assert sentence("Long prompts fail.", SOLE).startswith("Long prompts fail~")
    twin = two.model_copy(update={"id": "y"})
    assert sentence("Day and Night (2020) do.", two, twin).endswith(r"do~\cite{x,y}.")


def test_a_draft_without_a_sentence_says_why() -> None:
    assert EMPTY_DRAFT in latex(RelatedWork(topic="x"))


@needs_tex
def test_pdflatex_and_bibtex_set_the_draft(tmp_path: Path) -> None:
    source = document(latex(DRAFT) + "\\nocite{*}\n")
    log = typeset(tmp_path, source, bibliography(DRAFT.references))
    assert "Output written on draft.pdf" in log
    cited = (tmp_path / "draft.bbl").read_text(encoding="utf-8")
    assert cited.count("\\bibitem") == len(DRAFT.references)


@needs_tex
def test_any_title_and_sentence_can_be_set(tmp_path: Path) -> None:
    titles = [
        *(r"$\pi2\text{vec}$", "H$_2$O", "C_{max} & 50%", "a } b { c", r"\input{x} \end{document}"),
        *("$x_$ $$ $", "Ünïcödé τ ∈ ℝ 中国 😀 \u0301", "\"quoted\" 'it' ``so", "%", "@article{x,"),
        *("$O(N \\log N)$ GPT-4: A Test", "\\Delta \\LaTeX", "x" * 300, "#1 ~^ $5–$10 |<>"),
    ]
    papers = [
        paper(f"p{n}", title, authors=(title, "B, C and D"), venue=f"Journal {title}", year=2020)
        for n, title in enumerate(titles)
    ]
    theme = DRAFT.sections[0].model_copy(
        update={"statements": tuple(said(f"{p.title}.", quote(p, "It is.")) for p in papers)}
    )
    draft = RelatedWork(topic="t", sections=(theme,), references=references(*papers))
    log = typeset(tmp_path, document(latex(draft)), bibliography(draft.references))
    assert "Output written on draft.pdf" in log

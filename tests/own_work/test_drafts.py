"""A draft in each format, whole or hardly begun, to what its author says."""

from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from reviewer.errors import ReadError, ReviewerError, UnknownFormatError, UsageError
from reviewer.own_work import OwnWork, own_work_of, read_draft
from reviewer.own_work.saying import MOST_SENTENCES

LATEX = r"""\documentclass{article}
\newcommand{\sys}{KiteCount}
\newcommand{\seen}[1]{\citep{#1}}
\title{\sys: Counting Seals with Kites}
\begin{document}\maketitle
\begin{abstract}Harbour seals are hard to count from boats. We propose \sys, a kite with a camera.
It halves the error of earlier counts~\cite{bee2020}.\end{abstract}
\section{Introduction}
Counts of seals guide fishing quotas \citep[see][p.~3]{cod2019, dab2018}. Kites are
quiet \seen{elk}.
% as \cite{hidden} says
\paragraph{Contributions.} Our contributions are as follows:
\begin{itemize}\item We introduce a kite that follows the tide.\end{itemize}
The rest of this paper is organized as follows. Section~\ref{s} describes the flights over banks.
\section{Related Work} Drones were flown over colonies~\cite{fox2016}.
\subsection{Satellites} Satellites see large seals.
\section{Method} Kites rise on wind and rope.\nocite{gnu}
\section*{Acknowledgements} We thank the tide.
\end{document}"""

MARKDOWN = """# KiteCount: Counting Seals with Kites

Ada Frost, Bo Rime

## Abstract

Harbour seals are **hard** to count from boats [@bee2020]. We present KiteCount,
a kite with a camera.

## 1 Introduction

Counts of seals guide [fishing quotas](https://example.org) [see @cod2019, p. 3; @dab2018].
See @fig:kite for a kite.

- We show that kites are quiet over the banks.

## 2 Related work

Drones were flown over colonies [@fox2016].

### Satellites

Satellites see large seals.

## 3 Method

Kites rise on wind and rope.
"""

ABSTRACT = (
    "Harbour seals are hard to count from boats. We propose a kite with a camera for the banks. "
    "It halves the error of earlier counts in three bays."
)


def drafted(tmp_path: Path, text: str, name: str = "draft.tex") -> OwnWork:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_draft(path)


def test_a_latex_draft_says_its_parts_and_what_it_cites(tmp_path: Path) -> None:
    work = drafted(tmp_path, LATEX)
    assert work.title == "KiteCount: Counting Seals with Kites"
    assert work.abstract.startswith("Harbour seals are hard")
    assert "fishing quotas" in work.introduction
    assert "follows the tide" in work.introduction
    assert work.related_work.startswith("Drones were flown")
    assert work.related_work.endswith("Satellites see large seals.")
    assert work.cite_keys == ("bee2020", "cod2019", "dab2018", "elk", "fox2016")
    assert work.notices == ()


def test_sentences_are_those_worth_asking_without_their_citations(tmp_path: Path) -> None:
    assert drafted(tmp_path, LATEX).sentences == (
        "Harbour seals are hard to count from boats.",
        "We propose KiteCount, a kite with a camera.",
        "It halves the error of earlier counts.",
        "Counts of seals guide fishing quotas.",
        "We introduce a kite that follows the tide.",
    )


def test_contributions_are_what_the_authors_say_they_do(tmp_path: Path) -> None:
    assert drafted(tmp_path, LATEX).contributions == (
        "We propose KiteCount, a kite with a camera.",
        "We introduce a kite that follows the tide.",
    )


def test_a_markdown_draft_says_the_same(tmp_path: Path) -> None:
    work = drafted(tmp_path, MARKDOWN, "draft.md")
    assert work == own_work_of(MARKDOWN)
    assert work.title == "KiteCount: Counting Seals with Kites"
    assert work.cite_keys == ("bee2020", "cod2019", "dab2018", "fox2016")
    assert work.sentences == (
        "Harbour seals are hard to count from boats.",
        "We present KiteCount, a kite with a camera.",
        "Counts of seals guide fishing quotas.",
        "We show that kites are quiet over the banks.",
    )
    assert work.contributions == (work.sentences[1], work.sentences[3])
    assert work.related_work.endswith("Satellites see large seals.")


def test_a_word_draft_is_read_by_its_headings(tmp_path: Path) -> None:
    document = Document()
    document.add_heading("Counting Seals with Kites", 0)
    for heading, text in (
        ("Abstract", ABSTRACT),
        ("1 Introduction", "Counts of seals guide fishing quotas [12]."),
        ("2 Related work", "Drones were flown over colonies."),
        ("2.1 Satellites", "Satellites see large seals."),
        ("3 Method", "Kites rise on wind and rope."),
    ):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    document.save(str(tmp_path / "draft.docx"))
    work = read_draft(tmp_path / "draft.docx")
    assert work.title == "Counting Seals with Kites"
    assert work.abstract == ABSTRACT
    assert work.sentences[-1] == "Counts of seals guide fishing quotas."
    assert work.related_work == "Drones were flown over colonies.\n\nSatellites see large seals."


def test_an_included_chapter_counts_and_one_that_is_not_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "intro.tex").write_text("Boats scare seals from banks \\cite{hen}.")
    work = drafted(
        tmp_path,
        r"\documentclass{article}\title{Kites}\begin{document}\section{Introduction}"
        r"\input{parts/intro}\input{parts/lost}\input{../outside}\end{document}",
    )
    assert work.introduction == "Boats scare seals from banks [hen]."
    assert work.cite_keys == ("hen",)
    assert any("parts/lost" in notice for notice in work.notices)


def test_a_draft_without_an_abstract_is_about_its_introduction(tmp_path: Path) -> None:
    work = drafted(
        tmp_path,
        r"\documentclass{article}\title{Kites}\begin{document}\maketitle \section{Introduction}"
        "Boats scare seals from the banks.\n\nKites do not scare seals.\\section{Method} Rope."
        r"\end{document}",
    )
    assert work.abstract == ""
    assert work.about == "Boats scare seals from the banks.\n\nKites do not scare seals."
    assert any("no abstract" in notice for notice in work.notices)
    assert len(work.sentences) == 2


def test_an_abstract_alone_is_a_draft(tmp_path: Path) -> None:
    work = drafted(tmp_path, rf"\begin{{abstract}}{ABSTRACT}\end{{abstract}}")
    assert (work.title, work.called) == (None, work.sentences[0].removesuffix("."))
    assert work.abstract == work.about == ABSTRACT
    assert len(work.sentences) == 3


def test_a_chapter_without_a_document_is_a_draft(tmp_path: Path) -> None:
    work = drafted(tmp_path, rf"\section{{Introduction}} {ABSTRACT} \cite{{ibis}}")
    assert work.introduction.startswith(ABSTRACT)
    assert work.cite_keys == ("ibis",)


def test_a_pasted_paragraph_is_an_abstract() -> None:
    work = own_work_of(ABSTRACT)
    assert (work.title, work.abstract, work.introduction) == (None, ABSTRACT, "")
    assert work.contributions == ("We propose a kite with a camera for the banks.",)


def test_a_title_above_a_pasted_paragraph_is_the_title() -> None:
    work = own_work_of(f"Counting Seals with Kites\n\n{ABSTRACT}")
    assert (work.title, work.abstract) == ("Counting Seals with Kites", ABSTRACT)


def test_a_long_first_sentence_is_called_by_its_beginning() -> None:
    work = own_work_of("Seals of the bay rest on sand banks " * 8 + "and flee from boats.")
    assert work.called.startswith("Seals of the bay rest on sand banks Seals")
    assert work.called.endswith(" …")
    assert len(work.called) <= 122
    assert own_work_of("# Seals\n\nSeals of the bay flee from boats.").called == "Seals"


def test_a_title_may_go_on_in_the_next_line() -> None:
    work = own_work_of(f"Counting Seals\n  with Kites\nand Ropes\n\n{ABSTRACT}")
    assert (work.title, work.abstract) == ("Counting Seals with Kites and Ropes", ABSTRACT)


def test_the_front_matter_of_markdown_states_title_and_abstract() -> None:
    work = own_work_of(
        f"---\ntitle: Seals\nabstract: |\n  {ABSTRACT}\n---\n\n"
        "# Introduction\n\nBoats scare seals.\n"
    )
    assert (work.title, work.abstract) == ("Seals", ABSTRACT)
    assert work.introduction == "Boats scare seals."


def test_an_abstract_without_its_heading_stands_above_the_introduction() -> None:
    long = f"{ABSTRACT} {ABSTRACT.replace('seals', 'otters')}"
    work = own_work_of(f"# Kites\n\nAda Frost\n\n{long}\n\n## Introduction\n\nBoats scare seals.\n")
    assert work.abstract == long


def test_related_work_inside_the_introduction_is_not_asked() -> None:
    work = own_work_of(
        "# Kites\n\n## Introduction\n\nBoats scare seals from banks.\n\n### Prior work\n\n"
        "Drones scare seals from rocks.\n\n### Our aim\n\nKites leave seals in peace.\n"
    )
    assert work.related_work == "Drones scare seals from rocks."
    assert work.sentences == ("Boats scare seals from banks.", "Kites leave seals in peace.")


def test_the_headings_of_latex_divide_markdown_too() -> None:
    work = own_work_of(
        "Seals flee boats by day.\n\n\\section{Introduction}\nKites are quiet over the banks.\n"
        "\\section*{Related work}\nDrones scare seals.\n\\subsection{Boats}\nBoats are loud.\n"
        "\\section{Method}\nRope.\n"
    )
    assert work.introduction == "Kites are quiet over the banks."
    assert work.related_work == "Drones scare seals.\n\nBoats are loud."


def test_a_draft_in_another_language_goes_on_with_a_notice() -> None:
    work = own_work_of(
        "# Robben zählen\n\n## Einleitung\n\nSeehunde lassen sich vom Boot aus nur schwer zählen. "
        "Wir schlagen einen Drachen mit einer Kamera vor, der leise über den Sandbänken steht. "
        "Er halbiert den Fehler früherer Zählungen in drei Buchten.\n"
    )
    assert len(work.sentences) == 3
    assert work.contributions == ()
    assert any("English" in notice for notice in work.notices)


def test_a_language_without_spaces_has_sentences_too() -> None:
    work = own_work_of(
        "从船上很难数清海豹的数量。我们提出一种带相机的风筝来计数。它把误差减少了一半。"
    )
    assert len(work.sentences) == 3
    assert any("English" in notice for notice in work.notices)


def test_a_long_draft_is_cut_and_says_so(tmp_path: Path) -> None:
    body = "".join(
        rf"\section{{Part {n}}} " + f"Seal {n} rests on sand near the shore. " * 400
        for n in range(80)
    )
    work = drafted(tmp_path, LATEX.replace(r"\section{Method}", body + r"\section{Method}"))
    assert any("characters were read" in notice for notice in work.notices)
    assert work.related_work.endswith("Satellites see large seals.")


def test_a_long_text_is_cut_and_says_so() -> None:
    work = own_work_of(MARKDOWN + "Seals rest on sand near the shore. " * 30_000)
    assert any("characters were read" in notice for notice in work.notices)
    assert work.abstract.startswith("Harbour seals")


def test_a_part_that_is_too_long_says_so() -> None:
    told = " ".join(f"Bay number {n} holds seals on sand bank {n * 7}." for n in range(900))
    work = own_work_of(f"# Seals\n\n## Introduction\n\n{told}\n")
    assert any("only its beginning counts" in notice for notice in work.notices)


def test_without_an_abstract_only_the_first_paragraphs_say_what_it_is_about() -> None:
    paragraph = ("Boats scare seals from the banks. " * 30).strip()
    work = own_work_of(f"# Seals\n\n## Introduction\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}")
    assert work.about == paragraph


def test_letters_that_are_missing_and_files_that_are_too_many_are_said(tmp_path: Path) -> None:
    path = tmp_path / "draft.tex"
    path.write_bytes(rf"\section{{Introduction}} {ABSTRACT} Caf".encode() + b"\xe9 seals.")
    assert any("letters are missing" in notice for notice in read_draft(path).notices)
    for n in range(25):
        (tmp_path / f"a{n}.tex").write_text(rf"Seals rest. \input{{a{n + 1}}}")
    work = drafted(tmp_path, rf"\section{{Introduction}} {ABSTRACT} \input{{a0}}")
    assert any("more than is read" in notice for notice in work.notices)


def test_a_heading_with_nothing_below_it_divides_all_the_same(tmp_path: Path) -> None:
    work = drafted(
        tmp_path,
        rf"\section{{Introduction}} {ABSTRACT} \section{{Related Work}} \subsection{{Drones}} "
        r"Drones scare seals. \section{Method} Rope.",
    )
    assert work.related_work == "Drones scare seals."


def test_source_larger_than_a_paper_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "draft.tex").write_bytes(b"seal " * 4_000_001)
    with pytest.raises(ReadError, match="larger than 20 MB"):
        read_draft(tmp_path / "draft.tex")


def test_front_matter_that_makes_no_sense_is_said() -> None:
    work = own_work_of(f"---\ntitle: [Seals\n---\n\n{ABSTRACT}")
    assert any("front matter" in notice for notice in work.notices)


def test_no_more_sentences_than_can_be_asked() -> None:
    lines = " ".join(f"Bay number {n} holds seals on sand bank {n * 7}." for n in range(90))
    work = own_work_of(f"# Seals\n\n## Introduction\n\n{lines}\n")
    assert len(work.sentences) == MOST_SENTENCES
    assert work.sentences[0].startswith("Bay number 0 ")


def test_the_archive_of_a_source_is_read_without_its_keys(tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "2401.01234.gz"
    path.write_bytes(gzip.compress(LATEX.encode()))
    work = read_draft(path)
    assert work.abstract.startswith("Harbour seals")
    assert work.cite_keys == ()
    assert any("keys" in notice for notice in work.notices)


@pytest.mark.parametrize("name", ["draft.tex", "draft.md", "draft.txt", "draft.docx"])
@pytest.mark.parametrize("content", ["", "  \n\n "])
def test_an_empty_draft_is_named_with_what_to_do(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ReadError if content and name.endswith(".docx") else UsageError) as error:
        read_draft(tmp_path / name)
    assert name in error.value.message


@pytest.mark.parametrize("text", ["", "# Seals", "...", "\\section{Introduction}", "\0\n\0"])
def test_a_text_with_nothing_to_ask_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no text to look for papers with"):
        own_work_of(text)


def test_a_missing_draft_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere\.tex: there is no such file"):
        read_draft(tmp_path / "nowhere.tex")


@pytest.mark.parametrize("name", ["", "x" * 300])
def test_a_folder_and_a_name_that_no_file_has_are_no_draft(name: str, tmp_path: Path) -> None:
    with pytest.raises(ReadError):
        read_draft(tmp_path / name)


def test_a_file_of_an_unknown_kind_says_what_a_draft_is(tmp_path: Path) -> None:
    (tmp_path / "draft.odt").write_bytes(b"PK\x03\x04 something")
    with pytest.raises(UnknownFormatError) as error:
        read_draft(tmp_path / "draft.odt")
    assert "draft.odt" in error.value.message
    assert ".docx" in error.value.hint


@pytest.mark.parametrize("name", ["draft.tex", "draft.md", "draft.txt", "draft.docx", "draft.pdf"])
def test_binary_garbage_is_no_draft(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(bytes((n * 7919 + n // 3) % 256 for n in range(4000)))
    with pytest.raises(ReadError, match=name):
        read_draft(tmp_path / name)


def test_a_library_is_no_draft(tmp_path: Path) -> None:
    (tmp_path / "own.bib").write_text("@article{a, title={Seals}}")
    with pytest.raises(UsageError) as error:
        read_draft(tmp_path / "own.bib")
    assert "--must-cite" in error.value.hint


@given(st.text(max_size=400))
def test_no_text_raises_anything_but_our_errors(text: str) -> None:
    try:
        work = own_work_of(text)
    except UsageError:
        return
    assert work.sentences
    assert all(sentence and "\n" not in sentence for sentence in work.sentences)


PIECES = [
    *("\\section{", "\\cite{a,b}", "\\citet[p.~3]{", "\\begin{abstract}", "\\end{abstract}", "}"),
    *("\\begin{document}", "\\end{document}", "\\title{Kites}", "{", "[", "]", "$", "%", "\n\n"),
    *("Seals rest on warm sand banks. ", "We propose kites. ", "Introduction", "Related work}"),
    *("\\input{draft}", "\\newcommand{\\a}{\\a\\a}", "\\a", "@key", "[@key]", "# ", "---\n", "\\"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_source_raises_anything_but_our_errors(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp()
    for name in ("draft.tex", "draft.md"):
        (folder / name).write_text(text, encoding="utf-8")
        try:
            work = read_draft(folder / name)
        except ReviewerError as error:
            said = error.message
        else:
            said = name if work.sentences else ""
        assert name in said

"""`reviewer related-work`: planned, edited, written."""

import re
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest

from reviewer.cli.draft_files import MARK, Output
from reviewer.errors import ExitCode
from reviewer.models import Plan, RelatedWork
from reviewer.models.written import INTERRUPTED
from reviewer.rendering import pandoc_program
from reviewer.rendering.console import Console
from tests.related_work.writing_model import WritingModel, one_theme
from tests.rendering.drafts import DRAFT
from tests.rendering.typeset import needs_pandoc
from tests.scripted_server import Serve
from tests.surfaces import Review

MINE = r"""
\documentclass{article}
\title{Weighing Hives to Foresee Swarms}
\begin{document}
\begin{abstract}
We weigh hives with a scale and announce a swarm when the weight of a hive falls. Honeybees are
counted by their sound as well.
\end{abstract}
\end{document}
"""
TOPIC = "watching bees and hives with instruments"


def test_a_plan_is_printed_and_written_from(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    planned = review.run("related-work", TOPIC, "--plan-only", "-o", str(path))
    assert planned.code == ExitCode.OK
    assert f"next: reviewer related-work --plan {path}" in planned.err
    draft = review.run("related-work", "--plan", str(path), "--json")
    at_once = review.run("related-work", TOPIC, "--json")
    one, other = (RelatedWork.model_validate_json(said.out) for said in (draft, at_once))
    assert [theme.heading for theme in one.sections] == [t.heading for t in other.sections]
    assert {r.paper.id for r in one.references} == {r.paper.id for r in other.references}


def test_what_comes_after_a_plan_is_said_where_something_can(
    review: Review, tmp_path: Path
) -> None:
    printed = review.run("related-work", TOPIC, "--plan-only", "-k", "1")
    assert "planned: 1 theme, 1 paper; " in printed.err
    assert (
        "next: keep it with -o plan.toml, then reviewer related-work --plan plan.toml"
        in printed.err
    )
    path = str(tmp_path / "plan.json")
    assert "next:" not in review.run("related-work", TOPIC, "--plan-only", "--json", "-o", path).err


def test_a_plan_for_a_draft_is_written_from_with_the_draft(review: Review) -> None:
    Path("mine.tex").write_text(MINE)
    planned = review.run("related-work", "--draft", "mine.tex", "--plan-only", "-o", "plan.toml")
    assert "next: reviewer related-work --plan plan.toml --draft mine.tex" in planned.err
    done = review.run("related-work", "--plan", "plan.toml", "--draft", "mine.tex", "--json")
    assert done.code == ExitCode.OK
    assert RelatedWork.model_validate_json(done.out).topic == "Weighing Hives to Foresee Swarms"


def test_a_plan_of_nothing_leaves_the_earlier_one(review: Review) -> None:
    review.run("related-work", TOPIC, "--plan-only", "-o", "plan.toml")
    before = Path("plan.toml").read_text()
    done = review.run("related-work", "zeta functions of quivers", "--plan-only", "-o", "plan.toml")
    assert done.code == ExitCode.NOTHING
    assert "planned: 0 themes" in done.err
    assert "so plan.toml is as it was" in done.err
    assert Path("plan.toml").read_text() == before


def test_an_edited_plan_is_followed(review: Review, tmp_path: Path) -> None:
    made = review.run("related-work", TOPIC, "--plan-only", "--json")
    plan = Plan.model_validate_json(made.out)
    first = plan.themes[0].papers[0]
    path = tmp_path / "mine.toml"
    path.write_text(
        f'topic = "{TOPIC}"\n[[theme]]\nheading = "What I want"\npapers = ["{first.title}"]\n'
    )
    done = review.run("related-work", "--plan", str(path), "--json")
    draft = RelatedWork.model_validate_json(done.out)
    assert [theme.heading for theme in draft.sections] == ["What I want"]
    assert [r.paper.id for r in draft.references] == [first.paper_id]


@pytest.mark.parametrize(
    "words",
    [
        (),
        (TOPIC, "--plan", "x.toml"),
        ("--plan", "x.toml", "--plan-only"),
        ("--plan", "x.toml", "--papers", "3"),
        (TOPIC, "-o", "no/such/folder/x.md"),
        (TOPIC, "--draft", "mine.tex", "--abstract", "mine.tex"),
        (TOPIC, "--format", "docx"),
        (TOPIC, "--format", "html", "--json"),
        (TOPIC, "-o", "related.docx", "--json"),
        (TOPIC, "-o", "related.tex", "--csl", "some.csl"),
        (TOPIC, "-o", "related.bib", "--format", "latex"),
        (TOPIC, "-o", "related.pdf"),
        (TOPIC, "-o", "related.json"),
        ("--plan", "x.toml", "--year", "2020-"),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(
    review: Review, words: tuple[str, ...]
) -> None:
    Path("mine.tex").write_text(MINE)
    done = review.run("related-work", *words)
    assert (done.code, done.out) == (ExitCode.USAGE, "")
    assert [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "]


def test_a_plan_edited_into_nonsense_is_two_lines(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text('topic = "bees"\n[[theme]]\nheading = "h"\npapers = ["no such paper"]\n')
    done = review.run("related-work", "--plan", str(path))
    assert done.code == ExitCode.USER
    assert f"error: {path} names in theme 1 (line 4)" in done.err


def test_a_topic_that_nothing_is_about_plans_nothing(review: Review) -> None:
    done = review.run("related-work", "zeta functions of quivers", "--plan-only")
    assert done.code == ExitCode.NOTHING
    assert "[[theme]]" not in done.out
    assert "planned: 0 themes, 0 papers" in done.err


FAR = "A Camera Trap for Pollinators"
NEAR = "Hive Weight Predicts Swarming"


def test_a_paper_that_must_be_cited_is_and_one_that_must_not_is_not(review: Review) -> None:
    topic = ("related-work", "the weight of a hive before it swarms", "--papers", "2", "--json")
    plain = RelatedWork.model_validate_json(review.run(*topic).out)
    assert FAR not in [r.paper.title for r in plain.references]
    asked = review.run(*topic, "--must-cite", FAR, "--must-not", NEAR)
    draft = RelatedWork.model_validate_json(asked.out)
    titles = [reference.paper.title for reference in draft.references]
    assert FAR in titles
    assert NEAR not in titles
    assert ("you asked not to cite it", NEAR) in [
        (left.reason, left.text) for left in draft.not_cited
    ]


def test_a_paper_that_is_not_here_is_told_and_the_rest_goes_on(review: Review) -> None:
    done = review.run("related-work", TOPIC, "--must-cite", "Attention Is All You Need")
    assert done.code == ExitCode.OK
    assert "note: to be cited, and not found: " in done.err
    assert "Attention" not in done.out


def test_latex_comes_with_its_references_and_an_audit(review: Review, tmp_path: Path) -> None:
    path = tmp_path / "related.tex"
    done = review.run("related-work", TOPIC, "-o", str(path))
    assert done.code == ExitCode.OK
    assert path.read_text().count("\\cite") >= 2
    keys = set(re.findall(r"\\citet?\{([^}]+)\}", path.read_text()))
    written = (tmp_path / "related.bib").read_text()
    assert written.startswith(MARK)
    assert all(f"{{{key}," in written for group in keys for key in group.split(","))
    assert (tmp_path / "related.audit.md").read_text().startswith("# Audit: watching bees")
    again = review.run("related-work", TOPIC, "-o", str(path))
    assert again.code == ExitCode.OK
    assert "replaced" in again.err


def test_pandoc_s_markdown_cites_by_key(review: Review) -> None:
    done = review.run("related-work", TOPIC, "--format", "pandoc")
    assert done.code == ExitCode.OK
    assert re.search(r"\[@[^\]]+\]", done.out)


def test_what_latex_cannot_cite_or_print_is_told_with_the_draft(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Output(file=tmp_path / "related.tex").put_draft(DRAFT, {}, Console())
    told = capsys.readouterr().err
    assert 'note: the key "long\'s key" cannot be cited in LaTeX' in told
    assert "note: pdflatex has no letters for some of “C_{max} & 50%" in told
    Output(file=tmp_path / "related.md").put_draft(DRAFT, {}, Console())
    assert "note:" not in capsys.readouterr().err


@needs_pandoc
def test_word_and_html_come_with_an_audit(review: Review, tmp_path: Path) -> None:
    done = review.run("related-work", TOPIC, "-o", str(tmp_path / "related.docx"))
    assert done.code == ExitCode.OK
    with ZipFile(tmp_path / "related.docx") as package:
        assert "References" in package.read("word/document.xml").decode()
    done = review.run("related-work", TOPIC, "-o", str(tmp_path / "related.html"))
    assert done.code == ExitCode.OK
    assert "<h1" in (tmp_path / "related.html").read_text()
    assert sorted(path.name for path in tmp_path.glob("related*")) == [
        "related.audit.md",
        "related.docx",
        "related.html",
    ]
    printed = review.run("related-work", TOPIC, "--format", "html")
    assert printed.out.rstrip("\n") == (tmp_path / "related.html").read_text().rstrip("\n")


@needs_pandoc
def test_a_file_that_is_no_citation_style_is_refused_before_anything_is_drafted(
    review: Review, tmp_path: Path
) -> None:
    path = tmp_path / "related.html"
    done = review.run("related-work", TOPIC, "-o", str(path), "--csl", "no.csl")
    assert (done.code, done.out) == (ExitCode.USER, "")
    assert done.err == (
        "error: the citation style no.csl cannot be read: No such file or directory\n"
        "hint:  check --csl\n"
    )
    assert not path.exists()


def test_without_pandoc_word_is_refused_with_the_name_of_the_extra(
    review: Review, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pandoc_program, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    done = review.run("related-work", TOPIC, "-o", str(tmp_path / "related.docx"))
    assert (done.code, done.out) == (ExitCode.USER, "")
    assert "which is not here\nhint:  pip install 'literature-reviewer[documents]'\n" in done.err


def test_a_library_of_the_user_s_is_never_replaced(review: Review, tmp_path: Path) -> None:
    mine = tmp_path / "library.bib"
    mine.write_text("@article{mine, title = {Mine}}\n")
    done = review.run("related-work", TOPIC, "-o", str(tmp_path / "library.tex"))
    assert done.code == ExitCode.USAGE
    assert "library.bib is there already" in done.err
    assert mine.read_text() == "@article{mine, title = {Mine}}\n"
    assert not (tmp_path / "library.tex").exists()


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--draft", "mine.tex", "-o", "mine.tex"), "mine.tex"),
        (("--draft", "mine.tex", "-o", "./mine.tex", "--json"), "mine.tex"),
        (("--draft", "mine.tex", "--plan-only", "-o", "mine.tex"), "mine.tex"),
        ((TOPIC, "--abstract", "mine.txt", "-o", "mine.txt"), "mine.txt"),
        ((TOPIC, "--style", "mine.txt", "-o", "mine.txt"), "mine.txt"),
        ((TOPIC, "--must-cite", "mine.txt", "-o", "mine.txt"), "mine.txt"),
        (("--plan", "mine.txt", "-o", "mine.txt"), "mine.txt"),
        ((TOPIC, "-o", "mine.tex"), "mine.tex"),
        ((TOPIC, "-o", "mine.txt", "--json"), "mine.txt"),
        ((TOPIC, "-o", "mine.txt", "--plan-only"), "mine.txt"),
    ],
)
def test_what_the_author_wrote_is_never_replaced(
    review: Review, words: tuple[str, ...], name: str
) -> None:
    Path("mine.tex").write_text(MINE)
    Path("mine.txt").write_text("Hives were weighed.\n")
    before = Path(name).read_text()
    done = review.run("related-work", *words)
    assert done.code == ExitCode.USAGE
    assert name in done.err.splitlines()[0]
    assert "with -o" in done.err
    assert Path(name).read_text() == before


def test_a_library_that_papers_are_named_by_is_not_replaced_by_the_draft_s(review: Review) -> None:
    Path("related.bib").write_text(f"{MARK}\n\n@misc{{k, title = {{{NEAR}}}}}\n")
    done = review.run("related-work", TOPIC, "--must-cite", "related.bib", "-o", "related.tex")
    assert "related.bib is what the draft is made from" in done.err


def test_a_draft_a_plan_and_json_replace_their_like(review: Review) -> None:
    for words in (("related.tex",), ("plan.toml", "--plan-only"), ("related.json", "--json")):
        made = [review.run("related-work", TOPIC, "-o", *words) for _ in range(2)]
        assert [said.code for said in made] == [ExitCode.OK] * 2
        assert f"replaced {words[0]}" in made[1].err


@pytest.mark.parametrize("letters", [300, 250])
def test_a_name_too_long_for_the_draft_or_its_audit_is_told(review: Review, letters: int) -> None:
    done = review.run("related-work", TOPIC, "-o", f"{'x' * (letters - 3)}.md")
    assert done.code == ExitCode.USAGE
    assert "cannot be written: File name too long" in done.err


def test_beside_a_device_stands_nothing(tmp_path: Path) -> None:
    Output(file=Path("/dev/null")).put_draft(DRAFT, {}, Console())
    assert not Path("/dev/null.audit.md").exists()


def test_a_draft_of_nothing_leaves_the_earlier_one(review: Review) -> None:
    review.run("related-work", TOPIC, "-o", "related.md")
    before = Path("related.md").read_text()
    done = review.run("related-work", "zeta functions of quivers", "-o", "related.md")
    assert done.code == ExitCode.NOTHING
    assert "nothing was drafted, so related.md is as it was" in done.err
    assert Path("related.md").read_text() == before


def test_half_a_draft_replaces_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = DRAFT.model_copy(update={"partial": INTERRUPTED})
    path = tmp_path / "related.md"
    Output(file=path).put_draft(half, {}, Console())
    assert path.exists()
    path.write_text("whole")
    Output(file=path).put_draft(half, {}, Console())
    assert path.read_text() == "whole"
    assert f"the draft is not whole, so {path} is as it was" in capsys.readouterr().err


def test_what_is_not_saved_is_told(review: Review) -> None:
    done = review.run("related-work", "zeta functions of quivers", "--save", "quivers")
    assert done.code == ExitCode.NOTHING
    assert "not saved in quivers: the draft is empty" in done.err


def test_a_title_longer_than_a_file_s_name_is_told(review: Review) -> None:
    done = review.run("related-work", TOPIC, "--must-cite", "hives and scales " * 30)
    assert done.code == ExitCode.OK
    assert "to be cited, and not found" in done.err


def test_the_entries_of_the_user_s_library_are_kept_to_the_letter(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "review"
    folder.mkdir()
    (folder / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')
    entry = (
        "@Article{Odd:Key_1,\n  Author = {Holt, Mira},\n  TITLE = {Counting {Bees} by Ear},\n"
        "  year=2019,   note = {kept % as it is},\n"
        "  abstract = {We propose a microphone that counts honeybees at the hive.}\n}"
    )
    (folder / "mine.bib").write_text(f"{entry}\n")
    mine = Review(folder, capsys)
    assert mine.run("ingest", str(folder / "mine.bib")).code == ExitCode.OK
    done = mine.run("related-work", "counting honeybees", "-o", str(tmp_path / "r.tex"))
    assert done.code == ExitCode.OK
    assert entry in (tmp_path / "r.bib").read_text()
    assert "Odd:Key_1" in (tmp_path / "r.tex").read_text()


def test_a_key_that_is_not_used_in_a_saved_review_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "reviewer.toml").write_text('[embedding]\nmodel = "none"\n')
    (tmp_path / "mine.bib").write_text(
        "@article{odd#key, author = {Holt, Mira}, title = {Counting Bees by Ear}, year = 2019,\n"
        "  abstract = {We propose a microphone that counts honeybees at the hive.}}\n"
    )
    mine = Review(tmp_path, capsys)
    mine.run("ingest", str(tmp_path / "mine.bib"))
    for number, words in enumerate(([], ["--json"], ["--format", "pandoc"])):
        folder = str(tmp_path / "reviews" / str(number))
        done = mine.run("related-work", "counting honeybees", "--save", folder, *words)
        assert done.err.count("the key 'odd#key' cannot be cited in LaTeX") == 1, words


def test_the_author_s_own_draft_says_what_the_section_is_for(review: Review) -> None:
    Path("mine.tex").write_text(MINE)
    done = review.run("related-work", "--draft", "mine.tex", "--json")
    assert done.code == ExitCode.OK
    draft = RelatedWork.model_validate_json(done.out)
    assert draft.topic == "Weighing Hives to Foresee Swarms"
    assert "Hive Weight Predicts Swarming" in [r.paper.title for r in draft.references]


@pytest.mark.parametrize(("name", "text"), [("empty.md", ""), ("x.zip", "PK"), ("gone.tex", None)])
def test_a_draft_that_cannot_be_used_is_two_lines(
    review: Review, name: str, text: str | None
) -> None:
    if text is not None:
        Path(name).write_text(text)
    done = review.run("related-work", TOPIC, "--draft", name)
    assert done.code in (ExitCode.USAGE, ExitCode.USER)
    assert done.out == ""
    assert [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "]
    assert name in done.err


def test_a_list_names_what_must_be_cited_and_says_what_is_not_here(review: Review) -> None:
    Path("must.txt").write_text(f"# mine\n{FAR}\nAttention Is All You Need\n")
    topic = "the weight of a hive before it swarms"
    done = review.run("related-work", topic, "--papers", "2", "--must-cite", "must.txt", "--json")
    draft = RelatedWork.model_validate_json(done.out)
    assert FAR in [reference.paper.title for reference in draft.references]
    assert "must.txt:3: Attention Is All You Need" in done.err


def test_what_is_wrong_in_a_list_is_told_with_its_name_and_line_once(review: Review) -> None:
    Path("must.bib").write_text(
        f"@misc{{k, title = {{{FAR}}}}}\n@misc{{k, title = {{{NEAR}}}}}\n@misc{{open, title = {{A\n"
    )
    done = review.run("related-work", TOPIC, "--must-cite", "must.bib", "--json")
    assert "must.bib:3: entry open cannot be parsed" in done.err
    assert "note: must.bib: the key k stands for 2 entries (lines 1 and 2)" in done.err


def test_an_abstract_alone_needs_no_topic(review: Review) -> None:
    Path("abstract.txt").write_text("Hives are weighed with a scale. We announce their swarms.\n")
    done = review.run("related-work", "--draft", "abstract.txt")
    assert done.code == ExitCode.OK
    assert done.out.startswith("# Related work: Hives are weighed with a scale\n")
    assert "note: the draft states no title" in done.err


def test_a_sample_of_style_is_for_a_model_and_says_so_without_one(
    review: Review, tmp_path: Path, serve: Serve
) -> None:
    sample = tmp_path / "mine.txt"
    sample.write_text("Short sentences. Dry ones.", encoding="utf-8")
    words = ("related-work", TOPIC, "--style", str(sample))
    assert "so --style changed nothing" in review.run(*words).err
    model = WritingModel()
    server = serve(model)
    done = review.run(*words, "--model", "scripted", "--base-url", server.base_url, "--no-cache")
    assert "changed nothing" not in done.err
    assert any("Short sentences. Dry ones." in prompt for prompt in model.prompts)
    assert "cannot be read" in review.run("related-work", TOPIC, "--style", "no.txt").err


def test_a_length_in_words_takes_fewer_papers(review: Review) -> None:
    whole, short = (
        RelatedWork.model_validate_json(review.run("related-work", TOPIC, *more, "--json").out)
        for more in ((), ("--words", "60"))
    )
    assert len(short.references) == 2 < len(whole.references)


def test_what_was_mended_is_told(review: Review, serve: Serve) -> None:
    server = serve(WritingModel(plan=lambda numbers: one_theme(numbers[:-1])))
    words = ("--model", "scripted", "--base-url", server.base_url, "--no-cache")
    for more in ((), ("--plan-only",)):
        told = review.run("related-work", TOPIC, *words, *more)
        assert "nowhere; it went to “Counting bees”" in told.err


def test_a_draft_is_read_within_the_limits_of_the_settings(review: Review, tmp_path: Path) -> None:
    draft = tmp_path / "mine.docx"
    document = docx.Document()
    document.add_heading("Weighing Hives to Foresee Swarms", 0)
    document.add_heading("Abstract", 1)
    document.add_paragraph("We weigh hives with a scale, and announce swarms of honeybees.")
    document.save(str(draft))
    assert review.run("related-work", "--draft", str(draft)).code == ExitCode.OK
    (review.folder / "reviewer.toml").write_text("[reading]\nseconds = 0.001\n", encoding="utf-8")
    refused = review.run("related-work", "--draft", str(draft))
    assert refused.code == ExitCode.USER
    assert "mine.docx" in refused.err

"""The command line over a real workspace: streams, exit codes, errors, JSON."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from reviewer.cli import main
from reviewer.models import Answer, Paper, RelatedWork
from reviewer.store import Store
from reviewer.workspace import Workspace
from tests.scripted_server import Serve, refused
from tests.surfaces import EVERY_TITLE, Review, write_papers

SWARM = "How well does hive weight predict swarming?"
HOSTILE = r"[bold]Loud[/bold] $\pi2\text{buzz}$ Hives"


# -- papers ------------------------------------------------------------------------------------


def test_papers_are_listed_one_a_line_with_the_year_they_give(review: Review) -> None:
    lines = review.run("papers").out.splitlines()
    assert [line.split("  ", 2)[2].strip() for line in lines[:3]] == EVERY_TITLE[:3]
    assert [line.split()[1] for line in lines[:3]] == ["2019", "2021", "2022"]
    assert lines[4].endswith(HOSTILE)


def test_no_output_holds_a_control_character_of_a_paper(review: Review) -> None:
    for words in (["papers"], ["search", "hum"], ["show", "10.1000/bees.2019"], ["ask", "pitch?"]):
        done = review.run(*words)
        assert "\x1b" not in done.out + done.err


def test_a_paper_is_shown_by_title_doi_or_id(review: Review) -> None:
    paper = json.loads(review.run("show", "10.1000/bees.2019", "--json").out)
    assert paper["paper"]["authors"] == ["Mira Holt", "Jonas Beck", "Ola Dahl"]
    by_id = review.run("show", paper["paper"]["id"]).out
    assert by_id == review.run("show", "counting bees with cheap microphones").out
    assert "  sources       bees.jsonl:1\n" in by_id
    assert "  authors       Mira Holt, Jonas Beck, Ola Dahl\n" in by_id


def test_an_unknown_paper_is_two_lines_and_code_1(review: Review) -> None:
    done = review.run("show", "No Such Paper")
    assert (done.code, done.out) == (1, "")
    assert done.err.splitlines()[0].startswith("error: no paper is called")
    assert done.err.splitlines()[1].startswith("hint:  ")
    assert len(done.err.splitlines()) == 2


def test_remove_says_what_it_removed_and_the_paper_is_gone(review: Review) -> None:
    done = review.run("remove", "A Camera Trap for Pollinators")
    assert done.code == 0
    assert done.out.startswith("removed  ")
    assert done.out.endswith("A Camera Trap for Pollinators\n")
    assert len(review.run("papers").out.splitlines()) == 4
    assert "Camera" not in review.run("search", "camera trap pictures").out


# -- ask ---------------------------------------------------------------------------------------


def test_an_answer_quotes_its_source_and_names_paper_and_line(review: Review) -> None:
    done = review.run("ask", SWARM)
    assert done.code == 0
    assert done.out.startswith("The collection says (verbatim, no language model):\n")
    assert '"Over three summers the scale announced 41 of 44 swarms." [1]' in done.out
    assert "[1] Hive Weight Predicts Swarming (Jonas Beck and Ada Quist, 2022)" in done.out
    assert "bees.jsonl:3" in done.out


def test_an_answer_as_json_is_the_models_own_schema(review: Review) -> None:
    done = review.run("ask", SWARM, "--json")
    answer = Answer.model_validate_json(done.out)
    assert answer.references[0].paper.title == "Hive Weight Predicts Swarming"
    assert not answer.abstained


def test_a_question_needs_no_quotation_marks(review: Review) -> None:
    assert review.run("ask", *SWARM.split()).out == review.run("ask", SWARM).out


def test_k_limits_the_sentences_that_are_quoted(review: Review) -> None:
    answer = Answer.model_validate_json(review.run("ask", SWARM, "-k", "1", "--json").out)
    assert len(answer.statements) == 1


def test_a_question_the_collection_does_not_answer_gets_code_4(review: Review) -> None:
    done = review.run("ask", "Which chunk size works best for dense retrieval over PDFs?")
    assert done.code == 4
    assert done.out
    assert "[1]" not in done.out


@pytest.mark.parametrize("question", ["", "   "])
def test_an_empty_question_is_a_usage_error(review: Review, question: str) -> None:
    done = review.run("ask", question)
    assert (done.code, done.out) == (2, "")
    assert [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "]


def test_a_modelled_answer_shows_its_sources_and_what_it_cost(review: Review, serve: Serve) -> None:
    server = serve(["The scale foresaw 41 of 44 swarms [1.3].\n"])
    done = review.run("ask", SWARM, "--base-url", server.base_url, "--model", "scripted")
    assert done.code == 0
    assert done.out.startswith("The scale foresaw 41 of 44 swarms [1].\n")
    assert '    "Over three summers the scale announced 41 of 44 swarms."  bees.jsonl:3' in done.out
    assert done.err.startswith("1 statement, 1 supported, 0 left out · 1 call, 120 tokens, ")


def test_a_model_server_that_is_down_is_two_lines_and_code_3(review: Review) -> None:
    with refused() as base_url:
        done = review.run("ask", SWARM, "--base-url", base_url, "--model", "llama3.3")
    assert (done.code, done.out) == (3, "")
    assert [line[:7] for line in done.err.splitlines()] == ["error: ", "hint:  "]
    assert base_url in done.err


# -- related work ------------------------------------------------------------------------------


def test_a_draft_is_markdown_with_references_and_sources(review: Review) -> None:
    done = review.run("related-work", "monitoring", "bees", "and", "hives")
    assert done.code == 0
    assert done.out.startswith("# Related work: monitoring bees and hives\n\n## ")
    assert "\n## References\n\n1. " in done.out
    assert "\n## Sources\n" in done.out
    assert "cited of" in done.err


def test_a_draft_goes_to_a_file_and_stderr_says_so(review: Review, tmp_path: Path) -> None:
    file = tmp_path / "related.md"
    done = review.run("related-work", "monitoring bees and hives", "-o", str(file))
    assert (done.code, done.out) == (0, "")
    assert done.err.splitlines()[0] == f"wrote {file}"
    printed = review.run("related-work", "monitoring bees and hives").out
    assert file.read_text() == printed
    assert review.run("related-work", "monitoring bees and hives", "-o", str(file)).err.startswith(
        f"replaced {file}\n"
    )


@pytest.mark.parametrize("most", [1, 2])
def test_a_draft_takes_a_limit(review: Review, most: int) -> None:
    done = review.run("related-work", "bees hives", "--papers", str(most), "--json")
    draft = RelatedWork.model_validate_json(done.out)
    assert 1 <= len(draft.references) <= most
    with Workspace(review.folder) as ws:
        assert draft == ws.related_work("bees hives", papers=most)


def test_the_abstract_of_the_users_own_work_brings_in_its_papers(
    review: Review, tmp_path: Path
) -> None:
    abstract = tmp_path / "abstract.txt"
    abstract.write_text("Pictures of visits to flowers are sorted by a detector of pollinators.")
    without = review.run("related-work", "hive weight").out
    with_it = review.run("related-work", "hive weight", "--abstract", str(abstract)).out
    assert "A Camera Trap for Pollinators" not in without
    assert "A Camera Trap for Pollinators" in with_it


def test_an_abstract_that_cannot_be_read_is_a_usage_error(review: Review) -> None:
    done = review.run("related-work", "hives", "--abstract", "nowhere.txt")
    assert done.code == 2
    assert done.err.startswith("error: nowhere.txt cannot be read: No such file or directory\n")


def test_a_draft_that_cannot_be_written_is_a_usage_error(review: Review, tmp_path: Path) -> None:
    done = review.run("related-work", "bees hives", "-o", str(tmp_path / "no" / "such" / "x.md"))
    assert done.code == 2
    assert "cannot be written\nhint:  name a file in a folder that is there\n" in done.err


def test_an_abstract_that_is_not_text_is_a_usage_error(review: Review, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\xff\xfe\x00")
    done = review.run("related-work", "hives", "--abstract", str(tmp_path / "a.bin"))
    assert (done.code, done.out) == (2, "")
    assert "a.bin is not UTF-8 text" in done.err


def test_a_modelled_draft_says_what_it_cost(review: Review, serve: Serve) -> None:
    found = "A method counts honeybees from the sound of their wings"
    server = serve([f"{found} [1.2].\n", f"{found} [1.1].\n"])
    words = ["--base-url", server.base_url, "--model", "scripted", "-k", "1"]
    done = review.run("related-work", "counting honeybees", *words)
    assert done.code == 0
    assert "A method counts honeybees from the sound of their wings [1]." in done.out
    assert "Drafted by scripted." in done.out
    assert "1 statement, 1 supported, 0 left out · " in done.err


# -- prompts, where ----------------------------------------------------------------------------


def test_prompts_are_listed_shown_and_copied(empty: Review) -> None:
    listed = empty.run("prompts")
    assert listed.out == empty.run("prompts", "list").out
    assert "answer            shipped  " in listed.out
    shown = empty.run("prompts", "show", "answer").out
    assert "# system\n" in shown
    assert empty.run("prompts", "copy", "answer").code == 0
    own = empty.folder / "prompts" / "answer.md"
    assert own.read_text() == shown
    own.write_text(shown.replace("researcher's", "beekeeper's"))
    assert "beekeeper's" in empty.run("prompts", "show", "answer").out
    assert empty.run("prompts", "show", "answer", "--shipped").out == shown
    assert "answer            yours    " in empty.run("prompts").out


def test_where_names_each_path_and_why(empty: Review) -> None:
    done = empty.run("where")
    assert f"store     {empty.folder / 'vectorstore'}  (" in done.out
    assert f"settings  {empty.folder / 'reviewer.toml'}  (" in done.out
    other = empty.folder / "elsewhere"
    moved = empty.run("where", "--store", str(other)).out
    assert f"store     {other}  (store.path in a flag)" in moved
    assert not other.exists()


# -- the whole program -------------------------------------------------------------------------


def test_global_options_may_stand_anywhere(review: Review) -> None:
    first = main(["papers", "-w", str(review.folder)])
    assert first == main([f"--workspace={review.folder}", "papers"]) == 0


def test_words_after_a_double_dash_are_words(review: Review) -> None:
    done = review.run("search", "--", "swarm", "--debug")
    assert done.code == 0
    assert "Hive Weight Predicts Swarming" in done.out


def test_progress_is_drawn_on_a_terminal_only(empty: Review) -> None:
    file = write_papers(empty.folder / "bees.jsonl")
    controller, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "reviewer", "-w", str(empty.folder), "ingest", str(file)],
        stdout=subprocess.PIPE,
        stderr=terminal,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
        check=True,
    )
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", os.read(controller, 65536).decode())
    os.close(terminal)
    os.close(controller)
    assert re.search(r"reading +━+ 1/1 files", drawn)
    assert re.search(r"embedding +━+ 5/5 papers", drawn)
    assert done.stdout.startswith(b"1 file, 5 records: 5 papers added\n")


def test_help_and_version_are_results(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    bare = capsys.readouterr()
    assert main(["--help"]) == 0
    assert capsys.readouterr() == bare
    assert "related-work" in bare.out
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("reviewer ")


@pytest.mark.parametrize(
    ("words", "error", "hint"),
    [
        (["aks"], "no such command 'aks'. Did you mean 'ask'?", "reviewer --help"),
        (["ask", "--tpyo", "x"], "no such option: --tpyo", "reviewer ask --help"),
        (["ask"], "missing argument 'QUESTION'", "reviewer ask --help"),
        (["search", "x", "-k", "many"], "invalid value for '-k' / '--k'", "reviewer search --help"),
    ],
)
def test_a_wrong_command_line_is_two_lines_and_code_2(
    capsys: pytest.CaptureFixture[str], words: list[str], error: str, hint: str
) -> None:
    assert main(words) == 2
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert out == ""
    assert first.startswith(f"error: {error}")
    assert second == f"hint:  {hint} shows what it takes"


def test_a_collection_without_papers_says_how_to_add_some(empty: Review) -> None:
    for words in (["papers"], ["ask", "why?"], ["related-work", "bees"], ["chat"]):
        done = empty.run(*words)
        assert (done.code, done.out) == (4, "")
        assert done.err == (
            f"error: no papers in {empty.folder / 'vectorstore'} yet\n"
            "hint:  add some: reviewer ingest PATH...\n"
        )
    assert not (empty.folder / "vectorstore").exists()


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert main(["papers", "-w", str(tmp_path / "typo")]) == 2
    assert not (tmp_path / "typo").exists()


def test_a_wrong_setting_is_two_lines_and_code_1(empty: Review) -> None:
    (empty.folder / "reviewer.toml").write_text("[model]\nnmae = 'x'\n")
    done = empty.run("papers")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: unknown setting model.nmae in ")
    assert "did you mean model.name?" in done.err


def test_what_nobody_foresaw_is_called_a_bug_and_debug_shows_it(
    review: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("one\nover nothing")

    monkeypatch.setattr(Workspace, "papers", broken)
    done = review.run("papers")
    assert done.code == 1
    assert done.err == (
        "error: unexpected ZeroDivisionError: one over nothing (this is a bug)\n"
        "hint:  run it again with --debug and report the traceback\n"
    )
    assert "Traceback" in review.run("papers", "--debug").err


def test_ctrl_c_is_one_line_and_code_130(review: Review, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Workspace, "papers", interrupted)
    assert review.run("papers") == (130, "", "interrupted; nothing stored is lost\n")


def test_an_interrupted_ingest_is_finished_by_the_next_command_which_says_so(
    empty: Review, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_papers(empty.folder / "bees.jsonl")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "index", interrupted)
        assert empty.run("ingest", str(file)).code == 130
    done = empty.run("search", "swarm")
    assert done.err == "note: finishing an interrupted ingest, papers to go: 5\n"
    assert "Hive Weight Predicts Swarming" in done.out


@pytest.mark.parametrize("words", [["papers"], ["search", "hive"], ["ask", SWARM], ["--help"]])
def test_a_reader_that_goes_away_is_no_error(review: Review, words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "reviewer", "-w", str(review.folder), *words],
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_title_that_the_encoding_cannot_hold_is_shown_escaped(empty: Review) -> None:
    file = write_papers(empty.folder / "one.jsonl", [{"title": "Φ of the 蜂 – a study"}])
    assert empty.run("ingest", str(file)).code == 0
    shown = subprocess.run(
        [sys.executable, "-m", "reviewer", "-w", str(empty.folder), "papers"],
        capture_output=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert b"\\u03a6 of the \\u8702" in shown.stdout


def test_papers_of_a_paper_list_are_the_same_in_json(review: Review) -> None:
    papers = TypeAdapter(list[Paper]).validate_json(review.run("papers", "--json").out)
    assert [paper.title for paper in papers] == EVERY_TITLE

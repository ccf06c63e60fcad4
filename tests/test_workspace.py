"""The contract of the library, through its public names alone."""

import asyncio
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from reviewer import Answer, IngestReport, Paper, Passage, RelatedWork, Workspace
from reviewer.errors import (
    EmbedderError,
    PaperNotFoundError,
    SettingsError,
    StoreError,
    StoreLockedError,
    StoreMismatchError,
    UsageError,
)
from reviewer.models import Filters
from tests.hashing import HashingEmbedder, served
from tests.scripted_server import Reply, Request, Serve
from tests.shelf import Shelf, entry, titles, write

WORDS_ONLY = {("embedding", "model"): "none"}
LIBRARY = [
    entry(0, authors=["Ana Ruiz"], year=2001, doi="10.1000/Eels", cite_key="ruiz2001"),
    entry(1, authors=["Bo Lind"], year=2011, arxiv_id="2401.00001v2", venue="Shore Letters"),
    entry(2, tags=["light"]),
    entry(3),
    entry(4, title="Herons"),
    entry(5, title="Herons at Night"),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path / "review" / "papers" / "library.jsonl", LIBRARY)
    return tmp_path / "review"


@pytest.fixture
def ws(root: Path) -> Iterator[Workspace]:
    """A workspace of words only with the library in it."""
    with Workspace(root, flags=WORDS_ONLY) as made:
        made.ingest([root / "papers"])
        yield made


@pytest.fixture
def embed(serve: Serve) -> Callable[[], dict[tuple[str, str], Any]]:
    """Starts an embedding server; the settings that name it."""

    def start(model: str = "hashing") -> dict[tuple[str, str], Any]:
        url = serve(served).base_url
        return {("embedding", "model"): model, ("embedding", "base_url"): url}

    return start


Embed = Callable[..., dict[tuple[str, str], Any]]


# -- papers --------------------------------------------------------------------------------------


def test_an_ingest_makes_the_index_and_reports_what_it_did(root: Path) -> None:
    ws = Workspace(root, flags=WORDS_ONLY)
    report = ws.ingest([root / "papers"])
    assert isinstance(report, IngestReport)
    assert titles(report.added) == [one["title"] for one in LIBRARY]
    assert (root / "vectorstore" / "catalogue.sqlite3").is_file()
    ws.close()


def test_papers_come_in_the_order_of_the_file_with_what_it_says(ws: Workspace) -> None:
    papers = ws.papers()
    assert titles(papers) == [one["title"] for one in LIBRARY]
    assert all(isinstance(paper, Paper) for paper in papers)
    first = papers[0]
    assert (first.authors, first.year, first.doi) == (("Ana Ruiz",), 2001, "10.1000/eels")
    assert (first.cite_key, first.abstract) == ("ruiz2001", LIBRARY[0]["abstract"])
    assert [(s.file, s.line) for s in first.sources] == [("papers/library.jsonl", 1)]
    assert (papers[2].authors, papers[2].year, papers[2].venue) == ((), None, None)


def test_a_workspace_opened_again_has_the_same_papers(ws: Workspace, root: Path) -> None:
    with Workspace(str(root), flags=WORDS_ONLY) as again:
        assert again.papers() == ws.papers()
        assert again.search("eels in the dark") == ws.search("eels in the dark")


@pytest.mark.parametrize(
    ("reference", "place"),
    [
        ("ruiz2001", 0),
        ("10.1000/EELS", 0),
        ("https://doi.org/10.1000/eels", 0),
        ("arXiv:2401.00001v1", 1),
        ("2401.00001", 1),
        ("2401.00001v2", 1),
        ("on LIGHTHOUSES part 2", 2),
        ("Dredging", 3),
        ("  herons  ", 4),
        ("at night", 5),
    ],
)
def test_a_paper_is_found_by_any_of_its_names(ws: Workspace, reference: str, place: int) -> None:
    assert ws.paper(reference) == ws.papers()[place]


def test_a_paper_is_found_by_its_id(ws: Workspace) -> None:
    for paper in ws.papers():
        assert ws.paper(paper.id) == paper


def test_a_name_of_several_papers_lists_them(ws: Workspace) -> None:
    with pytest.raises(PaperNotFoundError, match="2 papers are called 'heron'") as caught:
        ws.paper("heron")
    assert "Herons at Night" in caught.value.hint


@pytest.mark.parametrize("reference", ["walrus", "", "  ", "a", "???"])
def test_a_name_of_no_paper_says_how_to_list_them(ws: Workspace, reference: str) -> None:
    with pytest.raises(PaperNotFoundError, match="no paper is called") as caught:
        ws.paper(reference)
    assert "reviewer papers" in caught.value.hint


def test_a_misspelt_title_is_answered_with_the_nearest_one(ws: Workspace) -> None:
    title = ws.papers()[0].title
    with pytest.raises(PaperNotFoundError) as caught:
        ws.paper(title[:-4] + "xyzq")
    assert f"did you mean “{title}”?" in caught.value.hint


def test_chunks_are_slices_of_the_abstract(ws: Workspace) -> None:
    paper = ws.paper("ruiz2001")
    (chunk,) = ws.chunks(paper)
    assert chunk.text == paper.abstract
    assert str(chunk.location) == "library.jsonl:1"


def test_a_removed_paper_is_found_no_more_and_its_file_is_still_there(ws: Workspace) -> None:
    removed = ws.remove("ruiz2001")
    assert removed.title == LIBRARY[0]["title"]
    assert removed not in ws.papers()
    assert all(passage.paper.id != removed.id for passage in ws.search("eels", k=20))
    assert ws.store.check() is None
    assert ws.ingest([ws.located.root / "papers"]).files_unchanged == 1
    with pytest.raises(PaperNotFoundError):
        ws.remove("ruiz2001")


# -- searching -----------------------------------------------------------------------------------


def test_a_search_gives_passages_best_first(ws: Workspace) -> None:
    passages = ws.search("how are lighthouses counted in the dark?", k=3)
    assert all(isinstance(passage, Passage) for passage in passages)
    assert [passage.rank for passage in passages] == [1, 2, 3]
    scores = [passage.score for passage in passages]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    best = passages[0]
    assert best.paper == ws.papers()[2]
    assert best.text in best.paper.abstract
    assert str(best.location) == "library.jsonl:3"


def test_a_search_is_narrowed_by_filters(ws: Workspace) -> None:
    for filters, wanted in [
        (Filters(year_from=2005), {1}),
        (Filters(author="ruiz"), {0}),
        (Filters(venue="shore"), {1}),
        (Filters(tag="light"), {2}),
        (Filters(source="library"), {0, 1, 2, 3, 4, 5}),
        (Filters(paper_ids=frozenset({ws.papers()[3].id})), {3}),
        (Filters(author="nobody"), set()),
    ]:
        found = {passage.paper.id for passage in ws.search("study harbour tide", filters=filters)}
        assert found == {ws.papers()[place].id for place in wanted}


def test_the_same_question_gets_the_same_bytes(ws: Workspace, root: Path) -> None:
    first = ws.ask("On how many days did it rain in the study of kelp or dredging?")
    with Workspace(root, flags=WORDS_ONLY) as again:
        second = again.ask("On how many days did it rain in the study of kelp or dredging?")
    assert first.model_dump_json() == second.model_dump_json()


def test_an_answer_quotes_the_collection_and_nothing_else(ws: Workspace) -> None:
    answer = ws.ask("When were lighthouses counted in the harbour?")
    assert isinstance(answer, Answer)
    assert answer.statements
    assert str(answer).count("[1]") >= 2
    known = {paper.id: paper for paper in ws.papers()}
    for statement in answer.statements:
        for quote in statement.quotes:
            assert quote.text in known[quote.paper_id].abstract
    assert all(reference.paper in ws.papers() for reference in answer.references)


def test_a_draft_cites_papers_of_the_collection(ws: Workspace) -> None:
    draft = ws.related_work("counting lighthouses, herons and dredging", papers=4)
    assert isinstance(draft, RelatedWork)
    assert all(reference.paper in ws.papers() for reference in draft.references)


@pytest.mark.parametrize("text", ["", "  \n"])
def test_an_empty_question_is_refused(ws: Workspace, text: str) -> None:
    for asked in (ws.search, ws.ask, ws.related_work):
        with pytest.raises(UsageError, match="is empty"):
            asked(text)


def test_a_workspace_without_papers_finds_nothing(tmp_path: Path) -> None:
    with Workspace(tmp_path, flags=WORDS_ONLY) as ws:
        assert ws.papers() == []
        assert ws.search("eels") == []
        assert ws.ask("Where are the eels?").abstained


# -- as a LangChain retriever --------------------------------------------------------------------


def test_the_retriever_is_one_of_langchain_with_the_passages_of_a_search(ws: Workspace) -> None:
    retriever = ws.retriever(k=3)
    assert isinstance(retriever, BaseRetriever)
    documents = retriever.invoke("lighthouses in the dark")
    passages = ws.search("lighthouses in the dark", k=3)
    assert [document.page_content for document in documents] == [p.text for p in passages]
    assert [document.id for document in documents] == [p.chunk_id for p in passages]
    metadata = documents[0].metadata
    assert metadata["paper_id"] == passages[0].paper.id
    assert metadata["title"] == LIBRARY[2]["title"]
    assert metadata["location"] == "library.jsonl:3"


def test_the_retriever_takes_filters(ws: Workspace) -> None:
    documents = ws.retriever(filters=Filters(author="Lind")).invoke("study")
    assert {document.metadata["title"] for document in documents} == {LIBRARY[1]["title"]}


def test_a_chain_stands_on_the_retriever(ws: Workspace) -> None:
    def as_text(documents: list[Document]) -> str:
        return "\n".join(str(document.metadata["title"]) for document in documents)

    last = RunnableLambda(lambda prompt: prompt.to_messages()[-1])
    chain = (
        {"context": ws.retriever(k=1) | as_text, "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_messages([("human", "{question} -> {context}")])
        | last
        | StrOutputParser()
    )
    wanted = f"lighthouses? -> {LIBRARY[2]['title']}"
    assert chain.invoke("lighthouses?") == wanted
    assert chain.batch(["lighthouses?", "eels?"])[0] == wanted
    assert asyncio.run(chain.ainvoke("lighthouses?")) == wanted


# -- settings, embedders, stores -----------------------------------------------------------------


def test_a_wrong_setting_is_told_at_opening(root: Path) -> None:
    (root / "reviewer.toml").write_text("[retrieval]\nper_papers = 3")
    with pytest.raises(SettingsError, match="per_papers"):
        Workspace(root)


def test_a_workspace_that_is_a_file_cannot_be_used(root: Path) -> None:
    ws = Workspace(root / "papers" / "library.jsonl", flags=WORDS_ONLY)
    with pytest.raises(StoreError, match="cannot be used: not a directory"):
        ws.papers()


def test_words_only_by_choice_is_not_remarked_on(ws: Workspace) -> None:
    ws.search("eels")
    assert ws.notices == []


def test_a_search_before_the_first_ingest_does_not_hide_the_vectors_after_it(
    root: Path, embed: Embed
) -> None:
    with Workspace(root, flags=embed()) as ws:
        assert ws.search("eels") == []
        ws.ingest([root / "papers"])
        engines = {one.engine: one.score for one in ws.search("eels in the dark")[0].engines}
        assert all(score is not None for score in engines.values())


def test_a_question_in_words_that_no_paper_has_still_finds_by_vectors(
    root: Path, embed: Embed
) -> None:
    with Workspace(root, flags=embed()) as ws:
        ws.ingest([root / "papers"])
        assert ws.search("鳗鱼", k=3)


def test_a_store_of_words_only_says_so_when_there_is_an_embedder_and_a_rebuild_adds_vectors(
    ws: Workspace, root: Path, embed: Embed
) -> None:
    with Workspace(root, flags=embed()) as with_vectors:
        assert with_vectors.search("eels")
        assert any("reviewer ingest --rebuild" in notice for notice in with_vectors.notices)
        with pytest.raises(StoreMismatchError, match="without an embedder"):
            with_vectors.ingest([root / "papers"])
        report = with_vectors.ingest([], rebuild=True)
        assert report.added == ()
        assert with_vectors.store.has_vectors
        assert with_vectors.store.check() is None
        assert with_vectors.papers() == ws.papers()


def test_a_store_made_by_another_embedder_is_an_error_that_a_rebuild_mends(
    root: Path, embed: Embed
) -> None:
    with Workspace(root, flags=embed("one")) as ws:
        ws.ingest([root / "papers"])
    with Workspace(root, flags=embed("other")) as ws:
        for attempt in (lambda: ws.search("eels"), lambda: ws.ingest([root / "papers"])):
            with pytest.raises(StoreMismatchError, match="openai-compatible/other") as caught:
                attempt()
            assert "reviewer ingest --rebuild" in caught.value.hint
        assert len(ws.papers()) == len(LIBRARY)
        ws.ingest([], rebuild=True)
        assert ws.search("eels")


def test_other_chunking_is_an_error_that_a_rebuild_mends(ws: Workspace, root: Path) -> None:
    flags = {**WORDS_ONLY, ("chunking", "max_characters"): 200}
    with Workspace(root, flags=flags) as finer:
        with pytest.raises(StoreMismatchError, match="chunking"):
            finer.ingest([root / "papers"])
        finer.ingest([root / "papers"], rebuild=True)
        assert len(finer.chunks(finer.papers()[1])) > 1
        assert finer.store.check() is None


def test_an_embedding_server_that_fails_leaves_papers_that_the_next_search_indexes(
    root: Path, serve: Serve
) -> None:
    def once(request: Request) -> Reply:
        text = request.body["input"][0]
        return served(request) if len(text) < 30 or healthy else Reply(status=400, raw=b"no")

    healthy = False
    flags = {("embedding", "model"): "m", ("embedding", "base_url"): serve(once).base_url}
    with Workspace(root, flags=flags) as ws:
        with pytest.raises(EmbedderError):
            ws.ingest([root / "papers"])
        assert len(ws.papers()) == len(LIBRARY)
        healthy = True
        assert ws.search("eels")[0].paper.title == LIBRARY[0]["title"]
        assert ws.store.check() is None


def test_papers_that_wait_for_another_embedder_can_be_listed_and_rebuilt(
    root: Path, embed: Embed
) -> None:
    shelf = Shelf(root, HashingEmbedder())
    shelf.ingest("papers")
    with shelf.store.database.transaction():
        shelf.store.catalogue.mark_all_pending()
    shelf.close()
    with Workspace(root, flags=embed("other")) as ws:
        assert len(ws.papers()) == len(LIBRARY)
        with pytest.raises(StoreMismatchError, match="openai-compatible/other"):
            ws.search("eels")
        assert any("wait to be indexed" in notice for notice in ws.notices)
        ws.ingest([], rebuild=True)
        assert ws.search("eels")


def test_a_damaged_engine_is_told_at_the_first_search(ws: Workspace, root: Path) -> None:
    ws.store.lexical.wipe()
    with Workspace(root, flags=WORDS_ONLY) as again:
        with pytest.raises(StoreError, match="Tantivy holds 0 chunks") as caught:
            again.search("eels")
        assert caught.value.hint == "run: reviewer ingest --rebuild"
        again.ingest([], rebuild=True)
        assert again.search("eels")


# -- two processes -------------------------------------------------------------------------------

HOLD = """
import sys
from pathlib import Path
from reviewer.models import Paper
from reviewer.store import Store
store = Store(Path(sys.argv[1]))
with store.writing(), store.database.transaction():
    store.catalogue.put_paper(Paper(id="new", title="Being written"))
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def writer(ws: Workspace) -> Iterator["subprocess.Popen[str]"]:
    """Another process in the middle of writing; a line to its stdin lets it finish."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(ws.located.store)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        if process.poll() is None:
            process.communicate("\n")


def test_a_second_writer_is_told_to_wait_while_readers_go_on(
    ws: Workspace, root: Path, writer: "subprocess.Popen[str]"
) -> None:
    for attempt in (
        lambda: ws.ingest([root / "papers"]),
        lambda: ws.remove("ruiz2001"),
        lambda: ws.ingest([], rebuild=True),
    ):
        with pytest.raises(StoreLockedError, match="another reviewer process") as caught:
            attempt()
        assert "wait until it has finished" in caught.value.hint
    with Workspace(root, flags=WORDS_ONLY) as reader:
        assert len(reader.papers()) == len(ws.papers()) == len(LIBRARY)
        assert reader.search("eels") == ws.search("eels")
    writer.communicate("\n")
    assert ws.ingest([root / "papers"]).files_unchanged == 1


def test_a_lock_of_a_killed_process_holds_nobody_up(
    ws: Workspace, root: Path, writer: "subprocess.Popen[str]"
) -> None:
    writer.kill()
    writer.wait()
    assert ws.ingest([root / "papers"]).files_unchanged == 1
    assert len(ws.papers()) == len(LIBRARY)


def test_papers_that_another_process_has_not_indexed_yet_are_announced(
    ws: Workspace, root: Path, writer: "subprocess.Popen[str]"
) -> None:
    writer.communicate("\n")
    with (
        Workspace(root, flags=WORDS_ONLY) as other,
        other.store.writing(),
        Workspace(root, flags=WORDS_ONLY) as reader,
    ):
        assert reader.search("eels")
        (notice,) = reader.notices
        assert notice == "another process is adding papers; this shows what is done so far"
    with Workspace(root, flags=WORDS_ONLY) as reader:
        assert reader.search("eels")
        assert reader.notices == []
        assert not reader.store.catalogue.unsettled()


ADD = """
import sys
from reviewer import Workspace
folder, file, url = sys.argv[1:]
flags = {("embedding", "model"): "hashing", ("embedding", "base_url"): url}
with Workspace(folder, flags=flags) as ws:
    print(len(ws.ingest([file]).added))
"""


def test_a_reader_that_stays_open_finds_what_another_process_adds(root: Path, embed: Embed) -> None:
    flags = embed()
    with Workspace(root, flags=flags) as ws:
        ws.ingest([root / "papers"])
        ws.search("walruses on the pier")
        file = write(root / "late.jsonl", [entry(9, title="Walruses", abstract="Pier sleepers.")])
        command = [sys.executable, "-c", ADD, str(root), str(file), flags["embedding", "base_url"]]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout == "1\n"
        best = ws.search("sleepers of the pier")[0]
        assert best.paper.title == "Walruses"
        assert {one.rank for one in best.engines} == {1}

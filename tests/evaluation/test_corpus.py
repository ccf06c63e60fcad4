"""A corpus in a store of its own: what is found in it, and what a second run does."""

import json
import os
from pathlib import Path

import pytest

from reviewer.errors import StoreError, StoreLockedError, UsageError
from reviewer.evaluation import Corpus, Evaluated
from reviewer.evaluation.corpus import opened_corpus
from reviewer.evaluation.mark import MARK
from reviewer.evaluation.results import RetrievalEvaluation
from reviewer.store import Store
from tests.evaluation.beir_files import DOCUMENTS, Harbour, write_judgements, write_lines
from tests.hashing import HashingEmbedder


def figures(found: RetrievalEvaluation) -> dict[str, float]:
    return {one.measure: one.mean for one in found.measures}


def ranked(found: Evaluated, query: str) -> list[str]:
    return [one.document for one in found.run[query]]


def test_every_document_is_found_under_its_own_id(harbour: Harbour) -> None:
    found = harbour.evaluate()
    firsts = [ranked(found, query)[0] for query in ("q1", "q2", "q3", "q4")]
    assert firsts == ["eels", "fog#1", "7", "herons"]
    assert sorted(ranked(found, "q1")) == sorted(str(one["_id"]) for one in DOCUMENTS)


def test_the_counts_and_means_are_those_of_the_judged_queries(harbour: Harbour) -> None:
    result = harbour.evaluate().result
    assert (result.queries, result.judged, result.unjudged) == (4, 3, 1)
    assert (result.nothing_found, result.missing, result.failures) == (0, 0, 0)
    assert result.documents.searched == 6
    assert figures(result)["MRR"] == 1.0
    assert figures(result)["recall@10"] == 1.0
    assert [one.query for one in result.per_query] == ["q1", "q2", "q3"]
    assert (result.embedder, result.fell_short) == ("hashing", 0)
    assert 0 < result.p50_ms <= result.p95_ms


def test_documents_of_one_title_in_one_corpus_are_two_documents(harbour: Harbour) -> None:
    twins = [{"_id": f"s{n}", "title": "Summary", "text": f"Buoy {n} is red."} for n in (1, 2)]
    write_lines(harbour.corpus, [*DOCUMENTS, *twins])
    found = harbour.evaluate()
    assert found.result.documents.searched == 8
    assert {"s1", "s2"} <= set(ranked(found, "q1"))


def test_a_double_in_a_later_corpus_gives_its_judgements_to_the_first(
    harbour: Harbour, tmp_path: Path
) -> None:
    rows = [{"_id": "arxiv-1", "title": "EELS, at Night.", "text": "Another abstract of it."}]
    rows += [{"_id": "arxiv-2", "title": "Moorings", "text": "Chains rust."}]
    more = write_lines(tmp_path / "more.jsonl", rows)
    write_judgements(harbour.qrels, {"q1": {"arxiv-1": 1}})
    found = harbour.evaluate(more)
    assert found.result.documents.doubles == 1
    assert found.result.documents.searched == 7
    assert "arxiv-1" not in ranked(found, "q1")
    assert figures(found.result)["MRR"] == 1.0
    assert found.result.missing == 0


def test_what_is_excluded_by_id_title_or_arxiv_id_is_not_searched_nor_judged(
    harbour: Harbour, tmp_path: Path
) -> None:
    rows = [{"_id": "2506.02838", "title": "Piers", "text": "Piers are long."}]
    rows += [{"_id": "solv-int/9801001", "title": "Locks", "text": "Locks leak."}]
    more = write_lines(tmp_path / "more.jsonl", rows)
    names = ["eels", "", "fog HORNS", "2506.02838v2", "solv-int/9801002"]
    exclude = write_lines(tmp_path / "exclude.txt", names)
    found = harbour.evaluate(more, exclude=exclude)
    assert found.result.documents.excluded == 3
    assert sorted(ranked(found, "q3")) == ["7", "ferry", "herons", "kelp", "solv-int/9801001"]
    assert [one.query for one in found.result.per_query] == ["q3"]


def test_the_excluded_do_not_stand_in_a_baseline_either(harbour: Harbour, tmp_path: Path) -> None:
    exclude = write_lines(tmp_path / "exclude.txt", ["eels"])
    run = write_lines(tmp_path / "run", ["q3 Q0 eels 1 0.9 x", "q3 Q0 7 2 0.8 x"])
    found = harbour.evaluate(exclude=exclude, baseline=run)
    query = next(one for one in found.result.per_query if one.query == "q3")
    assert query.baseline is not None
    assert query.baseline["MRR"] == 1.0


def test_an_id_that_stands_twice_counts_once_and_is_named(harbour: Harbour) -> None:
    write_lines(harbour.corpus, [*DOCUMENTS, {"_id": "eels", "title": "Other", "text": "Other."}])
    found = harbour.evaluate()
    assert found.result.documents.searched == 6
    assert (found.result.failed[0].line, found.result.failures) == (7, 1)
    assert "second document eels" in found.result.failed[0].reason


def test_a_document_without_words_is_left_out_and_a_miss(harbour: Harbour) -> None:
    write_lines(harbour.corpus, [*DOCUMENTS, {"_id": "blank", "title": " ", "text": ""}])
    write_judgements(harbour.qrels, {"q1": {"eels": 1, "blank": 1, "nowhere": 1, "nor this": 0}})
    result = harbour.evaluate().result
    assert result.documents.empty == 1
    assert result.missing == 2
    assert figures(result)["recall@100"] == pytest.approx(1 / 3)


def test_a_file_whose_name_is_not_utf8_is_searched(harbour: Harbour) -> None:
    write_lines(harbour.corpus, [*DOCUMENTS, "broken"])
    harbour.corpus = harbour.corpus.rename(harbour.folder / os.fsdecode(b"corp\xfcs.jsonl"))
    found = harbour.evaluate().result
    assert found.documents.corpora[0].endswith(r"corp\xfcs.jsonl")
    assert found.failed[0].file == found.documents.corpora[0]
    assert found.model_dump_json()


def test_a_second_run_finds_the_store_and_embeds_queries_only(
    harbour: Harbour, tmp_path: Path
) -> None:
    write_lines(harbour.corpus, [*DOCUMENTS, "broken"])
    first = harbour.evaluate(store=tmp_path / "store")
    harbour.embedder.texts.clear()
    second = harbour.evaluate(store=tmp_path / "store")
    assert set(harbour.embedder.texts) == {
        "eels at night",
        "horn in fog",
        "mud from dredging",
        "herons",
    }
    assert second.run == first.run
    assert second.result.documents == first.result.documents
    assert second.result.failed == first.result.failed


def test_a_changed_corpus_is_noticed_and_only_what_changed_is_embedded(
    harbour: Harbour, tmp_path: Path
) -> None:
    harbour.evaluate(store=tmp_path / "store")
    changed = {"_id": "eels", "title": "Eels at noon", "text": "Eels sleep in mud by day."}
    added = {"_id": "buoy", "title": "A buoy", "text": "The buoy is red."}
    write_lines(harbour.corpus, [changed, *DOCUMENTS[1:4], *DOCUMENTS[5:], added])
    harbour.embedder.texts.clear()
    found = harbour.evaluate(store=tmp_path / "store")
    embedded = [text for text in harbour.embedder.texts if "\n" in text]
    assert embedded == ["Eels at noon\nEels sleep in mud by day.", "A buoy\nThe buoy is red."]
    assert sorted(ranked(found, "q1")) == ["7", "buoy", "eels", "fog#1", "herons", "kelp"]
    assert found.result.documents.searched == 6
    assert found.result.missing == 1


def test_a_corpus_that_has_moved_embeds_nothing_again(harbour: Harbour, tmp_path: Path) -> None:
    harbour.evaluate(store=tmp_path / "store")
    harbour.corpus = harbour.corpus.rename(tmp_path / "moved.jsonl")
    harbour.embedder.texts.clear()
    found = harbour.evaluate(store=tmp_path / "store")
    assert not any("\n" in text for text in harbour.embedder.texts)
    assert found.result.documents.corpora == (str(harbour.corpus),)


def test_a_run_that_was_stopped_while_embedding_is_finished_by_the_next(
    harbour: Harbour, tmp_path: Path
) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if step == "embedding":
            raise KeyboardInterrupt

    corpus = Corpus([harbour.corpus], store=tmp_path / "store")
    with (
        pytest.raises(KeyboardInterrupt),
        opened_corpus(harbour.folder, corpus, embedder=harbour.embedder, progress=stop),
    ):
        pass
    assert len(ranked(harbour.evaluate(store=tmp_path / "store"), "q1")) == 6


def test_a_temporary_store_is_gone_afterwards(harbour: Harbour) -> None:
    corpus = Corpus([harbour.corpus])
    with opened_corpus(harbour.folder, corpus, embedder=harbour.embedder) as (ws, _):
        place = ws.located.store
        assert (place / MARK).is_file()
    assert not place.exists()
    assert not (harbour.folder / "vectorstore").exists()


def test_a_folder_that_holds_a_collection_is_refused_and_not_touched(
    harbour: Harbour, tmp_path: Path
) -> None:
    place = tmp_path / "collection"
    Store(place).close()
    before = {path.name: path.stat().st_size for path in place.iterdir()}
    with pytest.raises(UsageError, match="something else than a corpus"):
        harbour.evaluate(store=place)
    assert {path.name: path.stat().st_size for path in place.iterdir()} == before


def test_a_store_that_is_a_file_is_refused(harbour: Harbour) -> None:
    with pytest.raises(UsageError, match=r"qrels\.tsv"):
        harbour.evaluate(store=harbour.qrels)


def test_a_store_below_a_file_is_refused(harbour: Harbour) -> None:
    with pytest.raises(UsageError, match="cannot be written") as caught:
        harbour.evaluate(store=harbour.qrels / "store")
    assert "--store" in caught.value.hint


def test_a_mark_that_cannot_be_read_is_told(harbour: Harbour, tmp_path: Path) -> None:
    (tmp_path / "store" / MARK).mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be read"):
        harbour.evaluate(store=tmp_path / "store")


def test_a_store_that_another_process_fills_is_not_written(
    harbour: Harbour, tmp_path: Path
) -> None:
    harbour.evaluate(store=tmp_path / "store")
    write_lines(harbour.corpus, DOCUMENTS[:3])
    other = Store(tmp_path / "store")
    with other.writing(), pytest.raises(StoreLockedError, match="another reviewer process"):
        harbour.evaluate(store=tmp_path / "store")
    other.close()
    assert harbour.evaluate(store=tmp_path / "store").result.documents.searched == 3


def test_another_embedder_is_told_with_a_hint_that_mends_it(
    harbour: Harbour, tmp_path: Path
) -> None:
    harbour.evaluate(store=tmp_path / "store")
    harbour.embedder = HashingEmbedder("another")
    with pytest.raises(StoreError, match="another") as caught:
        harbour.evaluate(store=tmp_path / "store")
    assert "ingest" not in caught.value.hint
    assert str(tmp_path / "store") in caught.value.hint


def test_a_mark_that_is_cut_off_is_written_again(harbour: Harbour, tmp_path: Path) -> None:
    first = harbour.evaluate(store=tmp_path / "store")
    mark = tmp_path / "store" / MARK
    mark.write_text(mark.read_text(encoding="utf-8")[:40], encoding="utf-8")
    assert harbour.evaluate(store=tmp_path / "store").run == first.run
    assert json.loads(mark.read_text(encoding="utf-8"))["fingerprint"]


def test_a_corpus_without_a_document_is_an_error(harbour: Harbour) -> None:
    write_lines(harbour.corpus, ["{}", "no JSON"])
    with pytest.raises(UsageError, match="no document in"):
        harbour.evaluate()


def test_a_corpus_that_breaks_off_is_told_before_anything_is_stored(
    harbour: Harbour, tmp_path: Path
) -> None:
    whole = write_lines(tmp_path / "whole.jsonl.gz", DOCUMENTS).read_bytes()
    cut = tmp_path / "cut.jsonl.gz"
    cut.write_bytes(whole[:-20])
    with pytest.raises(UsageError, match="cut off"):
        harbour.evaluate(cut, store=tmp_path / "store")
    assert not (tmp_path / "store").exists()


def test_the_settings_of_the_folder_hold_and_are_told(harbour: Harbour) -> None:
    (harbour.folder / "reviewer.toml").write_text(
        "[retrieval]\ndense_weight = 0.0\nper_paper = 2\n[answer]\nstatements = 3\n"
        '[store]\nurl = "http://localhost:1"\n'
    )
    found = harbour.evaluate()
    assert found.result.settings == {"retrieval.dense_weight": "0.0"}
    assert ranked(found, "q2")[0] == "fog#1"


def test_no_more_than_the_depth_is_ranked(harbour: Harbour) -> None:
    found = harbour.evaluate(depth=2)
    assert {len(ranked) for ranked in found.run.values()} == {2}
    assert [one.measure for one in found.result.measures] == ["MRR"]


def test_a_depth_beyond_the_candidates_is_noted(harbour: Harbour) -> None:
    assert harbour.evaluate(depth=100).result.notes == ()
    (note,) = harbour.evaluate(depth=5000).result.notes
    assert "no more than" in note


def test_judgements_with_nothing_relevant_are_an_error(harbour: Harbour) -> None:
    write_judgements(harbour.qrels, {"q1": {"eels": 0}, "q2": {"fog#1": -1}})
    with pytest.raises(UsageError, match="no query has a relevant document"):
        harbour.evaluate()


def test_a_baseline_is_compared_query_by_query(harbour: Harbour, tmp_path: Path) -> None:
    rows = ["q1 Q0 fog#1 1 0.9 x", "q1 Q0 eels 2 0.8 x", "q2 Q0 fog#1 1 0.9 x"]
    found = harbour.evaluate(baseline=write_lines(tmp_path / "run", rows)).result
    mrr = next(one for one in found.baseline if one.measure == "MRR")
    assert (mrr.wins, mrr.ties, mrr.losses) == (2, 1, 0)
    assert mrr.baseline == pytest.approx(0.5)
    assert mrr.difference == pytest.approx(0.5)
    assert found.notes == ("the baseline has no line for 1 judged queries; they count as 0 there",)


def test_a_baseline_over_another_corpus_is_an_error(harbour: Harbour, tmp_path: Path) -> None:
    run = write_lines(tmp_path / "run", ["q1 Q0 doc-77 1 0.9 x"])
    with pytest.raises(UsageError, match="ranks none of these documents") as caught:
        harbour.evaluate(baseline=run)
    assert "another corpus" in caught.value.hint

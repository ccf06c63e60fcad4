"""Keys to cite by: the user's own, else made of one paper's own record."""

from hypothesis import given
from hypothesis import strategies as st

from reviewer.models import Paper
from reviewer.rendering.cite_keys import cite_keys, generated, is_usable, key_notes, pandoc_key
from tests.rendering.nouns import HOSTILE, TEA

OWN = TEA.model_copy(update={"id": "own", "cite_key": "leaf:green"})
PAPERS = st.lists(
    st.builds(
        Paper,
        id=st.text(min_size=1, max_size=6),
        title=st.text(min_size=1, max_size=20) | st.just(TEA.title),
        authors=st.just(TEA.authors) | st.lists(st.text(max_size=9), max_size=2).map(tuple),
        year=st.none() | st.just(2021),
        cite_key=st.none() | st.text(max_size=4),
    ),
    max_size=6,
    unique_by=lambda paper: paper.id,
)


def key_of(**fields: object) -> str:
    return generated(TEA.model_copy(update=fields)).rpartition("-")[0]


def test_the_users_own_key_is_kept() -> None:
    assert cite_keys([OWN, TEA])["own"] == "leaf:green"


def test_a_made_key_says_who_when_and_what() -> None:
    assert key_of() == "leaf2021steeping"
    assert key_of(authors=("José Núñez-Ørsted Jr.",)) == "nunezorsted2021steeping"
    assert key_of(year=None) == "leafsteeping"
    assert key_of(authors=(), title="On the H$_2$O of a Kettle") == "h2okettle2021"
    assert key_of(authors=("茶",), title="茶", year=None) == "paper"


def test_two_papers_alike_in_all_but_their_id_have_keys_of_their_own() -> None:
    twins = [TEA.model_copy(update={"id": id_}) for id_ in ("one", "two")]
    keys = cite_keys(twins)
    assert keys["one"] != keys["two"]
    assert keys["one"] == cite_keys(twins[:1])["one"]


def test_a_key_that_was_given_out_stays_when_the_record_changes() -> None:
    before = cite_keys([TEA])
    dated = TEA.model_copy(update={"year": 1999, "cite_key": "late"})
    assert cite_keys([dated]) != before
    assert cite_keys([dated], before) == before
    assert cite_keys([OWN], {"gone": "leaf:green"}) == {"own": "leaf:green"}


def test_keys_given_out_that_cannot_be_cited_or_are_alike_are_made_anew() -> None:
    assert cite_keys([TEA], {TEA.id: "a b"}) == {TEA.id: generated(TEA)}
    alike = {TEA.id: "leaf", HOSTILE.id: "LEAF"}
    assert cite_keys([TEA, HOSTILE], alike) == cite_keys([TEA, HOSTILE])
    assert cite_keys([TEA], alike | {HOSTILE.id: "leaf"}) == {TEA.id: "leaf"}


def test_a_made_key_stays_when_the_user_takes_it_for_another_paper() -> None:
    before = cite_keys([TEA])
    thief = HOSTILE.model_copy(update={"cite_key": generated(TEA).upper()})
    keys = cite_keys([thief, TEA], before)
    assert keys[TEA.id] == before[TEA.id]
    assert keys[thief.id] == generated(thief)


def test_an_own_key_that_another_paper_was_given_is_not_used_twice() -> None:
    keys = cite_keys([OWN, TEA], {TEA.id: "LEAF:green"})
    assert keys == {"own": generated(OWN), TEA.id: "LEAF:green"}


def test_an_own_key_of_two_papers_cites_neither_and_says_so() -> None:
    other = HOSTILE.model_copy(update={"cite_key": "Leaf:Green"})
    assert cite_keys([OWN, other]) == {"own": generated(OWN), other.id: generated(other)}
    (note,) = key_notes([OWN, other])
    assert note.startswith("the key leaf:green stands for 2 papers and is not used: “Steeping")
    assert generated(other) in note
    assert "\x1b" not in note


def test_a_key_that_latex_cannot_cite_is_replaced_and_said() -> None:
    odd = TEA.model_copy(update={"cite_key": "leaf & cup 2021"})
    assert cite_keys([odd]) == {TEA.id: generated(odd)}
    (note,) = key_notes([odd])
    assert note.startswith("the key 'leaf & cup 2021' cannot be cited in LaTeX: no white space")
    assert generated(odd) in note


def test_a_key_that_another_key_takes_by_chance_is_made_longer() -> None:
    thief = HOSTILE.model_copy(update={"cite_key": generated(TEA)})
    keys = cite_keys([TEA, thief])
    assert keys[thief.id] == generated(TEA)
    assert keys[TEA.id] == generated(TEA, whole=True)


def test_odd_keys_are_usable_where_bibtex_takes_them() -> None:
    for key in ("DBLP:conf/x", "müller2020", "a_b", "x&y", "10.1000/(a)<b>;2-2", "O'Neil"):
        assert is_usable(key), key
    for key in ("", "*", "a b", "a,b", "50%", "a#b", "a~b", "a\\b", "{a}", "a^^b", "a\u202eb"):
        assert not is_usable(key), key


def test_pandoc_gets_braces_where_it_would_end_a_key_early() -> None:
    assert pandoc_key("DBLP:conf/x") == "@DBLP:conf/x"
    assert pandoc_key("müller2020") == "@müller2020"
    assert pandoc_key("O'Neil") == "@{O'Neil}"
    assert pandoc_key("ends.") == "@{ends.}"
    assert pandoc_key("a--b") == "@{a--b}"


@given(PAPERS, st.dictionaries(st.text(max_size=6), st.text(max_size=4)))
def test_keys_are_usable_and_no_two_alike(papers: list[Paper], given: dict[str, str]) -> None:
    keys = cite_keys(papers, given)
    assert keys.keys() == {paper.id for paper in papers}
    assert len({key.casefold() for key in keys.values()}) == len(papers)
    assert all(map(is_usable, keys.values()))


@given(PAPERS)
def test_a_made_key_does_not_change_as_papers_come_and_go(papers: list[Paper]) -> None:
    bare = [paper.model_copy(update={"cite_key": None}) for paper in papers]
    together = cite_keys(bare)
    assert all(cite_keys([paper]) == {paper.id: together[paper.id]} for paper in bare)
    assert cite_keys(reversed(bare)) == together


@given(PAPERS, PAPERS)
def test_a_key_that_was_given_out_stays_whatever_papers_come(
    papers: list[Paper], later: list[Paper]
) -> None:
    before = cite_keys(papers)
    known = {paper.id for paper in papers}
    both = [*(paper for paper in later if paper.id not in known), *papers]
    after = cite_keys(both, before)
    assert {id_: after[id_] for id_ in before} == before
    assert cite_keys(both, before) == after


def test_a_whole_key_that_is_somebodys_own_is_not_used_twice() -> None:
    first = HOSTILE.model_copy(update={"cite_key": generated(TEA)})
    second = OWN.model_copy(update={"cite_key": generated(TEA, whole=True)})
    assert cite_keys([TEA, first, second])[TEA.id] == generated(TEA, whole=True) + "x"

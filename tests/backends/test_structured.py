"""Data in a reply: read where weak models put it, checked, and asked for once more."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from reviewer.backends.structured import complete_as, parsed
from reviewer.errors import ModelReplyError
from tests.scripted_server import Open, Reply, Serve

ASKED = [("user", "List them as JSON.")]


class Bee(BaseModel):
    model_config = ConfigDict(extra="ignore")

    name: str
    stripes: int = 0


@pytest.mark.parametrize(
    "reply",
    [
        '[{"name": "Maja", "stripes": 3}]',
        '{"name": "Maja", "stripes": 3}',
        '```json\n[{"name": "Maja", "stripes": 3}]\n```',
        '```\n{"name": "Maja", "stripes": 3}\n```',
        '```json\n[{"name": "Maja", "stripes": 3}]',
        'Here they are [as you asked]:\n\n[{"name": "Maja", "stripes": 3,},]\n\nAnything else?',
        '{"name": "Maja", "stripes": "3", "likes": [1, 2, {}]}',
        'One {of them} is {"name": "Maja", "stripes": 3}.',
        'The "bees: {"bees": [{"name": "Maja", "stripes": 3,}]}',
        '\ufeff [\n{"name": "Maja",\n"stripes": 3\n,\n}\n]',
    ],
)
def test_data_are_found_where_models_put_them(reply: str) -> None:
    assert parsed(reply, list[Bee]) == [Bee(name="Maja", stripes=3)]


def test_commas_within_strings_stay() -> None:
    (bee,) = parsed('[{"name": "a,] \\"b,}\\" ,", },]', list[Bee])
    assert bee.name == 'a,] "b,}" ,'


@pytest.mark.parametrize(
    ("reply", "complaint"),
    [
        ("I cannot do that.", "it holds no JSON"),
        ("", "it holds no JSON"),
        ('[{"name": "Maja", "stripes": "many"}]', "0.stripes: Input should be a valid integer"),
        ('[{"stripes": 3}]', "0.name: Field required"),
        ("[" * 3000, "it holds no JSON"),
    ],
)
def test_what_is_wrong_is_said_in_words_for_the_model(reply: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parsed(reply, list[Bee])


@pytest.mark.parametrize(
    "reply",
    [
        '{"name": "a"}\n{"name": "b"}',
        'As in [1]:\n[{"name": "a"}, {"name": "b"},]',
        '```json\n{"name": "a"}\n{"name": "b"}\n```',
        '{"bees": [{"name": "a"}, {"name": "b"}], "count": 2}',
    ],
)
def test_none_of_several_is_lost(reply: str) -> None:
    assert [bee.name for bee in parsed(reply, list[Bee])] == ["a", "b"]


def test_a_list_of_one_stands_for_the_one() -> None:
    assert parsed('[{"name": "a"}]', Bee) == Bee(name="a")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(st.lists(JSON), st.sampled_from(["{}", "```json\n{}\n```", "Here it is:\n{}"]))
def test_any_list_is_read_back(value: list[object], around: str) -> None:
    assert parsed(around.replace("{}", json.dumps(value)), list[object]) == value


@given(st.text(alphabet='[]{}",:1a\\\n` ', max_size=60))
def test_no_reply_makes_the_reader_stumble(reply: str) -> None:
    with suppress(ValueError):
        assert all(isinstance(bee, Bee) for bee in parsed(reply, list[Bee]))


def test_a_reply_that_cannot_be_read_is_asked_for_again_with_the_reason(
    serve: Serve, open_at: Open
) -> None:
    server = serve(['[{"stripes": 3}]', '[{"name": "Maja"}]'])
    found = complete_as(open_at(server.base_url), ASKED, list[Bee], what="a list of bees")
    assert found == [Bee(name="Maja")]
    sent = server.chats[1].body["messages"]
    assert [message["role"] for message in sent] == ["user", "assistant", "user"]
    assert "0.name: Field required" in sent[2]["content"]
    assert "response_format" not in server.chats[0].body
    assert "tools" not in server.chats[0].body


def test_two_replies_that_cannot_be_read_are_an_error(serve: Serve, open_at: Open) -> None:
    server = serve(["no", Reply("never")])
    with pytest.raises(ModelReplyError) as caught:
        complete_as(open_at(server.base_url), ASKED, list[Bee], what="a list of bees")
    assert caught.value.message == (
        "scripted replied twice with something that is not a list of bees (it holds no JSON)"
    )
    assert len(server.chats) == 2

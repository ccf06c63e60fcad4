"""The facts of a draft's run: which models were called, where, and with which prompts."""

import hashlib
from pathlib import Path
from typing import Any

from reviewer.models import Call, Making, ModelUse, Plan
from reviewer.prompting import list_prompts
from reviewer.rendering.audit import audit
from reviewer.run_record import made_by, making
from reviewer.settings import AnswerSettings, ModelSettings
from reviewer.workspace import Workspace
from tests.gathered import gather
from tests.hashing import HashingEmbedder
from tests.related_work.test_model_drafts import ENTRIES, TOPIC
from tests.related_work.writing_model import WritingModel
from tests.scripted_server import Serve

SETTINGS = ModelSettings.model_validate(
    {
        "name": "m",
        "base_url": "https://me:pw@one.example:8443/v1",
        "judge": {"base_url": "http://127.0.0.1:1/v1"},
    }
)


def facts(calls: list[Call], model: ModelSettings | None = SETTINGS, **more: Any) -> Making:
    prompts = list_prompts(None)
    texts = {prompt.name: prompt.path.read_text(encoding="utf-8") for prompt in prompts}
    by = made_by(
        embedder="hash", chunking="c", papers=3, prompts=texts, answer=AnswerSettings(), model=model
    )
    return making(by, calls, prompts, **more)


def call(role: str, system: str = "s", user: str = "u", **more: Any) -> Call:
    messages = (("system", system), ("user", user))
    return Call(key="k", role=role, model="m", messages=messages, reply="r", **more)


def drafted(folder: Path, flags: dict[tuple[str, str], Any]) -> tuple[Making, str]:
    gather(folder, ENTRIES, HashingEmbedder()).close()
    found: list[Making] = []
    with Workspace(folder, flags=flags) as ws:
        ws.embedder = HashingEmbedder()
        draft = ws.related_work(TOPIC, on_made=found.append)
    return found[0], audit(draft, made=found[0])


def test_a_draft_by_a_model_says_where_it_was_called_and_with_which_prompts(
    tmp_path: Path, serve: Serve
) -> None:
    server = serve(WritingModel())
    flags = {("model", "name"): "scripted", ("model", "base_url"): server.base_url}
    made, report = drafted(tmp_path, flags)
    uses = [(use.role, use.model, use.host) for use in made.models]
    assert uses == [("plan", "scripted", "127.0.0.1"), ("write", "scripted", "127.0.0.1")]
    assert sum(use.calls for use in made.models) == len(server.chats)
    names = {prompt.name: prompt.calls for prompt in made.prompts}
    assert names == {"connect_theme": 1, "draft_theme": 2, "plan_themes": 1, "theme_findings": 2}
    assert made.unknown_prompts == 0
    shipped = Path(__file__).parents[2] / "prompts" / "draft_theme.md"
    digest = hashlib.sha256(shipped.read_bytes()).hexdigest()
    assert (
        f"- Prompt `draft_theme`: version 2, as shipped, SHA-256 {digest[:12]}…; 2 calls" in report
    )
    assert "- Called to write: scripted at 127.0.0.1; 5 calls, 0 more from the cache\n" in report
    assert f"to write sentences (5 calls); on {made.date[:10]}." in report


def test_a_draft_without_a_model_says_that_none_was_used(tmp_path: Path) -> None:
    made, report = drafted(tmp_path, {})
    assert (made.models, made.prompts, made.papers) == ((), (), len(ENTRIES))
    assert "> No language model was used to write this section; it was drafted by" in report
    assert (
        f"embedding model {HashingEmbedder().name}, which writes no text, among 6 papers" in report
    )


def test_each_role_has_its_own_server_and_no_password_is_told() -> None:
    made = facts([call("write"), call("judge", cached=True), call("write", error=("a", "b"))])
    assert made.models == (
        ModelUse(role="write", model="m", host="one.example", calls=2, failed=1),
        ModelUse(role="judge", model="m", host="127.0.0.1", cached=1),
    )
    assert "pw" not in made.model_dump_json()
    assert made.unknown_prompts == 3
    assert facts([call("write")], ModelSettings(name="openai:x")).models[0].host is None
    assert facts([call("other")]).models[0].host is None


def test_a_prompt_is_known_by_what_was_sent_and_own_copies_are_told(tmp_path: Path) -> None:
    own = tmp_path / "prompts" / "try_model.md"
    own.parent.mkdir()
    shipped = next(prompt for prompt in list_prompts(None) if prompt.name == "try_model")
    own.write_text(shipped.path.read_text().replace("version = 1", "version = 7"))
    prompts = list_prompts(tmp_path)
    texts = {prompt.name: prompt.path.read_text() for prompt in prompts}
    by = made_by(
        embedder="", chunking="", papers=0, prompts=texts, answer=AnswerSettings(), model=None
    )
    sent = [(role, text) for role, text in shipped.render()]
    one = Call(key="k", role="write", model="m", messages=tuple(sent), reply="")
    (use,) = making(by, [one], prompts).prompts
    assert (use.name, use.version, use.own, use.calls) == ("try_model", 7, True, 1)


def test_a_plan_that_was_there_before_is_told_with_its_model() -> None:
    assert facts([]).plan_given is False
    assert facts([], plan=Plan(topic="t", model="planner")).plan_model == "planner"
    assert facts([], plan=Plan(topic="t")).plan_given

"""The calls of a run to the facts that a reader of what was written has a right to."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from string import Template
from urllib.parse import urlsplit

from reviewer.model_settings import ROLES
from reviewer.models import Call, Making, ModelUse, Plan, PromptUse
from reviewer.prompting import Prompt
from reviewer.run_record.record import NOT_INSTALLED, MadeBy
from reviewer.settings import ModelSettings
from reviewer.store import NO_EMBEDDER


def making(
    made_by: MadeBy, calls: Sequence[Call], prompts: Sequence[Prompt], plan: Plan | None = None
) -> Making:
    """What was called, with which prompts, over what.

    Args:
        made_by: the facts that do not depend on the calls.
        calls: of the run, all roles.
        prompts: that there were.
        plan: that was given to the run, and not made by it.
    """
    used = Counter(_prompt_of(call, prompts) for call in calls)
    return Making(
        date=made_by.date,
        program=made_by.packages["literature-reviewer"].replace(NOT_INSTALLED, ""),
        embedder=None if made_by.embedder == NO_EMBEDDER else made_by.embedder,
        papers=made_by.papers,
        models=tuple(_models(calls, made_by.model)),
        prompts=tuple(
            _use(p, made_by.prompts[p.name], used[p.name]) for p in prompts if used[p.name]
        ),
        unknown_prompts=used[None],
        plan_given=plan is not None,
        plan_model=None if plan is None else plan.model,
    )


def _use(prompt: Prompt, text: str, calls: int) -> PromptUse:
    return PromptUse(
        name=prompt.name,
        version=prompt.version,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        own=prompt.overridden,
        calls=calls,
    )


def _models(calls: Iterable[Call], settings: ModelSettings | None) -> Iterator[ModelUse]:
    """In the order in which they were first called."""
    by_use: dict[tuple[str, str], list[Call]] = {}
    for call in calls:
        by_use.setdefault((call.role, call.model), []).append(call)
    for (role, model), some in by_use.items():
        yield ModelUse(
            role=role,
            model=model,
            host=_host(role, settings),
            calls=sum(not call.cached for call in some),
            cached=sum(call.cached for call in some),
            failed=sum(call.error is not None for call in some),
        )


def _host(role: str, settings: ModelSettings | None) -> str | None:
    known = next((one for one in ROLES if one == role), None)
    if settings is None or known is None:
        return None
    address = settings.role(known).base_url
    return urlsplit(address).hostname if address else None


def _prompt_of(call: Call, prompts: Iterable[Prompt]) -> str | None:
    """The one whose texts, with something in the places of its inputs, were sent."""
    said = [text for _, text in call.messages]
    for prompt in prompts:
        system, user = _pattern(prompt.system), _pattern(prompt.user)
        if len(said) > 1 and system.fullmatch(said[0]) and user.match(said[1]):
            return prompt.name
    return None


@lru_cache(maxsize=64)
def _pattern(template: str) -> re.Pattern[str]:
    parts: list[str] = []
    end = 0
    for found in Template.pattern.finditer(template):
        parts.append(re.escape(template[end : found.start()]))
        parts.append(r"\$" if found["escaped"] else ".*?")
        end = found.end()
    return re.compile("".join([*parts, re.escape(template[end:])]), re.DOTALL)

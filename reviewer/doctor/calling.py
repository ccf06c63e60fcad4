"""One small call to each language model that has a role, and what it shows.

In come located settings; out come trials with their figures, and findings in words. The only words
sent are those of prompts/try_model.md; a kept reply is never taken for a call.
"""

import json
from collections.abc import Callable, Iterator

from pydantic import AliasChoices, BaseModel, Field

from reviewer.doctor.findings import Finding, JsonReply, Trial
from reviewer.doctor.model_server import InUse, headers_of, models_in_use
from reviewer.doctor.windows import Asker, Window, window_of
from reviewer.errors import ModelError
from reviewer.prompting import Messages, load_prompt
from reviewer.settings import Located

SMALLEST_WINDOW = 1024
"""What `model.context_window` takes at least."""
_READ = 2000  # characters of a reply in which an object is looked for

Tell = Callable[[str], None]


class _Asked(BaseModel):
    """What prompts/try_model.md asks for."""

    colours: list[str] = Field(min_length=1, validation_alias=AliasChoices("colours", "colors"))
    count: float


def call_models(located: Located, tell: Tell) -> tuple[list[Trial], list[Finding]]:
    """Call each model once, whatever the number of its roles.

    Args:
        located: the settings and where they came from.
        tell: told of each call before it is made; it may take long.

    Raises:
        PromptError: the review's own prompts/try_model.md cannot be used.
    """
    used = models_in_use(located.settings.model)
    if not used:
        says = "no model is named, so there is none to call"
        return [], [Finding(topic="call", well=None, says=says)]
    messages = load_prompt("try_model", located.root).render()
    trials: list[Trial] = []
    findings: list[Finding] = []
    for one in used:
        tell(f"calling {one.model.name} once, as {', '.join(one.roles)}")
        trial, window = _try(one, messages)
        who = "" if len(used) == 1 else f"{', '.join(one.roles)}: "
        trials.append(trial)
        findings += _findings(who, one, trial, window)
    return trials, findings


def json_in(reply: str) -> JsonReply:
    """Whether the object that was asked for is the reply, is in the reply, or is not there."""
    text = reply.strip()
    for start in (at for at, letter in enumerate(text[:_READ]) if letter == "{"):
        try:
            found, end = json.JSONDecoder().raw_decode(text[: start + _READ], start)
            _Asked.model_validate(found)
        except (ValueError, RecursionError):
            continue
        alone = start == 0 and end == len(text)
        return JsonReply.ALONE if alone else JsonReply.AMONG_WORDS
    return JsonReply.NONE


def _try(one: InUse, messages: Messages) -> tuple[Trial, Window | None]:
    """The call, then the server's word on the context: some have none before they are called."""
    from reviewer.backends import open_backend
    from reviewer.backends.probing import watch

    model = one.model
    known = Trial(roles=one.roles, model=model.name or "", context_window=model.context_window)
    try:
        backend = open_backend(model.model_copy(update={"retries": 0}), None)
        assert backend is not None, "a model without a name and address is not in use"
        seen = watch(backend, messages)
    except ModelError as error:
        return known.model_copy(update={"error": (error.message, error.hint)}), None
    window = None
    if model.base_url:
        window = window_of(Asker(model.base_url, headers_of(model), model.name or ""))
    read, written = seen.counted or (None, None)
    facts = {
        "served_as": seen.served_as,
        "first_seconds": seen.first,
        "seconds": seen.whole,
        "pieces": seen.pieces,
        "streamed": seen.streamed,
        "ended": seen.ended,
        "json_reply": json_in(seen.reply),
        "input_tokens": read,
        "output_tokens": written,
        "context_length": window.tokens if window else None,
        "context_source": window.source if window else None,
    }
    return known.model_copy(update=facts), window


def _findings(who: str, one: InUse, trial: Trial, window: Window | None) -> Iterator[Finding]:
    if trial.error:
        says, mend = trial.error
        yield Finding(topic="call", well=False, says=f"{who}{says}", mend=mend)
        return
    for finding in (_call(trial), _streaming(trial), _json(trial), _usage(trial)):
        yield finding.model_copy(update={"says": f"{who}{finding.says}"})
    context = _context(one, trial, window)
    yield context.model_copy(update={"says": f"{who}{context.says}"})


def _call(trial: Trial) -> Finding:
    served = trial.served_as
    name = f"{trial.model} (there: {served})" if served not in (None, trial.model) else trial.model
    says = f"{name} began to reply after {trial.first_seconds:.2f} s"
    if trial.ended:
        return Finding(topic="call", well=True, says=f"{says}, ended after {trial.seconds:.2f} s")
    mend = "it was to write one short line: take another model, or one trained to follow orders"
    return Finding(topic="call", well=None, says=f"{says}, and went on and on", mend=mend)


def _streaming(trial: Trial) -> Finding:
    if trial.streamed:
        says = f"{trial.pieces} pieces, as they are written"
        return Finding(topic="streaming", well=True, says=says)
    says = "the reply came in one piece"
    if trial.pieces > 1 and trial.first_seconds is not None and trial.seconds is not None:
        rush = trial.seconds - trial.first_seconds
        says = (
            f"{trial.pieces} pieces within {rush:.2f} s, after {trial.first_seconds:.2f} s of none"
        )
    mend = "if it is so again, a proxy before the server may hold answers back until they are whole"
    return Finding(topic="streaming", well=None, says=says, mend=mend)


def _json(trial: Trial) -> Finding:
    if trial.json_reply is JsonReply.ALONE:
        return Finding(topic="JSON", well=True, says="given as asked, and nothing else")
    if trial.json_reply is JsonReply.AMONG_WORDS:
        says = "given, among other words, which are passed over"
        return Finding(topic="JSON", well=True, says=says)
    mend = (
        "it does not keep to a form it is told: plans, pointers and verdicts of it will often fail"
    )
    return Finding(topic="JSON", well=None, says="not given, though asked for", mend=mend)


def _usage(trial: Trial) -> Finding:
    if trial.input_tokens is not None:
        counts = f"{trial.input_tokens} tokens read, {trial.output_tokens} written"
        says = f"{counts}, by the server's count"
        return Finding(topic="usage", well=True, says=says)
    if not trial.ended:
        return Finding(
            topic="usage", well=None, says="not known: the reply was not read to its end"
        )
    says = "the server counts no tokens: figures of tokens are estimates, on the high side"
    return Finding(topic="usage", well=None, says=says)


def _context(one: InUse, trial: Trial, window: Window | None) -> Finding:
    given = trial.context_window
    if window is None:
        says = f"the server does not say how long; {given} tokens are taken for granted"
        mend = "compare model.context_window with what the server or its documentation says"
        return Finding(topic="context", well=None, says=says, mend=mend)
    said = f"{window.tokens} tokens ({window.source})"
    if given > window.tokens:
        says = f"{said}, fewer than context_window = {given}"
        return Finding(topic="context", well=False, says=says, mend=_smaller(one, window.tokens))
    if window.loaded:
        more = f"more passages can be read at once: {_line(one, window.tokens)}"
        says = f"{said}; context_window = {given} fits"
        room = window.tokens >= 2 * given
        return Finding(topic="context", well=True, says=says, mend=more if room else None)
    says = f"at most {said}; how much of it is loaded is not said"
    mend = f"see that the server gives it context_window = {given} (Ollama: OLLAMA_CONTEXT_LENGTH)"
    return Finding(topic="context", well=None, says=says, mend=mend)


def _smaller(one: InUse, tokens: int) -> str:
    if tokens < SMALLEST_WINDOW:
        return (
            f"start the server with {one.model.context_window} tokens of context "
            "(llama.cpp: -c, Ollama: OLLAMA_CONTEXT_LENGTH, vLLM: --max-model-len)"
        )
    return f"{_line(one, tokens)}; or start the server with more"


def _line(one: InUse, tokens: int) -> str:
    """What to write into reviewer.toml for a context of so many tokens."""
    section = "[model]" if "write" in one.roles else f"[model.{one.roles[0]}]"
    lines = f"context_window = {tokens}"
    if one.model.max_output_tokens > tokens // 2:
        lines += f", max_output_tokens = {tokens // 4}"
    return f"in reviewer.toml, {section}: {lines}"

"""Statements and their quotes to a second opinion: a language model says whether they agree.

In come claims, with the evidence in front of the model; out come verdicts. It sees no question,
no other passage and no other statement's quotes, and it may only take support away.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.models import Support
from reviewer.prompting import Messages, Prompt, load_prompt, one_line
from reviewer.proof.gates import Claim, Verdict

if TYPE_CHECKING:
    from reviewer.backends import Backend

_LINE = re.compile(
    r"^[^\w\n]*(?:statement\s+)?(\d{1,3})[^\w\n]+"
    r"(supported|contradicted|not[\s_-]+stated|not[\s_-]+supported|unsupported)\b[^\w\n]*(.*)$",
    re.MULTILINE | re.IGNORECASE,
)
_LONGEST_REASON = 200  # characters
NO_VERDICT = Verdict(Support.WEAK, "the judge gave no verdict on it", gate="judge")
_CONTRADICTED = "the judge: its quotes say otherwise"
_NOT_STATED = "the judge: its quotes do not say that"


def judge(claims: Sequence[Claim], backend: "Backend", root: Path | None) -> list[Verdict]:
    """The model's verdict on each claim, in one call, or in several where they do not fit.

    Args:
        claims: statements with their quotes.
        backend: the model that judges.
        root: the workspace folder, whose prompts win over the shipped ones.

    Returns:
        A verdict for each claim; `NO_VERDICT` where the reply holds none that can be read.

    Raises:
        ModelError: a call failed, or one statement with its quotes is longer than the context.
        PromptError: the prompt does not work.
    """
    prompt = load_prompt("check_support", root)
    verdicts: list[Verdict] = []
    while len(verdicts) < len(claims):
        rest = claims[len(verdicts) :]
        kept, _ = backend.fit(rest, lambda some: _messages(prompt, some))
        verdicts += _read(backend.complete(_messages(prompt, kept)), len(kept))
    return verdicts


def _messages(prompt: Prompt, claims: Sequence[Claim]) -> Messages:
    return prompt.render(statements="\n\n".join(map(_block, range(1, len(claims) + 1), claims)))


def _block(number: int, claim: Claim) -> str:
    text, quotes = claim
    lines = [f"{number}. Statement: {one_line(text)}"]
    lines += [f"   Source: {one_line(quote.text)} ({one_line(quote.title)})" for quote in quotes]
    return "\n".join(lines)


def _read(reply: str, number: int) -> list[Verdict]:
    """A later line on the same statement wins: models correct themselves downwards."""
    found = {int(match[1]): _verdict(match[2], match[3]) for match in _LINE.finditer(reply)}
    return [found.get(n, NO_VERDICT) for n in range(1, number + 1)]


def _verdict(word: str, why: str) -> Verdict:
    said = word.casefold()
    if said == "supported":
        return Verdict(Support.SUPPORTED)
    contradicted = said == "contradicted"
    support = Support.CONTRADICTED if contradicted else Support.UNSUPPORTED
    reason = _CONTRADICTED if contradicted else _NOT_STATED
    more = f" ({one_line(why)[:_LONGEST_REASON]})" if why.strip() else ""
    return Verdict(support, f"{reason}{more}", gate="judge")

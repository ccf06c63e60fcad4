"""Sentences that failed, shown to the model once more with the reason: mended, or given up.

In come a resolution and what was offered; the sentences that the model mends take the place of
those that failed. What still fails stays left out.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.errors import ModelError
from reviewer.prompting import load_prompt, one_line
from reviewer.proof.gates import Gates
from reviewer.proof.numbering import NumberedPassages
from reviewer.proof.resolving import Attempt, Resolution, resolve

if TYPE_CHECKING:
    from reviewer.backends import Backend

MOST = 12  # sentences shown again; a reply with more failures is not worth mending
_NUMBERED = re.compile(
    r"^[^\w\n]*(?:sentence\s+)?\(?(\d{1,3})\s*[.:)\]]\s+(?=\S)", re.MULTILINE | re.I
)
_GIVEN_UP = re.compile(r"\W*(?:drop|delete|remove)\b", re.IGNORECASE)


def mend(
    resolution: Resolution,
    numbered: NumberedPassages,
    gates: Gates,
    backend: "Backend",
    root: Path | None,
) -> str | None:
    """Have the model mend what failed, in one call, and put what stands then in its place.

    Args:
        resolution: of the reply; changed in place.
        numbered: what was offered for it; the same pointers hold.
        gates: what may object.
        backend: the model.
        root: the workspace folder, whose prompts win over the shipped ones.

    Returns:
        What to tell the user, where the call failed or was not made; the failures stay left out.

    Raises:
        PromptError: the prompt does not work.
    """
    failed = [at for at, one in enumerate(resolution.attempts) if not one.stands and one.mendable]
    if not failed:
        return None
    shown = failed[:MOST]
    prompt = load_prompt("repair", root)
    sentences = _listed([resolution.attempts[at] for at in shown])
    offered = sorted(numbered.blocks)
    try:
        kept, _ = backend.fit(
            _pointed_first(offered, [resolution.attempts[at] for at in shown], numbered),
            lambda some: prompt.render(passages=numbered.only(some).block, sentences=sentences),
        )
        reply = backend.complete(
            prompt.render(passages=numbered.only(kept).block, sentences=sentences)
        )
    except ModelError as error:
        return f"{error.message}; what was left out was not tried again"
    _replace(resolution, shown, _by_number(reply, len(shown)), numbered.only(kept), gates)
    return None


def _listed(failed: list[Attempt]) -> str:
    return "\n".join(
        f"{number}. {one_line(attempt.text)}\n   Why not: {one_line(attempt.verdict.reason or '')}"
        for number, attempt in enumerate(failed, start=1)
    )


def _pointed_first(
    offered: list[int], failed: list[Attempt], numbered: NumberedPassages
) -> list[int]:
    """The blocks that failed sentences point at, then the others: the last are dropped first."""
    pointed = {(quote.paper_id, quote.text) for attempt in failed for quote in attempt.quotes}
    wanted = {at[0] for at, q in numbered.offered.items() if (q.paper_id, q.text) in pointed}
    return sorted(offered, key=lambda number: number not in wanted)


def _by_number(reply: str, most: int) -> dict[int, str]:
    """What the reply says for each number; all of it for the only sentence there is."""
    said: dict[int, str] = {}
    end = len(reply)
    for match in reversed(list(_NUMBERED.finditer(reply))):
        if 1 <= int(match[1]) <= most:
            said[int(match[1])] = reply[match.end() : end]
        end = match.start()
    return said or ({1: reply} if most == 1 else {})


def _replace(
    resolution: Resolution,
    shown: list[int],
    said: dict[int, str],
    numbered: NumberedPassages,
    gates: Gates,
) -> None:
    standing = [attempt.text for attempt in resolution.attempts if attempt.stands]
    mended: dict[int, list[Attempt]] = {}
    for number, at in enumerate(shown, start=1):
        text = said.get(number, "")
        if text.strip() and not _GIVEN_UP.match(text):
            tried = resolve(text, numbered, gates, said=standing).attempts
            if tried and all(attempt.stands for attempt in tried):
                mended[at] = tried
                standing += [attempt.text for attempt in tried]
    resolution.attempts = [
        one for at, attempt in enumerate(resolution.attempts) for one in mended.get(at, [attempt])
    ]

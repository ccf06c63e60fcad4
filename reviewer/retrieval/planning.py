"""A question about several papers to a few searches, in the language model's words.

In come the question and the model; out come queries, the question itself first. It does not
search: `rounds` weighs what the queries find like the parts of any text.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

from reviewer.prompting import load_prompt, one_line
from reviewer.text.words import content_words

if TYPE_CHECKING:
    from reviewer.backends import Backend

MOST = 6  # searches taken from a reply
_LONGEST = 200  # characters; anything longer is an explanation
_LONGEST_QUESTION = 2000  # characters shown to the model
# What models put around a search: list signs, numbers, quotation marks, a label, JSON.
_MARKS = " \t*_`\"'“”‘’#>[]{},;"
_LISTED = re.compile(r"^(?:[-*•–]|\(?\d{1,2}[.):]|\[\d{1,2}\])\s+")
_LABEL = re.compile(r"^(?:search|query|sub-?quer(?:y|ies))(?:\s*\d{1,2})?\s*[\"']?\s*:\s*", re.I)
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_ARRAY = re.compile(
    r"\[\s*\"([^\[\]]*)\"\s*,?\s*\]"
)  # a JSON list of strings, whatever is around it
_NEXT = re.compile(r"\"\s*,\s*\"")
_FENCE = re.compile(r"^\s*```.*$", re.MULTILINE)


def plan_queries(
    backend: "Backend",
    question: str,
    root: Path | None = None,
    *,
    prompt_name: str = "subqueries",
) -> list[str]:
    """The question, then what the model would search for; the question alone if it says nothing.

    One call of the model. It pays for questions that ask about several papers.

    Args:
        backend: the model.
        question: one that can be understood alone.
        root: the workspace folder, whose prompts win over the shipped ones.
        prompt_name: `subqueries` asks for searches, `subquestions` for smaller questions.

    Raises:
        ModelError: the call failed; the question can still be asked without a plan.
        PromptError: the prompt does not work.
    """
    prompt = load_prompt(prompt_name, root)
    shown = one_line(question)[:_LONGEST_QUESTION]
    reply = backend.complete(prompt.render(question=shown, most=str(MOST)))
    return [question, *queries_in(reply, question)]


def queries_in(reply: str, question: str) -> list[str]:
    """The searches that a reply lists, each once, at most `MOST`, the question not among them.

    Lines that introduce (`Here are the searches:`), explain at length or hold no word to search
    for are passed over.
    """
    said = _FENCE.sub("", _THOUGHT.sub("", reply))
    array = _ARRAY.search(said)
    found: dict[str, str] = {}
    for line in said.splitlines() if array is None else _NEXT.split(array[1]):
        query = _bare(line)
        if content_words(query) and len(query) <= _LONGEST and not query.endswith(":"):
            found.setdefault(query.casefold(), query)
    found.pop(question.strip().casefold(), None)
    return list(found.values())[:MOST]


def _bare(line: str) -> str:
    listed = _LISTED.sub("", line.strip()).strip(_MARKS)
    return one_line(_LABEL.sub("", listed).strip(_MARKS))

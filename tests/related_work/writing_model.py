"""A scripted model that plans, finds, writes and joins a section from what it is shown.

By itself it does all of it right; a test replaces one of the four, and so says what goes wrong.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.scripted_server import Reply, Request

Blocks = dict[int, tuple[str, list[str]]]
"""What the model is shown: number to title and sentences."""
_HEAD = re.compile(r"^\[(\d+)\] (.*)$")
_SENTENCE = re.compile(r"^(\d+)\.(\d+) (.*)$")


def shown(prompt: str, tag: str) -> str:
    """What stands between `<tag>` and `</tag>` in the last message."""
    found = re.search(rf"^<{tag}>\n(.*?)\n</{tag}>$", prompt, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def blocks(prompt: str) -> Blocks:
    found: Blocks = {}
    for line in shown(prompt, "passages").splitlines():
        if head := _HEAD.match(line):
            found[int(head[1])] = (head[2], [])
        elif said := _SENTENCE.match(line):
            found[int(said[1])][1].append(said[3])
    return found


def verbatim(papers: Blocks) -> str:
    """The first sentence of each paper, with its pointer."""
    return "\n".join(f"{said[0].rstrip('.')} [{n}.1]." for n, (_, said) in papers.items())


def one_theme(numbers: list[int]) -> str:
    return json.dumps({"themes": [{"heading": "Counting bees", "why": "", "papers": numbers}]})


def repeated(sentences: list[str]) -> str:
    return "\n".join(sentences)


@dataclass
class WritingModel:
    """Answers each kind of request; `asked` are the kinds, in order."""

    plan: Callable[[list[int]], str] = one_theme
    find: Callable[[Blocks], str | Reply] = verbatim
    write: Callable[[Blocks], str | Reply] = verbatim
    join: Callable[[list[str]], str | Reply] = repeated
    asked: list[str] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)

    def __call__(self, request: Request) -> str | Reply:
        prompt = request.prompt
        self.prompts.append(prompt)
        if "You plan the related-work section" in prompt:
            self.asked.append("plan")
            numbers = re.findall(r"^\[(\d+)\] ", shown(prompt, "papers"), re.MULTILINE)
            return self.plan(list(map(int, numbers)))
        if "You collect what papers contribute" in prompt:
            self.asked.append("find")
            return self.find(blocks(prompt))
        if "You write part of a paragraph" in prompt:
            self.asked.append("write")
            return self.write(blocks(prompt))
        if "You are the last to look" in prompt:
            self.asked.append("join")
            return self.join(shown(prompt, "sentences").splitlines())
        self.asked.append("mend")
        return "nothing"

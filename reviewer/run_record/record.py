"""The nouns of a run record, as frozen pydantic models: what `ask --save` writes."""

import platform
from datetime import UTC, datetime
from importlib import metadata

from reviewer.answering import Gathered, Searched
from reviewer.models import Answer, Call, Filters, Model
from reviewer.proof import Alignment
from reviewer.settings import AnswerSettings, ModelSettings
from reviewer.text.addresses import shown

NOT_INSTALLED = "not installed"
_PACKAGES = ("literature-reviewer", "langchain-core", "chromadb", "tantivy", "onnxruntime")


class Asked(Model):
    """What was asked, and how.

    Args:
        question: as it was typed.
        history: the earlier answers that a follow-up was completed from.
        filters: which papers could be used.
        deep: whether it was split into smaller questions.
    """

    question: str
    history: tuple[Answer, ...] = ()
    filters: Filters | None = None
    deep: bool = False


class Measured(Model):
    """What the verdict on a statement rests on; `quotes` are the texts it was measured against."""

    text: str
    quotes: tuple[str, ...]
    alignment: Alignment


class MadeBy(Model):
    """What the answer was made with.

    Args:
        date: in UTC, ISO 8601.
        python: its version.
        packages: the versions of those that decide what is found and how it is read.
        embedder: of the collection's vectors.
        chunking: how its papers are cut.
        papers: that the collection held.
        prompts: the file of each prompt, by name.
        answer: settings of the answer.
        model: settings of the model, without its key; None in extractive mode.
    """

    date: str
    python: str
    packages: dict[str, str]
    embedder: str
    chunking: str
    papers: int
    prompts: dict[str, str]
    answer: AnswerSettings
    model: ModelSettings | None


class RunRecord(Model):
    """One run, whole: `calls` hold the exact prompts and replies, `answer` the verdicts."""

    asked: Asked
    gathered: tuple[Gathered, ...]
    searched: tuple[Searched, ...]
    calls: tuple[Call, ...]
    measured: tuple[Measured, ...]
    answer: Answer
    made_by: MadeBy


def made_by(
    *,
    embedder: str,
    chunking: str,
    papers: int,
    prompts: dict[str, str],
    answer: AnswerSettings,
    model: ModelSettings | None,
) -> MadeBy:
    """The facts of a run that is made now, by this program on this machine.

    Args:
        embedder: of the collection's vectors.
        chunking: how its papers are cut.
        papers: that the collection holds.
        prompts: the file of each, by name.
        answer: settings of the answer.
        model: settings of the model; None in extractive mode.
    """
    return MadeBy(
        date=datetime.now(UTC).isoformat(timespec="seconds"),
        python=platform.python_version(),
        packages={name: _version(name) for name in _PACKAGES},
        embedder=embedder,
        chunking=chunking,
        papers=papers,
        prompts=prompts,
        answer=answer,
        model=None if model is None else _without_passwords(model),
    )


def _without_passwords(model: ModelSettings) -> ModelSettings:
    """Addresses without the user names and passwords that may stand in them."""
    roles = {
        name: role.model_copy(update={"base_url": role.base_url and shown(role.base_url)})
        for name, role in (("plan", model.plan), ("judge", model.judge))
    }
    return model.model_copy(update={"base_url": model.base_url and shown(model.base_url), **roles})


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return NOT_INSTALLED

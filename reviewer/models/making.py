"""How a text was made: which models were called, with which prompts, over what."""

from reviewer.models.papers import Model


class ModelUse(Model):
    """A language model in one role.

    Args:
        role: what it was called for: `write`, `plan` or `judge`.
        model: its name.
        host: the server that was called; None for the provider's own.
        calls: that were sent.
        cached: requests that were not sent, because the reply to them was kept.
        failed: how many of both came to no whole reply.
    """

    role: str
    model: str
    host: str | None = None
    calls: int = 0
    cached: int = 0
    failed: int = 0


class PromptUse(Model):
    """A prompt in a run.

    Args:
        name: of its file in prompts/, without `.md`.
        version: as the file says.
        sha256: of the file's text.
        own: whether it was the workspace's own copy, and not the shipped one.
        calls: that it was used in.
    """

    name: str
    version: int
    sha256: str
    own: bool = False
    calls: int = 0


class Making(Model):
    """The facts of one run.

    Args:
        date: in UTC, ISO 8601.
        program: its version; empty where it runs uninstalled.
        embedder: of the collection's vectors; None where search was by words only.
        papers: that the collection held.
        models: what was called, by role; empty where nothing was.
        prompts: that were used, by name.
        unknown_prompts: calls that none of the prompts explains.
        plan_given: whether the plan was there before the run.
        plan_model: the model whose plan it was, where a model made it.
    """

    date: str
    program: str
    embedder: str | None = None
    papers: int = 0
    models: tuple[ModelUse, ...] = ()
    prompts: tuple[PromptUse, ...] = ()
    unknown_prompts: int = 0
    plan_given: bool = False
    plan_model: str | None = None

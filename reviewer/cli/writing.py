"""The options that say who writes and at what price, on every command that a model can write for.

In come the words of those options, out come settings.
"""

from dataclasses import dataclass
from typing import Annotated

import typer

from reviewer.cli.options import BaseUrl, Flags, ModelName, NoCache, model_flags

_NUMBER = int | None


@dataclass(frozen=True)
class Writing:
    """What the options say: None where one is not given."""

    model: ModelName = None
    base_url: BaseUrl = None
    no_cache: NoCache = False
    judge: Annotated[
        bool | None,
        typer.Option(
            "--judge/--no-judge",
            help="Have a model look at each statement with its quotes too: one more call.",
            show_default=False,
        ),
    ] = None
    max_calls: Annotated[
        _NUMBER, typer.Option("--max-calls", metavar="N", min=1, help="Most calls of the model.")
    ] = None
    max_tokens: Annotated[
        _NUMBER,
        typer.Option("--max-tokens", metavar="N", min=1, help="Most tokens, sent and received."),
    ] = None
    max_seconds: Annotated[
        float | None,
        typer.Option("--max-seconds", metavar="S", min=0.1, help="Longest the model may take."),
    ] = None

    @property
    def flags(self) -> Flags:
        return {
            **model_flags(self.model, self.base_url, self.no_cache),
            ("answer", "judge"): self.judge,
            ("budget", "calls"): self.max_calls,
            ("budget", "tokens"): self.max_tokens,
            ("budget", "seconds"): self.max_seconds,
        }

    def idle(self, *, style: bool = False) -> str | None:
        """What to tell where no model is named: the options that were given and do nothing.

        Args:
            style: a sample of style was given, too.
        """
        named = {
            "--style": style,
            "--judge": self.judge,
            "--no-cache": self.no_cache,
            "--max-calls": self.max_calls,
            "--max-tokens": self.max_tokens,
            "--max-seconds": self.max_seconds,
        }
        given = [name for name, value in named.items() if value]
        if not given:
            return None
        return f"no language model is named, so {', '.join(given)} changed nothing"

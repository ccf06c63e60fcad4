"""What is set of language models: `[model]`, the roles below it, and `[budget]`.

It knows how a role takes over what `[model]` says, and not where a setting came from.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from reviewer.keys import may_have_openais

Role = Literal["write", "plan", "judge"]
ROLES: tuple[Role, ...] = ("write", "plan", "judge")


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleSettings(Section):
    """What one role of the language model has of its own; None is what `[model]` has."""

    name: str | None = Field(None, description="Another language model for this role.")
    base_url: str | None = Field(
        None,
        description="Another server for this role; an empty text (in the file) is the provider's "
        "own API.",
    )
    api_key_env: str | None = Field(
        None,
        description="Environment variable of this role's key. That of `[model]` is taken only for "
        "the same server or provider.",
    )
    temperature: float | None = Field(None, ge=0, le=2, description="Sampling temperature.")
    max_output_tokens: int | None = Field(None, ge=16, description="Most tokens of one reply.")
    context_window: int | None = Field(
        None, ge=1024, description="Tokens this role's model can read and write."
    )
    timeout: float | None = Field(None, gt=0, description="Seconds to wait for the server.")
    retries: int | None = Field(None, ge=0, le=10, description="Retries, as in `[model]`.")
    input_price: float | None = Field(
        None,
        ge=0,
        description="Price of a million tokens read. That of `[model]` is taken only for the same "
        "model.",
    )
    output_price: float | None = Field(
        None, ge=0, description="Price of a million tokens written, likewise."
    )


class ModelSettings(Section):
    name: str | None = Field(
        None,
        description="Language model, e.g. `openai:gpt-5-mini`, or any name with `base_url`. "
        "Without one, answers and drafts are extractive.",
    )
    base_url: str | None = Field(
        None, description="OpenAI-compatible server, e.g. `http://localhost:11434/v1`."
    )
    api_key_env: str = Field(
        "OPENAI_API_KEY",
        description="Environment variable that holds the model server's key. Unless it is set "
        "here, the default is sent to OpenAI and to servers on this machine only.",
    )
    temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature.")
    max_output_tokens: int = Field(1024, ge=16, description="Most tokens of one reply.")
    context_window: int = Field(8192, ge=1024, description="Tokens the model can read and write.")
    timeout: float = Field(120.0, gt=0, description="Seconds to wait for the server.")
    retries: int = Field(
        2, ge=0, le=10, description="Retries after 408, 409, 429, 5xx, time-outs, lost connections."
    )
    concurrency: int = Field(4, ge=1, le=64, description="Calls under way at once, of all roles.")
    cache: bool = Field(True, description="Keep replies in the store and reuse them.")
    input_price: float | None = Field(
        None,
        ge=0,
        description="Price of a million tokens read, in any currency. The cost is told where both "
        "prices are set.",
    )
    output_price: float | None = Field(
        None, ge=0, description="Price of a million tokens written, in the same currency."
    )
    plan: RoleSettings = RoleSettings()
    judge: RoleSettings = RoleSettings()

    @property
    def is_priced(self) -> bool:
        return self.cost(0, 0) is not None

    def cost(self, input_tokens: int, output_tokens: int) -> float | None:
        """What a call costs, in the currency of the prices; None unless both are set."""
        if self.input_price is None or self.output_price is None:
            return None
        return (input_tokens * self.input_price + output_tokens * self.output_price) / 1_000_000

    @property
    def sends_key(self) -> bool:
        """Whether the key may be sent: OpenAI's own, which is the default, is not for others.

        A variable that is named is meant for the server that is named. The default goes to OpenAI
        and to servers on this machine.
        """
        if not self.base_url or "api_key_env" in self.model_fields_set:
            return True
        return may_have_openais(self.base_url)

    def role(self, name: Role) -> "ModelSettings":
        """How the model of a role is called, with no more roles below it.

        A key goes with its server, and prices go with their model: neither is taken over for
        another.
        """
        table = RoleSettings() if name == "write" else getattr(self, name)
        own = {key: value for key, value in table if value is not None}
        server = own.get("base_url", self.base_url) or None
        model = own.get("name", self.name)
        left: set[str] = {"plan", "judge"}
        if _whose(server, model) != _whose(self.base_url or None, self.name):
            left |= {"api_key_env"}
        if (server, model) != (self.base_url or None, self.name):
            left |= {"input_price", "output_price"}
        kept = {key: getattr(self, key) for key in self.model_fields_set - left}
        return ModelSettings.model_validate(kept | own | {"base_url": server})


def _whose(base_url: str | None, model: str | None) -> str | None:
    """The server, or the provider, that a key is sent to."""
    return base_url or (model and model.partition(":")[0])


class BudgetSettings(Section):
    calls: int | None = Field(
        None, ge=1, description="Most calls of the language model for one question or draft."
    )
    tokens: int | None = Field(
        None, ge=1, description="Most tokens, read and written, for one question or draft."
    )
    seconds: float | None = Field(
        None, gt=0, description="Seconds after which no reply of the model is waited for."
    )

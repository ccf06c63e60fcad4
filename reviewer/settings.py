"""Settings: defaults < reviewer.toml < REVIEWER_* environment < flags.

In comes a folder, the environment and the flags of a command; out comes one frozen `Settings`
and where each part of it came from. Unknown keys and variables are errors, never ignored.
Keys of model servers are not settings: they are read from the environment when a call is made.
"""

import difflib
import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from reviewer.errors import SettingsError
from reviewer.keys import may_have_openais
from reviewer.model_settings import BudgetSettings, ModelSettings, Section

__all__ = [
    "BudgetSettings",
    "Located",
    "ModelSettings",
    "Settings",
    "keys",
    "load",
    "sections",
    "variable",
    "variables",
]

CONFIG_NAME = "reviewer.toml"
STORE_NAME = "vectorstore"
PREFIX = "REVIEWER_"
SHORT_VARIABLES = {"REVIEWER_STORE": ("store", "path"), "REVIEWER_MODEL": ("model", "name")}


class StoreSettings(Section):
    path: Path | None = Field(
        None, description="Folder of the index. Default: see `reviewer where`."
    )
    url: str | None = Field(
        None,
        description="A Chroma server (http://host:port or https://…, with any path before "
        "`/api/v2`) for the vectors, instead of the folder.",
    )
    token_env: str = Field(
        "CHROMA_TOKEN", description="Environment variable that holds the key of that server."
    )
    token_header: str = Field(
        "Authorization",
        pattern=r"^[A-Za-z0-9_-]+$",
        description="Header that the key is sent in: `Authorization` sends `Bearer KEY`, any other "
        "(`x-chroma-token`) the key alone.",
    )
    ca_file: Path | None = Field(
        None,
        description="Certificates (PEM) to trust for that server, of a private authority or its "
        "own. Default: the usual authorities, or `SSL_CERT_FILE`.",
    )
    tenant: str = Field("default_tenant", description="Tenant on that server.")
    database: str = Field("default_database", description="Database of that tenant.")
    timeout: float = Field(60.0, gt=0, description="Seconds to wait for a reply of that server.")


class EmbeddingSettings(Section):
    model: str = Field(
        "all-MiniLM-L6-v2",
        description="Embedding model; `none` searches by words only (BM25).",
    )
    base_url: str | None = Field(
        None, description="OpenAI-compatible server (…/v1) that embeds with `model`."
    )
    api_key_env: str = Field(
        "OPENAI_API_KEY",
        description="Environment variable that holds the embedding server's key. That "
        "of OpenAI goes to OpenAI and this machine, and elsewhere only if it is named here.",
    )
    requests: int = Field(
        4, ge=1, le=256, description="Requests to the embedding server under way at once."
    )
    batch: int = Field(
        64, ge=1, le=2048, description="Texts in such a request; halved where it is too many."
    )

    @property
    def sends_key(self) -> bool:
        """Whether the key may be sent: as for `[model]`, the default is OpenAI's, not others'."""
        if not self.base_url or "api_key_env" in self.model_fields_set:
            return True
        return may_have_openais(self.base_url)


class ReadingSettings(Section):
    seconds: float = Field(120.0, gt=0, description="Longest that reading one file may take.")
    megabytes: int = Field(
        2048, ge=256, description="Most memory that reading one PDF, XML or archive may take."
    )
    largest_file: int = Field(
        300, ge=1, description="Largest file that is opened, in megabytes; larger ones are skipped."
    )
    workers: int = Field(
        0, ge=0, le=64, description="Processes that read PDFs and the like; 0 is one a core."
    )


class ChunkingSettings(Section):
    max_characters: int = Field(
        2400, ge=200, le=20000, description="Longest chunk; a chunk is always whole sentences."
    )


class RetrievalSettings(Section):
    candidates: int = Field(200, ge=10, le=2000, description="Passages asked of each engine.")
    dense_weight: float = Field(
        0.65,
        ge=0,
        le=1,
        description="Weight of the vectors in the fused score; the rest is BM25's.",
    )
    per_paper: int = Field(3, ge=1, le=100, description="Most passages of one paper in a result.")


class RerankSettings(Section):
    by: Literal["off", "server", "model"] = Field(
        "off",
        description="Who puts the best passages into a better order: `server`, a reranker at "
        "`rerank.base_url`; `model`, the language model of `[model]`, in one call a search; "
        "`off`, nobody. A search that cannot be reranked keeps its order, and says so.",
    )
    base_url: str | None = Field(
        None,
        description="A server with `/rerank` as vLLM, llama.cpp, Text Embeddings Inference, "
        "Infinity, Jina and Cohere have it, e.g. `http://localhost:8080/v1`.",
    )
    model: str | None = Field(
        None, description="The server's name for its reranker; servers of one model need none."
    )
    api_key_env: str = Field(
        "RERANK_API_KEY", description="Environment variable that holds the rerank server's key."
    )
    candidates: int = Field(
        50, ge=2, le=1000, description="Passages of a search that are reranked, the best first."
    )
    max_characters: int = Field(
        2000,
        ge=200,
        le=100000,
        description="Longest query and passage together; the end of a longer passage is not "
        "shown to the reranker. 2,000 characters are some 500 tokens.",
    )
    batch: int = Field(32, ge=1, le=1000, description="Most passages in one request.")
    timeout: float = Field(
        30.0, gt=0, description="Seconds that one reranking may take, retries included."
    )
    retries: int = Field(2, ge=0, le=10, description="Retries after 429, 5xx and lost connections.")
    cache: bool = Field(True, description="Keep scores in the store and reuse them.")


class AnswerSettings(Section):
    statements: int = Field(5, ge=1, le=30, description="Most statements in an extractive answer.")
    passages: int = Field(10, ge=1, le=60, description="Most passages given to a language model.")
    risk: Literal["low", "normal", "high"] = Field(
        "normal",
        description="How much evidence is enough to answer: `low` answers fewer questions, and "
        "fewer that the collection does not answer; `high` answers more of both. What each costs: "
        "docs/abstention.md.",
    )
    threshold: float | None = Field(
        None,
        ge=0,
        le=1,
        description="Evidence score below which the program abstains. Default: what `answer.risk` "
        "stands for.",
    )
    plan: bool = Field(
        True,
        description="Have the language model, where one is named, say what to search for when a "
        "question is about several papers: one more call.",
    )
    repair: bool = Field(
        True,
        description="Show the language model once which of its sentences could not be proven, and "
        "why: one more call, where there are any.",
    )
    judge: bool = Field(
        False,
        description="Have a language model (`[model.judge]`, or the one that writes) look at each "
        "statement with its quotes, after the other gates: one more call.",
    )


class DraftSettings(Section):
    papers: int = Field(15, ge=2, le=200, description="Most papers cited in a related-work draft.")
    themes: int = Field(6, ge=2, le=12, description="Most themes in a related-work draft.")
    threshold: float = Field(
        0.42,
        ge=0,
        le=1,
        description="How near the nearest paper has to be to the topic, by the cosine of the "
        "embedder and the words they share; below it nothing is cited. Made for the embedder that "
        "is included; 0 always drafts.",
    )


class EnrichmentSettings(Section):
    services: tuple[str, ...] = Field(
        ("crossref", "openalex", "semantic_scholar", "arxiv"),
        description="Who `reviewer enrich` asks, the most believed first. In the environment: "
        "names between commas.",
    )
    mailto: str | None = Field(
        None,
        description="Your e-mail address, sent with every request: services ask for one, and "
        "answer faster.",
    )
    cache_days: float = Field(
        30, ge=0, description="Days an answer of a service is kept before it is asked again."
    )
    openalex_key_env: str = Field(
        "OPENALEX_API_KEY",
        description="Environment variable that holds the key of OpenAlex (free; without one it "
        "answers a few title searches a day).",
    )
    semantic_scholar_key_env: str = Field(
        "SEMANTIC_SCHOLAR_API_KEY",
        description="Environment variable that holds the key of Semantic Scholar (optional).",
    )
    crossref_url: str | None = Field(None, description="A mirror or proxy of Crossref's API.")
    openalex_url: str | None = Field(None, description="A mirror or proxy of OpenAlex's API.")
    semantic_scholar_url: str | None = Field(
        None, description="A mirror or proxy of Semantic Scholar's API."
    )
    arxiv_url: str | None = Field(None, description="A mirror or proxy of arXiv's API.")

    @field_validator("services", mode="before")
    @classmethod
    def _between_commas(cls, given: object) -> object:
        """An environment variable is one string."""
        if isinstance(given, str):
            return tuple(name.strip() for name in given.split(",") if name.strip())
        return given


class Settings(BaseSettings):
    """Every setting of the program. See docs/configuration.md."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid")

    store: StoreSettings = StoreSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    reading: ReadingSettings = ReadingSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    retrieval: RetrievalSettings = RetrievalSettings()
    rerank: RerankSettings = RerankSettings()
    answer: AnswerSettings = AnswerSettings()
    draft: DraftSettings = DraftSettings()
    model: ModelSettings = ModelSettings()
    budget: BudgetSettings = BudgetSettings()
    enrichment: EnrichmentSettings = EnrichmentSettings()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)  # load() has merged file, environment and flags, in that order


class Located(BaseModel):
    """Settings with the places they came from."""

    model_config = ConfigDict(frozen=True)

    settings: Settings
    root: Path
    """The workspace folder: prompts/ and relative source paths hang below it."""
    config: Path | None
    store: Path
    store_reason: str


def load(
    folder: Path,
    *,
    environ: Mapping[str, str] = os.environ,
    flags: Mapping[tuple[str, str], Any] | None = None,
) -> Located:
    """The settings that hold in `folder`.

    Args:
        folder: the workspace folder; reviewer.toml is looked for there and upwards.
        environ: the environment to read REVIEWER_* variables from.
        flags: `(section, key) -> value`, values of None are not set.

    Raises:
        SettingsError: for a file that is not TOML, an unknown key or variable, a bad value.
    """
    config = _nearest_config(folder)
    values: dict[str, Any] = {}
    origin: dict[tuple[str, str], str] = {}
    for name, layer in (
        (str(config), _from_file(config)),
        ("the environment", _from_environment(environ)),
        ("a flag", _from_flags(flags or {})),
    ):
        for (section, key), value in layer.items():
            table = values
            for part in section.split("."):
                table = table.setdefault(part, {})
            table[key] = value
            origin[section, key] = name
    certificates = values.get("store", {}).get("ca_file")
    if certificates is not None:
        base = _base(config, origin["store", "ca_file"])
        values["store"]["ca_file"] = base / Path(str(certificates)).expanduser()
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        raise _explain(error, origin) from None
    store, reason = _locate_store(settings, folder, config, origin)
    root = config.parent if config else folder
    return Located(
        settings=settings, root=root.resolve(), config=config, store=store, store_reason=reason
    )


def variables() -> dict[str, tuple[str, str]]:
    """Every environment variable that is read, with the setting it sets."""
    full = {variable(s, k): (s, k) for s, k in keys()}
    return full | SHORT_VARIABLES


def variable(section: str, key: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{section}_{key}".upper().replace(".", "_")


def keys() -> Iterator[tuple[str, str]]:
    """Every setting as `(section, key)`, in the order of the documentation."""
    for section, fields in sections().items():
        for key in fields:
            yield section, key


def sections() -> dict[str, dict[str, FieldInfo]]:
    """The settings of every section, by name; `model.judge` is a table of `model`."""
    found: dict[str, dict[str, FieldInfo]] = {}
    for name, field in Settings.model_fields.items():
        _add_section(found, name, field)
    return found


def _add_section(found: dict[str, dict[str, FieldInfo]], name: str, field: FieldInfo) -> None:
    kind = field.annotation
    assert isinstance(kind, type)
    assert issubclass(kind, Section)
    tables = {key: inner for key, inner in kind.model_fields.items() if _is_section(inner)}
    found[name] = {key: inner for key, inner in kind.model_fields.items() if key not in tables}
    for key, inner in tables.items():
        _add_section(found, f"{name}.{key}", inner)


def _is_section(field: FieldInfo) -> bool:
    return isinstance(field.annotation, type) and issubclass(field.annotation, Section)


def _nearest_config(folder: Path) -> Path | None:
    start = folder.resolve()
    for parent in (start, *start.parents):
        if (parent / CONFIG_NAME).is_file():
            return parent / CONFIG_NAME
    return None


def _from_file(config: Path | None) -> dict[tuple[str, str], Any]:
    if config is None:
        return {}
    try:
        document = tomllib.loads(config.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{config} is not valid TOML: {error}", hint="mend that line, or remove the file"
        ) from None
    except OSError as error:
        raise SettingsError(
            f"{config} cannot be read: {error.strerror}", hint="check its permissions"
        ) from None
    names = sections()
    values: dict[tuple[str, str], Any] = {}
    for section, table in document.items():
        if section not in names:
            raise _unknown(f"[{section}]", [f"[{s}]" for s in names], config)
        values |= _from_table(section, table, config)
    return values


def _from_table(section: str, table: object, config: Path) -> dict[tuple[str, str], Any]:
    if not isinstance(table, dict):
        raise SettingsError(
            f"{config}: `{section}` must be a table", hint=f"write it as [{section}]"
        )
    names = sections()
    values: dict[tuple[str, str], Any] = {}
    for key, value in table.items():
        if f"{section}.{key}" in names:
            values |= _from_table(f"{section}.{key}", value, config)
        elif key in names[section]:
            values[section, key] = value
        else:
            raise _unknown(f"{section}.{key}", [f"{s}.{k}" for s, k in keys()], config)
    return values


def _from_environment(environ: Mapping[str, str]) -> dict[tuple[str, str], Any]:
    known = variables()
    values = {}
    for name, value in sorted(environ.items()):
        if name.startswith(PREFIX):
            if name not in known:
                raise _unknown(name, list(known), "the environment")
            if value:  # an empty variable is one that is not set
                values[known[name]] = value
    return values


def _from_flags(flags: Mapping[tuple[str, str], Any]) -> dict[tuple[str, str], Any]:
    names = [f"{section}.{key}" for section, key in keys()]
    for section, key in flags:
        if f"{section}.{key}" not in names:
            raise _unknown(f"{section}.{key}", names, "the flags")
    return {flag: value for flag, value in flags.items() if value is not None}


def _unknown(name: str, names: list[str], place: object) -> SettingsError:
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}? " if close else ""
    return SettingsError(
        f"unknown setting {name} in {place}", hint=f"{hint}all of them: docs/configuration.md"
    )


def _explain(error: ValidationError, origin: Mapping[tuple[str, str], str]) -> SettingsError:
    first = error.errors()[0]
    at = ".".join(map(str, first["loc"]))
    section, key = next(name for name in keys() if f"{at}.".startswith(f"{'.'.join(name)}."))
    place = origin.get((section, key), "the defaults")
    return SettingsError(
        f"{section}.{key} = {first['input']!r} in {place}: {first['msg'].lower()}",
        hint="see docs/configuration.md for what it takes",
    )


def _locate_store(
    settings: Settings, folder: Path, config: Path | None, origin: Mapping[tuple[str, str], str]
) -> tuple[Path, str]:
    path = settings.store.path
    if path is not None:
        place = origin["store", "path"]
        return (_base(config, place) / path.expanduser()).resolve(), f"store.path in {place}"
    if config is not None:
        return config.parent / STORE_NAME, f"beside {config}"
    return (folder / STORE_NAME).resolve(), "in the workspace folder"


def _base(config: Path | None, place: str) -> Path:
    """What a relative path that was set in `place` is relative to."""
    return config.parent if config and place == str(config) else Path.cwd()

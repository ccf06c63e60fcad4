"""A Chroma server as the dense engine uses it: one collection of it, and what the server is.

In come the settings of the store; out come Chroma's collections, the server's version, and errors
in plain words. It knows nothing of windows or vectors.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.config import System
from chromadb.errors import BatchSizeExceededError, ChromaError, NotFoundError, QuotaError

from reviewer.errors import StoreError
from reviewer.settings import StoreSettings
from reviewer.store.chroma_session import (
    ADDRESS_HINT,
    NotChromaError,
    Session,
    TooLargeError,
    key_of,
)
from reviewer.store.failures import REBUILD_HINT

if TYPE_CHECKING:
    from chromadb.api.collection_configuration import CreateCollectionConfiguration

OLDEST = 1
"""Servers before 1.0 take the settings of the index in another form, and drop ours silently."""
_BEAT = '"nanosecond heartbeat"'


class ServerFacts(NamedTuple):
    """What answers, for `reviewer doctor`."""

    address: str
    version: str
    has_key: bool


def look_at(settings: StoreSettings) -> ServerFacts:
    """What answers at `url`; the key is tried, and nothing is written.

    Raises:
        StoreError: as `ChromaServer`.
    """
    server = ChromaServer(settings)
    try:
        return server.facts()
    finally:
        server.close()


class ChromaServer:
    """A connection to a Chroma server, made when it is first needed.

    Chroma's own HttpClient waits for ever, and sends requests before that can be changed; this
    is the part of it that speaks to the server, in a session of ours.

    Args:
        settings: with the address of the server in `url`.

    Raises:
        StoreError: as every method: it is not there, is no Chroma server, or refuses the key.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings
        self._session = Session(settings)
        self._version = ""
        self._system = System(
            ChromaSettings(
                anonymized_telemetry=False,
                chroma_server_host=self._session.address,
                chroma_server_http_port=0,  # required; the address has it
                chroma_server_ssl_enabled=False,  # likewise
                chroma_server_ssl_verify=None,
                chroma_server_headers=None,
                chroma_server_api_default_path="/api/v2",
                chroma_client_auth_provider=None,
                chroma_api_impl="chromadb.api.fastapi.FastAPI",
            )
        )
        self._api = self._system.instance(FastAPI)
        self._api._session.close()
        self._session.headers.update({"Content-Type": "application/json"})
        self._api._session = self._session

    def close(self) -> None:
        self._system.stop()
        self._session.close()

    def get_or_create_collection(
        self,
        name: str,
        *,
        configuration: "CreateCollectionConfiguration",
        embedding_function: None = None,
    ) -> Collection:
        """The collection of this name, made if it is not there; as Chroma's clients have it."""
        self._ask()
        with self.explained():
            model = self._api.get_or_create_collection(
                name,
                configuration=configuration,
                tenant=self._settings.tenant,
                database=self._settings.database,
            )
        return Collection(client=self._api, model=model, embedding_function=embedding_function)

    def delete_collection(self, name: str) -> None:
        """Forget the collection, if it is there."""
        with self.explained():
            try:
                self._api.delete_collection(
                    name, tenant=self._settings.tenant, database=self._settings.database
                )
            except NotFoundError:  # a request that was sent twice, or one before a lost connection
                return

    def facts(self) -> ServerFacts:
        """What answers, that the key is taken and the database is there."""
        self._ask()
        with self.explained():
            self._api.get_database(self._settings.database, tenant=self._settings.tenant)
        return ServerFacts(self._session.shown, self._version, bool(key_of(self._settings)))

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what Chroma's client raises into store errors."""
        try:
            yield
        except (ChromaError, ValueError, KeyError, TypeError) as error:
            reason = self._session.one_line(str(error)) or type(error).__name__
            too_large = isinstance(error, QuotaError | BatchSizeExceededError)
            if too_large or "maximum batch size" in reason:  # Chroma's client counts, too
                raise TooLargeError(
                    f"{self._session.shown} refuses a request of this size: {reason}",
                    hint="see the limits of that server",
                ) from error
            raise self._told(reason) from error

    def _told(self, reason: str) -> StoreError:
        where = self._session.shown
        if reason.startswith("Collection ") and "not exist" in reason:
            return StoreError(
                f"the vectors of this store are not on {where} any more ({reason})",
                hint=REBUILD_HINT,
            )
        if reason.startswith(("Database ", "Tenant ")):
            names = f"{self._settings.tenant}/{self._settings.database}"
            return StoreError(
                f"{where} has no database {names} ({reason})",
                hint="have it made there, or mend store.tenant and store.database",
            )
        return StoreError(
            f"the Chroma server at {where} failed: {reason}",
            hint="see its log; then run the same command again",
        )

    def _ask(self) -> None:
        """Look once that a Chroma server of a version that will do is there."""
        if self._version:
            return
        try:
            alive = _BEAT in self._get("v2/heartbeat")
        except NotChromaError:
            self._refuse_old()
            raise
        version = self._get("v2/version").strip('"')
        if not alive or not version.partition(".")[0].isdecimal():
            raise NotChromaError(
                f"what answers at {self._session.shown} is no Chroma server", hint=ADDRESS_HINT
            )
        if int(version.partition(".")[0]) < OLDEST:
            raise self._old(version)
        self._version = version

    def _get(self, path: str) -> str:
        return self._session.get(f"{self._session.address}/api/{path}").text

    def _refuse_old(self) -> None:
        try:
            old = _BEAT in self._get("v1/heartbeat")
        except StoreError:
            return
        if old:
            raise self._old("0.5 or earlier")

    def _old(self, version: str) -> StoreError:
        return StoreError(
            f"{self._session.shown} is Chroma {version}, which is too old",
            hint=f"have it brought to version {OLDEST} or later",
        )

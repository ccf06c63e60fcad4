"""An HTTP session with a Chroma server: its certificate, its key, and how long to wait for it.

In come the settings of the store; out comes a session that gives Chroma's own replies and raises
a StoreError for everything else that may answer, or not. It knows nothing of collections.
"""

import re
import ssl
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import httpx
from chromadb.errors import error_types

from reviewer.errors import StoreError
from reviewer.keys import key_in, without_key
from reviewer.settings import StoreSettings
from reviewer.text.addresses import is_address, shown

DELAYS = (0.0, 0.3, 1.0, 2.0)
"""Seconds before a request is sent again; every request of ours may be sent twice. The first is for
a connection that the server closed while it was idle, the others for one that is being started."""
CONNECTING = 10.0
"""Most seconds to wait for a connection; for a reply, the settings say."""
LONGEST_WAIT = 30.0
"""Most seconds that a busy server may ask for."""
BUSY = (429, 502, 503, 504)
START_HINT = "start it (chroma run --path FOLDER), or take store.url out of reviewer.toml"
ADDRESS_HINT = "check store.url: the address of the server, with any path before /api/v2"
_UNTRUSTED = re.compile(r"certificate verify failed: (.+?)(?: \(_ssl|$)")


class TooLargeError(StoreError):
    """A request was too large for the server or a proxy before it."""


class NotChromaError(StoreError):
    """Something else answers than a Chroma server."""


class Session(httpx.Client):
    """Sends requests to one Chroma server.

    Args:
        settings: with the address of the server in `url`.

    Raises:
        StoreError: the address, the certificate's file or the key cannot be used.
    """

    def __init__(self, settings: StoreSettings) -> None:
        self._settings = settings
        self.address = address(settings.url or "")
        self.shown = shown(self.address)
        key = key_of(settings)
        super().__init__(
            verify=_trust(settings.ca_file),
            timeout=httpx.Timeout(settings.timeout, connect=min(CONNECTING, settings.timeout)),
            headers=_key_header(settings.token_header, key),
        )

    def send(self, request: httpx.Request, **options: Any) -> httpx.Response:  # noqa: ANN401 - httpx's
        """The reply of a Chroma server, which may be an error in Chroma's own form.

        Raises:
            TooLargeError: the request is to be sent in parts.
            StoreError: nothing answers, something else does, or the key is refused.
        """
        for delay in (*DELAYS, None):
            try:
                reply = super().send(request, **options)
            except httpx.HTTPError as error:
                if delay is None or not _may_pass(error):
                    raise self._unreachable(error) from error
                time.sleep(delay)
                continue
            if delay is None or reply.status_code not in BUSY:
                break
            time.sleep(_asked_wait(reply, delay))
        self._check(reply)
        return reply

    def _check(self, reply: httpx.Response) -> None:
        status = reply.status_code
        if status in (401, 403):
            raise self._unknown_key(status)
        if status == 413:
            raise TooLargeError(
                f"a request was too large for {self.shown}",
                hint="raise the limit of the proxy before it (nginx: client_max_body_size)",
            )
        if reply.is_redirect:
            there = self.one_line(reply.headers.get("location", "nowhere"))
            raise StoreError(
                f"{self.shown} is not the Chroma server, it points to {there}",
                hint="write the address of the server itself in store.url",
            )
        if status in BUSY:
            raise StoreError(
                f"{self.shown} answers HTTP {status}, again and again",
                hint="is the Chroma server behind it up? then run the same command again",
            )
        if not _is_of_chroma(reply):
            kind = reply.headers.get("content-type", "").partition(";")[0]
            words = self.one_line(reply.text) if reply.is_error else kind
            raise NotChromaError(
                f"what answers at {self.shown} is no Chroma server (HTTP {status}"
                f"{': ' if words else ''}{words})",
                hint=ADDRESS_HINT,
            )

    def _unknown_key(self, status: int) -> StoreError:
        variable = self._settings.token_env
        if key_of(self._settings):
            what, hint = f"the key in {variable}", f"set {variable} to a valid key"
        else:
            what, hint = "requests without a key", f"set {variable} to a key of that server"
        return StoreError(
            f"{self.shown} refuses {what} (HTTP {status})",
            hint=f"{hint}; it is sent as {self._settings.token_header} (store.token_header)",
        )

    def _unreachable(self, error: httpx.HTTPError) -> StoreError:
        reason = re.sub(r"^\[(Errno|SSL)[^\]]*\] ", "", str(error)) or type(error).__name__
        untrusted = _UNTRUSTED.search(reason)
        if untrusted:
            return StoreError(
                f"the certificate of {self.shown} is not trusted: {untrusted[1]}",
                hint="name the certificate (or that of its authority) in store.ca_file",
            )
        if isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout):
            return StoreError(
                f"the Chroma server at {self.shown} took more than "
                f"{self._settings.timeout:g} seconds to answer",
                hint="see what it is doing, or raise store.timeout; then run the command again",
            )
        if "[SSL" in str(error):
            return StoreError(
                f"no encrypted connection to {self.shown} ({self.one_line(reason)})",
                hint="does it expect http:// instead of https:// in store.url?",
            )
        return StoreError(
            f"no Chroma server answers at {self.shown} ({self.one_line(reason)})", hint=START_HINT
        )

    def one_line(self, text: str) -> str:
        """A server's words without the key, which some of them repeat."""
        return without_key(text, key_of(self._settings))


def key_of(settings: StoreSettings) -> str:
    """The key that is sent with every request; empty if none is set.

    Raises:
        StoreError: it cannot be sent.
    """
    return key_in(settings.token_env, StoreError)


def address(url: str) -> str:
    """The address without a slash at its end.

    Raises:
        StoreError: it is none.
    """
    text = url.strip()
    if not _is_usable(text):
        raise StoreError(
            f"store.url is not a web address: {shown(url)}",
            hint="write it as http://localhost:8000",
        )
    parts = urlsplit(text)
    path = re.sub("/+", "/", parts.path).removesuffix("/").removesuffix("/api/v2")
    return urlunsplit((parts.scheme, parts.netloc, path.removesuffix("/"), "", ""))


def _is_usable(url: str) -> bool:
    try:
        return is_address(url) and not (httpx.URL(url).query or httpx.URL(url).fragment)
    except httpx.InvalidURL:
        return False


def _trust(ca_file: Path | None) -> ssl.SSLContext | bool:
    """True is the usual authorities, or SSL_CERT_FILE."""
    if ca_file is None:
        return True
    try:
        context = ssl.create_default_context(cafile=ca_file)
        # The file may hold the server's own certificate and not its authority's.
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        return context  # noqa: TRY300 - what is named above is what can fail
    except ssl.SSLError:
        reason = "it holds no certificate"
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
    raise StoreError(
        f"store.ca_file = {ca_file} cannot be used: {reason}",
        hint="name a file of certificates in PEM form (-----BEGIN CERTIFICATE-----)",
    )


def _key_header(name: str, key: str) -> dict[str, str]:
    if not key:
        return {}
    return {name: f"Bearer {key}" if name.lower() == "authorization" else key}


def _may_pass(error: httpx.HTTPError) -> bool:
    """Whether a server that is being restarted gives this error."""
    if isinstance(error, httpx.ConnectError):
        return "SSL" not in str(error)
    return isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError)


def _asked_wait(reply: httpx.Response, otherwise: float) -> float:
    try:
        return min(LONGEST_WAIT, max(0.0, float(reply.headers["retry-after"])))
    except (KeyError, ValueError):  # or it is a date
        return otherwise


def _is_of_chroma(reply: httpx.Response) -> bool:
    """Whether Chroma's client can read it; of other errors it would raise a bare Exception."""
    try:
        body = reply.json()
    except ValueError:
        return False
    if reply.is_error:
        return isinstance(body, dict) and str(body.get("error")) in error_types
    return True

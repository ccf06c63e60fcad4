"""What may stand between us and a Chroma server: certificates, keys, proxies, other programs."""

from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from reviewer.errors import StoreError
from reviewer.settings import StoreSettings
from reviewer.store.chroma import CONFIGURATION
from reviewer.store.chroma_server import ChromaServer, look_at
from tests.chroma_servers import (
    Act,
    Answer,
    Broken,
    ChromaProcess,
    OpenProxy,
    Seen,
    Silence,
    at,
    replies,
)
from tests.scripted_server import refused

pytestmark = pytest.mark.usefixtures("no_wait")
SECRET = "ck-not-to-be-shown"
BEAT = Answer(200, '{"nanosecond heartbeat": 1}', {"Content-Type": "application/json"})


def trouble(settings: StoreSettings) -> StoreError:
    with pytest.raises(StoreError) as caught:
        look_at(settings)
    return caught.value


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CHROMA_TOKEN", f"{SECRET}\n")
    return SECRET


class Authority:
    """A private one, with a certificate for loopback."""

    def __init__(self, folder: Path) -> None:
        authority = trustme.CA()
        self.certificate = authority.issue_cert("127.0.0.1")
        self.ca_file = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.ca_file))
        self.own_file = folder / "own.pem"
        self.certificate.cert_chain_pems[0].write_to_path(str(self.own_file))


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


def test_a_server_is_asked_what_it_is(chroma: ChromaProcess) -> None:
    found = look_at(at(chroma.url))
    assert found.address == chroma.url
    assert found.version.startswith("1.")
    assert not found.has_key


# -- certificates --------------------------------------------------------------------------------


@pytest.mark.parametrize("file", ["ca_file", "own_file"])
def test_a_certificate_is_trusted_by_its_file_or_its_authority_s(
    chroma: ChromaProcess, proxy: OpenProxy, authority: Authority, file: str
) -> None:
    secure = proxy(chroma.url, certificate=authority.certificate)
    assert look_at(at(secure.url, ca_file=getattr(authority, file))).version


def test_a_certificate_is_trusted_by_ssl_cert_file(
    chroma: ChromaProcess,
    proxy: OpenProxy,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    secure = proxy(chroma.url, certificate=authority.certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.ca_file))
    assert look_at(at(secure.url)).version


def test_an_unknown_certificate_is_refused_whatever_chroma_s_own_settings_say(
    chroma: ChromaProcess,
    proxy: OpenProxy,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CHROMA_SERVER_SSL_VERIFY", "false")
    secure = proxy(chroma.url, certificate=authority.certificate)
    error = trouble(at(secure.url))
    assert error.message.startswith(f"the certificate of {secure.url} is not trusted: ")
    assert "store.ca_file" in error.hint
    assert secure.seen == []


def test_a_certificate_of_another_host_is_refused(proxy: OpenProxy, tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    secure = proxy(certificate=authority.issue_cert("chroma.example"))
    assert "is not trusted" in trouble(at(secure.url, ca_file=tmp_path / "ca.pem")).message


@pytest.mark.parametrize("content", [None, b"", b"no certificate", "folder"])
def test_a_file_without_a_certificate_is_named(tmp_path: Path, content: bytes | str | None) -> None:
    file = tmp_path / "ca.pem"
    if isinstance(content, bytes):
        file.write_bytes(content)
    elif content:
        file.mkdir()
    error = trouble(at("https://127.0.0.1:9", ca_file=file))
    assert error.message.startswith(f"store.ca_file = {file} cannot be used: ")
    assert "PEM" in error.hint


def test_https_to_a_server_that_speaks_http_says_so(chroma: ChromaProcess) -> None:
    error = trouble(at(chroma.url.replace("http:", "https:")))
    assert "no encrypted connection" in error.message
    assert "http://" in error.hint


def test_http_to_a_server_that_speaks_https_is_no_chroma_server(
    proxy: OpenProxy, authority: Authority
) -> None:
    secure = proxy(certificate=authority.certificate)
    error = trouble(at(secure.url.replace("https:", "http:")))
    assert "no Chroma server answers at" in error.message


# -- keys ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "sent"),
    [("Authorization", f"Bearer {SECRET}"), ("x-chroma-token", SECRET)],
)
def test_a_key_goes_with_every_request(
    chroma: ChromaProcess, proxy: OpenProxy, key: str, header: str, sent: str
) -> None:
    guarded = proxy(chroma.url, key=(header, sent))
    found = look_at(at(guarded.url, token_header=header))
    assert found.has_key
    assert {seen.headers[header.lower()] for seen in guarded.seen} == {sent}
    assert key not in repr(found)


def test_the_variable_of_the_key_is_a_setting(
    chroma: ChromaProcess, proxy: OpenProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUR_KEY", SECRET)
    guarded = proxy(chroma.url, key=("Authorization", f"Bearer {SECRET}"))
    assert look_at(at(guarded.url, token_env="OUR_KEY")).has_key


def test_a_refused_key_names_its_variable_and_is_not_shown(
    proxy: OpenProxy, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = trouble(at(proxy(key=("Authorization", "Bearer another")).url))
    assert "refuses the key in CHROMA_TOKEN (HTTP 401)" in error.message
    assert error.hint.startswith("set CHROMA_TOKEN to a valid key")
    assert key not in str(error) + error.message + error.hint
    monkeypatch.delenv("CHROMA_TOKEN")
    error = trouble(at(proxy(act=lambda _: Answer(403)).url))
    assert "refuses requests without a key (HTTP 403)" in error.message


def test_a_server_that_repeats_the_key_does_not_have_it_shown(proxy: OpenProxy, key: str) -> None:
    error = trouble(at(proxy(act=lambda _: Answer(400, f"{key}? never heard of")).url))
    assert "***? never heard of" in error.message
    assert key not in error.message


@pytest.mark.parametrize("odd", ["schlüssel", "two\nlines"])
def test_a_key_that_cannot_be_sent_is_not_shown(monkeypatch: pytest.MonkeyPatch, odd: str) -> None:
    monkeypatch.setenv("CHROMA_TOKEN", odd)
    error = trouble(at("http://127.0.0.1:9"))
    assert "CHROMA_TOKEN has letters that no key has" in error.message
    assert odd not in error.message + error.hint


@pytest.mark.parametrize(
    "url",
    [
        "http://me:sesame@",
        "ftp://me:sesame@host",
        "http://me:sesame@host?x=1",
        "http://host/#part",
        "http://ho\x00st",
    ],
)
def test_an_address_that_is_none_is_shown_without_its_password(url: str) -> None:
    error = trouble(at(url))
    assert error.message.startswith("store.url is not a web address: ")
    assert "sesame" not in error.message


def test_a_password_in_the_address_is_sent_and_not_shown(
    chroma: ChromaProcess, proxy: OpenProxy
) -> None:
    guarded = proxy(chroma.url, key=("Authorization", "Basic bWU6c2VzYW1l"))
    url = guarded.url.replace("//", "//me:sesame@")
    assert look_at(at(url)).address == guarded.url
    guarded.key = ("Authorization", "other")
    assert "sesame" not in str(trouble(at(url)))


# -- addresses, tenants, databases ---------------------------------------------------------------


@pytest.mark.parametrize("end", ["", "/", "//", "/api/v2", "/api/v2/"])
def test_a_server_may_be_below_a_path(chroma: ChromaProcess, proxy: OpenProxy, end: str) -> None:
    below = proxy(chroma.url, prefix="/deep/chroma")
    assert look_at(at(below.url + end)).address == below.url
    assert all(seen.path.startswith("/deep/chroma/api/v2/") for seen in below.seen)


def test_a_collection_is_made_in_the_tenant_and_database_of_the_settings(
    chroma: ChromaProcess,
) -> None:
    import httpx

    api = f"{chroma.url}/api/v2/tenants"
    httpx.post(api, json={"name": "the-lab"}).raise_for_status()
    httpx.post(f"{api}/the-lab/databases", json={"name": "reviews"}).raise_for_status()
    server = ChromaServer(at(chroma.url, tenant="the-lab", database="reviews"))
    server.get_or_create_collection("shelf", configuration=CONFIGURATION)
    server.close()
    (held,) = httpx.get(f"{api}/the-lab/databases/reviews/collections").json()
    assert (held["name"], held["tenant"], held["database"]) == ("shelf", "the-lab", "reviews")


def test_a_database_that_is_not_there_is_named(chroma: ChromaProcess) -> None:
    error = trouble(at(chroma.url, database="nowhere"))
    assert "has no database default_tenant/nowhere" in error.message
    assert "store.database" in error.hint


# -- other programs ------------------------------------------------------------------------------


def test_a_server_of_another_version_is_named(proxy: OpenProxy) -> None:
    old = proxy(act=lambda seen: BEAT if "/v1/" in seen.path else Answer(404, '{"detail": "no"}'))
    assert f"{old.url} is Chroma 0.5 or earlier, which is too old" in trouble(at(old.url)).message
    odd = proxy(act=replies(heartbeat=BEAT, version=Answer(200, '"0.6.3"')))
    error = trouble(at(odd.url))
    assert f"{odd.url} is Chroma 0.6.3, which is too old" in error.message
    assert "version 1" in error.hint


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, "<html>Welcome!</html>", {"Content-Type": "text/html"}),
        Answer(200, "{}"),
        Answer(200, "[]"),
        Answer(200, ""),
        Answer(404, "<html>Not found</html>"),
        Answer(404, '{"detail": "Not Found"}'),
        Answer(410, '{"error": "Unimplemented", "message": "The v2 API is gone."}'),
        Answer(500, '{"error": ["odd"]}'),
        Answer(500, "Oops"),
        Answer(200, '{"nanosecond heartbeat": 1} and more'),
    ],
)
def test_what_is_no_chroma_server_is_told(proxy: OpenProxy, answer: Answer) -> None:
    other = proxy(act=lambda _: answer)
    error = trouble(at(other.url))
    assert error.message.startswith(f"what answers at {other.url} is no Chroma server")
    assert "store.url" in error.hint


def test_a_redirect_is_told_and_not_followed(proxy: OpenProxy, key: str) -> None:
    elsewhere = proxy()
    moved = proxy(act=lambda _: Answer(301, "", {"Location": f"{elsewhere.url}/api/v2/heartbeat"}))
    error = trouble(at(moved.url))
    assert f"it points to {elsewhere.url}" in error.message
    assert elsewhere.seen == []
    assert key not in str(error)


def test_no_server_is_an_error_that_says_how_to_start_one() -> None:
    with refused() as base_url:
        url = base_url.removesuffix("/v1")
        error = trouble(at(url))
    assert error.message.startswith(f"no Chroma server answers at {url} (Connection refused)")
    assert "chroma run" in error.hint


def test_a_server_that_never_answers_is_left_after_the_time_that_was_set(proxy: OpenProxy) -> None:
    silent = proxy(act=lambda _: Silence())
    error = trouble(at(silent.url, timeout=0.05))
    assert f"{silent.url} took more than 0.05 seconds to answer" in error.message
    assert "store.timeout" in error.hint
    assert len(silent.seen) == 1


# -- once more -----------------------------------------------------------------------------------


def once(*acts: Answer | Broken) -> Callable[[Seen], Act]:
    """These in turn, then what the server says."""
    left = iter(acts)
    return lambda _: next(left, None)


@pytest.mark.parametrize(
    "act", [Broken(), Broken(done=True), Answer(503), Answer(429, "", {"Retry-After": "0"})]
)
def test_a_request_that_a_restart_may_have_cost_is_sent_again(
    chroma: ChromaProcess, proxy: OpenProxy, act: Answer | Broken
) -> None:
    shaky = proxy(chroma.url, once(act, act))
    assert look_at(at(shaky.url)).version
    paths = [seen.path for seen in shaky.seen]
    assert paths[:3] == ["/api/v2/heartbeat"] * 3
    assert len(set(paths)) == len(paths) - 2


def test_a_server_that_stays_busy_is_told(proxy: OpenProxy) -> None:
    busy = proxy(act=lambda _: Answer(503, "<html>upstream is down</html>"))
    error = trouble(at(busy.url))
    assert f"{busy.url} answers HTTP 503, again and again" in error.message
    assert len(busy.seen) == 3


def test_an_error_of_chroma_s_own_is_given_in_its_words(chroma: ChromaProcess) -> None:
    server = ChromaServer(at(chroma.url))
    with pytest.raises(StoreError, match=f"the Chroma server at {chroma.url} failed") as caught:
        server.get_or_create_collection("no/name", configuration=CONFIGURATION)
    server.close()
    assert "name" in caught.value.message

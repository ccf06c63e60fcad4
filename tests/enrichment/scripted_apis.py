"""One HTTP server on loopback that answers as Crossref, OpenAlex, Semantic Scholar and arXiv do.

It holds a small library and gives each work in the shape that each service documents; the clients
that ask it are the real ones. It records every request, and fails when a test says so.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

SERVICES = ("crossref", "openalex", "semantic_scholar", "arxiv")


@dataclass(frozen=True)
class Work:
    """A paper as the world knows it. `known_to` are the services that have it."""

    title: str
    authors: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    venue: str | None = None
    doi: str | None = None
    arxiv_id: str | None = None
    abstract: str | None = None
    retracted: tuple[int, ...] = ()
    comment: str | None = None
    subtitle: str | None = None
    posted: bool = False
    known_to: tuple[str, ...] = SERVICES
    extra: dict[str, Any] = field(default_factory=dict)
    """Members of the service's own record, laid over what the fields give."""

    @property
    def names(self) -> list[str]:
        return [f"{given} {family}" for given, family in self.authors]


@dataclass(frozen=True)
class Fault:
    """A way to fail once: an error status, a body of another kind, or silence."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    stalls: bool = False
    drops: bool = False
    missing: int = 0
    """Bytes of the body that are announced and never come."""


@dataclass(frozen=True)
class Request:
    service: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]


class ScriptedApis:
    """The four services, each at an address of its own."""

    def __init__(self, *works: Work) -> None:
        self.works = list(works)
        self.requests: list[Request] = []
        self.faults: dict[str, list[Fault | None]] = defaultdict(list)
        self.stalled = Event()
        self.closing = Event()
        self._http = _Listener(self)
        self._thread = Thread(target=self._http.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def base_urls(self) -> dict[str, str]:
        return {name: f"http://127.0.0.1:{self._http.server_port}/{name}" for name in SERVICES}

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()

    def asked(self, service: str) -> list[Request]:
        return [request for request in self.requests if request.service == service]

    def fail(self, service: str, *faults: Fault | None) -> None:
        """The next requests of a service meet these in turn; None is a good answer."""
        self.faults[service].extend(faults)

    def answer(self, request: Request) -> Fault:
        self.requests.append(request)
        waiting = self.faults[request.service]
        fault = waiting.pop(0) if waiting else None
        return fault or _ANSWERS[request.service](self, request)

    def known(self, service: str) -> list[Work]:
        return [work for work in self.works if service in work.known_to]

    def by_doi(self, service: str, doi: str) -> Work | None:
        return next((w for w in self.known(service) if _dois(w) & {doi.lower()}), None)

    def by_words(self, service: str, words: str) -> list[Work]:
        """Works with any of the words in the title, those with most of them first."""
        wanted = set(words.casefold().split())
        scored = [(len(wanted & _words(work)), work) for work in self.known(service)]
        ranked = sorted(scored, key=lambda pair: -pair[0])
        return [work for score, work in ranked if score]


@contextmanager
def serving(*works: Work) -> Iterator[ScriptedApis]:
    server = ScriptedApis(*works)
    try:
        yield server
    finally:
        server.close()


def _dois(work: Work) -> set[str]:
    arxiv = {f"10.48550/arxiv.{work.arxiv_id}"} if work.arxiv_id else set()
    return ({work.doi.lower()} if work.doi else set()) | arxiv


def _words(work: Work) -> set[str]:
    return set("".join(c if c.isalnum() else " " for c in work.title.casefold()).split())


def _json(value: object, status: int = 200) -> Fault:
    return Fault(status, json.dumps(value).encode())


def crossref_record(work: Work) -> dict[str, Any]:
    record: dict[str, Any] = {
        "DOI": work.doi,
        "URL": f"https://doi.org/{work.doi}",
        "type": "posted-content" if work.posted else "journal-article",
        "title": [work.title],
        "subtitle": [work.subtitle] if work.subtitle else [],
        "container-title": [work.venue] if work.venue else [],
        "author": [
            {"given": given, "family": family, "sequence": "additional", "affiliation": []}
            for given, family in work.authors
        ],
        "issued": {"date-parts": [[work.year, 3] if work.year else [None]]},
    }
    if work.abstract:
        paragraph = escape(work.abstract)
        record["abstract"] = f"<jats:title>Abstract</jats:title><jats:p>{paragraph}</jats:p>"
    if work.retracted:
        notice = {"DOI": "10.5555/notice", "type": "retraction", "label": "Retraction"}
        when = {"date-parts": [list(work.retracted)], "date-time": "2021-05-03T00:00:00Z"}
        record["updated-by"] = [notice | {"updated": when, "source": "retraction-watch"}]
    return {**record, **work.extra.get("crossref", {})}


def openalex_record(work: Work) -> dict[str, Any]:
    doi = work.doi or (work.arxiv_id and f"10.48550/arXiv.{work.arxiv_id}")
    index: dict[str, list[int]] = defaultdict(list)
    for place, word in enumerate((work.abstract or "").split()):
        index[word].append(place)
    kind = "journal" if work.venue else "repository"
    locations = [{"landing_page_url": f"https://doi.org/{doi}", "source": None}]
    if work.arxiv_id:
        locations.append({"landing_page_url": f"http://arxiv.org/abs/{work.arxiv_id}v2"})
    record = {
        "id": f"https://openalex.org/W{abs(hash(work.title)) % 10**9}",
        "doi": f"https://doi.org/{doi}" if doi else None,
        "title": work.title,
        "display_name": work.title,
        "publication_year": work.year,
        "type": "article" if work.venue else "preprint",
        "primary_location": {"source": {"display_name": work.venue or "arXiv", "type": kind}},
        "locations": locations,
        "authorships": [
            {"author": {"display_name": name}, "raw_author_name": name} for name in work.names
        ],
        "abstract_inverted_index": dict(index) or None,
        "is_retracted": bool(work.retracted),
    }
    return {**record, **work.extra.get("openalex", {})}


def semantic_scholar_record(work: Work) -> dict[str, Any]:
    known = {"CorpusId": 7} | ({"DOI": work.doi} if work.doi else {})
    known |= {"ArXiv": work.arxiv_id} if work.arxiv_id else {}
    record = {
        "paperId": f"{abs(hash(work.title)):040x}",
        "externalIds": known,
        "url": "https://www.semanticscholar.org/paper/7",
        "title": work.title,
        "abstract": work.abstract,
        "venue": work.venue or "arXiv.org",
        "publicationVenue": {"name": work.venue, "type": "journal"} if work.venue else None,
        "year": work.year,
        "authors": [{"authorId": str(n), "name": name} for n, name in enumerate(work.names)],
    }
    return {**record, **work.extra.get("semantic_scholar", {})}


def arxiv_entry(work: Work) -> str:
    authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in work.names)
    doi = f"<arxiv:doi>{escape(work.doi)}</arxiv:doi>" if work.doi else ""
    comment = f"<arxiv:comment>{escape(work.comment)}</arxiv:comment>" if work.comment else ""
    entry_id = work.extra.get("arxiv", {}).get("id", f"http://arxiv.org/abs/{work.arxiv_id}v3")
    return (
        f"<entry><id>{entry_id}</id>"
        f"<updated>{work.year}-06-01T17:00:00Z</updated>"
        f"<published>{work.year}-05-01T17:00:00Z</published>"
        f"<title>{escape(work.title)}</title><summary>{escape(work.abstract or '')}</summary>"
        f'{authors}{doi}{comment}<category term="cs.CL"/></entry>'
    )


def feed(*entries: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        'xmlns:arxiv="http://arxiv.org/schemas/atom" '
        'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"<opensearch:totalResults>{len(entries)}</opensearch:totalResults>"
        f"{''.join(entries)}</feed>\n"
    ).encode()


def _crossref(server: ScriptedApis, request: Request) -> Fault:
    doi = request.path.removeprefix("/works").strip("/")
    if not doi:
        found = server.by_words("crossref", request.query["query.bibliographic"])
        listed = [crossref_record(work) for work in found[: int(request.query["rows"])]]
        message = {"total-results": len(found), "items-per-page": 5, "items": listed}
        return _json({"status": "ok", "message-type": "work-list", "message": message})
    work = server.by_doi("crossref", doi)
    if work is None or not work.doi:
        return Fault(404, b"Resource not found.", content_type="text/plain")
    return _json({"status": "ok", "message-type": "work", "message": crossref_record(work)})


def _openalex(server: ScriptedApis, request: Request) -> Fault:
    name = request.path.removeprefix("/works").strip("/")
    if not name:
        words = request.query["filter"].removeprefix("title.search:")
        found = server.by_words("openalex", words)[: int(request.query["per-page"])]
        meta = {"count": len(found), "page": 1, "per_page": 5}
        return _json({"meta": meta, "results": [openalex_record(work) for work in found]})
    work = server.by_doi("openalex", name.removeprefix("https://doi.org/"))
    if work is None:
        return Fault(404, b"<!doctype html><title>404 Not Found</title>", content_type="text/html")
    return _json(openalex_record(work))


def _semantic_scholar(server: ScriptedApis, request: Request) -> Fault:
    name = request.path.removeprefix("/graph/v1/paper/")
    if name == "search":
        found = server.by_words("semantic_scholar", request.query["query"])
        listed = [semantic_scholar_record(work) for work in found[: int(request.query["limit"])]]
        return _json({"total": len(found), "offset": 0, "data": listed})
    kind, _, key = name.partition(":")
    known = server.known("semantic_scholar")
    if kind == "ARXIV":
        work = next((w for w in known if w.arxiv_id == key), None)
    else:
        work = server.by_doi("semantic_scholar", key)
    if work is None:
        return _json({"error": f"Paper with id {name} not found"}, 404)
    return _json(semantic_scholar_record(work))


def _arxiv(server: ScriptedApis, request: Request) -> Fault:
    known = [work for work in server.known("arxiv") if work.arxiv_id]
    if request.query.get("id_list"):
        found = [work for work in known if work.arxiv_id == request.query["id_list"]]
    else:
        terms = request.query["search_query"].replace("ti:", "").split(" AND ")
        found = [work for work in known if set(terms) <= _words(work)]
    body = feed(*(arxiv_entry(work) for work in found))
    return Fault(200, body, content_type="application/atom+xml; charset=UTF-8")


_ANSWERS: dict[str, Callable[[ScriptedApis, Request], Fault]] = {
    "crossref": _crossref,
    "openalex": _openalex,
    "semantic_scholar": _semantic_scholar,
    "arxiv": _arxiv,
}


class _Listener(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, owner: ScriptedApis) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        service, _, path = parts.path.lstrip("/").partition("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        headers = {name.lower(): value for name, value in self.headers.items()}
        owner = self.server.owner
        answer = owner.answer(Request(service, f"/{unquote(path)}", query, headers))
        if answer.stalls:
            owner.stalled.set()
            owner.closing.wait()
        if answer.stalls or answer.drops:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in ({"Content-Type": answer.content_type} | answer.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body) + answer.missing))
        self.end_headers()
        self.wfile.write(answer.body)
        self.close_connection = self.close_connection or bool(answer.missing)

    def log_message(self, *args: object) -> None:
        """Nothing on stderr."""

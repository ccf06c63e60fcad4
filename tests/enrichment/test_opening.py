"""Services open by name and by settings; a client that is missing says how to get it."""

import subprocess
import sys
from pathlib import Path

import pytest

from reviewer.enrichment import NAMES, open_enricher, open_services
from reviewer.errors import EnrichmentError, SettingsError
from reviewer.models import Paper
from reviewer.settings import EnrichmentSettings, load
from tests.enrichment.conftest import TEA, Desk

CLIENTS = {
    "crossref": "habanero",
    "openalex": "pyalex",
    "semantic_scholar": "semanticscholar",
    "arxiv": "arxiv",
}


def test_services_open_in_the_order_given_and_once(desk: Desk) -> None:
    opened = open_services(["arxiv", "crossref", "arxiv"], mailto=None)
    assert [service.name for service in opened] == ["arxiv", "crossref"]
    assert [service.address for service in opened] == [
        "https://export.arxiv.org",
        "https://api.crossref.org",
    ]


def test_a_service_that_does_not_exist_is_told_with_those_that_do() -> None:
    with pytest.raises(EnrichmentError, match="'scopus'") as caught:
        open_services(["crossref", "scopus"], mailto=None)
    assert caught.value.hint == "there are: crossref, openalex, semantic_scholar, arxiv"


@pytest.mark.parametrize("name", NAMES)
def test_a_client_that_is_not_installed_says_how_to_install_it(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, f"reviewer.enrichment.{name}", raising=False)
    monkeypatch.setitem(sys.modules, CLIENTS[name], None)
    with pytest.raises(EnrichmentError, match="not installed") as caught:
        open_services([name], mailto=None)
    assert caught.value.hint == "pip install 'literature-reviewer[enrich]'"


def test_no_client_is_loaded_before_a_service_is_opened() -> None:
    program = (
        "import sys, reviewer.enrichment, reviewer.rendering.enrichment; "
        "print(sorted({'habanero', 'pyalex', 'semanticscholar', 'arxiv', 'requests', 'httpx'} "
        "& set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_opening_the_services_leaves_the_logging_of_the_program_alone() -> None:
    program = (
        "import logging; from reviewer.enrichment import NAMES, open_services; "
        "root = logging.getLogger(); before = (list(root.handlers), root.level); "
        "open_services(NAMES, mailto=None); print(before == (root.handlers, root.level)); "
        "logging.getLogger('arxiv').warning('an odd entry')"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_the_settings_say_who_is_asked_how_and_with_which_keys(desk: Desk) -> None:
    urls = {f"{name}_url": url for name, url in desk.server.base_urls.items()}
    settings = EnrichmentSettings.model_validate(
        {"services": ["semantic_scholar", "openalex"], "mailto": "ana@example.org", **urls}
    )
    environ = {"OPENALEX_API_KEY": "open-key", "SEMANTIC_SCHOLAR_API_KEY": ""}
    seen: list[tuple[str, int, int]] = []
    enricher = open_enricher(
        settings, desk.cache, environ, progress=lambda *step: seen.append(step)
    )
    (done,) = enricher.proposals([Paper(id="p", title=TEA.title, doi=TEA.doi)])
    assert done.found_by == ("Semantic Scholar", "OpenAlex")
    first, second = desk.server.requests
    assert "x-api-key" not in first.headers
    assert second.headers["authorization"] == "Bearer open-key"
    assert "ana@example.org" in second.headers["user-agent"]
    assert seen == [("enriching", 0, 1), ("enriching", 1, 1)]


def test_services_may_be_set_in_the_environment_between_commas(tmp_path: Path) -> None:
    environ = {"REVIEWER_ENRICHMENT_SERVICES": "crossref, arxiv,"}
    found = load(tmp_path, environ=environ).settings.enrichment
    assert found.services == ("crossref", "arxiv")


def test_services_may_be_set_in_the_file_as_a_list(tmp_path: Path) -> None:
    (tmp_path / "reviewer.toml").write_text('[enrichment]\nservices = ["openalex"]\n')
    assert load(tmp_path, environ={}).settings.enrichment.services == ("openalex",)


def test_services_of_another_kind_are_refused(tmp_path: Path) -> None:
    (tmp_path / "reviewer.toml").write_text("[enrichment]\nservices = 3\n")
    with pytest.raises(SettingsError, match=r"enrichment\.services"):
        load(tmp_path, environ={})


def test_the_services_of_the_settings_are_all_there_is() -> None:
    assert EnrichmentSettings().services == NAMES

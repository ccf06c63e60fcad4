"""`python -m tests.enrichment.kept_going CACHE URLS DOI…`: a process to be killed at work."""

import json
import sys
from pathlib import Path

from reviewer.enrichment import Enricher, open_services
from reviewer.models import Paper


def main(cache: str, urls: str, *dois: str) -> None:
    services = open_services(["openalex"], mailto=None, base_urls=json.loads(urls))
    papers = [Paper(id=doi, title="Tea", doi=doi) for doi in dois]
    for done in Enricher(services, Path(cache)).proposals(papers):
        print(done.model_dump_json(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

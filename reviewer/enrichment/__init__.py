"""Online enrichment, off unless asked: papers in, proposed metadata from public services out.

Crossref, OpenAlex, Semantic Scholar and arXiv are asked by title, DOI or arXiv id, which is all
that leaves the machine. It knows no store, and changes nothing.
"""

from reviewer.enrichment.desk import Patience
from reviewer.enrichment.enricher import Enricher
from reviewer.enrichment.opening import NAMES, installed, open_enricher, open_services
from reviewer.enrichment.proposals import Confidence, Enrichment, Failure, Field, Proposal
from reviewer.enrichment.service import By, Found, Service, UnansweredError

__all__ = [
    "NAMES",
    "By",
    "Confidence",
    "Enricher",
    "Enrichment",
    "Failure",
    "Field",
    "Found",
    "Patience",
    "Proposal",
    "Service",
    "UnansweredError",
    "installed",
    "open_enricher",
    "open_services",
]

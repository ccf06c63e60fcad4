"""The public names, each imported when it is first used, so that `reviewer --help` stays fast.

from reviewer import Workspace
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reviewer.errors import ReviewerError
    from reviewer.models import Answer, Filters, Paper, Passage, Quote, RelatedWork, Statement
    from reviewer.reports import IngestReport
    from reviewer.workspace import Workspace

__all__ = [
    "Answer",
    "Filters",
    "IngestReport",
    "Paper",
    "Passage",
    "Quote",
    "RelatedWork",
    "ReviewerError",
    "Statement",
    "Workspace",
]

_ELSEWHERE = {
    "IngestReport": "reviewer.reports",
    "ReviewerError": "reviewer.errors",
    "Workspace": "reviewer.workspace",
}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ELSEWHERE.get(name, "reviewer.models")), name)


def __dir__() -> list[str]:
    return __all__

"""DOIs and arXiv ids as people write them (URLs, prefixes, trailing punctuation), in one spelling.

What is not an identifier gives None: nothing is repaired, and nothing is looked up.
"""

import re
from urllib.parse import unquote

_DOI_PREFIX = re.compile(r"^(?:https?://)?(?:dx\.|www\.)?doi\.org/|^doi:\s*", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+")
_ARXIV_PREFIX = re.compile(
    r"^(?:https?://)?(?:(?:www|export|browse)\.)?arxiv\.org/(?:abs|pdf|html|format|e-print)/"
    r"|^(?:(?:https?://)?(?:dx\.|www\.)?doi\.org/)?10\.48550/arxiv\."
    r"|^arxiv:\s*",
    re.IGNORECASE,
)
_ARXIV_SUFFIX = re.compile(r"(?:\.pdf)?/?(?:\s*\[[\w.-]+\])?$")
# Since April 2007: YYMM.number; before: archive(.class)/YYMMnumber.
_ARXIV = re.compile(r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?")
_ARXIV_OLD = re.compile(r"[a-z]+(?:-[a-z]+)?(?:\.[A-Z]{2})?/\d{2}(?:0[1-9]|1[0-2])\d{3}(?:v\d+)?")


def normalise_doi(text: str) -> str | None:
    """The bare DOI in lower case (`10.1000/xyz`), or None if `text` is not one.

    Args:
        text: a DOI, with or without `doi:` or the address of a resolver before it.
    """
    stripped = text.strip()
    bare = _DOI_PREFIX.sub("", stripped)
    if bare != stripped and "%" in bare:  # only an address is percent-encoded
        bare = unquote(bare)
    bare = bare.strip().rstrip(".,;")
    return bare.lower() if _DOI.fullmatch(bare) else None


def normalise_arxiv_id(text: str) -> str | None:
    """The bare arXiv id with its version, if any (`2401.00001v2`, `cs.CL/0102003`), or None.

    Args:
        text: an id, with or without `arXiv:`, an arxiv.org address or arXiv's DOI prefix.
    """
    bare = _ARXIV_SUFFIX.sub("", _ARXIV_PREFIX.sub("", text.strip())).strip()
    return bare if _ARXIV.fullmatch(bare) or _ARXIV_OLD.fullmatch(bare) else None

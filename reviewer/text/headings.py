"""What a section is by the words of its heading: a reference list, thanks, boilerplate, or text.

A pure function on strings; it knows no format.
"""

import re
from functools import lru_cache

from reviewer.models import SectionKind

_NUMBERING = re.compile(
    r"^(?:(?:appendix|section)\s+)?(?:\d+(?:\.\d+)*|[IVX]+|[A-Z](?:\.\d+)*)[.:)]?\s+(?=\S)",
    re.IGNORECASE,
)
_NOT_LETTERS = re.compile(r"[\W_]+")
_ABSTRACT = "abstract|summary of the article"
_REFERENCES = (
    "references?|references? cited|references? and notes|bibliograph(?:y|ies)|literature cited"
    "|works cited|cited literature|cited works|notes and references|bibliographical references"
    "|sources|literatur|literaturverzeichnis|bibliographie|referencias|further reading"
)
_THANKS = (
    "acknowledge?ments?(?: and .*)?|acknowledging|thanks|(?:.* and )?acknowledge?ments?"
    "|danksagung|remerciements"
)
_BOILERPLATE = (
    "funding(?: .*)?|financial (?:support|disclosure).*|grant support"
    "|(?:declaration of |statement of )?(?:conflicts?|competing|conflicting) (?:of )?interests?.*"
    "|(?:authors? |author s )?contributions? statement|author s? ?contributions?"
    "|authors? contributions?|credit author(?:ship)? .*|about the authors?|author (?:information|"
    "details|affiliations)|biograph(?:y|ies)|authors? biograph(?:y|ies)"
    "|data (?:and .*)?availability.*|(?:code|software|materials?) availability.*"
    "|availability of (?:data|code|materials).*|ethics (?:statement|approval|declarations?).*"
    "|ethical (?:approval|considerations statement)|consent (?:to|for) .*|informed consent.*"
    "|institutional review board statement|publisher s note|copyright.*|licen[cs]e|open access"
    "|supplementary (?:materials?|information|data)|supporting information|additional information"
    "|additional files?|electronic supplementary .*|list of (?:abbreviations|figures|tables)"
    "|abbreviations|table of contents|contents|disclaimer|correspondence|keywords|key words"
    "|index terms|ccs concepts|acm reference format|(?:neurips )?paper checklist|disclosures?"
    "|peer review.*|how to cite.*|citation|(?:pre publication|change) history|article information"
    "|rights and permissions|about this article|cite this article|publication types|mesh terms"
    "|similar articles|cited by|linkout .*|declarations"
)
_KINDS = (
    (re.compile(_ABSTRACT), SectionKind.ABSTRACT),
    (re.compile(_REFERENCES), SectionKind.REFERENCES),
    (re.compile(_THANKS), SectionKind.ACKNOWLEDGEMENTS),
    (re.compile(_BOILERPLATE), SectionKind.BOILERPLATE),
)


@lru_cache(maxsize=1024)
def kind_of_heading(heading: str) -> SectionKind | None:
    """The kind that a heading names, numbering and case aside; None for the text of a paper.

    Args:
        heading: the words of the heading, such as `7. References` or `ACKNOWLEDGMENTS`.
    """
    words = _words(heading)
    if not words:
        return None
    unnumbered = _words(_NUMBERING.sub("", heading.strip()))
    for pattern, kind in _KINDS:
        if pattern.fullmatch(words) or (unnumbered != words and pattern.fullmatch(unnumbered)):
            return kind
    return None


def _words(heading: str) -> str:
    return _NOT_LETTERS.sub(" ", heading).strip().casefold()

"""What kind of publication a paper's venue says it is; nothing is guessed from anything else."""

import re
from enum import Enum, auto

from reviewer.models import Paper
from reviewer.rendering.safe import one_line

_MEETING = re.compile(
    r"\b(?:proceedings|proc\.|conference|conf\.|workshop|symposium|annual meeting|congress)(?!\w)"
    r"|^(?:neurips|nips|iclr|icml|acl|emnlp|naacl|eacl|coling|cvpr|iccv|eccv|aaai|ijcai|kdd|sigir"
    r"|www|chi|icra|iros|corl|rss|colm|colt|aistats|uai|interspeech|icassp|wacv|miccai|sigmod|vldb"
    r"|osdi|sosp|nsdi|usenix security|ccs|ndss|icse|fse|pldi|popl|stoc|focs|soda)\b",
    re.IGNORECASE,
)
_JOURNAL = re.compile(
    r"\b(?:journal|transactions|trans\.|letters|magazine|annals|archives|review|reviews|bulletin"
    r"|quarterly|acta|j\.)(?!\w)|^(?:nature|science|cell|the lancet|lancet|plos|jmlr|tmlr|tacl)\b",
    re.IGNORECASE,
)
_PREPRINT = re.compile(r"^(?:arxiv|corr)\b", re.IGNORECASE)


class Kind(Enum):
    """`PREPRINT` is on arXiv, `OTHER` has a venue that does not say what it is, or none."""

    MEETING = auto()
    JOURNAL = auto()
    PREPRINT = auto()
    OTHER = auto()


def kind_of(paper: Paper) -> Kind:
    venue = one_line(paper.venue or "")
    if _PREPRINT.match(venue) and paper.arxiv_id:
        return Kind.PREPRINT
    if _MEETING.search(venue):
        return Kind.MEETING
    return Kind.JOURNAL if _JOURNAL.search(venue) else Kind.OTHER

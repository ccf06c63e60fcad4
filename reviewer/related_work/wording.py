"""A sentence of a paper to the ways in which a draft may say it, each with its paper named.

By what the paper made, by its title, by its authors, or as something that it notes. Which of them
is taken depends on what was said before.
"""

import re
from collections.abc import Iterable
from enum import Enum, auto
from typing import NamedTuple

from reviewer.models import Paper
from reviewer.text.acronyms import confusing, current, names_given, own_names
from reviewer.text.contributions import weight
from reviewer.text.reporting import (
    has_a_verb,
    impersonal,
    is_of_the_paper,
    lowered,
    with_title_for_the_paper,
)
from reviewer.text.shortening import shortened
from reviewer.text.standing_alone import alone
from reviewer.text.systems import with_system_as_subject
from reviewer.text.third_person import (
    AUTHORS,
    third_person,
    with_one_author,
    with_title_as_subject,
)
from reviewer.text.titles import short_name
from reviewer.text.words import content_words, plain

LONGEST = 55
"""Words of a sentence, above which nobody would read it to its end."""
_BRACES = str.maketrans("", "", "{}")  # of BibTeX
_LONG = 42  # words, from which what a sentence only adds is left out
_LEAST_CONTENT = 2
_LEAST_OF_TITLE = 4  # words, from which no sentence begins with a title by chance
_PART = re.compile(r"(?:part|volume|chapter) \w+", re.IGNORECASE)
_ALSO = re.compile(r"(\b[Tt]he proposed (?:[\w-]+ ){1,3}?)also ")
_IN = re.compile(r"(?:in|within) ", re.IGNORECASE)  # after "In “Title”, " it would be twice
_NAMING = re.compile(r"\b(?:named|called|termed|dubbed)\b")
_FAMILY = re.compile(r"(?P<name>(?:(?<!\S)[a-z]+ )*[^\s]+?)(?: (?:[JS]r\.?|I{2,3}|IV))?$")


class Opening(Enum):
    """How a statement begins: two neighbours should differ."""

    SYSTEM = auto()
    TITLE = auto()
    AUTHORS = auto()
    ASIDE = auto()
    INSIDE = auto()


class Wording(NamedTuple):
    """A sentence of a draft. `authors`: whether they are spoken of, and may be *they* after it."""

    text: str
    opening: Opening
    authors: bool


class Names(NamedTuple):
    """Short names: those that stand for two things, and those that a reader knows anyway."""

    shared: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()


def names_in(papers: Iterable[Paper]) -> Names:
    """The short names that several papers give."""
    given = [names_given(paper.title, paper.abstract) for paper in papers]
    return Names(confusing(given), current(given))


def wordings(paper: Paper, sentence: str, shared: frozenset[str] = frozenset()) -> list[Wording]:
    """The ways to say what a paper does, the best first; none if it cannot be said safely.

    Args:
        paper: whose sentence it is.
        sentence: as the paper has it.
        shared: names that do not say which paper is meant.
    """
    sentence = shortened(sentence, _LONG)
    if len(sentence.split()) > LONGEST or not weight(sentence) or _says_nothing(sentence):
        return []
    if _is_title(sentence, paper.title):
        return []
    said = [*_by_system(paper, sentence, shared)]
    said += _by_authors(paper, sentence) if paper.authors else _by_title(paper, sentence)
    return said or _by_itself(paper, sentence, shared)


def noted(paper: Paper, sentence: str) -> list[Wording]:
    """The way to say a sentence that tells of no doing of its paper; none if there is no safe one.

    Args:
        paper: whose sentence it is.
        sentence: as the paper has it.
    """
    sentence = shortened(sentence, _LONG)
    text = impersonal(sentence)
    if text is None or not has_a_verb(text) or len(sentence.split()) > LONGEST:
        return []
    if _is_title(sentence, paper.title):
        return []
    if not paper.authors:
        title = f"“{_spoken(paper.title)}”"
        return [Wording(f"{title} notes that {lowered(text)}", Opening.TITLE, authors=False)]
    note = "note" if len(paper.authors) > 1 or _is_group(paper) else "notes"
    said = f"{subject_of(paper)} {note} that {lowered(text)}"
    return [Wording(said, Opening.AUTHORS, authors=True)]


def _by_system(paper: Paper, sentence: str, shared: frozenset[str]) -> Iterable[Wording]:
    text = with_system_as_subject(sentence)
    if text is not None and not _confuses(text, shared):
        aside = text.startswith("To ")
        yield Wording(text, Opening.ASIDE if aside else Opening.SYSTEM, authors=False)


def _by_authors(paper: Paper, sentence: str) -> Iterable[Wording]:
    subject = subject_of(paper)
    text = third_person(sentence, subject)
    if text is not None and len(paper.authors) == 1 and not _is_group(paper):
        text = with_one_author(text, subject)
    if text is not None and subject in text:
        first = text.startswith(subject)
        yield Wording(text, Opening.AUTHORS if first else Opening.ASIDE, authors=True)


def _by_title(paper: Paper, sentence: str) -> Iterable[Wording]:
    title = _spoken(paper.title, sentence)
    itself = with_title_as_subject(sentence, title)
    if itself is not None:
        yield Wording(itself, Opening.TITLE, authors=False)
    text = third_person(sentence, AUTHORS)
    if text is None or AUTHORS.casefold() not in text.casefold():
        return
    first = text.startswith(AUTHORS)
    if f"{AUTHORS}'".casefold() not in text.casefold():
        of = re.sub(
            rf"\b({AUTHORS})\b",
            lambda found: f"{found[0]} of “{title}”",  # a title may hold a backslash
            text,
            count=1,
            flags=re.IGNORECASE,
        )
        yield Wording(of, Opening.AUTHORS if first else Opening.ASIDE, authors=True)
        if not first:
            return
    if _IN.match(text):
        return
    within = text[0].lower() + text[1:] if first else lowered(text)
    yield Wording(f"In “{title}”, {within}", Opening.INSIDE, authors=True)


def _by_itself(paper: Paper, sentence: str, shared: frozenset[str]) -> list[Wording]:
    """A sentence in which no author speaks, and that yet says what was done."""
    text = impersonal(sentence) or _proposed(sentence)
    if text is None:
        return []
    if _is_named(text, paper) and not _confuses(text, shared):
        return [Wording(text, Opening.SYSTEM, authors=False)]
    named = with_title_for_the_paper(text, _spoken(paper.title))
    if named is not None:
        first = named.startswith("“")
        return [Wording(named, Opening.TITLE if first else Opening.ASIDE, authors=False)]
    if not is_of_the_paper(text) or _IN.match(text):
        return []
    where = f"the work of {subject_of(paper)}" if paper.authors else f"“{_spoken(paper.title)}”"
    inside = f"In {where}, {lowered(text)}"
    return [Wording(inside, Opening.INSIDE, authors=bool(paper.authors))]


def _says_nothing(sentence: str) -> bool:
    """Whether a sentence has little more in it than a name: `We introduce a method named Foo.`"""
    text = alone(sentence)
    return text is None or len(content_words(_NAMING.sub("", text))) < _LEAST_CONTENT


def _confuses(text: str, shared: frozenset[str]) -> bool:
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for name in shared)


def _proposed(sentence: str) -> str | None:
    """`Our scale …` as `The proposed scale …`; None if it still needs the authors."""
    text = third_person(sentence, AUTHORS)
    if text is None or AUTHORS.casefold() in text.casefold():
        return None
    return _ALSO.sub(r"\1", text, count=1) if text[0].isalpha() else None


def of_the_system(paper: Paper, sentence: str) -> str | None:
    """The sentence if the subject of it is what the paper made, by its name; else None."""
    text = impersonal(sentence)
    return text if text is not None and _is_named(text, paper) else None


def _is_named(text: str, paper: Paper) -> bool:
    """Whether the text has the title's system in it, or begins with another that is the paper's."""
    name = short_name(paper.title)
    if name is not None and plain(name) in plain(text):
        return True
    return any(
        re.match(rf"(?:[^,]{{3,60}}, )?(?:[Tt]he )?{re.escape(own)} ", plain(text))
        for own in own_names(paper.title, paper.abstract)
    )


def _is_title(text: str, title: str) -> bool:
    """Whether a line begins with the title, as those of lists and pages do."""
    long = len(title.split()) >= _LEAST_OF_TITLE
    line, head = (plain(one).translate(_BRACES).casefold() for one in (text, title))
    return long and line.startswith(head)


def _spoken(title: str, sentence: str = "") -> str:
    """The title, or its part before the colon where that says enough and the sentence does not."""
    title = title if "$" in title else title.translate(_BRACES)
    head, colon, _ = title.partition(":")
    enough = colon and not _PART.fullmatch(head) and (len(head.split()) > 1 or short_name(title))
    return head if enough and plain(head) not in plain(sentence) else title


def paper_name(paper: Paper) -> str:
    """A paper as a list of several has it: by its authors, or else by its title."""
    return subject_of(paper) if paper.authors else f"“{_spoken(paper.title)}”"


def subject_of(paper: Paper) -> str:
    """The authors as a sentence has them: `Holt and Beck (2019)`."""
    if not paper.authors:
        return AUTHORS
    family = [_family_of(author) for author in paper.authors]
    year = f" ({paper.year})" if paper.year else ""
    if len(family) == 1:
        return f"{family[0]} and colleagues{year}" if _is_group(paper) else f"{family[0]}{year}"
    return f"{family[0]} and {family[1]}{year}" if len(family) == 2 else f"{family[0]} et al.{year}"


def _family_of(author: str) -> str:
    """`van der Berg` of `Ana van der Berg`, of `van der Berg, Ana`, of `A. van der Berg Jr.`."""
    found = _FAMILY.search(author.partition(",")[0].strip())
    return author if found is None else found["name"]


def _is_group(paper: Paper) -> bool:
    return (paper.author_count or 1) > 1

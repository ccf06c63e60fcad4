"""A statement on the use of AI, for an author to paste into a paper; from facts of the run alone.

It claims nothing that the draft and its run do not hold, and leaves out what is not known.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from reviewer.models import Making, ModelUse, RelatedWork, Support
from reviewer.rendering.safe import markdown
from reviewer.text.plurals import counted

_FOR = {
    "write": "to write sentences",
    "plan": "to plan its themes",
    "judge": "to judge whether sentences are borne out by their sources",
}
_COPIED = (
    "are sentences of the cited papers, put into the third person, or were composed of counts and "
    "titles by fixed rules"
)


def ai_use(draft: RelatedWork, made: Making | None = None, by_author: int = 0) -> str:
    """The statement, in plain words.

    Args:
        draft: that it is about.
        made: the facts of the run; without them what was called when, and where, is not told.
        by_author: how many of its sentences are the author's own.
    """
    used = draft.model is not None or draft.usage.calls or draft.usage.cached_calls
    said = [*(_with_model(draft, made) if used else _without_model(draft, made))]
    if made is not None and made.plan_given:
        said.append(_plan(made))
    if by_author:
        own = counted(by_author, "sentence")
        said.append(f"{own} in it {'is' if by_author == 1 else 'are'} the author's own words.")
    if draft.sections:
        said.append("What was changed by hand afterwards is not covered by this statement.")
    return " ".join(said)


def named(made: Making | None) -> str:
    """The program, with its version where that is known."""
    return f"the program reviewer {made.program if made else ''}".rstrip()


def _without_model(draft: RelatedWork, made: Making | None) -> Iterator[str]:
    program = named(made)
    yield f"No language model was used to write this section; it was drafted by {program}."
    if draft.sections:
        yield f"Its sentences {_COPIED}; each is listed with its source."
    if made is not None:
        how = "by the frequency of words"
        if made.embedder is not None:
            how += f" and by the embedding model {markdown(made.embedder)}, which writes no text"
        yield f"The papers were found {how}, among {counted(made.papers, 'paper')}."


def _with_model(draft: RelatedWork, made: Making | None) -> Iterator[str]:
    if made is None or not made.models:
        total = draft.usage.calls + draft.usage.cached_calls
        name = f" {markdown(draft.model)}" if draft.model else ""
        calls = f" ({counted(total, 'call')})" if total else ""
        yield f"The language model{name} was used for this section{calls}."
    else:
        day = datetime.fromisoformat(made.date).date().isoformat()
        yield f"For this section language models were called by {named(made)}:"
        yield f"{'; '.join(map(_called, made.models))}; on {day}."
    if not draft.sections:
        yield "None of its text was used."
    elif draft.model is None:
        yield f"No sentence that a model wrote is in it: its sentences {_COPIED}."
    else:
        yield from _checked(draft)
        if made is not None and any(one.role == "judge" for one in made.models):
            yield "A model was asked to judge them as well, and could only reject."


def _called(use: ModelUse) -> str:
    where = f"at {markdown(use.host)}" if use.host else "at its provider's own address"
    times = counted(use.calls, "call")
    if use.cached:
        times += f", and {use.cached:,} answered from replies that were kept"
    return f"{markdown(use.model)} {where} {_FOR.get(use.role, markdown(use.role))} ({times})"


def _checked(draft: RelatedWork) -> Iterator[str]:
    """How the sentences were checked, and with what result."""
    support = Counter(said.support for theme in draft.sections for said in theme.statements)
    yield (
        "Fixed rules compared every sentence that a model wrote with the sentences of the cited "
        "papers that are listed with it: numbers, words, hedges and negations. Those that failed "
        f"were left out. The other sentences {_COPIED}."
    )
    weak = support.total() - support[Support.SUPPORTED]
    told = f"Of {counted(support.total(), 'sentence')}, {support[Support.SUPPORTED]} are supported"
    yield (
        f"{told} and {weak} {'is' if weak == 1 else 'are'} marked as weak, with the reason."
        if weak
        else f"{told}."
    )
    written = [entry for entry in draft.left_out if entry.support is not None]
    if written:
        were = "was" if len(written) == 1 else "were"
        yield f"{counted(len(written), 'sentence')} failed and {were} left out."


def _plan(made: Making) -> str:
    if made.plan_model is not None:
        model = markdown(made.plan_model)
        return f"The plan of its themes was made before by the language model {model}."
    return "The plan of its themes was given to the program; how it was made is not recorded here."

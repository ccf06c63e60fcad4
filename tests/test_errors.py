"""Every deliberate error is one tree with a message, a hint and an exit code."""

import inspect

import pytest

from reviewer import errors
from reviewer.errors import ExitCode, ReviewerError

KINDS = [
    kind
    for _, kind in inspect.getmembers(errors, inspect.isclass)
    if issubclass(kind, ReviewerError)
]
CODES = {
    "UsageError": ExitCode.USAGE,
    "StoreEmptyError": ExitCode.NOTHING,
    "RerankError": ExitCode.MODEL,
    "RerankUnreachableError": ExitCode.MODEL,
    "ModelError": ExitCode.MODEL,
    "ModelUnreachableError": ExitCode.MODEL,
    "ModelKeyError": ExitCode.MODEL,
    "ModelReplyError": ExitCode.MODEL,
    "ContextLengthError": ExitCode.MODEL,
    "BudgetError": ExitCode.MODEL,
}


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_keeps_its_message_and_hint_and_shows_the_message(
    kind: type[ReviewerError],
) -> None:
    error = kind("the file is torn", hint="glue it")
    assert (error.message, error.hint, str(error)) == (
        "the file is torn",
        "glue it",
        "the file is torn",
    )


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_without_a_hint_cannot_be_made(kind: type[ReviewerError]) -> None:
    with pytest.raises(TypeError, match="hint"):
        kind("the file is torn")  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", KINDS)
def test_what_the_user_can_mend_returns_1_and_the_rest_its_own_code(
    kind: type[ReviewerError],
) -> None:
    assert kind.exit_code is CODES.get(kind.__name__, ExitCode.USER)


def test_exit_codes_are_those_of_the_documentation() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "OK": 0,
        "USER": 1,
        "USAGE": 2,
        "MODEL": 3,
        "NOTHING": 4,
        "PARTIAL": 5,
        "INTERRUPTED": 130,
    }


def test_every_error_stands_in_the_tree_of_the_documentation_below_its_parent() -> None:
    assert errors.__doc__ is not None
    depth = {
        words[0]: line.index(words[0])
        for line in errors.__doc__.splitlines()
        if (words := line.replace("│", " ").replace("├──", "").replace("└──", "").split())
        and words[0].endswith("Error")
    }
    assert set(depth) == {kind.__name__ for kind in KINDS}
    for kind in KINDS[1:]:
        parent = kind.__bases__[0]
        assert parent is Exception or depth[kind.__name__] > depth[parent.__name__]

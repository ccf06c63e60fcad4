"""Options that several commands share, as dataclasses: one parameter stands for all of a group.

In comes a command; out comes the same command with the options of its groups spelled out, for
the parser to see.
"""

import inspect
from collections.abc import Callable
from dataclasses import is_dataclass
from functools import wraps

from reviewer.errors import ExitCode


def grouped(command: Callable[..., ExitCode]) -> Callable[..., ExitCode]:
    """A command each of whose parameters that is a dataclass stands for the fields of that."""
    taken = inspect.signature(command)
    groups = {
        name: (parameter.annotation, inspect.signature(parameter.annotation).parameters)
        for name, parameter in taken.parameters.items()
        if isinstance(parameter.annotation, type) and is_dataclass(parameter.annotation)
    }

    @wraps(command)
    def spelled_out(**given: object) -> ExitCode:
        for name, (kind, options) in groups.items():
            given[name] = kind(**{option: given.pop(option) for option in options})
        return command(**given)

    parameters = []
    for name, parameter in taken.parameters.items():
        here = groups[name][1].values() if name in groups else [parameter]
        parameters += [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in here]
    vars(spelled_out)["__signature__"] = taken.replace(parameters=parameters)
    return spelled_out

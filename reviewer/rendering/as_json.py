"""Results as JSON in the models' own schema, safe to print on a terminal."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, TypeAdapter

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

_UNSAFE = re.compile(r"[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def dump(value: "BaseModel | Sequence[BaseModel] | Sequence[DataclassInstance]") -> str:
    """Indented JSON that parses back to the same strings.

    JSON itself escapes the ASCII control characters; the others that can change what a terminal
    shows are escaped here.
    """
    text = TypeAdapter(Any).dump_json(value, indent=2).decode()
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)

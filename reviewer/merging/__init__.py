"""Which records are one paper, and what that paper then says.

The same records give the same papers under the same ids, in whatever order they were read.
"""

from reviewer.merging.grouping import Group, Key, anchor, component, group, keys_of
from reviewer.merging.identity import identity_of, same_identifier
from reviewer.merging.near_misses import near_misses
from reviewer.merging.papers import field_value, merge, sections_of

__all__ = [
    "Group",
    "Key",
    "anchor",
    "component",
    "field_value",
    "group",
    "identity_of",
    "keys_of",
    "merge",
    "near_misses",
    "same_identifier",
    "sections_of",
]

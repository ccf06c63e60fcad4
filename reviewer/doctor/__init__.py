"""What is configured, what would be called, what is missing and how to get it.

In come located settings, out come findings, one line each. It looks at the store, has a sentence of
ours embedded where a server does that, and asks the model server for its list of models; only when
told to, it calls each language model once. It never makes an index and never shows a key.
"""

from reviewer.doctor.examining import examine
from reviewer.doctor.findings import (
    Checkup,
    Finding,
    JsonReply,
    Place,
    StoreFacts,
    Trial,
    checkup_text,
    places_text,
    store_text,
)
from reviewer.doctor.places import places, store_facts

__all__ = [
    "Checkup",
    "Finding",
    "JsonReply",
    "Place",
    "StoreFacts",
    "Trial",
    "checkup_text",
    "examine",
    "places",
    "places_text",
    "store_facts",
    "store_text",
]

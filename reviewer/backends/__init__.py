"""The door to a language model: messages in, text out, through LangChain's chat models.

It counts what a call costs, keeps replies, and turns every failure into a `ModelError` that says
how to mend it. It does not know what is asked, or what a reply is good for.
"""

from reviewer.backends.backend import Backend
from reviewer.backends.ledger import Spent
from reviewer.backends.opening import open_backend
from reviewer.backends.recorded import recorded_backend

__all__ = ["Backend", "Spent", "open_backend", "recorded_backend"]

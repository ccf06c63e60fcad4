"""Every deliberate error, one tree, each with a hint that says what to do next.

    ReviewerError
    ├── UsageError            the call itself makes no sense (an empty question)
    ├── SettingsError         reviewer.toml, the environment or a flag
    ├── PromptError           a file in prompts/
    ├── ReadError             one input file; the rest of the ingest goes on
    │   ├── UnknownFormatError    no reader for this kind of file
    │   └── NotAPaperError        no paper by itself, such as a chapter that another file includes
    ├── EmbedderError         weights that do not check out, an embedding server that fails
    ├── EnrichmentError       a service that is not known or not installed, or its answers' cache
    ├── StoreError            the index on disk
    │   ├── StoreLockedError      another process is writing
    │   ├── StoreMismatchError    made by another embedder, chunking or schema
    │   ├── StoreFullError        the disk is full
    │   ├── StoreEmptyError       nothing has been ingested yet
    │   └── PaperNotFoundError    no paper, or several, by that name
    ├── RecordError           the record of an earlier run
    ├── PlanError             a plan that its author edited
    ├── DocumentError         pandoc, or the citation style that it is to set
    ├── ReviewFolderError     a saved review: half written, or edited into nonsense
    ├── RerankError           the server that reranks passages; the search goes on without it
    │   └── RerankUnreachableError
    └── ModelError            the language model's endpoint
        ├── ModelUnreachableError
        ├── ModelKeyError
        └── ModelReplyError
            ├── ContextLengthError    the request is longer than the model can read
            └── BudgetError           the calls, tokens or seconds of one question are used up

This module knows nothing of how an error is shown: `reviewer.cli` prints it.
"""

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process returns to the shell."""

    OK = 0
    USER = 1
    USAGE = 2
    MODEL = 3
    NOTHING = 4
    PARTIAL = 5
    INTERRUPTED = 130


class ReviewerError(Exception):
    """A failure the program foresaw.

    Args:
        message: one line: what happened, and where.
        hint: one line: how to mend it.
    """

    exit_code: ClassVar[ExitCode] = ExitCode.USER

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(ReviewerError):
    exit_code = ExitCode.USAGE


class SettingsError(ReviewerError):
    pass


class PromptError(ReviewerError):
    pass


class ReadError(ReviewerError):
    pass


class UnknownFormatError(ReadError):
    pass


class NotAPaperError(ReadError):
    pass


class EmbedderError(ReviewerError):
    pass


class EnrichmentError(ReviewerError):
    pass


class StoreError(ReviewerError):
    pass


class StoreLockedError(StoreError):
    pass


class StoreMismatchError(StoreError):
    pass


class StoreFullError(StoreError):
    pass


class StoreEmptyError(StoreError):
    exit_code = ExitCode.NOTHING


class PaperNotFoundError(StoreError):
    pass


class RecordError(ReviewerError):
    pass


class PlanError(ReviewerError):
    pass


class ReviewFolderError(ReviewerError):
    pass


class DocumentError(ReviewerError):
    pass


class RerankError(ReviewerError):
    exit_code = ExitCode.MODEL


class RerankUnreachableError(RerankError):
    pass


class ModelError(ReviewerError):
    exit_code = ExitCode.MODEL


class ModelUnreachableError(ModelError):
    pass


class ModelKeyError(ModelError):
    pass


class ModelReplyError(ModelError):
    pass


class ContextLengthError(ModelReplyError):
    """The request and its reply are more than the model can read.

    Args:
        limit: the tokens it can read, where the server says so.
    """

    def __init__(self, message: str, *, hint: str, limit: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.limit = limit


class BudgetError(ModelReplyError):
    pass

"""Saved reviews: a draft of related work kept as plain text, and kept true as papers come and go.

In come a collection and a folder; out comes the folder brought up to date with every byte of its
author's, and a list of what has changed. It drafts nothing by itself.
"""

from reviewer.reviews.changelog import changelog
from reviewer.reviews.changes import Changes
from reviewer.reviews.diffing import diff
from reviewer.reviews.folder import check_free
from reviewer.reviews.outcome import ReviewUpdate
from reviewer.reviews.saving import Draft, draft_and_save, save
from reviewer.reviews.updating import update

__all__ = [
    "Changes",
    "Draft",
    "ReviewUpdate",
    "changelog",
    "check_free",
    "diff",
    "draft_and_save",
    "save",
    "update",
]

"""Saved reviews: a draft of related work kept as plain text, and kept true as papers come and go.

In come a collection and a folder; out comes the folder brought up to date with every byte of its
author's, and a list of what has changed. It drafts nothing by itself.
"""

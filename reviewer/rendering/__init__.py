"""Answers, drafts, papers and reports as text: for a terminal, as Markdown, as JSON.

In come the nouns of `reviewer.models`, out come strings; nothing here reads a store.
"""

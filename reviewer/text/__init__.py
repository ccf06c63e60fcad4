"""Pure functions on strings: sentences, titles, words, numbers, identifiers. They know no file."""

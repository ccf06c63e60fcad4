"""Tests of the PDF reader, on PDFs that they print themselves."""

"""Quotes for tests of the gates."""

from reviewer.models import Location, Quote


def quote(text: str, *, title: str = "On Bees", paper_id: str = "bees") -> Quote:
    return Quote(
        paper_id=paper_id,
        title=title,
        text=text,
        location=Location(file="library/page.txt", line=1),
        chunk_id=f"{paper_id}:0",
        start=0,
    )

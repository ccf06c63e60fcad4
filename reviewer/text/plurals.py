"""Numbers of things in words."""


def counted(number: int, noun: str) -> str:
    """`1 paper`, `2 papers`, `1,024 papers`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""Numbers of things in words."""


def counted(number: int, noun: str, several: str | None = None) -> str:
    """`1 paper`, `2 papers`, `1,024 queries`.

    Args:
        number: how many there are.
        noun: one of them.
        several: more of them, where that is not `noun` with an s.
    """
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"

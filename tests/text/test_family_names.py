"""Family names by which lists of authors are compared."""

import pytest

from reviewer.text.family_names import families


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (["Ana Ruiz", "Ruiz, Ana", "Ana Ruiz Jr."], ("ruiz",)),
        (["van Rossum, G.", "Jos\u00e9 Garc\u00eda"], ("rossum", "garcia")),
        (["Bo Lind", "others", "et al."], ("lind",)),
        (["", "...", "Jr."], ()),
    ],
)
def test_a_family_name_is_the_last_word_before_a_comma(
    authors: list[str], expected: tuple[str, ...]
) -> None:
    assert families(authors) == expected

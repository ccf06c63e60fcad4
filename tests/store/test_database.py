"""A transaction is all or nothing; readers are not held up; a damaged file says what it is."""

from pathlib import Path

import pytest

from reviewer.errors import StoreError
from reviewer.store.database import Database

SCHEMA = "CREATE TABLE IF NOT EXISTS words (word TEXT);"
ADD = "INSERT INTO words VALUES (?)"


def words(database: Database) -> list[str]:
    return [row[0] for row in database.run("SELECT word FROM words ORDER BY word")]


def test_a_transaction_that_fails_changes_nothing(tmp_path: Path) -> None:
    database = Database(tmp_path / "c.sqlite3", SCHEMA)

    def fail() -> None:
        database.run(ADD, ("eel",))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), database.transaction():
        fail()
    assert words(database) == []
    with database.transaction():
        database.run(ADD, ("eel",))
    assert words(database) == ["eel"]
    database.close()


def test_a_reader_sees_the_last_finished_transaction_and_is_not_held_up(tmp_path: Path) -> None:
    writer, reader = (Database(tmp_path / "c.sqlite3", SCHEMA) for _ in range(2))
    before = reader.version()
    with writer.transaction():
        writer.run(ADD, ("eel",))
        assert words(reader) == []
        late = Database(tmp_path / "c.sqlite3", SCHEMA)  # opening does not wait either
        assert words(late) == []
        late.close()
        assert reader.version() == before
    assert words(reader) == ["eel"]
    assert reader.version() != before
    now = writer.version()
    reader.close()
    Database(tmp_path / "c.sqlite3", SCHEMA).close()
    assert writer.version() == now
    writer.close()


def test_any_number_of_keys_can_be_looked_up_each_once(tmp_path: Path) -> None:
    database = Database(tmp_path / "c.sqlite3", SCHEMA)
    database.run_many(ADD, [(word,) for word in ("eel", "fog", "kelp")])
    keys = ["fog", "eel", "fog", *(str(n) for n in range(40_000))]
    found = database.select("SELECT word FROM words WHERE word IN", keys)
    assert sorted(row[0] for row in found) == ["eel", "fog"]
    database.close()


@pytest.mark.parametrize("content", [b"not a database, but long enough for a header" * 99, b"SQLi"])
def test_a_file_that_is_no_database_says_so(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "c.sqlite3").write_bytes(content)
    with pytest.raises(
        StoreError, match=r"the catalogue in .* cannot be used: file is not"
    ) as caught:
        Database(tmp_path / "c.sqlite3", SCHEMA)
    assert "ingest the files again" in caught.value.hint


def test_damage_inside_the_file_says_so_when_it_is_met(tmp_path: Path) -> None:
    database = Database(tmp_path / "c.sqlite3", SCHEMA)
    database.run_many(ADD, [("a word of some length " * 20,)] * 200)
    database.close()
    content = bytearray((tmp_path / "c.sqlite3").read_bytes())
    content[8192:] = b"\x55" * len(content[8192:])
    (tmp_path / "c.sqlite3").write_bytes(content)
    database = Database(tmp_path / "c.sqlite3", SCHEMA)
    with pytest.raises(StoreError, match=r"the catalogue in .* cannot be used"):
        words(database)
    database.close()

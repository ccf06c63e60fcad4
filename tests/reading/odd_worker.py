"""A worker that also has the reader of the tests."""

from reviewer import reading
from reviewer.reading import worker
from tests.reading import odd_reader


def main(descriptor: int, megabytes: int) -> None:
    reading.READERS = (odd_reader, *reading.READERS)
    worker.main(descriptor, megabytes)

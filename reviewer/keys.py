"""Keys of servers: in comes the name of an environment variable, out comes what may be sent.

A key is read when it is needed, never kept in a file, and taken out of every text that is shown.
"""

import os
from ipaddress import ip_address
from urllib.parse import urlsplit

from reviewer.errors import ReviewerError

LONGEST_MESSAGE = 300
"""Characters of a server's own words in ours."""
_OPENAI = "openai.com"
_SHORT = 7  # keys up to this long are no secrets, and may be a part of any word


def key_in(variable: str, kind: type[ReviewerError]) -> str:
    """The key in an environment variable; empty if none is set.

    Args:
        variable: its name.
        kind: the error to raise.

    Raises:
        ReviewerError: of `kind`, if the key cannot be sent.
    """
    key = os.environ.get(variable, "").strip()
    if not key.isascii() or not key.isprintable():
        raise kind(
            f"the key in {variable} has letters that no key has", hint=f"set {variable} anew"
        )
    return key


def host_of(address: str) -> str:
    """The host of a URL, in small letters; empty where it has none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def may_have_openais(address: str) -> bool:
    """Whether the key of OpenAI may go to a server: to OpenAI, and to this machine."""
    host = host_of(address)
    return is_loopback(host) or host == _OPENAI or host.endswith(f".{_OPENAI}")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name alone: nothing is looked up."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def without_key(text: str, key: str | None) -> str:
    """A server's words on one line, shortened, and without the key, which some servers repeat."""
    line = " ".join(text.split())
    line = line.replace(key, "***") if key and len(key) > _SHORT else line
    return line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]}…"

"""Addresses of servers: is a text one, and how it may be shown."""

from urllib.parse import urlsplit, urlunsplit


def is_address(text: str) -> bool:
    """Whether `text` is the URL of a server that can be called over HTTP."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        return False


def shown(address: str) -> str:
    """A URL as it may be shown: without a user name and password in it."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))

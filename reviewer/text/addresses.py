"""Addresses of servers: is a text one, and how it may be shown."""

import re
from urllib.parse import urlsplit

_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*@")


def is_address(text: str) -> bool:
    """Whether `text` is the URL of a server that can be called over HTTP."""
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port or an IPv6 address that is none
        return False


def shown(address: str) -> str:
    """A URL, or what should be one, as it may be shown: without a user name and password in it."""
    return _CREDENTIALS.sub("", address, count=1)

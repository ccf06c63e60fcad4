"""Whether a failed call is tried again, and after how long.

In comes what the client raised; out come seconds to wait. The client's own retries are off: they
know nothing of a budget's end, and a server that asks for an hour is waited for or ignored.
"""

import email.utils
import random
from datetime import UTC, datetime

import openai

LONGEST_WAIT = 60.0
"""Seconds that a server may ask to be left alone; one that asks for more has failed."""
_FIRST, _LONGEST = 0.5, 8.0  # seconds, where the server does not say
_STATUSES = {408, 409, 429}
_HOPELESS = {"insufficient_quota", "billing_hard_limit_reached"}


def may_pass(error: Exception) -> bool:
    """Whether the same call may succeed a little later."""
    if isinstance(error, openai.APIStatusError):
        said = error.response.headers.get("x-should-retry")
        if said in ("true", "false"):
            return said == "true"
        status = error.status_code
        return (status in _STATUSES or status >= 500) and error.code not in _HOPELESS
    return isinstance(error, openai.APIConnectionError)  # time-outs are among them


def asked_wait(error: Exception) -> float | None:
    """The seconds that the server asks to be left alone; None if it does not say."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit
        except (KeyError, ValueError):
            continue
        if seconds >= 0:  # false for NaN, too
            return seconds
    return _until(headers.get("retry-after"))


def backed_off(retries: int) -> float:
    """Seconds to wait where the server does not say: doubling, and never quite the same."""
    return min(_LONGEST, _FIRST * 2.0**retries) * random.uniform(0.75, 1)


def _until(date: str | None) -> float | None:
    try:
        when = email.utils.parsedate_to_datetime(date or "")
    except ValueError:
        return None
    aware = when if when.tzinfo else when.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())

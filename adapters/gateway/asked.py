"""What of a chat request goes on to a model server: known fields with sane values, text alone, rebuilt.

A model server trusts whoever asks it: it may fetch the address of an image, take a path, count to a billion, or fail on a
number that is none. Fields that are not listed here are left out; a listed one with a value beyond its bounds is refused,
and `null` is as if it were not there.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

MOST_MESSAGES = 64
MOST_TOKENS = 32_768
MOST_STOPS = 8
MOST_DEPTH = 32
MOST_FORMAT = 8192
"""Characters of a `response_format`."""

_ROLES = frozenset({"system", "developer", "user", "assistant"})
_HUGE = re.compile(r"\d{5}")


class Unfit(Exception):
    """A request that is refused; the text says which field, and repeats nothing of it."""


def asked(found: object) -> dict[str, Any]:
    """The chat that a JSON value asks for, `model` left out. Raises Unfit."""
    if not isinstance(found, dict) or not isinstance(found.get("model"), str):
        raise Unfit("`model` is the name of an alias or version")
    if found.get("n") not in (None, 1):
        raise Unfit("`n` is 1")
    sent: dict[str, Any] = {"messages": _messages(found.get("messages"))}
    for name, (fits, what) in _FIELDS.items():
        value = found.get(name)
        if value is None:
            continue
        if not fits(value):
            raise Unfit(f"`{name}` is {what}")
        sent[name] = value
    _check_writable(sent)
    return sent


def user(found: Mapping[str, Any]) -> str:
    """The pseudonym of who asks, "" where there is none that is a text. Raises Unfit."""
    given = found.get("user")
    if not isinstance(given, str):
        return ""
    _check_writable(given)
    return given[:128]


def _messages(found: object) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not 0 < len(found) <= MOST_MESSAGES:
        raise Unfit(f"`messages` is a list of 1 to {MOST_MESSAGES} messages")
    return [_message(each) for each in found]


def _message(found: object) -> dict[str, Any]:
    role = found.get("role", "user") if isinstance(found, dict) else None
    if not isinstance(found, dict) or not isinstance(role, str) or role not in _ROLES:
        raise Unfit("a message has a `role` (system, developer, user, assistant) and a `content`")
    content = found.get("content")
    if isinstance(content, list) and content and all(map(_is_text, content)):
        content = "".join(part["text"] for part in content)
    if not isinstance(content, str):
        raise Unfit("the `content` of a message is text")
    return {"role": role, "content": content}


def _is_text(part: object) -> bool:
    return isinstance(part, dict) and part.get("type") == "text" and isinstance(part.get("text"), str)


def _check_writable(value: object) -> None:
    """Lone surrogates, numbers that are none and nesting without end can be read as JSON but not written."""
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise Unfit("the body holds text or numbers that cannot be written as JSON") from None


def _number(least: float, most: float) -> Callable[[Any], bool]:
    def fits(value: Any) -> bool:
        return type(value) in (int, float) and math.isfinite(value) and least <= value <= most

    return fits


def _whole(least: int, most: int) -> Callable[[Any], bool]:
    return lambda value: type(value) is int and least <= value <= most


def _is_bool(value: Any) -> bool:
    return type(value) is bool


def _is_stop(value: Any) -> bool:
    each = [value] if isinstance(value, str) else value
    return (
        isinstance(each, list)
        and len(each) <= MOST_STOPS
        and all(isinstance(s, str) and 0 < len(s) <= 64 for s in each)
    )


def _are_options(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= {"include_usage"} and all(map(_is_bool, value.values()))


def _is_format(value: Any) -> bool:
    """A schema is compiled by the model server: small, flat enough, and without repeats by the ten thousand."""
    if not isinstance(value, dict) or not _is_flat(value, MOST_DEPTH):
        return False
    text = json.dumps(value)
    return len(text) <= MOST_FORMAT and not _HUGE.search(text)


def _is_flat(value: Any, most: int) -> bool:
    each = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most > 0 and all(_is_flat(inner, most - 1) for inner in each)


_FIELDS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "stream": (_is_bool, "true or false"),
    "stream_options": (_are_options, "{include_usage: true or false}"),
    "temperature": (_number(0, 2), "a number from 0 to 2"),
    "top_p": (_number(1e-6, 1), "a number above 0, at most 1"),
    "max_tokens": (_whole(1, MOST_TOKENS), f"a whole number from 1 to {MOST_TOKENS}"),
    "max_completion_tokens": (_whole(1, MOST_TOKENS), f"a whole number from 1 to {MOST_TOKENS}"),
    "seed": (_whole(-(2**63), 2**63 - 1), "a whole number of 64 bits"),
    "stop": (_is_stop, f"a text, or a list of at most {MOST_STOPS}, of 1 to 64 characters each"),
    "logprobs": (_is_bool, "true or false"),
    "top_logprobs": (_whole(0, 20), "a whole number from 0 to 20"),
    "frequency_penalty": (_number(-2, 2), "a number from -2 to 2"),
    "presence_penalty": (_number(-2, 2), "a number from -2 to 2"),
    "response_format": (
        _is_format,
        f"an object of at most {MOST_FORMAT} characters, without numbers above 9999",
    ),
}

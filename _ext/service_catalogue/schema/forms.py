"""The forms that values must have."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeGuard
from zoneinfo import available_timezones

from service_catalogue.messages.problem import CheckRule, Severity
from service_catalogue.messages.texts import Message, message
from service_catalogue.schema.types import Address, ClauseId, Colour, Day, Id, Language, MailAddress, PhoneNumber, Sign, TimeZone
from service_catalogue.yaml.values import Scalar, Value

UNKNOWN_KEY = CheckRule("unknown-key")
FORMER_KEY = CheckRule("former-key", severity=Severity.WARNING)
MISSING_KEY = CheckRule("missing-key")
WRONG_SHAPE = CheckRule("wrong-shape")
INVALID_ID = CheckRule("invalid-id")
INVALID_VALUE = CheckRule("invalid-value")
RULES = (UNKNOWN_KEY, FORMER_KEY, MISSING_KEY, WRONG_SHAPE, INVALID_ID, INVALID_VALUE)


ID_FORM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MAX_ID = 60
_NAMES = "main menu top site-search q browse index search genindex modindex 404 api pdf catalogue con prn aux nul"
#: Names of pages and folders of the site, of anchors of each page, and of devices on Windows: they would collide or not open.
RESERVED_IDS = frozenset(_NAMES.split()) | {f"{device}{number}" for device in ("com", "lpt") for number in range(10)}


def has_form_of_id(text: str) -> bool:
    """Return whether ``text`` has the form of an id; it may be reserved."""
    return bool(ID_FORM.fullmatch(text)) and len(text) <= MAX_ID


def is_id(text: str) -> bool:
    """Return whether ``text`` can be an id, and so a file name."""
    return has_form_of_id(text) and text not in RESERVED_IDS


_NULLS = ("~", "null", "Null", "NULL")
LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
#: The form of the id of a clause.
CLAUSE = re.compile(r"[A-Za-z0-9]+([.-][A-Za-z0-9]+)*")
_MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"\+[0-9]+( [0-9]+)*")
DAY_FORM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
#: A date as others write it: 25.11.2026.
_NEARLY_DAY = re.compile(r"([0-9]{1,2})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{4})|([0-9]{4})[-./ ]+([0-9]{1,2})[-./ ]+([0-9]{1,2})")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
_ADDRESS = re.compile(r"https?://[^\s/?#@\\]+(/[^\s?#\\]*)?", re.IGNORECASE)


class Form(NamedTuple):
    """The form of a text, and the message if it does not fit."""

    fits: Callable[[str], object]
    rule: CheckRule
    #: The key of the message, which names the ``value``.
    message: str
    #: True if a text that does not fit is used all the same, so that references to it are found; else it is unread.
    is_kept: bool = True
    values: Mapping[str, object] = MappingProxyType({})


def is_language(text: str) -> bool:
    """Return whether ``text`` has the form of a language code."""
    return bool(LANGUAGE_CODE.fullmatch(text))


def day_of(text: str) -> Day | None:
    """Return the date in ``text``; ``None`` if it is not written as one."""
    try:
        return Day.fromisoformat(text) if DAY_FORM.fullmatch(text) else None
    except ValueError:
        return None


def date_advice(text: str) -> Message:
    """Return how to correct ``text``, which is no date."""
    if hit := _NEARLY_DAY.fullmatch(text):
        numbers = [int(number) for number in hit.groups() if number]
        day, month, year = numbers if hit[1] else reversed(numbers)
        if 1 <= month <= 12 and year:
            days = calendar.monthrange(year, month)[1]
            if 1 <= day <= days:
                return message("invalid-value.day", better=Day(year, month, day).isoformat())
            return message("invalid-value.no-day", count=days)
    return message("invalid-value.day", better="2026-11-25")


def is_null(value: Value) -> TypeGuard[Scalar]:
    """Return whether ``value`` is a null of YAML."""
    return isinstance(value, Scalar) and value in _NULLS and value.is_plain


def says_nothing(value: Value) -> bool:
    """Return whether ``value`` is empty or null; not if it could not be read."""
    return is_null(value) or (isinstance(value, Scalar) and not (value or value.unread))


def is_sign(text: str) -> bool:
    """Return whether ``text`` can be a letter of a role scheme."""
    return len(text) == 1 and text not in "-," and not text.isspace()


#: The forms of each kind of text; the first that does not fit is reported.
FORMS: Mapping[type[Scalar], tuple[Form, ...]] = {
    Id: (
        Form(has_form_of_id, INVALID_ID, "invalid-id.message", values={"most": MAX_ID}),
        Form(lambda text: text not in RESERVED_IDS, INVALID_ID, "invalid-id.reserved"),
    ),
    ClauseId: (Form(CLAUSE.fullmatch, INVALID_ID, "invalid-id.clause"),),
    Language: (Form(is_language, INVALID_VALUE, "invalid-value.language", is_kept=False),),
    Sign: (Form(is_sign, INVALID_VALUE, "invalid-value.letter"),),
    Address: (Form(_ADDRESS.fullmatch, INVALID_VALUE, "invalid-value.address"),),
    MailAddress: (Form(_MAIL.fullmatch, INVALID_VALUE, "invalid-value.mail", is_kept=False),),
    PhoneNumber: (Form(_PHONE.fullmatch, INVALID_VALUE, "invalid-value.phone", is_kept=False),),
    TimeZone: (Form(lambda text: text in available_timezones(), INVALID_VALUE, "invalid-value.time-zone", is_kept=False),),
    Colour: (Form(_COLOUR.fullmatch, INVALID_VALUE, "invalid-value.colour", is_kept=False),),
}

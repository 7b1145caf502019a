"""Typing: what other readers of YAML make into numbers, dates or nothing stays text."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.case import Case, planted
from tests.hostile.fields import CLOSED, IDS, TEXTS

_PLAIN = (
    "no", "No", "NO", "on", "off", "yes", "y", "n", "true", "False", "null", "Null", "~", "010", "0o10", "0x1F", "0b11", "1_000", "1.10",
    "1e3", "+1", "-0", ".5", ".inf", "-.INF", ".nan", "1:30", "190:20:30", "2026-11-25", "2026-11-25T10:00:00Z", "12.30", "=", "2A", "1,5",
    "99999999999999999999999999", "١٢", "½",
)  # fmt: skip
#: Unquoted, these are nothing here too.
_NOTHING = ("null", "Null", "~")
_ALSO_IDS = (
    "0o10",
    "0b11",
    "1e3",
    "no",
    "on",
    "off",
    "yes",
    "y",
    "n",
    "true",
    "null",
    "010",
    "2026-11-25",
    "99999999999999999999999999",
)
_SHAPES = {"a list": "[x, y]", "keys": "{x: y}", "an empty list": "[]", "a list of lists": "[[x]]"}


def cases() -> Iterator[Case]:
    for name, (file, old, new) in TEXTS.items():
        for value in _PLAIN:
            written = f'"{value}"' if "," in value or value in _NOTHING else value
            yield planted(f"{value} as {name}", (file, old, new.replace("¤", written)), shown=value)
        for shape, value in _SHAPES.items():
            yield planted(f"{shape} as {name}", (file, old, new.replace("¤", f"⟦wrong-shape⟧{value}")))
    for name, (file, old, new) in CLOSED.items():
        for value in _PLAIN:
            if name in ("a first day", "a source's date") and value == "2026-11-25":
                continue
            yield planted(f"{value} as {name}", (file, old, new.replace("¤", f'⟦invalid-value⟧"{value}"')))
        for shape, value in _SHAPES.items():
            yield planted(f"{shape} as {name}", (file, old, new.replace("¤", f"⟦wrong-shape⟧{value}")))
    for name, (file, old, new) in IDS.items():
        for value in _PLAIN:
            mark = "" if value in _ALSO_IDS else "⟦invalid-id⟧"
            yield planted(f"{value} as the id of {name}", (file, old, new.replace("¤", f'{mark}"{value}"')))

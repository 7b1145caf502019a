"""Files of a catalogue by the grammar of the model: mostly right, with wrong values, shapes, keys and signs in any place.

Everything is drawn from a ``random.Random``, so that Hypothesis can choose and shrink, and a long run be quick.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from enum import Enum
from random import Random
from typing import Annotated, Any, get_args, get_origin

from service_catalogue.model.catalogue import FILES, IDENTITY_FILE, Identity, Published, Wording
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import PUBLISHED_FILE
from service_catalogue.model.service import Service
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import Day, Id, Language, Localized, Refers, Sign
from service_catalogue.yaml.values import Scalar

_IDS = ("a", "b", "c", "raci", "x-1", "no", "010", "2a")
_JUNK = (
    "", " ", "-", "--", "~", "no", "010", "1.10", "2026-02-30", "2026-11-25", "0001-01-01", "9" * 40, "A", "AR", "A R", "A 1", "R,A", "n/a", "tbd", "- 1", ",", "æøå",
    "A\u0301", "😀", "Α", "x: y", "# x", "'", '"', "[", "{", "*x", "*x*", "&x", "!x", "%x", "@x", "`x`", "|", ">", "<<", "---", "[[a]]", "[[a|b]]", "[[zz]]", "[x](https://x)",
    "[x](javascript:x)", "*a* [[b]]", "<script>", "{{ x }}", "::error::x", "../x", "con", "index", "a.b", "a.b.c", "task:a", "term:", ":", "x\ny", "x\\ny", "\u200b", "\x00",
    "\u2028", "https://example.org", "https://", "da", "en", "sv-SE", "one", "other", "{count}", "x" * 70, "x" * 10_001,
)  # fmt: skip
_LETTERS = ("A", "R", "AR", "-", "I", "C", "CI", "n/a", "tbd", "A 1", "R 1 2", "- 1", "A, R", "X", "a")


class Grammar:
    """Draws files from ``random``; about one value in ``1 / wrong`` is not what belongs there."""

    def __init__(self, random: Random, wrong: float = 0.02) -> None:
        self._random = random
        self._wrong = wrong

    def file(self) -> tuple[str, str]:
        """Return the name of a file, and its text."""
        name = self._random.choice(
            (IDENTITY_FILE, PUBLISHED_FILE, "services/a.yaml", "services/a.yaml", "services/b.yaml", *FILES)
        )
        return name, self._text(self._content(name), 0)

    def _content(self, name: str) -> Any:
        if name in FILES:
            return {key: self._value(tuple[kind, ...], 1) for key, kind in FILES[name].items()}
        kind = {IDENTITY_FILE: Identity, PUBLISHED_FILE: Published}.get(name, Service)
        value = self._value(kind, 1)
        if kind is Service and isinstance(value, dict) and self._is(0.9):
            value["id"] = name[-6]
        return {"published": value} if kind is Published else value

    def _is(self, chance: float) -> bool:
        return self._random.random() < chance

    def _value(self, kind: Any, depth: int) -> Any:
        if self._is(self._wrong):
            return self._anything(depth)
        if get_origin(kind) is Annotated:
            plain, mark, *_ = get_args(kind)
            if not isinstance(mark, Refers):
                return self._value(plain, depth)
            return "raci" if mark.kind == "scheme" else self._random.choice("aaabbc")
        origin = get_origin(kind)
        if origin in (types.UnionType, typing.Union):
            return self._value(get_args(kind)[0], depth)
        if origin is tuple:
            return self._items([self._value(get_args(kind)[0], depth + 1) for _ in range(self._random.choice((0, 1, 1, 2, 3)))])
        if origin in (dict, Mapping):
            keys = ("da", "en", "layer", "a", "nav.tasks", "task:a")
            return {
                self._random.choice(keys): self._value(get_args(kind)[1], depth + 1)
                for _ in range(self._random.choice((0, 1, 1, 2)))
            }
        if kind is Matrix:
            return self._matrix(depth)
        if dataclasses.is_dataclass(kind):
            return self._object(kind, depth)
        return self._scalar(kind)

    def _items(self, items: list[Any]) -> list[Any]:
        for item, id in zip(items, "abc", strict=False):
            if isinstance(item, dict) and "id" in item and self._is(0.9):
                item["id"] = id  # each its own, else nearly all are refused for that
        return items

    def _object(self, kind: type, depth: int) -> dict[str, Any]:
        made = {}
        for key, (_, annotation, has_default) in fields_of(kind).items():
            if key != "unread" and self._is((0.1 if depth > 4 else 0.35) if has_default else 0.97):
                made[key] = self._value(annotation, depth + 1)
        if self._is(self._wrong):
            made[self._random.choice(("x", "na-me", "", *_JUNK))] = self._anything(depth)
        return made

    def _scalar(self, kind: Any) -> Any:
        if kind is Localized:
            return {language: self._words() for language in ("da", "en") if not self._is(self._wrong)}
        if kind is Id:
            return self._random.choice(_IDS)
        if kind is Day:
            return f"20{self._random.randrange(100):02}-{self._random.randrange(1, 13):02}-{self._random.randrange(1, 29):02}"
        if kind is Language:
            return self._random.choice(("da", "en"))
        if kind is Sign:
            return self._random.choice("ARCI")
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self._random.choice([member.value for member in kind])
        if kind is Wording and self._is(0.3):
            return {"one": "x", "other": "y"}
        return self._words() if kind is not Scalar else self._random.choice(_IDS)

    def _words(self) -> str:
        return (
            self._random.choice(_JUNK)
            if self._is(0.15)
            else self._random.choice(("Drift", "Kunden har ansvaret.", "a", "Se [[a]].", "*Kun* drift", "RACI"))
        )

    def _matrix(self, depth: int) -> dict[str, Any]:
        axes = {
            self._random.choice(("layer", "a")): ["a", "b"][: self._random.choice((1, 2, 2))]
            for _ in range(self._random.choice((0, 1, 1, 2)))
        }
        parties = self._random.choice((["a"], ["a", "b"], ["a", "b"], ["a", "a"]))
        made = {
            key: self._value(annotation, depth + 1)
            for key, (_, annotation, _) in fields_of(Matrix).items()
            if key not in ("rows", "unread") and self._is(0.15)
        }
        made |= {"scheme": "raci", "axes": axes, "parties": parties}
        if self._is(0.3):
            made["extends"] = self._random.choice(_IDS[:3])
            for key in ("scheme", "axes", "parties"):
                if self._is(0.6):
                    del made[key]
        if "axes" in made and not axes:
            del made["axes"]
        made["cells"] = {
            self._random.choice(_IDS): self._row(len(axes), len(parties), depth) for _ in range(self._random.choice((0, 1, 2, 3)))
        }
        return made

    def _row(self, axes: int, parties: int, depth: int) -> Any:
        if self._is(self._wrong):
            return self._anything(depth)
        if not axes or self._is(0.3):
            return [self._anything(depth) if self._is(self._wrong) else self._random.choice(_LETTERS) for _ in range(parties)]
        row = {value: self._row(axes - 1, parties, depth + 1) for value in ("a", "b") if not self._is(0.1)}
        for key in ("note", "cells", "cadence"):
            if self._is(0.1):
                row[key] = (
                    self._anything(depth)
                    if self._is(0.5)
                    else {"note": "1", "cells": ["A", "R"], "cadence": {"da": "x", "en": "y"}}[key]
                )
        return row

    def _anything(self, depth: int) -> Any:
        if depth > 6 or self._is(0.6):
            return self._random.choice(_JUNK)
        if self._is(0.4):
            return None
        if self._is(0.5):
            return [self._anything(depth + 2) for _ in range(self._random.randrange(4))]
        return {
            self._random.choice(("da", "id", "x", *_JUNK)): self._anything(depth + 2) for _ in range(self._random.randrange(4))
        }

    def _text(self, value: Any, indent: int) -> str:
        """``value`` as YAML: in blocks or in brackets, with quotation marks or, sometimes wrongly, without."""
        if value is None:
            return ""
        if isinstance(value, str):
            return self._quoted(value)
        if not value or indent > 8 or self._is(0.5):
            return self._flow(value)
        lead = "\n" + "  " * indent
        if isinstance(value, dict):
            return "".join(f"{lead}{self._quoted(key)}: {self._text(inner, indent + 1)}" for key, inner in value.items())
        return "".join(f"{lead}- {self._text(inner, indent + 1)}" for inner in value)

    def _flow(self, value: Any) -> str:
        if isinstance(value, dict):
            return "{" + ", ".join(f"{self._quoted(key)}: {self._flow(inner)}" for key, inner in value.items()) + "}"
        if isinstance(value, list):
            return "[" + ", ".join(map(self._flow, value)) + "]"
        return "''" if value is None else self._quoted(value)

    def _quoted(self, text: str) -> str:
        if text.replace("-", "").isalnum() or self._is(self._wrong / 4):
            return text
        if self._is(0.5) and "\n" not in text:
            return "'" + text.replace("'", "''") + "'"
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

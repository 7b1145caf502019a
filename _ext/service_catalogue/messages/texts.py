"""A message, which has its text in each language."""

from __future__ import annotations

import functools
import locale
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from gettext import c2py
from importlib import resources
from typing import TYPE_CHECKING

import yaml

if TYPE_CHECKING:
    pass


#: The language of messages for readers of a language that has none.
FALLBACK = "en"
#: The place of a value in a text: ``{count}``.
PLACEHOLDER = re.compile(r"\{(\w+)\}")
#: Placeholders of quotation marks until the language is known; no text contains them, since they are invisible.
OPEN, CLOSE = "\x02", "\x03"

FOLDER = resources.files(__package__)


@dataclass(frozen=True, slots=True)
class Message:
    """A text by its key, with values for its placeholders; without a key, it is empty and false."""

    key: str
    #: A value is shown as ``str``; a message, in the same language; a sequence, as a list of words (a, b and c);
    #: a float, with one decimal. ``count`` chooses among plural forms.
    values: Mapping[str, object] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.key)

    def __getitem__(self, language: str) -> str:
        """Return the text in ``language``. Raises ``KeyError`` if that has no table, or the key or a value is missing."""
        return with_marks(self._filled(table(language)), language) if self.key else ""

    def _filled(self, texts: Mapping[str, str | Sequence[str]]) -> str:
        text = texts[self.key]
        if not isinstance(text, str):
            count = self.values["count"]
            assert isinstance(count, int)
            text = text[min(_plural(str(texts["language.plural"]))(count), len(text) - 1)]  # English may have fewer forms
        return PLACEHOLDER.sub(lambda hit: _shown(self.values[hit[1]], texts), text) if self.values else text


def message(key: str, /, **values: object) -> Message:
    """Return the message ``key``, filled with ``values``."""
    return Message(key, values)


def _shown(value: object, texts: Mapping[str, str | Sequence[str]]) -> str:
    if isinstance(value, Message):
        return value._filled(texts) if value else ""
    if isinstance(value, tuple | list):
        words = [_shown(each, texts) for each in value]
        return str(texts["language.and"]).join(filter(None, (", ".join(words[:-1]), *words[-1:])))
    return f"{value:.1f}".replace(".", str(texts["language.decimal"])) if isinstance(value, float) else str(value)


def with_marks(text: str, language: str) -> str:
    """Return ``text`` with the quotation marks of ``language`` for OPEN and CLOSE."""
    opening, _, closing = str(table(language)["language.quoted"]).partition("{text}")
    return text.replace(OPEN, opening).replace(CLOSE, closing)


@functools.cache
def languages() -> tuple[str, ...]:
    """Return the languages of messages, which have a table."""
    return tuple(sorted(file.name.removesuffix(".yaml") for file in FOLDER.iterdir() if file.name.endswith(".yaml")))


def language_for(language: str) -> str:
    """Return the language of messages for readers of ``language``."""
    return language if language in languages() else FALLBACK


def language_of_user() -> str:
    """Return the language of messages for the locale that the user has set."""
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    # Windows sets no variables, and names its locale in English: Danish_Denmark.
    return language_for((next(filter(None, variables), "") or locale.getlocale()[0] or "")[:2].lower())


@functools.cache
def table(language: str) -> Mapping[str, str | Sequence[str]]:
    """Return the texts of ``language`` by key, each one text or its plural forms. Raises ``KeyError`` if ``language`` has no table."""
    if language not in languages():
        raise KeyError(language)
    return {**own_table(FALLBACK), **own_table(language)}


@functools.cache
def own_table(language: str) -> Mapping[str, str | Sequence[str]]:
    """Return the texts that are in the file of ``language``."""
    groups = yaml.load(FOLDER.joinpath(f"{language}.yaml").read_text("utf-8"), Loader=yaml.CBaseLoader)
    return {f"{group}.{name}": text for group, texts in groups.items() for name, text in texts.items()}


#: Returns the function that chooses the plural form of a count, by its rule as gettext writes it (``n != 1``).
_plural = functools.cache(c2py)

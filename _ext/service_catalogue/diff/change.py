"""A change between two states of a catalogue, as a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

#: What stood or stands at a place: a word, a list of words, a text by language, or what a claim says by its keys.
Said: TypeAlias = str | tuple[str, ...] | Mapping[str, "str | tuple[str, ...] | Mapping[str, str]"] | None


class Kind(Enum):
    """What a change is about; reports have them in this order."""

    #: The letters of a cell; of a service that is new or gone, how many cells a party has each letter in.
    CELL = "cell"
    #: What a statement or a note says that a party must or may do.
    CLAIM = "claim"
    TEXT = "text"
    NOTE = "note"
    CONDITION = "condition"
    TERM = "term"
    #: An object that is new, gone or renamed.
    ID = "id"
    #: Any other value.
    DETAIL = "detail"
    #: A text that has changed in the authoritative language alone.
    TRANSLATION = "translation"
    PAGE = "page"
    BOOKLET = "booklet"


class Action(Enum):
    """What happened at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that is different."""

    kind: Kind
    action: Action
    #: The object, by its kind and id as in the newer state: ``cell:2a.backup.middleware.customer``; in the older one if it is gone.
    place: str
    #: Which of its values: ``letters``, ``text``, ``definition``.
    field: str = ""
    old: Said = None
    new: Said = None
    #: The party that gains or loses something.
    party: str = ""
    #: The objects that it is about or that show it, by kind and id.
    touches: tuple[str, ...] = ()

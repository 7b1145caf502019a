"""A change between two states of a catalogue, as a value."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TypeAlias

#: A place and a field of layout and settings, which no reader of the text relies on.
_LAYOUT = re.compile(
    r"(?:page|booklet|search-words):.*|topic:\S+ words.*|catalogue (?:site|brand\.(?:logo|colours))\b.*|\S+ (?:order\..*|changed|forms\b.*)"
)
#: The value at a place: a word, a list of words, a text by language, or the keys of a claim.
Value: TypeAlias = str | tuple[str, ...] | Mapping[str, "str | tuple[str, ...] | Mapping[str, str]"] | None


class Kind(Enum):
    """The subject of a change, in the order of reports."""

    #: The letters of a cell; of a service that is new or gone, how many cells a party has each letter in.
    CELL = "cell"
    #: A duty or a right in a statement or a note.
    CLAIM = "claim"
    TEXT = "text"
    NOTE = "note"
    CONDITION = "condition"
    TERM = "term"
    #: An object that is new, gone or renamed.
    ID = "id"
    #: Any other value.
    DETAIL = "detail"
    PAGE = "page"
    BOOKLET = "booklet"


class Action(Enum):
    """The event at a place."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"


def action_of(old: object, new: object) -> Action:
    """Return the event of which a place has the values ``old`` and ``new``, of which one may be missing."""
    return Action.CHANGED if old and new else Action.ADDED if new else Action.REMOVED


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference between two states."""

    kind: Kind
    action: Action
    #: The object, by its kind and id as in the newer state: ``cell:2a.backup.middleware.customer``; in the older one if it is gone.
    place: str
    #: Which of its values: ``letters``, ``text``, ``definition``.
    field: str = ""
    old: Value = None
    new: Value = None
    #: The party that gains or loses something.
    party: str = ""
    #: The objects that are affected or show it, by kind and id.
    touches: tuple[str, ...] = ()
    #: The services that inherit what has changed, by their ids.
    heirs: tuple[str, ...] = ()

    @property
    def service(self) -> str:
        """Return the service at its place, or the object that it is about if that is shared."""
        return self.place.partition(":")[2].partition(".")[0]

    @property
    def is_layout(self) -> bool:
        """Return whether no text and no fact changes: an order, an id, a setting or a page that shows another change."""
        return self.action is Action.RENAMED or bool(_LAYOUT.fullmatch(f"{self.place} {self.field}"))


def concerns(change: Change, service: str) -> bool:
    """Return whether a reader of ``service`` has to know about ``change``."""
    if change.kind in (Kind.PAGE, Kind.BOOKLET):
        return bool(re.search(rf"[/-]{re.escape(service)}[.-]", change.place))
    return change.place == "catalogue" or service in (change.service, *change.heirs) or f"service:{service}" in change.touches


def concerning(changes: Iterable[Change], service: str) -> tuple[Change, ...]:
    """Return the ``changes`` that concern ``service``, without the other services that inherit them."""
    mine = (change for change in changes if concerns(change, service))
    return tuple(replace(change, heirs=tuple(heir for heir in change.heirs if heir == service)) for change in mine)

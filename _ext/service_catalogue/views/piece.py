"""Links and texts in pieces, final but for the markup of an output."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Link(NamedTuple):
    """A place on the site."""

    #: The document without its suffix, from the root of the language (``services/2a``).
    document: str
    anchor: str = ""


class Download(NamedTuple):
    """A file of the site that is no page."""

    #: From the root of the site.
    path: str
    #: In bytes.
    size: int
    pages: int


class PieceKind(Enum):
    """How the words of a piece are shown."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"
    #: Not of the text: that it is a translation of a text that has changed since.
    STALE = "stale"


class Piece(NamedTuple):
    """A run of words, final but for the output's own markup."""

    kind: PieceKind
    words: str
    #: The language of the words, where it is not the page's; else empty.
    lang: str = ""
    #: The address on the web, of a link.
    address: str = ""
    #: The term's entry in the glossary.
    link: Link | None = None


#: A text for readers.
Rich = tuple[Piece, ...]


def plain(rich: Rich) -> str:
    """The words of ``rich`` alone."""
    return "".join(piece.words for piece in rich if piece.kind is not PieceKind.STALE)


@dataclass(frozen=True)
class Reference:
    """A place that a note or a departure is about, as a link."""

    words: str
    link: Link


@dataclass(frozen=True)
class LetterView:
    """A letter of a cell."""

    letter: str
    word: str
    #: What the letter means for claims (``does``, ``answers-for``), or empty.
    duty: str

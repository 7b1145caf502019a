"""Links and texts in pieces, final but for the markup of an output."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple


class Link(NamedTuple):
    """Place on the site."""

    #: The document without its suffix, from the root of the language (``services/2a``).
    document: str
    anchor: str = ""


class Download(NamedTuple):
    """File of the site that is no page."""

    #: From the root of the site.
    path: str
    #: In bytes.
    size: int
    pages: int


class PieceKind(Enum):
    """Kind of a piece, by which an output marks it up."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"
    #: To another place of the catalogue.
    REFERENCE = "reference"
    #: Added to a text: the translation is older than its text.
    STALE = "stale"


class Piece(NamedTuple):
    """Run of words, final but for the markup of an output."""

    kind: PieceKind
    words: str
    #: The language of the words, if it is not that of the page; else empty.
    lang: str = ""
    #: The address of a link to the web.
    address: str = ""
    #: The entry of a term in the glossary, or where a reference leads, if anywhere.
    link: Link | None = None
    #: True if it is of the passage of a text that concerns the party of a list.
    is_marked: bool = False

    @property
    def written_out(self) -> str:
        """The address in brackets, where nobody can follow a link; empty if the words are the address."""
        address = self.address.partition("://")[2].rstrip("/")
        return f" ({address})" if address and address not in self.words else ""


Rich = tuple[Piece, ...]


def text(words: str) -> Rich:
    """Return ``words`` as a text of one piece."""
    return (Piece(PieceKind.TEXT, words),)


def joined(parts: Iterable[Rich], between: str) -> Rich:
    """Return several texts as one, separated by ``between``."""
    return tuple(itertools.chain.from_iterable((*text(between), *part) for part in parts))[1:]


def plain(rich: Rich) -> str:
    """Return the words of ``rich``."""
    return "".join(piece.words for piece in rich if piece.kind is not PieceKind.STALE)


@dataclass(frozen=True)
class Reference:
    """Link to a place that a note or a departure is about."""

    words: str
    link: Link


@dataclass(frozen=True)
class LetterView:
    """Letter of a cell."""

    letter: str
    word: str
    #: Its meaning for claims (``does``, ``answers-for``), or empty.
    duty: str

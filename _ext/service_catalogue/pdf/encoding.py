"""JSON for the Typst template, from views and from the dataclasses of sheets: texts as strings, links as addresses."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import TypeAlias

from service_catalogue.locale import FALLBACK, Borrowed
from service_catalogue.text.glyphs import printable
from service_catalogue.views.annotations import Mark
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Link, Piece, PieceKind, Rich

#: What JSON can hold.
Json: TypeAlias = "str | float | bool | list[Json] | dict[str, Json] | None"

#: Begins the address of a link to a label of the PDF; the joined file leads it to a page.
LABEL = "label:"


def label(link: Link) -> str:
    return f"{link.document}#{link.anchor}"


def text(words: str) -> Rich:
    """Return ``words`` as a text of one piece."""
    return (Piece(PieceKind.TEXT, words, FALLBACK if isinstance(words, Borrowed) else ""),)


def joined(parts: Iterable[Rich | str], between: str) -> Rich:
    """Return several texts as one, separated by ``between``."""
    pieces: list[Piece] = []
    for index, part in enumerate(parts):
        pieces += text(between) if index else ()
        pieces += text(part) if isinstance(part, str) else part
    return tuple(pieces)


def dump(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


@dataclass
class Encoder:
    """Encodes the content of one PDF; links within it lead only to the labels in ``known``."""

    edition: Edition
    #: The address of the site; empty if unknown, and links lead only to labels of the PDF.
    base_url: str
    #: The labels of this PDF, by the labels of the links that lead to them.
    known: dict[str, str] = field(default_factory=dict)
    #: Prefix of the labels, where a PDF has the same content in two languages.
    prefix: str = ""

    def put(self, link: Link, *aliases: Link) -> str:
        """Make ``link`` a label of this PDF, to which links to ``aliases`` lead too."""
        for one in (link, *aliases):
            self.known[label(one)] = self.prefix + label(link)
        return self.known[label(link)]

    def address(self, link: Link) -> str:
        """Return the address of ``link`` on the site; empty if that of the site is unknown."""
        if not self.base_url:
            return ""
        page = f"{self.base_url.rstrip('/')}/{self.edition.language}/{link.document}.html"
        return f"{page}#{link.anchor}" if link.anchor else page

    def encode(self, value: object) -> Json:
        """Return ``value`` as JSON: a dataclass is an object with its fields, a piece its words, alone if they are plain."""
        if isinstance(value, Borrowed):
            return self._words(value, FALLBACK)
        if isinstance(value, str):
            return printable(value)
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, Piece):
            return self._piece(value)
        if isinstance(value, Link):
            return LABEL + self.known[label(value)] if label(value) in self.known else self.address(value)
        if isinstance(value, Mark):
            return {"kind": value.kind, "label": value.label, "to": self.known.get(label(value.link), "")}
        if isinstance(value, date):
            return {"year": value.year, "month": value.month, "day": value.day}
        if isinstance(value, Mapping):
            return {str(key): self.encode(inner) for key, inner in value.items()}
        if isinstance(value, Iterable):
            return [self.encode(inner) for inner in value]
        assert is_dataclass(value), "a sheet holds nothing else"
        # A field without a representation is no part of a view, such as where it is written.
        shown = (each.name for each in fields(value) if each.repr)
        return {name.replace("_", "-"): self.encode(getattr(value, name)) for name in shown}

    def _piece(self, piece: Piece) -> Json:
        is_link, is_emphasis = piece.kind is PieceKind.LINK, piece.kind in (PieceKind.EMPHASIS, PieceKind.STALE)
        to = piece.address if is_link else self.encode(piece.link) if piece.link else ""
        return self._words(piece.words, piece.lang, to, piece.written_out, emphasis=is_emphasis, strong=piece.is_marked)

    def _words(
        self, words: str, language: str, to: Json = "", written: str = "", *, emphasis: bool = False, strong: bool = False
    ) -> Json:
        shown = printable(words)
        if not (language or to or emphasis or strong):
            return shown
        out: dict[str, Json] = {"written": printable(written)} if written else {}
        return {"words": shown, "lang": language, "to": to, "em": emphasis, "strong": strong} | out

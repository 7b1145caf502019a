"""Views to the plain values that the Typst template is given: text as strings, and links as labels in the PDF or addresses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from service_catalogue.locale import FALLBACK, Borrowed
from service_catalogue.text.glyphs import printable
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Link, Piece, PieceKind, Rich

#: An object for the template: texts, numbers, lists and objects by name, never a list that is read by index.
Fields = dict[str, object]


def label(link: Link) -> str:
    """The name of a label inside a PDF."""
    return f"{link.document}#{link.anchor}"


@dataclass
class Encoder:
    """Encodes what one PDF shows; only the labels in ``known`` can be linked to within it."""

    edition: Edition
    #: The address of the site; empty where it is not known, and links lead nowhere but within the PDF.
    base_url: str
    #: Places in this PDF: the label of each, by the labels that lead to it.
    known: dict[str, str] = field(default_factory=dict)
    #: What begins the labels, where a PDF shows the same in two languages.
    prefix: str = ""

    def put(self, link: Link, *aliases: Link) -> str:
        """Make ``link`` a label of this PDF; links to ``aliases`` lead there too."""
        for one in (link, *aliases):
            self.known[label(one)] = self.prefix + label(link)
        return self.known[label(link)]

    def address(self, link: Link) -> str:
        """Where ``link`` is on the site; empty where the site's address is not known."""
        if not self.base_url:
            return ""
        page = f"{self.base_url.rstrip('/')}/{self.edition.language}/{link.document}.html"
        return f"{page}#{link.anchor}" if link.anchor else page

    def target(self, link: Link | None) -> dict[str, str]:
        """Where ``link`` leads from this PDF: to a label in it, else to the site, else nowhere."""
        if link is None:
            return {}
        if label(link) in self.known:
            return {"to": self.known[label(link)]}
        address = self.address(link)
        return {"url": address} if address else {}

    def label_of(self, link: Link) -> str:
        """The label in this PDF to which ``link`` leads; empty where it is not in it."""
        return self.known.get(label(link), "")

    def said(self, words: str) -> object:
        """Words of the interface, or any other plain text."""
        text = printable(words)
        return {"w": text, "lang": FALLBACK} if isinstance(words, Borrowed) else text

    def words(self, key: str, **values: object) -> object:
        return self.said(self.edition.words(key, **values))

    def logo(self) -> Fields | None:
        """The catalogue's logo; its owner is the text in its place."""
        identity = self.edition.catalogue.identity
        picture = identity.brand.picture if identity.brand else None
        if picture is None:
            return None
        # JSON holds no bytes, and Typst makes them of numbers.
        content: object = picture.content.decode("utf-8", "replace") if picture.kind == "svg" else list(picture.content)
        return {"kind": picture.kind, "content": content, "alt": self.edition.plain(identity.owner)}

    def rich(self, rich: Rich | str, link: Link | None = None) -> object:
        """A text for readers; with ``link``, the whole of it leads there."""
        if isinstance(rich, str):
            text = self.said(rich)
            target = self.target(link)
            return {**(text if isinstance(text, dict) else {"w": text}), **target} if target else text
        pieces = [self._piece(piece, link) for piece in rich]
        return pieces[0] if len(pieces) == 1 else pieces

    def _piece(self, piece: Piece, link: Link | None) -> object:
        words = printable(piece.words)
        more: dict[str, object] = {**self.target(link)}
        if piece.lang:
            more["lang"] = piece.lang
        if piece.kind in (PieceKind.EMPHASIS, PieceKind.STALE):
            more["em"] = True
        elif piece.kind is PieceKind.LINK:
            more["url"] = piece.address
        elif piece.kind is PieceKind.TERM and not link:
            more.update(self.target(piece.link))
            more["term"] = True
        return {"w": words, **more} if more else words

    def joined(self, parts: Iterable[Rich], between: str) -> object:
        """Several texts as one, with ``between`` among them."""
        pieces: list[object] = []
        for index, rich in enumerate(parts):
            encoded = self.rich(rich)
            pieces += [between] if index else []
            pieces += encoded if isinstance(encoded, list) else [encoded]
        return pieces

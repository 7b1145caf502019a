"""The small, closed syntax that a text may hold: emphasis, links to the web, terms of the glossary, and references.

Emphasis begins and ends at a word: in ``*.dk,*.com``, ``/var/*/log`` and ``2*3*4`` the asterisks are text. ``\\*`` and ``\\[`` are an
asterisk and a bracket anywhere. Everything else is plain text. Nothing here makes markup: a span says what its words are, and each output shows them its own way.
"""

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class SpanKind(Enum):
    """The kind of a span."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"
    #: To something by its kind and id.
    REFERENCE = "reference"


class Span(NamedTuple):
    """A run of words of one kind."""

    kind: SpanKind
    words: str
    #: The address of a link, the id of a term, or the kind and id of a reference: ``note:5``, ``2a.note:5``.
    target: str
    #: Start and end in the text.
    start: int
    end: int


_SYNTAX = re.compile(
    r"(?P<escaped>\\[*\[])"
    r"|(?<![\w/])\*(?P<emphasis>(?![\s*.,;:!?/)\]}|])(?:[^*\\]|\\\*|\\(?!\*))*(?<![\s/(\[{|]))\*(?![\w/]|\.\w)"
    r"|\[\[(?P<term>[^\[\]|]*)(?:\|(?P<shown>[^\[\]]+))?\]\]"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<address>(?:[^()\s]|\([^()\s]*\))+)\)"
)
_ESCAPE = re.compile(r"\\([*\[])")
#: Faulty emphasis: with two asterisks, with a space inside it, in a word, or without an end.
_LIKE_EMPHASIS = re.compile(
    r"(?<![\w*/])\*\*(?=[^\W\d])[^*]+\*\*(?![\w*/])"
    r"|(?<![\w*/])\*(?=[^\W\d])[^*]*\w\s+\*(?![\w*/.])"
    r"|(?<![\w*/])\*\s+(?=[^\W\d])[^*]*\w\*(?![\w*/.])"
    r"|(?<=[^\W\d])\*[^\W\d]+\*(?=\W|$|[^\W\d])"
    r"|(?<![\w*/])\*[^\W\d]{2,}(?=\s)(?=[^*]*$)"
)
#: A faulty link.
_LIKE_LINK = re.compile(r"\[[^\[\]]+\]\s?\(\s*(?:https?:|mailto:|www\.)[^)\n]*\)?", re.IGNORECASE)
#: A faulty term: not closed, or incomplete.
_LIKE_TERM = re.compile(r"\[\[[^\s\[\]]*\]{0,2}")
SAFE_ADDRESS = re.compile(r"(?:https?://[^\s]+|mailto:[^\s]+)", re.IGNORECASE)


def spans(text: str) -> Iterator[Span]:
    """Yield the spans of ``text``, in order and without gaps. A link with an unsafe address is plain text."""
    position = 0
    for hit in _SYNTAX.finditer(text) if "*" in text or "[" in text else ():
        span = _span(hit)
        if span is None:
            continue
        if hit.start() > position:
            yield Span(SpanKind.TEXT, _unescaped(text[position : hit.start()]), "", position, hit.start())
        yield span
        position = hit.end()
    if position < len(text):
        yield Span(SpanKind.TEXT, _unescaped(text[position:]), "", position, len(text))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(r"\1", text) if "\\" in text else text


def _span(hit: re.Match[str]) -> Span | None:
    place = hit.span()
    if hit["emphasis"] is not None:
        return Span(SpanKind.EMPHASIS, _unescaped(hit["emphasis"]), "", *place)
    if hit["term"] is not None:
        target = hit["term"].strip()
        return Span(SpanKind.REFERENCE if ":" in target else SpanKind.TERM, hit["shown"] or "", target, *place)
    if hit["address"] is not None and SAFE_ADDRESS.fullmatch(hit["address"]):
        return Span(SpanKind.LINK, hit["label"], hit["address"], *place)
    return None


def unsafe_links(text: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of each link address in ``text`` that is not safe."""
    for hit in _SYNTAX.finditer(text) if "](" in text else ():
        # One with parentheses, as in "[x](the one (or the other))", is no address.
        if hit["address"] is not None and "(" not in hit["address"] and not SAFE_ADDRESS.fullmatch(hit["address"]):
            yield hit.span("address")


def unread(text: str) -> Iterator[tuple[SpanKind, int, int]]:
    """Yield kind, start and end of what looks like emphasis, a link or a term in ``text`` and is none."""
    if "*" not in text and "[" not in text:
        return
    written = _ESCAPE.sub("  ", text)
    read = [range(span.start, span.end) for span in spans(text) if span.kind is not SpanKind.TEXT]
    refused = [range(*place) for place in unsafe_links(text)]  # reported by a rule of their own
    for hit in _LIKE_LINK.finditer(written):
        if not any(place.start < hit.end() and hit.start() < place.stop for place in (*read, *refused)):
            yield SpanKind.LINK, *hit.span()
    for hit in _LIKE_TERM.finditer(written):
        if not any(hit.start() in place for place in read):
            yield SpanKind.TERM, *hit.span()
    for hit in _LIKE_EMPHASIS.finditer(written):
        if not any(hit.start() in place for place in read):
            yield SpanKind.EMPHASIS, *hit.span()

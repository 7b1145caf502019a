"""The small, closed syntax that a text may hold: emphasis, links to the web, and terms of the glossary.

Everything else is plain text. Nothing here makes markup: a span says what its words are, and each output shows them its own way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple


class SpanKind(Enum):
    """What the words of a span are."""

    TEXT = "text"
    EMPHASIS = "emphasis"
    LINK = "link"
    TERM = "term"


class Span(NamedTuple):
    """A run of words of one kind."""

    kind: SpanKind
    words: str
    #: The address of a link, or the id of a term.
    target: str
    #: Where the span stands in the text.
    start: int
    end: int


_SYNTAX = re.compile(
    r"\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*"
    r"|\[\[(?P<term>[^\[\]|]*)(?:\|(?P<shown>[^\[\]]+))?\]\]"
    r"|\[(?P<label>[^\[\]]+)\]\((?P<address>[^()\s]+)\)"
)
SAFE_ADDRESS = re.compile(r"(?:https?://[^\s]+|mailto:[^\s]+)", re.IGNORECASE)


def spans(text: str) -> Iterator[Span]:
    """The spans of ``text``, in order and without gaps. A link with an address that is not safe stays plain text."""
    position = 0
    for hit in _SYNTAX.finditer(text):
        span = _span(hit)
        if span is None:
            continue
        if hit.start() > position:
            yield Span(SpanKind.TEXT, text[position : hit.start()], "", position, hit.start())
        yield span
        position = hit.end()
    if position < len(text):
        yield Span(SpanKind.TEXT, text[position:], "", position, len(text))


def _span(hit: re.Match[str]) -> Span | None:
    place = hit.span()
    if hit["emphasis"] is not None:
        return Span(SpanKind.EMPHASIS, hit["emphasis"], "", *place)
    if hit["term"] is not None:
        return Span(SpanKind.TERM, hit["shown"] or "", hit["term"].strip(), *place)
    if SAFE_ADDRESS.fullmatch(hit["address"]):
        return Span(SpanKind.LINK, hit["label"], hit["address"], *place)
    return None


def unsafe_links(text: str) -> Iterator[tuple[int, int]]:
    """Where ``text`` has a link whose address is not safe: start and end of the address."""
    for hit in _SYNTAX.finditer(text):
        if hit["address"] is not None and not SAFE_ADDRESS.fullmatch(hit["address"]):
            yield hit.span("address")

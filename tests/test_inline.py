"""The small syntax of texts: what is read as what, and that nothing is lost."""

import pytest
from hypothesis import given, strategies as st
from service_catalogue.text import SpanKind, spans, unread, unsafe_links

from tests.folders import table_of

TABLE = table_of(__file__)


def span_of(written: str | dict[str, str]) -> tuple[SpanKind, str, str]:
    """Return the kind, words and target of a span in the table."""
    match written:
        case {"term": target, "shown": words}:
            return SpanKind.TERM, words, target
        case {"link": words, "to": target}:
            return SpanKind.LINK, words, target
        case {"emphasis": words}:
            return SpanKind.EMPHASIS, words, ""
    return SpanKind.TEXT, written, ""


@pytest.mark.parametrize(("text", "expected"), TABLE["spans"].items(), ids=TABLE["spans"])
def test_a_text_has_its_spans(text, expected):
    assert [(span.kind, span.words, span.target) for span in spans(text)] == [*map(span_of, expected)]


@given(st.text(alphabet="ab *[]()|:/\nhttps", max_size=40))
def test_spans_are_in_order_and_without_gaps(text):
    found = list(spans(text))
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(span.words == text[span.start : span.end] for span in found if span.kind is SpanKind.TEXT)
    assert [span.start for span in found[1:]] == [span.end for span in found[:-1]]


@pytest.mark.parametrize(("text", "addresses"), TABLE["unsafe"])
def test_links_to_unsafe_addresses_are_found(text, addresses):
    assert [text[start:end] for start, end in unsafe_links(text)] == addresses


@pytest.mark.parametrize(("text", "expected"), TABLE["unread"].items(), ids=TABLE["unread"])
def test_what_looks_like_markup_and_is_none_is_found(text, expected):
    assert [text[start:end] for _, start, end in unread(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "*" * 100_000,
        "*\\" * 50_000,
        "\\*" * 50_000,
        "*a*b" * 30_000,
        "**a" * 30_000,
        "[a](http:" * 20_000,
        "[" * 100_000,
        "*a " * 50_000,
        "[a](" * 30_000,
        "[[a|" * 30_000,
        "*" + " " * 100_000,
    ],
)
def test_long_texts_end(text):
    assert "".join(text[span.start : span.end] for span in spans(text)) == text
    list(unread(text[:10_000]))  # no text is longer

"""The small syntax of texts: what is read as what, and that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from service_catalogue.text.inline import SpanKind, spans, unsafe_links

#: A text, and its spans: kind, words, target.
T, E, L, G = SpanKind.TEXT, SpanKind.EMPHASIS, SpanKind.LINK, SpanKind.TERM
CASES = [
    ("", []),
    ("plain", [(T, "plain", "")]),
    ("*a*", [(E, "a", "")]),
    ("a *b c* d", [(T, "a ", ""), (E, "b c", ""), (T, " d", "")]),
    ("*a* *b*", [(E, "a", ""), (T, " ", ""), (E, "b", "")]),
    ("2 * 3 * 4", [(T, "2 * 3 * 4", "")]),
    ("* a*", [(T, "* a*", "")]),
    ("a*", [(T, "a*", "")]),
    ("**a**", [(T, "*", ""), (E, "a", ""), (T, "*", "")]),
    ("[a](https://example.org/z)", [(L, "a", "https://example.org/z")]),
    ("see [a b](http://x) now", [(T, "see ", ""), (L, "a b", "http://x"), (T, " now", "")]),
    ("[a](mailto:b@c)", [(L, "a", "mailto:b@c")]),
    ("[a](javascript:b)", [(T, "[a](javascript:b)", "")]),
    ("[a](javascript:b//https://c)", [(T, "[a](javascript:b//https://c)", "")]),
    ("[a] (https://x)", [(T, "[a] (https://x)", "")]),
    ("[a]", [(T, "[a]", "")]),
    ("[[t]]", [(G, "", "t")]),
    ("[[t|shown so]]", [(G, "shown so", "t")]),
    ("[[ t | shown ]]", [(G, " shown ", "t")]),
    ("x [[t]], y", [(T, "x ", ""), (G, "", "t"), (T, ", y", "")]),
    ("[[t", [(T, "[[t", "")]),
    ("*a [[t]]*", [(E, "a [[t]]", "")]),
    ("<b>&amp;`x`{{ y }}#$%_z_\\", [(T, "<b>&amp;`x`{{ y }}#$%_z_\\", "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_spans(text, expected):
    assert [(span.kind, span.words, span.target) for span in spans(text)] == expected


@given(st.text(alphabet="ab *[]()|:/\nhttps", max_size=40))
def test_spans_are_in_order_and_without_gaps(text):
    found = list(spans(text))
    assert "".join(text[span.start : span.end] for span in found) == text
    assert all(span.words == text[span.start : span.end] for span in found if span.kind is SpanKind.TEXT)
    assert [span.start for span in found[1:]] == [span.end for span in found[:-1]]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("[a](javascript:b) [c](https://d) [e](../f)", ["javascript:b", "../f"]),
        ("[[a]] [b] (c)", []),
        ("*[a](x)*", []),
    ],
)
def test_unsafe_links(text, addresses):
    assert [text[start:end] for start, end in unsafe_links(text)] == addresses


@pytest.mark.parametrize(
    "text", ["*" * 100_000, "[" * 100_000, "*a " * 50_000, "[a](" * 30_000, "[[a|" * 30_000, "*" + " " * 100_000]
)
def test_long_texts_end(text):
    assert "".join(text[span.start : span.end] for span in spans(text)) == text

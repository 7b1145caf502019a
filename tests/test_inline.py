"""The small syntax of texts: what is read as what, and that nothing is lost."""

import pytest
from hypothesis import given, strategies as st
from service_catalogue.text import SpanKind, spans, unread, unsafe_links

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
    # Asterisks that are text: not at a word, or escaped.
    ("*.dk,*.com", [(T, "*.dk,*.com", "")]),
    ("/var/*/log and /x/*/y", [(T, "/var/*/log and /x/*/y", "")]),
    ("2*3*4", [(T, "2*3*4", "")]),
    ("count(*), *, a*b*c", [(T, "count(*), *, a*b*c", "")]),
    ("*a* and *.b", [(E, "a", ""), (T, " and *.b", "")]),
    ("(*a*), *b*.", [(T, "(", ""), (E, "a", ""), (T, "), ", ""), (E, "b", ""), (T, ".", "")]),
    ("*a*-b", [(E, "a", ""), (T, "-b", "")]),
    ("\\*a\\* b", [(T, "*a* b", "")]),
    ("*a\\*b*", [(E, "a*b", "")]),
    ("\\[a](https://x)", [(T, "[a](https://x)", "")]),
    ("\\[[t]]", [(T, "[[t]]", "")]),
    ("c:\\d \\", [(T, "c:\\d \\", "")]),
    ("[a](https://x/b_(c))", [(L, "a", "https://x/b_(c)")]),
    ("([a](https://x/(b)c).)", [(T, "(", ""), (L, "a", "https://x/(b)c"), (T, ".)", "")]),
    ("[a](https://x/((b))", [(T, "[a](https://x/((b))", "")]),
    ("<b>&amp;`x`{{ y }}#$%_z_\\", [(T, "<b>&amp;`x`{{ y }}#$%_z_\\", "")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_a_text_has_its_spans(text, expected):
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
        ("[a](one (or two))", []),
        ("[a](one(b))", []),
    ],
)
def test_links_to_unsafe_addresses_are_found(text, addresses):
    assert [text[start:end] for start, end in unsafe_links(text)] == addresses


#: A text; what in it looks like emphasis or a link and is none.
UNREAD = [
    ("**a b** c", ["**a b**"]),
    ("* a b* c", ["* a b*"]),
    ("*a b * c", ["*a b *"]),
    ("a*bc*d", ["*bc*"]),
    ("an *open one", ["*open"]),
    ("[a] (https://x)", ["[a] (https://x)"]),
    ("[a]( https://x )", ["[a]( https://x )"]),
    ("[a](https://x/((b)) c", ["[a](https://x/((b)"]),
    ("*.dk,*.com /var/*/log 2*3*4 2 * 3 * 4 count(*)", []),
    ("*a* [b](https://c) [d] (e) a* * b", []),
    ("\\*open \\[a] (https://x)", []),
    ("[see *all of it](https://x)", []),
]


@pytest.mark.parametrize(("text", "expected"), UNREAD, ids=[text for text, _ in UNREAD])
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

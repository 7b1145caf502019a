"""YAML text to plain values with positions, and everything that is refused on the way."""

from __future__ import annotations

import pytest
from service_catalogue.messages.problem import Location
from service_catalogue.yaml.source import MAX_BYTES, MAX_PROBLEMS, read
from service_catalogue.yaml.values import Map, Scalar, Seq, Value, scalar, unread

from tests.folders import Found, assert_reported, unmark


def faults(text: str | bytes) -> list[Found]:
    """Return the problems that reading ``text`` reports."""
    raw = text if isinstance(text, bytes) else text.encode()
    _, problems = read("f.yaml", raw)
    for problem in problems:
        assert_reported(problem)
    return [Found("f.yaml", problem.at.line, problem.at.column, problem.rule.name) for problem in problems]


def value(text: str | bytes) -> Value:
    result, problems = read("f.yaml", text if isinstance(text, bytes) else text.encode())
    assert problems == []
    assert result is not None
    return result


def bare(node: Value) -> object:
    """``node`` as ordinary Python values."""
    if isinstance(node, Map):
        return {str(key): bare(inner) for key, inner in node.items()}
    return [bare(inner) for inner in node] if isinstance(node, Seq) else str(node)


# ---- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["no", "on", "yes", "010", "1.10", "2026-11-25", "1:30", "1_000", "0x1F", "1e3", ".inf", "null", "~", "true", "<", "=", "A"],
)
def test_text_stays_text(text: str) -> None:
    assert bare(value(f"a: {text}\nb: [{text}]\n{text}: c\n")) == {"a": text, "b": [text], text: "c"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\nb: ''\n", {"a": "", "b": ""}),
        ("- a\n- {b: [c]}\n", ["a", {"b": ["c"]}]),
        ("---\na: b\n...\n", {"a": "b"}),
        ("\ufeffa: b\n", {"a": "b"}),
        ("a: >-\n  one\n  two\n\n  three\n", {"a": "one two\nthree"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ('a: "x\\ty\\u00e5"\n', {"a": "x\tyå"}),
        ("a: 'it''s' # why\n", {"a": "it's"}),
        ("a: b #c\n", {"a": "b"}),
        ("? a\n: b\n", {"a": "b"}),
        ("a: æøå 日本 😀\n", {"a": "æøå 日本 😀"}),
        ("---\n", ""),
    ],
)
def test_what_is_read(text: str, expected: object) -> None:
    assert bare(value(text)) == expected


@pytest.mark.parametrize(("text", "line", "column"), [("---", 1, 4), ("--- ", 1, 5), ("---\n", 2, 1), ("# æ\n---", 2, 4)])
def test_a_fault_at_the_end_is_located_in_the_file(text: str, line: int, column: int) -> None:
    assert value(text).at == ("f.yaml", line, column)


def test_every_value_and_key_knows_its_place() -> None:
    text = value("# æ\na: [b, {c: d}]\nlang:\n  - 😀: 'e'\n")
    assert isinstance(text, Map)
    first, second = text["a"], text["lang"][0]
    emoji = next(iter(second))
    places = [
        text.at,
        next(iter(text)).at,
        first.at,
        first[0].at,
        first[1].at,
        first[1]["c"].at,
        second.at,
        emoji.at,
        second[emoji].at,
    ]
    assert [(at.line, at.column) for at in places] == [(2, 1), (2, 1), (2, 4), (2, 5), (2, 8), (2, 12), (4, 5), (4, 5), (4, 8)]


def test_line_ends_make_no_difference() -> None:
    text = "a: b\nc:\n  - d\n"
    for ends in ("\r\n", "\r"):
        other = value(text.replace("\n", ends))
        assert bare(other) == bare(value(text))
        assert other["c"][0].at == value(text)["c"][0].at


# ---- What is refused -------------------------------------------------------------------------------------------------

REFUSED = {
    "an anchor on a key": "⟦forbidden-yaml⟧&x a: 1\n",
    "an alias": "a: ⟦forbidden-yaml⟧&x 1\nb: [⟦forbidden-yaml⟧*x]\n",
    "an alias as a key": "⟦forbidden-yaml⟧*x : 1\n",
    "a merge key": "a:\n  ⟦forbidden-yaml⟧<<: {b: c}\n  d: e\n",
    "a tag": "a: ⟦forbidden-yaml⟧!!str 1\nb: ⟦forbidden-yaml⟧!mine [c]\nc: ⟦forbidden-yaml⟧!<x:y> d\n",
    "a tag that constructs": "⟦forbidden-yaml⟧!!python/object/apply:os.system ['true']\n",
    "an unknown tag handle": "a: ⟦unreadable-file⟧!e!x y\n",
    "several documents": "a: 1\n⟦forbidden-yaml⟧---\nb: 2\n---\nc: 3\n",
    "text after the end of the document": "a: 1\n...\n⟦unreadable-file⟧b: 2\n",
    "a directive": "⟦unreadable-file⟧%YAML 2.0\n---\na: b\n",
    "keys twice, one after the other": "- a: 1\n  b: 2\n  c: 3\n  ⟦duplicate-key⟧a: 4\n  b: {a: 1, ⟦duplicate-key⟧a: 2}\n  c: 5\n",
    "keys twice, each by itself": "a: 1\nb: 2\n⟦duplicate-key⟧a: 3\nc: 4\n⟦duplicate-key⟧b: 5\n",
    "a list as a key": "? ⟦forbidden-yaml⟧[a, b]\n: c\nd: e\n",
    "a mapping as a key": "⟦forbidden-yaml⟧{a: b}: c\n",
    "invisible characters": "a: x⟦invisible-character⟧\u200by\nb: '⟦invisible-character⟧\u00ad'\n",
    "characters that turn the direction": "a: ⟦invisible-character⟧\u202ex⟦invisible-character⟧\u2066\n",
    "an invisible character in a key": "⟦invisible-character⟧\u200ba: b\n",
    "an invisible character in a comment": "a: b # ⟦invisible-character⟧\u202e\n",
    "a control character": "a: ⟦invisible-character⟧\x1b[31m\n",
    "NUL": "a: b⟦invisible-character⟧\x00\n",
    "line separators": "a: 'x⟦invisible-character⟧\u2028y⟦invisible-character⟧\x85'\n",
    "a byte order mark that is not the first character": "a: ⟦invisible-character⟧\ufeffb\n",
    "an escape for an invisible character": 'a: ⟦invisible-character⟧"x\\u200b"\nb: ⟦invisible-character⟧"\\u202e"\n',
    "an escape for NUL": 'a: ⟦invisible-character⟧"\\0"\n',
    "an escape for half a character": 'a: "x\\u⟦unreadable-file⟧d800"\n',
    "an empty file": "⟦unreadable-file⟧",
    "only comments": "⟦unreadable-file⟧# a\n# b\n",
    "only blank lines": "⟦unreadable-file⟧\n\n",
}
SYNTAX = {
    "a list that is not closed": "a: ⟦unreadable-file⟧[1, 2\nb: 3\n",
    "a list that is not closed on the last line": "a: ⟦unreadable-file⟧[",
    "a single quotation mark that is not closed": "a: ⟦unreadable-file⟧'x\nb: 2\n",
    "a double quotation mark that is not closed": 'a: b\nc: ⟦unreadable-file⟧"x\nb: 2\n',
    "an apostrophe in quotation marks": "a: 'it'⟦unreadable-file⟧s'\n",
    "a colon in a text": "a: b⟦unreadable-file⟧: c\n",
    "a tab to indent": "a:\n⟦unreadable-file⟧\t- b\n",
    "a tab to indent a text": "a: >\n⟦unreadable-file⟧\tx\n",
    "a key too far left": "a:\n  b: 1\n ⟦unreadable-file⟧c: 2\n",
    "a key too far right": "a: b\n  ⟦unreadable-file⟧c: d\n",
    "an item among keys": "a: 1\n⟦unreadable-file⟧- b\n",
    "a key among items": "- a\n⟦unreadable-file⟧b: 1\n",
    "a list on the line of its key": "a: ⟦unreadable-file⟧- b\n",
    "a sign with a meaning": "a: ⟦unreadable-file⟧@x\n",
    "a backquote": "a: ⟦unreadable-file⟧`x`\n",
    "a percent sign": "a: ⟦unreadable-file⟧%x\n",
    "an unknown escape": 'a: "⟦unreadable-file⟧\\q"\n',
    "a broken escape": 'a: "\\x⟦unreadable-file⟧ZZ"\n',
    "a stray bracket": "a: ⟦unreadable-file⟧]\n",
    "a stray comma": "a: [b,⟦unreadable-file⟧,c]\n",
    "an asterisk": "a: ⟦unreadable-file⟧*\n",
    "an ampersand": "a: ⟦unreadable-file⟧& b\n",
    "text behind |": "a: |⟦unreadable-file⟧x\n  b\n",
    "less and less indented": "   a: b\n  ⟦unreadable-file⟧c: d\n",
    "in the last of many lines": "# æøå\r\na: 'æøå'\r\nb: ⟦unreadable-file⟧'x\r\n",
}

#: Each is reported where it is, however far behind it libyaml gives up; and what the message names it.
SLIPS = {
    "a key without its space": ("a:\n  ⟦unreadable-file⟧da:One text\n    and more\n  en: x\n", "space is missing after “da:”"),
    "a key without its space, the last": ("a:\n  da: x\n  ⟦unreadable-file⟧en:y\n", "Write “en: y”"),
    "a key without its space, the first": ("⟦unreadable-file⟧id:desk\ncode: D\n", "Write “id: desk”"),
    "a key without its space in a list": ("a:\n  - ⟦unreadable-file⟧id:1\n    b: 2\n", "Write “id: 1”"),
    "an item without its space": ("a:\n  - b\n  ⟦unreadable-file⟧-{da: x, en: y}\n", "Write “- {da: x, en: y}”"),
    "an item without its space, with a key": ("a:\n  - id: 1\n  ⟦unreadable-file⟧-id: 2\n", "Write “- id: 2”"),
    "the first item without its space": ("a:\n  ⟦unreadable-file⟧-id: 1\n    b: 2\n", "Write “- id: 1”"),
    "a quotation mark that is closed by the next": (
        'a: {da: ⟦unreadable-file⟧"One, two, en: "Three"}\n',
        "not closed before the next key begins",
    ),
    "a list with - last that is not closed": ("a:\n  b: ⟦unreadable-file⟧[A 6, -\n  c: [A, R]\n", "begins here with ["),
    "a hard space behind a colon": ("a: 1\n⟦unreadable-file⟧b:\u00a02\n", "no-break space, which YAML does not read as a space"),
    "hard spaces as indentation": ("a:\n  b: 1\n⟦unreadable-file⟧\u00a0\u00a0c: 2\n", "indented with a no-break space"),
    "a hard space in the indentation": ("a:\n   b: 1\n  ⟦unreadable-file⟧\u00a0c: 2\n", "indented with a no-break space"),
    "a conflict": ("a: 1\n⟦unreadable-file⟧<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\nc: 3\n", "from here to line 6"),
    "two conflicts": (2 * "⟦unreadable-file⟧<<<<<<< HEAD\nb: 1\n=======\n>>>>>>> x\n", "the right one, or both"),
    "a line left from a conflict": ("a: 1\n⟦unreadable-file⟧=======\nb: 2\n", "left behind"),
    "smart quotes": ("a: ⟦unreadable-file⟧“b: c”\n", "typographic"),
    "smart quotes in a list": ("a: 1\nb: [x, ⟦unreadable-file⟧„y: [z]”]\n", "typographic"),
    "rows from a spreadsheet": ("a:\n  b: [A, R]\nCopies⟦unreadable-file⟧\tA\tR\nDesk\tR\tA\n", "spreadsheet"),
    "a dash and a tab": ("a: -⟦unreadable-file⟧\tAR\n", "spreadsheet"),
    "a quotation mark that swallows the next key": ('a: ⟦unreadable-file⟧"x\nb: 2\nc: "y"\n', "next key begins"),
    "the same, by an apostrophe": ("a: ⟦unreadable-file⟧'x\nb: it's\n", "next key begins"),
    "the same, in a list": ('a: ["1", ⟦unreadable-file⟧"2]\nb: "y"\n', "next key begins"),
    "a bracket that is closed by the next": ("a:\n  b: ⟦unreadable-file⟧[1, 2\n  c: [3]\n", "begins here with ["),
    "a colon in a text": ("a: {da: ⟦unreadable-file⟧x: y, en: z}\n", "holds a colon"),
    "a comma that is missing before a key": ("a: {da: ⟦unreadable-file⟧x y en: z}\n", "If “en:” is a key, put a comma before it"),
    "a comma that is missing behind a quotation mark": ('a: {da: "x" ⟦unreadable-file⟧en: z}\n', "comma is missing before “en:”"),
    "a text that begins with what is quoted": ('a:\n  da: "x" ⟦unreadable-file⟧y\n  en: z\n', "of the other kind"),
    "the same, in a mapping": ("a: {da: 'x' ⟦unreadable-file⟧y, en: z}\n", "of the other kind"),
    "a key without its colon": ("a:\n  b: [A, -]\n⟦unreadable-file⟧c\n  - d: 1\n", "A colon is missing after the key"),
    "a brace that is closed in a comment": ("a: {da: x, en: y ⟦unreadable-file⟧#4}\nb: 1\n", "part of it"),
    "a line that is indented too far": (
        "a:\n  b: 1\n    ⟦unreadable-file⟧c: [2]\n",
        "to “b”, which already has a value on line 2",
    ),
    "a brace that is not closed": ("a: ⟦unreadable-file⟧{da: x, en: y\nb: 1\n", "begins here with {"),
}
#: What looks like a slip and is text.
NO_SLIPS = [
    'a: "one\n  b: two"\n',
    "a: >-\n  <<<<<<< x\n  da:b\n",
    "a: |\n  x\ty\n",
    "a: x “y” z\n",
    "a: [b,\n  c]\n",
    "a: https://example.org\n",
    "a: >\n  \u00a0x\n",
]


@pytest.mark.parametrize(("marked", "named"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_named_where_it_is(marked: str, named: str) -> None:
    text, expected = unmark(marked, "f.yaml")
    _, problems = read("f.yaml", text.encode())
    assert faults(text) == expected
    assert all(named in problem.message["en"] for problem in problems)


@pytest.mark.parametrize("text", NO_SLIPS)
def test_no_slip(text: str) -> None:
    assert faults(text) == []


def test_inside_of_a_list_of_several_lines_the_place_is_that_of_the_fault() -> None:
    text, expected = unmark("a: [\n    b,\n    c\n    d⟦unreadable-file⟧: e f: g,\n  ]\n", "f.yaml")
    assert [(found.line, found.rule) for found in faults(text)] == [(found.line, found.rule) for found in expected]


@pytest.mark.parametrize("marked", [*REFUSED.values(), *SYNTAX.values()], ids=[*REFUSED, *SYNTAX])
def test_refused_at_its_place(marked: str) -> None:
    text, expected = unmark(marked, "f.yaml")
    assert faults(text) == expected


@pytest.mark.parametrize("marked", SYNTAX.values(), ids=SYNTAX)
def test_a_syntax_error_is_explained_in_plain_words(marked: str) -> None:
    _, problems = read("f.yaml", unmark(marked)[0].encode())
    assert problems[0].message["en"] not in ("This cannot be read as YAML.", "The file is not valid YAML.")
    assert not any(jargon in problems[0].message["en"] for jargon in ("token", "scalar", "stream", "parsing", "expected <"))


@pytest.mark.parametrize(
    ("raw", "line", "column"),
    [
        ("a: æ\n".encode("latin-1"), 1, 4),
        ("# å\nab: 'ø'\n".encode("latin-1"), 1, 3),
        ("a: æ\r\nb: ".encode() + b"\xff\n", 2, 4),
        (b"\xef\xbb\xbfx: y\nabc: \xe5\n", 2, 6),
        (b"a: \xed\xa0\x80\n", 1, 4),  # half a character
        (b"a: \xc0\x80\n", 1, 4),  # NUL in two bytes
        (b"a: \xf0\x9f\x98", 1, 4),  # cut short
        ("a: b\n".encode("utf-16"), 1, 1),
        ("a: b\n".encode("utf-16-le"), 1, 1),
        ("a: b\n".encode("utf-16-be"), 1, 1),
        ("a: b\n".encode("utf-32"), 1, 1),
        (b"a" * (MAX_BYTES + 1), 1, 1),
    ],
)
def test_bytes_that_cannot_be_read(raw: bytes, line: int, column: int) -> None:
    assert faults(raw) == [Found("f.yaml", line, column, "unreadable-file")]


def test_a_file_of_the_greatest_size_is_read() -> None:
    assert len(value(b"a: " + b"b" * (MAX_BYTES - 3))["a"]) == MAX_BYTES - 3


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("[" * 20 + "]" * 20, 0, 0),
        ("[" * 21 + "]" * 21, 1, 21),
        ("{a: " * 21 + "}" * 21, 1, 81),
        ("- " * 21 + "x", 1, 41),
        ("".join("  " * depth + "a:\n" for depth in range(20)) + "  " * 20 + "b", 0, 0),
        ("".join("  " * depth + "a:\n" for depth in range(21)) + "  " * 21 + "b", 21, 41),
        ("- " * 100_000, 1, 41),
        ("{a: " * 100_000, 1, 81),
        ("".join(" " * depth + "a:\n" for depth in range(1300)), 21, 21),
    ],
)
def test_depth(text: str, line: int, column: int) -> None:
    assert faults(text) == ([Found("f.yaml", line, column, "unreadable-file")] if line else [])


@pytest.mark.parametrize("text", ["[" * 100_000, "[" * 100_000 + "]" * 100_000, "? " * 100_000, "[{" * 100_000])
def test_depth_without_end(text: str) -> None:
    found = faults(text)
    assert "unreadable-file" in {problem.rule for problem in found}
    assert len(found) <= MAX_PROBLEMS + 2


@pytest.mark.parametrize(
    "text",
    [
        "\u200b" * 330_000,
        "[" + "&a a," * 100_000,
        "".join(f"k{number}:\n" for number in range(20_000)) + "k19999:\n" * 10_000,
        "a: [" + "!x b, " * 100_000 + "]\n",
    ],
    ids=["invisible characters", "anchors", "keys", "tags"],
)
def test_more_faults_than_anyone_reads(text: str) -> None:
    found = faults(text)
    assert MAX_PROBLEMS < len(found) <= MAX_PROBLEMS + 2
    assert "unreadable-file" in {problem.rule for problem in found}, "it is not said that there are more"


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [*{before}, *{before}]\n" for before, name in zip("abcdefghijk", "bcdefghijkl", strict=True)
)


def test_an_alias_bomb_is_refused_alias_by_alias() -> None:
    assert len(faults(BOMB)) == 12 + 22


def test_what_is_refused_leaves_the_rest() -> None:
    result, _ = read("f.yaml", b"a: &x 1\nb: *x\n<<: {c: d}\n[e]: f\ng: !!str h\na: 2\n")
    assert isinstance(result, Map)
    assert bare(result) == {"a": "1", "b": "", "g": "h"}
    assert [key for key, inner in result.items() if inner.unread] == ["b"]


# ---- Places inside a text --------------------------------------------------------------------------------------------

#: The text of ``a``, the part that is looked for, and where it is found: ``▸`` precedes it in the file.
LOCATE = [
    ("a: one ▸two three", "two"),
    ("a: 'it''s ▸two'", "two"),
    ('a: "one ▸two"', "two"),
    ("a: [x, one ▸two]", "two"),
    ("a: >-\n  one two\n  three\n  ▸four", "four"),
    ("a: >-\n  one ▸two\n  three four", "two three"),
    ("a: |\n  one\n  ▸two", "two"),
    ("a: |2\n  one\n  ▸two", "two"),
    ("a:\n  one\n  ▸two", "two"),
    ("a: 'one\n\n  ▸two'", "two"),
    ("a: x x ▸y x", "y"),
    ("a: æøå 😀 ▸two", "two"),
    ("a: ▸one", "one"),
    ("a: ▸I[5]", "I[5]"),
    # What is written by an escape is found at the start of the text.
    ('a: ▸"\\u006fne two"', "one"),
    ("a: ▸'it''s'", "it's"),
    ('a: ▸"one\\\n  two"', "onetwo"),
]


@pytest.mark.parametrize(("marked", "part"), LOCATE, ids=[repr(marked) for marked, _ in LOCATE])
def test_locate(marked: str, part: str) -> None:
    line, column = marked[: marked.index("▸")].count("\n") + 1, len(marked[: marked.index("▸")].rpartition("\n")[2]) + 1
    node = value(marked.replace("▸", "") + "\n")["a"]
    text = node[1] if isinstance(node, Seq) else node
    start = text.index(part)
    at = text.locate(start, start + len(part))
    assert (at.line, at.column) == (line, column)


@pytest.mark.parametrize(("start", "column"), [(0, 4), (2, 6), (4, 8), (1, 4), (6, 4)])
def test_locate_distinguishes_repetitions(start: int, column: int) -> None:
    text = value("a: x x x\n")["a"]
    assert text.locate(start, start + 1).column == column  # a space, or what is not there: the start


def test_a_scalar_without_a_file_is_found_where_it_says() -> None:
    at = Location("x", 3, 4)
    assert scalar("abc", at).locate(1, 2) == at
    assert not scalar("", at).unread
    assert unread(at).unread
    assert isinstance(unread(at), Scalar)

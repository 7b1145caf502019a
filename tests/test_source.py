"""YAML text to plain values with positions, and everything that is refused on the way."""

from __future__ import annotations

import pytest
from service_catalogue.messages.problem import Location
from service_catalogue.yaml.source import MAX_BYTES, MAX_PROBLEMS, read
from service_catalogue.yaml.values import Map, Scalar, Seq, Value, unread

from tests.folders import Case, Found, assert_reported, case_file, table_of, unmark
from tests.shapes import bare

CASES = table_of(__file__)


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


# ---- What is read ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["no", "on", "yes", "010", "1.10", "2026-11-25", "1:30", "1_000", "0x1F", "1e3", ".inf", "null", "~", "true", "<", "=", "A"],
)
def test_no_text_is_read_as_a_number_or_a_truth_value(text: str) -> None:
    assert bare(value(f"a: {text}\nb: [{text}]\n{text}: c\n")) == {"a": text, "b": [text], text: "c"}


@pytest.mark.parametrize(("text", "expected"), CASES["read"])
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


@pytest.mark.parametrize(("marked", "named"), CASES["slips"].values(), ids=CASES["slips"])
def test_a_slip_is_named_where_it_is(marked: str, named: str) -> None:
    text, expected = unmark(marked, "f.yaml")
    _, problems = read("f.yaml", text.encode())
    assert faults(text) == expected
    assert all(named in problem.message["en"] for problem in problems)


@pytest.mark.parametrize("text", CASES["no-slips"])
def test_what_only_looks_like_a_slip_is_read(text: str) -> None:
    assert faults(text) == []


def test_inside_of_a_list_of_several_lines_the_place_is_that_of_the_fault() -> None:
    text, expected = unmark("a: [\n    b,\n    c\n    d⟦unreadable-file⟧: e f: g,\n  ]\n", "f.yaml")
    assert [(found.line, found.rule) for found in faults(text)] == [(found.line, found.rule) for found in expected]


@pytest.mark.parametrize("marked", CASES["refused"].values(), ids=CASES["refused"])
def test_refused_at_its_place(marked: str) -> None:
    text, expected = unmark(marked, "f.yaml")
    assert faults(text) == expected


@pytest.mark.parametrize("case", case_file(__file__))
def test_each_fault_is_told_where_it_is_and_in_plain_words(case: Case) -> None:
    """However far behind it libyaml gives up."""
    text, expected = unmark(f"{case[0].new}\n", "f.yaml")
    assert faults(text) == expected
    assert not case.messages or [problem.message["en"] for problem in read("f.yaml", text.encode())[1]] == case.messages


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
def test_more_than_twenty_levels_are_refused(text: str, line: int, column: int) -> None:
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
    result, _ = read("f.yaml", b"a: &x 1\nb: *x\n<<: {c: d}\n[e]: f\ng: !!str h\na: 2\ni:\ni: 3\n")
    assert isinstance(result, Map)
    assert bare(result) == {"a": "1", "b": "", "g": "h", "i": "3"}
    assert [key for key, inner in result.items() if inner.unread] == ["b"]


# ---- Places inside a text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("marked", "part"), CASES["located"], ids=[repr(marked) for marked, _ in CASES["located"]])
def test_a_part_of_a_text_is_located_in_its_file(marked: str, part: str) -> None:
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
    assert Scalar("abc", at).locate(1, 2) == at
    assert not Scalar("", at).unread
    assert unread(at).unread
    assert isinstance(unread(at), Scalar)

"""One layout for every file, and nothing of what it says is changed by it."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from service_catalogue.editing.layout import CannotFormat, in_layout
from service_catalogue.model.matrix import read_data

from tests.folders import DATA, FIXTURES
from tests.fuzz.mutation import mutated

FILES = sorted(FIXTURES.rglob("*.yaml"))
SMALL_FILES = [path.read_bytes() for path in FILES if path.stat().st_size < 4000]
#: A comment as the tests write it: a word that is nowhere else.
COMMENT = re.compile(r"# c\d+")


def assert_says_the_same(raw: bytes) -> None:
    """In the one layout, ``raw`` has the same value and the same comments, and is changed no more."""
    value, problems = read_data("f.yaml", raw)
    if value is None or problems or re.search(rb"\[\[[^][\s]", raw):  # a reference without quotes gets them
        return
    text = raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    try:
        made = in_layout(text)
    except CannotFormat:
        assert re.search(r"^\s*\?(\s|$)|---|\.\.\.|\{\s*\?\s|[\[,]\s*\?\s", text, re.MULTILINE), "YAML that the catalogue uses"
        return
    assert read_data("f.yaml", made.encode()) == (value, [])
    assert COMMENT.findall(made) == COMMENT.findall(text)
    assert in_layout(made) == made


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(
            path, id=path.relative_to(FIXTURES).as_posix(), marks=[pytest.mark.long] if path.stat().st_size > 20_000 else ()
        )
        for path in FILES
    ],
)
def test_every_fixture(path):
    assert_says_the_same(path.read_bytes())


@pytest.mark.content
def test_the_live_data_are_in_the_layout():
    for path in DATA.rglob("*.yaml"):
        assert in_layout(path.read_text("utf-8")) == path.read_text("utf-8"), f"make ready would change {path}"


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_files_that_nobody_wrote(seed):
    random = Random(seed)
    assert_says_the_same(mutated(random, random.choice(SMALL_FILES)))


@pytest.mark.long
@settings(max_examples=5000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_many_files_that_nobody_wrote(seed):
    random = Random(seed)
    assert_says_the_same(mutated(random, random.choice(SMALL_FILES)))


# ---- Documents in every style ----------------------------------------------------------------------------------------

WORD = st.sampled_from(
    ["a", "backup", "[[x]]", "no", "æ", "it's", "5", "x: y", "a # b", "- x", "«q»", "\\", '"', "#", "{", "k:v", "*"]
)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)


class _Writer:
    """A mapping, written in any style that YAML has for it: indentation, quotes, blocks, brackets, comments."""

    def __init__(self, draw) -> None:
        self.draw = draw
        self.number = iter(range(10**6))

    def space(self) -> str:
        return self.draw(st.sampled_from([" ", " ", "  ", "   "]))

    def comment(self) -> str:
        return self.draw(st.sampled_from(["", "", "", "  # c{}", " # c{}"])).format(next(self.number))

    def between(self, column: int) -> str:
        """Blank lines and comments before a line in ``column``."""
        lines = self.draw(
            st.lists(st.sampled_from(["", "   ", "# c{}", " " * column + "# c{}", " " * (column + 3) + "# c{}"]), max_size=2)
        )
        return "".join(f"{line.format(next(self.number))}\n" for line in lines)

    def quoted(self) -> str:
        words = self.draw(WORDS)
        if self.draw(st.booleans()):
            return "'" + words.replace("'", "''") + "'"
        return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'

    def flow(self, depth: int, column: int) -> str:
        if depth > 2 or self.draw(st.booleans()):
            return self.draw(st.one_of(st.builds(self.quoted), st.sampled_from(["AR", "-", "x", "1.10", "a b"])))
        glue = self.draw(st.sampled_from(["", " ", f"\n{' ' * (column + 1)}", f"  # c{next(self.number)}\n{' ' * (column + 3)}"]))
        items = [self.flow(depth + 1, column) for _ in range(self.draw(st.integers(0, 3)))]
        if self.draw(st.booleans()):
            return "[" + glue + f",{glue}".join(items) + glue + "]"
        return "{" + glue + f",{glue}".join(f"k{index}:{self.space()}{item}" for index, item in enumerate(items)) + glue + "}"

    def block_text(self, column: int) -> str:
        depth = " " * self.draw(st.integers(column + 1, column + 4))
        lines = self.draw(
            st.lists(st.sampled_from(["one", "two  ", "", "# not a comment", "  further in", "- x"]), min_size=1, max_size=4)
        )
        sign = self.draw(st.sampled_from([">-", "|", ">", "|-", ">+", "|+"]))
        return f"{sign}\n" + "\n".join(depth + line if line else "" for line in ["first", *lines])

    def value(self, depth: int, column: int) -> str:
        """Return the text after the colon or the dash, with the line break at its end."""
        kind = self.draw(
            st.sampled_from(
                ["plain", "quoted", "folded", "flow", "block", "none", "mapping", "sequence"]
                if depth < 4
                else ["plain", "quoted", "flow"]
            )
        )
        if kind == "mapping":
            return self.comment() + "\n" + self.mapping(depth + 1, self.draw(st.integers(column + 1, column + 4)))
        if kind == "sequence":
            return self.comment() + "\n" + self.sequence(depth + 1, self.draw(st.integers(column + 1, column + 4)))
        if kind == "block":
            return self.space() + self.block_text(column) + "\n"
        if kind == "folded":
            return self.space() + f"plain words\n{' ' * (column + 2)}on two lines\n"
        written = {"plain": lambda: "plain", "quoted": self.quoted, "flow": lambda: self.flow(0, column), "none": str}[kind]()
        return (self.space() + written if written else "") + self.comment() + "\n"

    def mapping(self, depth: int, column: int) -> str:
        keys = self.draw(
            st.lists(st.sampled_from(["id", "name", "cells", "note", "x-y", "a"]), min_size=1, max_size=4, unique=True)
        )
        return "".join(self.between(column) + " " * column + f"{key}:" + self.value(depth, column) for key in keys)

    def sequence(self, depth: int, column: int) -> str:
        items = []
        for _ in range(self.draw(st.integers(1, 3))):
            if self.draw(st.booleans()):
                inner = self.draw(st.integers(1, 3))
                first, *rest = self.mapping(depth + 1, column + 1 + inner).lstrip().splitlines(keepends=True)
                if not first.startswith("#"):
                    items.append(self.between(column) + " " * column + "-" + " " * inner + first + "".join(rest))
                    continue
            items.append(self.between(column) + " " * column + "-" + self.value(depth, column))
        return "".join(items)


@st.composite
def documents(draw) -> str:
    return _Writer(draw).mapping(0, 0)


@settings(max_examples=150, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(text=documents())
def test_every_style(text):
    assert_says_the_same(text.encode())


@pytest.mark.long
@settings(max_examples=5000, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(text=documents())
def test_every_style_many_times(text):
    assert_says_the_same(text.encode())


def test_the_documents_are_read():
    """Most of what the two tests above make is YAML; else they would prove nothing."""
    read_ones = []

    @settings(max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(text=documents())
    def count(text):
        value, problems = read_data("f.yaml", text.encode())
        read_ones.append(value is not None and not problems)

    count()
    assert sum(read_ones) > len(read_ones) * 0.7


# ---- The layout ------------------------------------------------------------------------------------------------------


def test_the_layout():
    """In the text before, ``~`` is a space at the end of a line."""
    before, after = (Path(__file__).with_suffix(f".{state}.txt").read_text("utf-8") for state in ("before", "after"))
    assert in_layout(before.replace("~", " ")) == after


@pytest.mark.parametrize("text", ["a: &x 1\n", "a: *x\n", "a: !t 1\n", "--- \na: 1\n", "? a\n: b\n", "a: [1\n", "a: b: c\n"])
def test_what_is_not_used_is_left_alone(text):
    with pytest.raises(CannotFormat):
        in_layout(text)

"""Generated documents: by the model's grammar, and real files whose bytes are changed. `make fuzz` is the long run."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from tests.fuzz.grammar import Grammar
from tests.fuzz.run import Fuzzer, main

_SETTINGS = {"deadline": None, "suppress_health_check": list(HealthCheck)}


@pytest.fixture(scope="module")
def fuzzer(tmp_path_factory) -> Fuzzer:
    return Fuzzer(tmp_path_factory.mktemp("fuzz"), 0)


def encoded(grammar: Grammar) -> tuple[str, bytes]:
    name, text = grammar.file()
    return name, text.encode("utf-8", "surrogatepass")


def hold(fuzzer: Fuzzer, name: str, raw: bytes) -> None:
    fuzzer.counts["documents"] = -1  # so that this one goes through the whole check
    assert fuzzer.try_one(name, raw) == ""


@settings(max_examples=40, derandomize=True, database=None, **_SETTINGS)
@given(random=st.randoms(use_true_random=False))
def test_a_document_by_the_grammar_breaks_nothing(fuzzer, random):
    hold(fuzzer, *encoded(Grammar(random)))


def test_the_long_run_says_what_it_did_and_tries_first_what_was_kept(tmp_path, capsys):
    (tmp_path / "fuzz-0123456789ab-services-a.yaml").write_text("id: a\n")
    assert main(["--documents", "1", "--keep", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "1 documents\n"
    assert main(["--documents", "100", "--keep", str(tmp_path)]) == 0
    assert re.search(r"^100 documents, .*by mutation.*, \d+ refused", capsys.readouterr().out)


def test_the_grammar_writes_what_is_right_and_what_is_wrong(fuzzer):
    """Of its files without planted faults, some pass the whole check: what lies behind the reading is reached too."""
    for seed in range(80):
        hold(fuzzer, *encoded(Grammar(Random(seed), 0)))
    assert fuzzer.counts["accepted"] > 5
    assert fuzzer.counts["refused"] > 10


def test_tiny_is_a_catalogue():
    from tests.folders import problems
    from tests.fuzz.run import TINY

    assert problems(Path(TINY)) == []

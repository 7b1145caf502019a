"""Commands that are refused in a sentence, and change nothing."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from tests.built import contents
from tests.folders import Case, case_file, command, plant


@pytest.mark.parametrize("case", case_file(__file__))
def test_a_command_that_is_refused_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str], case: Case) -> None:
    plant(folder, *case)
    before = contents(folder)
    for words, expected in case.commands:
        status, output = command(capsys, *shlex.split(words))
        assert [str(status), *output.splitlines()] == expected, words
        assert contents(folder) == before, words

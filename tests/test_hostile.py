"""Hostile and broken input: each case is refused at its place, or shown harmlessly, within limits that the system enforces."""

from __future__ import annotations

import re

import pytest

from tests.built import run
from tests.hostile.categories import CATEGORIES


def test_one_hostile_case_of_each_category() -> None:
    """One of each category, in one process: to begin takes as long as two cases."""
    done = run("-m", "tests.hostile", "--few", 1)
    assert done.returncode == 0, done.stdout
    assert set(re.findall(r"^([a-z-]+): 1 of", done.stdout, re.MULTILINE)) == set(CATEGORIES)


@pytest.mark.long
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_hostile_case_of_a_category(category: str) -> None:
    done = run("-m", "tests.hostile", category)
    assert done.returncode == 0, done.stdout

"""Hostile and broken input: each case is refused at its place, or shown harmlessly, within limits that the system enforces."""

from __future__ import annotations

import pytest

from tests.built import run
from tests.hostile.categories import CATEGORIES

#: So many cases of each category in the quick tests.
_FEW = 6


def hold(category: str, every: int) -> None:
    done = run("-m", "tests.hostile", category, "--every", every)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("category", CATEGORIES)
def test_some_cases(category: str) -> None:
    hold(category, sum(1 for _ in CATEGORIES[category]()) // _FEW)


@pytest.mark.long
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_case(category: str) -> None:
    hold(category, 1)

"""A service is valid from a day that comes before the day it is valid to."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_impossible_dates(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_names_both_days(tmp_path):
    assert said(tmp_path, ("services/desk.yaml", "to: 2026-12-31", "to: 2025-12-31")) == [
        "The service is valid to 2025-12-31, but only from 2026-01-01. Correct one of the dates."
    ]

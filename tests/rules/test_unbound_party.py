"""A claim is about a party that the document of the service binds."""

import pytest

from tests.folders import assert_finds, case_file

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_unbound_party(tmp_path, edits):
    assert_finds(tmp_path, edits)

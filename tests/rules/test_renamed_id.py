"""An id that has been published is still there, or redirected."""

import pytest

from tests.folders import assert_finds, case_file, said

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_renamed_id(tmp_path, edits):
    assert_finds(tmp_path, edits)


def test_the_message_says_where_to_write_it(tmp_path):
    assert said(
        tmp_path, ("published-ids.yaml", "", "published: {statement: [desk.what-1, desk.what-9], task: [copying]}\n")
    ) == [
        "The id “desk.what-9” has been published and no longer exists. Put it back, or write it under redirects in catalogue.yaml. "
        "Did you mean “desk.what-1”?",
        "The id “copying” has been published and no longer exists. Put it back (if it no longer applies, run “catalogue withdraw "
        "task copying” then), or write it under redirects in catalogue.yaml. Known: “backup”, “ownership”, “restore”.",
    ]

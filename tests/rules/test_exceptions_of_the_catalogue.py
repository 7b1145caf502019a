"""What breaks a rule outside of the services is accepted in catalogue.yaml, and a place there is an object by its kind and id."""

import pytest

from tests.folders import assert_finds, case_file, said

#: A task that no service uses.
SLEEP = ("tasks.yaml", "  - id: backup\n", "  - id: sleep\n    group: running\n    name: {da: Søvn, en: Sleep}\n  - id: backup\n")

CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_exceptions_of_the_catalogue(tmp_path, edits):
    assert_finds(tmp_path, [SLEEP, *edits])


def test_the_message_names_what_is_known(tmp_path):
    exception = "exceptions:\n  - {rule: unused-task, at: [task:sleep, task:slepe], reason: {da: X, en: X}}\n"
    assert said(tmp_path, SLEEP, ("catalogue.yaml", "redirects: {}\n", exception)) == [
        "Nothing in the catalogue has the id “task:slepe”. Did you mean “task:sleep”?"
    ]

"""An exception accepts something that would be a problem without it."""

import pytest
from service_catalogue.check.checker import RULES
from service_catalogue.messages.problem import MAX_PROBLEMS

from tests.folders import DESK, assert_finds


def test_of_very_many_one_message_says_that_there_are_more(tmp_path):
    line = "  - {rule: ⟦unneeded-exception⟧unused-note, at: [backup.upper], reason: {da: X, en: X}}\n"
    unmarked = line.replace("⟦unneeded-exception⟧", "")
    exceptions = f"exceptions:\n{line * (MAX_PROBLEMS + 1)}{unmarked * 2}"
    assert_finds(tmp_path, [(DESK, "exceptions:\n", exceptions)])


@pytest.mark.parametrize("rule", [rule.name for rule in RULES if not rule.acceptable])
def test_only_some_rules_have_exceptions(tmp_path, rule):
    exception = f"exceptions:\n  - {{rule: ⟦unneeded-exception⟧{rule}, at: [backup.upper], reason: {{da: X, en: X}}}}\n"
    assert_finds(tmp_path, [(DESK, "exceptions:\n", exception)])


def test_what_no_page_could_show_has_no_exception():
    acceptable = {rule.name for rule in RULES if rule.acceptable}
    assert acceptable >= {"one-accountable", "someone-responsible", "claim-contradicts-matrix"}
    assert not acceptable & {
        "missing-cell",
        "unknown-letter",
        "unknown-reference",
        "missing-translation",
        "duplicate-id",
        "unknown-term",
    }

"""A text has the same numbers and letters in every language."""

import pytest
from service_catalogue.text import letters, numbers, only_in

from tests.folders import FIXTURES, checked, copy, result_of, said, table_of

#: Two texts with the same figures, in Danish and English.
SAME = table_of(__file__)["same"]


def figures(text):
    return [*numbers(text), *letters(text, "RACI")]


@pytest.mark.parametrize(("danish", "english"), SAME)
def test_what_says_the_same(danish, english):
    here, there = figures(danish), figures(english)
    assert only_in(here, there) == only_in(there, here) == []


def test_one_problem_for_a_text_and_all_that_differs_in_it(tmp_path):
    edit = ("services/desk.yaml", "en: Of faults only.", "en: Not of faults within 4 hours.")
    assert said(tmp_path, edit) == ["The languages do not say the same. Only in “en”: “4”. Correct what is wrong."]


def test_an_exception_accepts_it(tmp_path):
    folder = copy(tmp_path)
    path = folder / "services" / "desk.yaml"
    text = path.read_text("utf-8").replace("en: Ask the provider.", "en: Ask the provider 2 times.")
    path.write_text(text + "  - {rule: parity, at: [ask-1], reason: {da: Kilden siger det., en: The source says so.}}\n", "utf-8")
    assert checked(folder).problems == ()


@pytest.mark.parametrize("folder", sorted(path.parent for path in FIXTURES.glob("**/catalogue.yaml")), ids=str)
def test_no_text_of_the_fixtures_is_found_to_differ(folder):
    found = [problem for problem in result_of(folder).problems if problem.rule.name in ("parity", "untranslated")]
    assert found == []


def test_many_facts_are_quoted_in_part(tmp_path):
    edit = ("services/desk.yaml", "{da: Kun om fejl., en: Of faults only.}", f"{{da: {'4 og ' * 40}5., en: Of faults only.}}")
    (message,) = said(tmp_path, edit)
    assert message.count("4") == 9
    assert "“4” and …" in message

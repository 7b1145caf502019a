"""The examples of the editors' guide: the wrong ones break their rule and no other, the right ones break none."""

import re

import pytest
from service_catalogue.check.checker import RULES
from service_catalogue.messages.problem import CheckRule

from tests.folders import FIXTURES, copy, planted, problems

#: A catalogue that holds to every rule. An example replaces what its file has under the same keys.
MINIMAL = FIXTURES / "catalogues" / "minimal"

#: Rules that no few lines of YAML can show, and why.
WITHOUT: dict[str, str] = {
    "ambiguous-note": "It takes two services.",
    "changed-scheme": "It takes two services.",
    "changed-since-approval": "It takes the digests of what is approved.",
    "departure-not-inherited": "It takes two services.",
    "suspect": "It takes the digests of every object.",
    "damaged-record": "It takes the digests of every object.",
    "wide-matrix": "It takes more parties than a page of the guide has room for.",
}

EXAMPLES = [rule for rule in RULES if rule.name not in WITHOUT]
_PART = re.compile(r"^(\S[^:\n]*):.*\n(?:(?![^\s#][^:\n]*:).*\n)*", re.MULTILINE)


def with_fragment(text: str, fragment: str) -> str:
    """``text`` with the top-level keys of ``fragment`` in the place of its own."""
    parts = {part[1]: part[0] for part in _PART.finditer(text)}
    parts |= {part[1]: part[0] for part in _PART.finditer(fragment)}
    return "".join(parts.values())


def found(tmp_path, rule: CheckRule, fragment: str) -> set[str]:
    text = (MINIMAL / rule.file).read_text("utf-8")
    with planted(tmp_path, [(rule.file, text, with_fragment(text, fragment))], MINIMAL) as (_, _, result):
        return {problem.rule.name for problem in result.problems}


def test_the_minimal_catalogue_holds_to_every_rule(tmp_path):
    assert problems(copy(tmp_path, MINIMAL)) == []


def test_a_fragment_replaces_the_keys_that_it_has():
    text = "# about\na: 1\nb:\n  - x: 1\n  # why\n- y\nc: {d: 1}\n"
    assert with_fragment(text, "b: 2\ne:\n  f: 3\n") == "a: 1\nb: 2\nc: {d: 1}\ne:\n  f: 3\n"


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.name)
def test_the_wrong_example_of_a_rule_breaks_it_alone(tmp_path, rule):
    assert found(tmp_path, rule, rule.failing) == {rule.name}


@pytest.mark.parametrize("rule", EXAMPLES, ids=lambda rule: rule.name)
def test_the_right_example_of_a_rule_breaks_none(tmp_path, rule):
    assert found(tmp_path, rule, rule.passing) == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_every_rule_has_examples_or_a_reason(rule):
    """And they are as an editor would write them: whole lines, short enough for a page."""
    assert (rule.name in WITHOUT) != bool(rule.failing and rule.passing and rule.file)
    for fragment in filter(None, (rule.failing, rule.passing)):
        assert fragment.endswith("\n")
        assert fragment.strip() == fragment[:-1]
        assert max(map(len, fragment.splitlines())) <= 80
    assert rule.failing != rule.passing or rule.name in WITHOUT


def test_no_rule_is_left_out_without_need():
    assert set(WITHOUT) <= {rule.name for rule in RULES}

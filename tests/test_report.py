"""Problems as text."""

import pytest
from service_catalogue.check import report
from service_catalogue.messages import Message
from service_catalogue.messages.problem import Location, Problem, Rule, Severity

ERROR = Rule("some-rule")
WARNING = Rule("other-rule", Severity.WARNING)
AT = Location("data/services/2a.yaml", 12, 3)


def problem(rule=ERROR, at=AT):
    return Problem(at, rule, Message("unreadable-file.syntax"))


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a\nb.yaml", "a b.yaml"), ("\x1b[2J.yaml", "U+001B[2J.yaml"), ("\udcff.yaml", "U+DCFF.yaml"), ("a b.yaml", "a b.yaml")],
)
def test_a_path_stays_on_its_line(path, shown):
    text = report.text([problem(at=Location(path))], "en")
    assert text == f"{shown}:1:1: error: This cannot be read as YAML. [some-rule]\n"
    assert text.encode()

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


def test_a_line_a_problem():
    text = report.text([problem(), problem(WARNING, Location("x.yaml"))], "en")
    assert text == (
        "data/services/2a.yaml:12:3: error: This cannot be read as YAML. [some-rule]\nx.yaml:1:1: warning: This cannot be read as YAML. [other-rule]\n"
    )
    assert report.text([problem()], "da") == "data/services/2a.yaml:12:3: error: Det kan ikke læses som YAML her. [some-rule]\n"
    assert report.text([], "en") == ""


@pytest.mark.parametrize(
    ("path", "shown"),
    [("a\nb.yaml", "a b.yaml"), ("\x1b[2J.yaml", "U+001B[2J.yaml"), ("\udcff.yaml", "U+DCFF.yaml"), ("a b.yaml", "a b.yaml")],
)
def test_a_path_stays_on_its_line(path, shown):
    text = report.text([problem(at=Location(path))], "en")
    assert text == f"{shown}:1:1: error: This cannot be read as YAML. [some-rule]\n"
    assert text.encode()


@pytest.mark.parametrize(
    ("rules", "da", "en"),
    [
        ([], "7 filer kontrolleret: ingen fejl.\n", "7 files checked: no errors.\n"),
        ([ERROR], "7 filer kontrolleret: 1 fejl, 0 advarsler.\n", "7 files checked: 1 error, 0 warnings.\n"),
        ([ERROR, ERROR, WARNING], "7 filer kontrolleret: 2 fejl, 1 advarsel.\n", "7 files checked: 2 errors, 1 warning.\n"),
        ([WARNING, WARNING], "7 filer kontrolleret: 0 fejl, 2 advarsler.\n", "7 files checked: 0 errors, 2 warnings.\n"),
    ],
)
def test_summary(rules, da, en):
    found = [problem(rule) for rule in rules]
    assert (report.summary(found, 7, "da"), report.summary(found, 7, "en")) == (da, en)


@pytest.mark.parametrize(
    ("services", "rules", "da", "en"),
    [
        (0, 0, "", ""),
        (1, 0, "Endnu ikke kontrolleret på grund af fejl: 1 ydelse.\n", "Not checked yet because of errors: 1 service.\n"),
        (
            2,
            1,
            "Endnu ikke kontrolleret på grund af fejl: 2 ydelser og 1 regel.\n",
            "Not checked yet because of errors: 2 services and 1 rule.\n",
        ),
    ],
)
def test_what_is_not_checked(services, rules, da, en):
    assert (report.unchecked(services, rules, "da"), report.unchecked(services, rules, "en")) == (da, en)

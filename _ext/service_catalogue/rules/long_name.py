"""A name is short enough for a heading, a column and a list."""

import itertools
from collections.abc import Iterator

from service_catalogue.rules.rule import Problem, Rule, Service, Severity, Shared

#: Maximum length of a line that is no name.
_LINE = "-    Drift af alt det, der står i kundens egne lokaler, og overvågning af det\n"

#: Maximum length of a name.
_MOST = 500
_KEYS = ("name", "short", "word", "title")


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    return _long(service, *service.all_sections, *service.all_matrices)


def check_shared(shared: Shared) -> Iterator[Problem]:
    groups = (shared.parties, shared.layers, shared.groups, shared.tasks, shared.terms)
    schemes = ((scheme, *scheme.letters) for scheme in shared.schemes)
    axes = ((axis, *axis.values) for axis in shared.axes)
    standards = ((standard, *standard.clauses) for standard in shared.standards)
    return _long(shared.read_identity, *itertools.chain(*groups, *schemes, *axes, *standards))


def _long(*things: object) -> Iterator[Problem]:
    """Return a problem for each of the names of ``things`` that is too long."""
    for thing in things:
        for text in filter(None, (getattr(thing, key, None) for key in _KEYS)):
            yield from (RULE.problem(words.at, length=len(words), most=_MOST) for words in text.values() if len(words) > _MOST)


RULE = Rule(
    name="long-name",
    severity=Severity.ERROR,
    example=f"""\
 name:
-  da: >-
{_LINE * 7}+  da: Drift hos kunden
   en: Hosting
""",
)

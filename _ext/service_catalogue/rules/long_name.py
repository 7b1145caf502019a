"""A name is short enough for a heading, a column and a list."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule, Severity

#: A line of what is no name.
_LINE = "    Drift af alt det, der står i kundens egne lokaler, og overvågning af det\n"

RULE = Rule(
    "long-name",
    severity=Severity.ERROR,
    failing=f"""\
name:
  da: >-
{_LINE * 7}  en: Hosting
""",
    passing="""\
name:
  da: Drift hos kunden
  en: Hosting
""",
    file="services/hosting.yaml",
)

#: Characters of a name.
_MOST = 500
_KEYS = ("name", "short", "word", "title")


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for thing in _named(catalogue):
        for text in filter(None, (getattr(thing, key, None) for key in _KEYS)):
            for words in text.values():
                if len(words) > _MOST:
                    yield RULE.problem(words.at, length=len(words), most=_MOST)


def _named(catalogue: Catalogue) -> Iterator[Any]:
    """Everything that has a name."""
    if catalogue.read_identity:
        yield catalogue.read_identity
    of_all = (catalogue.parties, catalogue.layers, catalogue.groups, catalogue.tasks, catalogue.terms)
    yield from itertools.chain(*of_all)
    for scheme in catalogue.schemes:
        yield from (scheme, *scheme.letters)
    for axis in catalogue.axes:
        yield from (axis, *axis.values)
    for standard in catalogue.standards:
        yield from (standard, *standard.clauses)
    for service in catalogue.services:
        yield from (service, *service.all_sections, *service.all_matrices)

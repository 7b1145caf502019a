"""What a catalogue must hold to beyond its shape: a module a rule, each with ``RULE`` and ``check``."""

from __future__ import annotations

from catalogue.model import Catalogue
from catalogue.problem import Problem, Rule
from catalogue.rules import (
    claim_contradicts_matrix,
    duplicate_id,
    missing_cell,
    missing_translation,
    one_accountable,
    someone_responsible,
    undefined_note,
    unknown_letter,
    unknown_reference,
    unknown_term,
    unneeded_exception,
    unsafe_link,
    unused_note,
)

_MODULES = (
    unknown_reference,
    duplicate_id,
    missing_translation,
    unknown_term,
    unsafe_link,
    missing_cell,
    unknown_letter,
    one_accountable,
    someone_responsible,
    undefined_note,
    unused_note,
    claim_contradicts_matrix,
)
RULES: tuple[Rule, ...] = tuple(module.RULE for module in (*_MODULES, unneeded_exception))


def run(catalogue: Catalogue) -> list[Problem]:
    """Every problem of meaning that no exception accepts, and every exception that accepts none."""
    found = [problem for module in _MODULES for problem in module.check(catalogue)]
    left = [problem for problem in found if not _accepted(catalogue, problem)]
    return left + list(unneeded_exception.check(catalogue, found, [rule.name for rule in RULES]))


def _accepted(catalogue: Catalogue, problem: Problem) -> bool:
    return any(
        unneeded_exception.accepts(exception, problem, service)
        for service in catalogue.services
        for exception in service.exceptions
    )

"""What a catalogue must hold to beyond its shape: a module a rule, each with ``RULE`` and ``check``."""

from __future__ import annotations

from catalogue.model import Catalogue
from catalogue.problem import Problem, Rule
from catalogue.rules import (
    circular_reference,
    claim_contradicts_matrix,
    default_contradicted,
    doing_and_informed,
    duplicate_id,
    impossible_dates,
    interface_words,
    look_alike_letter,
    missing_cell,
    missing_translation,
    one_accountable,
    overlapping_validity,
    redirect,
    renamed_id,
    shared_form,
    shared_word,
    similar_titles,
    someone_responsible,
    text_lost_in_comment,
    undefined_note,
    unknown_letter,
    unknown_reference,
    unknown_term,
    unneeded_exception,
    unsafe_link,
    unused_note,
    unused_task,
)

_MODULES = (
    unknown_reference,
    circular_reference,
    duplicate_id,
    renamed_id,
    redirect,
    missing_translation,
    text_lost_in_comment,
    interface_words,
    unknown_term,
    shared_form,
    unsafe_link,
    impossible_dates,
    overlapping_validity,
    missing_cell,
    unknown_letter,
    look_alike_letter,
    one_accountable,
    someone_responsible,
    doing_and_informed,
    default_contradicted,
    shared_word,
    undefined_note,
    unused_note,
    claim_contradicts_matrix,
    unused_task,
    similar_titles,
)
RULES: tuple[Rule, ...] = tuple(module.RULE for module in (*_MODULES, unneeded_exception))


def run(catalogue: Catalogue) -> list[Problem]:
    """Every problem of meaning that no exception accepts, and every exception that accepts none."""
    found = [problem for module in _MODULES for problem in module.check(catalogue)]
    recorded = unneeded_exception.recorded(catalogue)
    left = [problem for problem in found if not any(each.accepts(problem) for each in recorded.get(problem.rule.name, ()))]
    return left + list(unneeded_exception.check(catalogue, found, RULES))

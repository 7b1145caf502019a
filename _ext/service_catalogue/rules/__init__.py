"""What a catalogue must hold to beyond its shape: a module a rule, each with ``RULE`` and ``check``."""

from __future__ import annotations

import itertools

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import MAX_PROBLEMS, Location, Problem, Rule
from service_catalogue.rules import (
    ambiguous_note,
    approval,
    axis_named_as_key,
    changed_scheme,
    circular_reference,
    claim_contradicts_matrix,
    condition_not_in_matrix,
    default_contradicted,
    doing_and_informed,
    duplicate_id,
    forgotten_place,
    impossible_dates,
    interface_words,
    legal_words,
    long_name,
    look_alike_letter,
    matrix_without_id,
    missing_cell,
    missing_glyph,
    missing_translation,
    note_contradicts_matrix,
    one_accountable,
    overlapping_validity,
    parity,
    redirect,
    renamed_id,
    right_not_in_matrix,
    shared_form,
    shared_word,
    similar_titles,
    someone_responsible,
    stale_translation,
    statement_without_claim,
    terms_differ,
    text_lost_in_comment,
    unclear_claim,
    undefined_note,
    unknown_letter,
    unknown_reference,
    unknown_term,
    unneeded_exception,
    unread_markup,
    unsafe_link,
    untranslated,
    unused_note,
    unused_task,
    weak_colour,
    wide_matrix,
)
from service_catalogue.rules.unneeded_exception import Recordings

_MODULES = (
    unknown_reference,
    circular_reference,
    duplicate_id,
    renamed_id,
    redirect,
    missing_translation,
    stale_translation,
    untranslated,
    parity,
    legal_words,
    text_lost_in_comment,
    interface_words,
    unknown_term,
    terms_differ,
    shared_form,
    unsafe_link,
    unread_markup,
    impossible_dates,
    approval,
    weak_colour,
    overlapping_validity,
    matrix_without_id,
    axis_named_as_key,
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
    ambiguous_note,
    changed_scheme,
    statement_without_claim,
    unclear_claim,
    claim_contradicts_matrix,
    right_not_in_matrix,
    condition_not_in_matrix,
    note_contradicts_matrix,
    forgotten_place,
    unused_task,
    similar_titles,
    long_name,
    missing_glyph,
    wide_matrix,
)
RULES: tuple[Rule, ...] = tuple(module.RULE for module in (*_MODULES, unneeded_exception))


def run(catalogue: Catalogue) -> list[Problem]:
    """Return the problems of meaning that no exception accepts, and the exceptions that accept none."""
    recordings = Recordings(catalogue, [rule.name for rule in RULES])
    found: list[Problem] = []
    used: set[Location] = set()
    whole: list[Rule] = []
    for module in _MODULES:
        left = (problem for problem in module.check(catalogue) if not recordings.accept(problem, used))
        problems = list(itertools.islice(left, MAX_PROBLEMS + 1))
        if len(problems) > MAX_PROBLEMS:
            problems[MAX_PROBLEMS] = module.RULE.more(problems[MAX_PROBLEMS].at)
        else:
            whole.append(module.RULE)
        found += problems
    unused = [each for each in recordings.all if each.exception.at not in used]
    unneeded = list(itertools.islice(unneeded_exception.check(catalogue, unused, RULES, whole), MAX_PROBLEMS + 1))
    unneeded[MAX_PROBLEMS:] = [problem.rule.more(problem.at) for problem in unneeded[MAX_PROBLEMS:]]
    return [*found, *unneeded]

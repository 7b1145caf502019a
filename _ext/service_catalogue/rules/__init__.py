"""What a catalogue must hold to beyond its shape: a module a rule, each with ``RULE`` and ``check``."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from types import ModuleType

from service_catalogue.kept import Kept
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import MAX_PROBLEMS, Problem, Rule
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
from service_catalogue.rules.found import Before
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


#: Those that look at more than one service at a time. Each of the others finds in a service what it would find if there were no
#: other but those that this one extends, and in the files that all share what it would find if there were none.
_OF_ALL = (circular_reference, renamed_id, redirect, overlapping_validity, unused_task)
#: Those that look at each service too, ``found_in`` it, and say of all together what is ``reported``.
_TOGETHER = (unknown_reference, stale_translation)


def run(catalogue: Catalogue, kept: Kept | None = None, folder: str = "") -> list[Problem]:
    """Every problem of meaning that no exception accepts, and every exception that accepts none.

    With ``kept``, a service is looked at again only where its inputs have changed; all has been read then without a problem,
    and ``folder`` is how the places of problems begin.
    """
    before = Before(catalogue, kept, folder)
    found = {module.RULE.name: list(before.problems(module.RULE.name)) for module in _MODULES}
    used = before.used
    stopped: set[Rule] = set()
    names = [rule.name for rule in RULES]

    def note(module: ModuleType, problem: Problem, recordings: Recordings) -> None:
        """Add ``problem`` to what its rule has found, if no exception accepts it; one too many stops the rule."""
        accepting = {each.name for each in recordings.accepting(problem)}
        used.update(accepting)
        accepted = bool(accepting) or recordings.is_tension(problem) or recordings.may_accept(problem)
        if module not in (*_OF_ALL, *_TOGETHER):
            before.note(module.RULE.name, problem, accepting, accepted=accepted)
        if not accepted and len(found[module.RULE.name]) == MAX_PROBLEMS:
            stopped.add(module.RULE)
            problem = module.RULE.more(problem.at)
        if not accepted:
            found[module.RULE.name].append(problem)

    for number, block in enumerate(before.blocks()):
        recordings = Recordings(block, names)
        for module in _MODULES:
            if module in _TOGETHER:
                for service in block.services:
                    before.note_together(module.RULE.name, service, module.found_in(catalogue, service))
            elif module not in _OF_ALL:
                for problem in module.check(block):
                    if module.RULE in stopped:
                        break
                    if number == 0 or before.is_in_services(problem):
                        note(module, problem, recordings)
    recordings = Recordings(catalogue, names)
    for module in (*_TOGETHER, *_OF_ALL):
        for problem in _of_all(catalogue, module, before):
            if module.RULE in stopped:
                break
            note(module, problem, recordings)
    if stopped and before.known:  # which problems are told, and which exceptions are needed, depends on what was found first
        return run(catalogue)
    whole = [module.RULE for module in _MODULES if module.RULE not in stopped]
    if not stopped:
        before.keep()
    unused = [each for each in recordings.all if each.name not in used]
    unneeded = list(itertools.islice(unneeded_exception.check(catalogue, unused, RULES, whole), MAX_PROBLEMS + 1))
    unneeded[MAX_PROBLEMS:] = [problem.rule.more(problem.at) for problem in unneeded[MAX_PROBLEMS:]]
    return [*itertools.chain.from_iterable(found.values()), *unneeded]


def _of_all(catalogue: Catalogue, module: ModuleType, before: Before) -> Iterator[Problem]:
    """What ``module`` finds in all services."""
    if module in _OF_ALL:
        yield from module.check(catalogue)
    else:
        found = itertools.chain(module.found_in(catalogue, None), before.together(module.RULE.name))
        yield from module.reported(catalogue, found)

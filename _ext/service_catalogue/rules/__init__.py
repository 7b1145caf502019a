"""The rules of meaning: one a module, each with ``RULE``."""

from __future__ import annotations

from importlib import import_module

from service_catalogue.rules.rule import Rule

#: The modules of the rules, in the order of the editors' guide.
_MODULES = (
    "unknown_reference",
    "circular_reference",
    "duplicate_id",
    "renamed_id",
    "redirect",
    "missing_translation",
    "stale_translation",
    "untranslated",
    "parity",
    "legal_words",
    "text_lost_in_comment",
    "interface_words",
    "unknown_term",
    "terms_differ",
    "typed_note",
    "shared_form",
    "unsafe_link",
    "unread_markup",
    "impossible_dates",
    "approval",
    "changed_since_approval",
    "weak_colour",
    "overlapping_validity",
    "matrix_without_id",
    "axis_named_as_key",
    "missing_cell",
    "unknown_letter",
    "look_alike_letter",
    "one_accountable",
    "someone_responsible",
    "doing_and_informed",
    "default_contradicted",
    "shared_word",
    "undefined_note",
    "unused_note",
    "ambiguous_note",
    "changed_scheme",
    "departure_not_inherited",
    "statement_without_claim",
    "unbound_party",
    "unclear_claim",
    "claim_contradicts_matrix",
    "right_not_in_matrix",
    "condition_not_in_matrix",
    "note_contradicts_matrix",
    "forgotten_place",
    "unused_task",
    "similar_titles",
    "long_name",
    "missing_glyph",
    "wide_matrix",
    "unneeded_exception",
)
RULES: tuple[Rule, ...] = tuple(import_module(f"{__name__}.{name}").RULE for name in _MODULES)

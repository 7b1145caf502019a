"""The names and values of the fields of objects in the sentences about a change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.locale.words import table_of
from service_catalogue.model.catalogue import Identity
from service_catalogue.model.kinds import CatalogueStatus, Count, Duty, StatementKind, TermScope
from service_catalogue.model.matrix import Matrix, Row
from service_catalogue.model.service import OptionKind, Service
from service_catalogue.model.shared import Group, Layer, Letter, Party, Scheme, SearchWords, Task, Term
from service_catalogue.model.standard import Clause, Standard
from service_catalogue.model.statement import Note, RecordedException, Statement, Tension
from service_catalogue.schema.fields import fields_of

from tests.diff.states import changed, sentences, told
from tests.folders import FIXTURES, case_file, copy, edited, plant

CATALOGUES = FIXTURES / "catalogues"
OBJECTS = (
    *(Identity, Service, Matrix, Row, Statement, Note, Tension, RecordedException, Standard, Clause),
    *(Group, Layer, Letter, Party, Scheme, SearchWords, Task, Term),
)
#: What the place says, what is told in another way, and what no reader sees.
_OTHERWISE = ("id", "letter", "for", "text", "name", "rows", "task", "note", "written", "redirects", "inherited")
#: What is in no field: the object that it stands in.
_IN_NONE = ("in",)
#: The axis that is no object; the others have names of their own.
_AXES = {"axes": "axes.layer"}


def fields(kind: type, prefix: str = "") -> Iterator[str]:
    """Return the fields that a comparison of objects of this ``kind`` reports, those of parts without an id among them."""
    for key, (_, annotation, _) in fields_of(kind).items():
        inner = inside(annotation)
        if not prefix and key in _OTHERWISE:
            continue
        if inner is None or not fields_of(inner):
            yield f"{prefix}{key}"
        elif inner is not Matrix and not {"id", "letter"} & fields_of(inner).keys():
            yield from fields(inner, f"{prefix}{key}.")


def inside(annotation: Any) -> type | None:
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        return annotation
    return next(filter(None, map(inside, get_args(annotation))), None)


@pytest.mark.parametrize("language", ["da", "en", "sv"])
def test_every_field_has_a_name_and_no_other_has(language):
    known = {key.removeprefix("diff.field.") for key in table_of(language) or {} if key.startswith("diff.field.")}
    assert known == {_AXES.get(field, field) for kind in OBJECTS for field in fields(kind)} | {*_IN_NONE}


@pytest.mark.parametrize("language", ["da", "en", "sv"])
def test_every_value_of_a_closed_list_has_words(language):
    lists: tuple[type[Enum], ...] = (Duty, Count, TermScope, CatalogueStatus, OptionKind)
    known = {key.removeprefix("diff.value.") for key in table_of(language) or {} if key.startswith("diff.value.")}
    # The other kinds of statements and claims are named like those of notes.
    assert known == {each.value for values in lists for each in values} | {StatementKind.EXCLUSION.value}


EXCHANGE = "services/exchange.yaml"


@pytest.mark.parametrize("case", case_file(__file__))
def test_what_is_said_of_a_field(tmp_path, case):
    old, new = changed(tmp_path, *case, source=CATALOGUES / "two-schemes")
    report = Report(old, new, compare(old, new))
    for language, said in zip(("da", "en"), case.messages, strict=True):
        assert any(sentence.partition(": ")[2].startswith(said) for sentence in sentences(report, language))


def test_the_search_words_are_those_for_something_with_a_name(tmp_path):
    words = "for: task:backup\n    words: {da: [kopi], en: [copy]}\n"
    before = edited(
        tmp_path / "before", ("search-words.yaml", "", f"search-words:\n  - {words}"), source=CATALOGUES / "two-schemes"
    )
    edit = ("search-words.yaml", "en: [copy]", "en: [copy, safety copy]")
    assert told(tmp_path, "en", edit, source=before) == [
        "Facts and settings: The search words for the task Backup, words (English): {+safety copy+}"
    ]


def test_a_role_scheme_that_has_the_same_letters_with_another_meaning(tmp_path):
    before = copy(tmp_path / "before", CATALOGUES / "two-schemes")
    scheme = (before / "roles.yaml").read_text("utf-8").partition("schemes:\n")[2].partition("  - id: rcq")[0]
    other = scheme.replace("id: raci", "id: advice").replace("RACI", "Advice").replace("Consulted", "Contributor")
    plant(before, ("roles.yaml", "schemes:\n", f"schemes:\n{other}"))
    assert told(tmp_path, "en", (EXCHANGE, "scheme: raci", "scheme: advice"), source=before) == [
        "Facts and settings: The matrix of X1, Operation, role scheme: [-RACI-] {+Advice+}; C now means “Contributor” and not “Consulted”. This concerns the customer and Stoker: read it."
    ]

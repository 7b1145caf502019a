"""What the fields of objects are called in the sentences about a change, and how their values are told."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args

import pytest
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.locale import table_of
from service_catalogue.model import (
    CatalogueStatus,
    Clause,
    Count,
    Duty,
    Group,
    Layer,
    Letter,
    Party,
    Scheme,
    SearchWords,
    Standard,
    StatementKind,
    Task,
    Term,
    TermScope,
)
from service_catalogue.model.catalogue import Identity
from service_catalogue.model.matrix import Matrix, Row
from service_catalogue.model.service import OptionKind, Service
from service_catalogue.model.statement import Note, RecordedException, Statement, Tension
from service_catalogue.schema import fields_of

from tests.diff.states import changed, sentences, told
from tests.folders import FIXTURES, copy, edited, plant

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
TEXT = "{da: Stoker udveksler data mellem systemer., en: Stoker exchanges data between systems.}"


@pytest.mark.parametrize(
    ("edit", "danish", "english"),
    [
        pytest.param(
            (EXCHANGE, "provider: provider\n", "provider: customer\n"),
            "Ydelsen X1 Udveksling, leverandør: [-Stoker-] {+Den tilsluttede+}",
            "The service X1 Exchange, provider: [-Stoker-] {+The customer+}",
            id="a party",
        ),
        pytest.param(
            (EXCHANGE, "version: 1\n", "version: 1\nvalid: {from: 2026-02-01}\n"),
            "Ydelsen X1 Udveksling, gælder fra: {+1.\u00a0februar 2026+}",
            "The service X1 Exchange, valid from: {+1\u00a0February 2026+}",
            id="a day",
        ),
        pytest.param(
            (EXCHANGE, "version: 1\n", "version: 2026-13-45\n"),
            "Ydelsen X1 Udveksling, version: [-1-] {+2026-13-45+}",
            "The service X1 Exchange, version: [-1-] {+2026-13-45+}",
            id="what looks like a day and is none",
        ),
        pytest.param(
            (EXCHANGE, "kind: limit", "kind: condition"),
            "Note 1 i X1 er nu af slagsen »betingelse«; før var den af slagsen »afgrænsning«. Det berører den tilsluttede og Stoker: læs det.",
            "Note 1 in X1 is now of the kind “condition”; before, it was of the kind “limit”. This concerns the customer and Stoker: read it.",
            id="a kind of note",
        ),
        pytest.param(
            ("catalogue.yaml", "status: adopted", "status: restatement"),
            "Kataloget oplyser ikke længere, at ejeren, Stoker, har godkendt det.",
            "The catalogue no longer says that its owner, Stoker, has adopted it.",
            id="a status of the catalogue",
        ),
        pytest.param(
            ("catalogue.yaml", "authoritative: en", "authoritative: da"),
            "Kataloget, gældende sprog: [-engelsk-] {+dansk+}",
            "The catalogue, prevailing language: [-English-] {+Danish+}",
            id="a language",
        ),
        pytest.param(
            (EXCHANGE, f"text: {TEXT}", f"text: {TEXT}\n        about: {{tasks: [backup, keys]}}"),
            "Udsagnet about-1 i X1, angår opgaverne: {+Backup, Nøgler+}",
            "The statement about-1 in X1, about the tasks: {+Backup, Keys+}",
            id="tasks",
        ),
        pytest.param(
            (EXCHANGE, "axes: {layer: [system, platform], plan", "axes: {layer: [platform, system], plan"),
            "Matricen i X1, Sikkerhed, lag: [-Systemet, Platformen-] {+Platformen, Systemet+}",
            "The matrix of X1, Security, layers: [-System, Platform-] {+Platform, System+}",
            id="the layers of an axis",
        ),
        pytest.param(
            (EXCHANGE, "[letter.C, letter.Q, operation.backup.system, audit.keys.platform.basic.customer]", "[note.1, operation.backup.system]"),
            "Spændingen t1 i X1, vises ved: [-bogstavet C, Rådspørges og Bidrager; bogstavet Q, Godkender; "
            "Nøgler, Platformen, Basis, Den tilsluttede-] {+Note 1+}",
            "The tension t1 in X1, shown at: [-the letter C, Consulted and Contributor; the letter Q, Approver; "
            "Keys, Platform, Basic, The customer-] {+Note 1+}",
            id="addresses",
        ),
    ],
)  # fmt: skip
def test_what_is_said_of_a_field(tmp_path, edit, danish, english):
    old, new = changed(tmp_path, edit, source=CATALOGUES / "two-schemes")
    report = Report(old, new, compare(old, new))
    for language, said in (("da", danish), ("en", english)):
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

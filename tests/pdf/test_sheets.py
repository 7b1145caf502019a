"""What the template is given: objects with names, each of one shape wherever it stands, and no list that is read by index."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_catalogue.pdf.annex import annex_sheet
from service_catalogue.pdf.annex_file import read_annex
from service_catalogue.pdf.sheets import Sheets, feet, headings

from tests.folders import DESK, PLATFORM, catalogue_of, copy, plant
from tests.pdf.examples import ONE

#: A run of words, and a text: words, or runs of them.
PIECE = {"w", "em", "lang", "to", "url", "term"}

SHAPES = {
    "service": "accountability code departures duties facts in-whole kicker label layers logo matrices motto name notes notice "
    "permalink prevails qr running sections summary terms",
    "facts": "known not-stated",
    "facts.known": "name value",
    "layers": "name shares words",
    "layers.shares": "count name party",
    "sections": "heading label sections statements",
    "sections.statements": "claims id label marks text",
    "claims": "is-sentence places words",
    "claims.places": "condition marks on tasks",
    "condition": "label text",
    "marks": "label to",
    "matrices": "base caption default heading kinds label legend scheme tables task turned wide",
    "matrices.legend": "duty marks meaning sign word",
    "kinds": "letters party sign",
    "kinds.letters": "duty sign",
    "tables": "columns groups head starts",
    "tables.head": "name party span",
    "tables.groups": "name reason rows",
    "rows": "cadence cells label marks name",
    "cells": "kind marks",
    "notes": "kind label marks number owner text",
    "departures": "heading items kind label",
    "departures.items": "label mark owner references text",
    "duties": "baseline heading label none sections",
    "baseline": "id text to words",
    "duties.sections": "heading ids places said why",
    "duties.sections.places": "groups name",
    "places.groups": "letters tasks words",
    "places.groups.tasks": "marks name",
    "said": "condition id is-own-words marks on tasks text to where",
    "ids": "id marks to",
    "entries": "label more name text",
}


def objects(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], dict]]:
    """Every object in ``value`` that is no run of words, with the names that lead to it."""
    if isinstance(value, dict):
        if "w" not in value:
            yield path, value
        for name, inner in value.items():
            yield from objects(inner, (*path, name))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from objects(inner, path)


def lists(value: object, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], list]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from lists(inner, (*path, name))
    elif isinstance(value, list | tuple):
        yield path, list(value)
        for inner in value:
            yield from lists(inner, path)


def is_text(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and "w" in value and set(value) <= PIECE)


@pytest.fixture(scope="module")
def sheets() -> dict[str, object]:
    catalogue = catalogue_of(PLATFORM)
    maker = Sheets(catalogue, "https://example.org")
    read = read_annex(ONE, catalogue)
    annex, lines, _ = annex_sheet(read.annex, read.digest, catalogue, False, "")
    whole = maker.service("da", "2a", whole=True)
    inside = {"2a": list(headings(whole))}
    numbers = dict.fromkeys(
        ["services/2a#", "#glossary", "#index", *(f"services/2a#row.{row.task}" for row in catalogue.services[0].matrix.rows)],
        "7",
    )
    return {
        "service": maker.service("da", "2a"),
        "whole": whole,
        "before": maker.before("da", inside, numbers),
        "after": maker.after("da", numbers),
        "annex": annex,
        "feet": feet(annex, lines, [False, True]),
    }


def test_every_object_of_one_name_has_the_same_fields(sheets) -> None:
    """In all places, so that the template can rely on them."""
    for shown in sheets.values():
        shapes: dict[tuple[str, ...], set[str]] = {}
        for path, value in objects(shown):
            if path[-1:] in (("words",), ("sheet",)) or not path:
                continue
            assert shapes.setdefault(path, set(value)) == set(value), path


def test_the_fields_of_a_booklet(sheets) -> None:
    seen = set()
    for path, value in objects(sheets["service"]):
        for length in (4, 3, 2, 1):
            name = ".".join(path[-length:])
            if name in SHAPES:
                seen.add(name)
                assert " ".join(sorted(value)) == SHAPES[name], path
                break
    assert seen == set(SHAPES)


def test_no_list_is_read_by_index(sheets) -> None:
    """A list holds objects, texts or numbers, all of one kind, and no lists but those of a text in runs, or of a matrix's head."""
    for name, shown in sheets.items():
        for path, items in lists(shown):
            kinds = {
                "text" if is_text(item) or (isinstance(item, list) and all(map(is_text, item))) else type(item).__name__
                for item in items
            }
            assert len(kinds) <= 1, (name, path, items)
            assert kinds <= {"text", "dict", "int"} or path[-1] == "head", (name, path, items)


def test_a_sheet_says_nothing_of_the_digest(sheets) -> None:
    """The feet do; or a change of one service would set the pages of every other anew."""
    catalogue = catalogue_of(PLATFORM)
    assert catalogue.digest not in str(sheets["service"])
    assert catalogue.digest in str(sheets["feet"])


def test_each_page_and_the_contents_say_that_a_service_is_not_in_force(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    plant(folder, (DESK, "status: in-force", "status: draft"))
    sheets = Sheets(catalogue_of(folder), "")
    title = "D1 Desk (draft)"
    assert title in json.dumps(sheets.frame_of_service("en", "desk"))
    assert title in json.dumps(sheets.before("en", {"desk": ()}, {})["chapters"])

"""Meanings of letters and the tensions about them: a service's own on its page, those of the first on pages of all services."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.check.load import load
from service_catalogue.views.edition import Edition, Link
from service_catalogue.views.glossary import term_view
from service_catalogue.views.matrix import MatrixViews, legend

from tests.bench.many import many_services


@pytest.fixture(scope="module")
def edition(tmp_path_factory) -> Edition:
    return Edition(load(many_services(tmp_path_factory.mktemp("many"), 10)).catalogue, "en")


def test_the_page_of_a_service_has_its_own_tensions(edition: Edition) -> None:
    for service in edition.catalogue.services:
        entries = MatrixViews(edition, service, service.matrix).view().legend
        links = [mark.link for entry in entries for mark in entry.departures]
        assert links == [Link(f"services/{service.id}", "tension.t9")]


def test_a_page_of_all_services_has_those_of_the_first_and_how_many_more(edition: Edition) -> None:
    (scheme,) = edition.catalogue.schemes
    marks = next(entry for entry in legend(edition, scheme, edition.linker()) if entry.letter.letter == "A").departures
    assert [mark.label for mark in marks] == [*(f"{service.code} t9" for service in edition.catalogue.services[:8]), "+3"]
    assert (marks[-1].words, marks[-1].link) == ("See 3 more services", Link("services/index"))
    assert term_view(edition, edition.catalogue.term("accountable")).departures == marks


def test_of_few_services_all_are_listed(tmp_path: Path) -> None:
    few = Edition(load(many_services(tmp_path, 7)).catalogue, "en")
    (scheme,) = few.catalogue.schemes
    told = {entry.letter.letter: len(entry.departures) for entry in legend(few, scheme, few.linker())}
    assert told == {"A": 8, "R": 0, "C": 0, "I": 0}

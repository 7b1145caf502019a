"""What leaves the site is read alone: a party's part, its Markdown file, documents of other builders, and booklets say all of a duty."""

from __future__ import annotations

from pathlib import Path

import pytest
from service_catalogue.pdf.duties import duty_lists
from service_catalogue.pdf.encode import Encoder
from service_catalogue.sphinx_ext.doctree import DoctreeMaker
from service_catalogue.views import page
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Page
from service_catalogue.views.part_file import markdown
from service_catalogue.views.statements import statement_view

from tests.folders import DESK, catalogue_of, copy, plant


def edition_with(tmp_path: Path, *edits: tuple[str, str, str]) -> Edition:
    folder = copy(tmp_path)
    plant(folder, *edits)
    return Edition(catalogue_of(folder), "en")


def part_of(edition: Edition, party: str, service: str = "desk") -> Page:
    return page(edition, Address(f"parties/{party}/{service}", "duties", (party, service)))


def in_documents(edition: Edition, shown: Page) -> str:
    """What builders without our templates make of a page."""
    maker = DoctreeMaker(edition, "index", flat=False)
    return "\n".join(node.astext() for part in shown.parts for node in maker.part(part, in_section=False))


MAY_SEE = "- {party: customer, may: {da: kan se kopien, en: can see the copy}, on: [upper], note: 2}"


@pytest.fixture
def with_an_area(tmp_path: Path) -> Edition:
    return edition_with(tmp_path, (DESK, "- {party: customer, may-do: [restore], on: [upper]}", MAY_SEE))


def test_a_claim_without_a_task_says_where_it_holds(with_an_area: Edition) -> None:
    edition, shown = with_an_area, part_of(with_an_area, "customer")
    service = edition.catalogue.objects["service"]["desk"]
    assert "Customer can see the copy." in markdown(edition, shown)
    assert "This concerns: Upper layer. (copies-2) (Note 2" in markdown(edition, shown)
    assert "This concerns: Upper layer" in in_documents(edition, shown)
    lines = statement_view(edition, service, service.statements["copies-2"], edition.linker()).claims
    assert ("A right or possibility of Customer", "on Upper layer") in [
        (line.words, place.on) for line in lines for place in line.places
    ]
    (own, *_) = duty_lists(Encoder(edition, ""), service)
    assert "Upper layer" in [one["where"] for section in own["sections"] for one in section["said"]]


def test_documents_say_on_which_layer_a_claim_holds_and_its_notes(with_an_area: Edition) -> None:
    text = in_documents(with_an_area, part_of(with_an_area, "customer"))
    assert "Customer is accountable for Backup on Lower layer." in text
    assert "copies-2 (2)" in text

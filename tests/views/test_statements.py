"""The line under a statement: whose duty it is, in which tasks, and where; each thing said once."""

from __future__ import annotations

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import plain
from service_catalogue.views.statements import ClaimLine, statement_view

from tests.folders import DESK, PLATFORM, catalogue_of, copy, plant


def said(line: ClaimLine) -> tuple[object, ...]:
    return line.words, *((part.on, *(place.words for place in part.places), plain(part.condition)) for part in line.places)


def lines(catalogue: Catalogue, id: str, language: str = "en") -> list[tuple[object, ...]]:
    edition, service = Edition(catalogue, language), catalogue.services[0]
    return [said(line) for line in statement_view(edition, service, service.statements[id], edition.linker()).claims]


@pytest.fixture(scope="module")
def platform() -> Catalogue:
    return catalogue_of(PLATFORM)


def test_what_several_claims_say_of_a_party_is_said_once_with_all_their_places(platform: Catalogue) -> None:
    """And not once more without a place."""
    maintenance = "Maintenance responsibility – overall"
    assert lines(platform, "desc-5") == [
        (
            "Duty of Statens It",
            ("on Middleware", "Operations responsibility – overall", "Support and service desk", maintenance, ""),
        ),
        ("A right or possibility of the customer", ("on Middleware", "Admin. access – prod/pre-prod", "")),
    ]


def test_what_is_nowhere_said_with_a_place_is_said_without_one(platform: Catalogue) -> None:
    assert lines(platform, "desc-4", "da") == [("Pligt for Statens It",), ("Ret eller mulighed for kunden",)]


def test_a_condition_stands_at_what_it_is_a_condition_of(platform: Catalogue) -> None:
    assert lines(platform, "security-1") == [
        ("Duty of Statens It", ("on Middleware", "Patch management", "where this is formally agreed"))
    ]
    assert lines(platform, "general-7") == [
        ("A right or possibility of Statens It", ("", "per named system, if the service is extended with it"))
    ]


def test_that_the_source_names_nobody_is_silent(platform: Catalogue) -> None:
    edition, service = Edition(platform, "en"), platform.services[0]
    view = statement_view(edition, service, service.statements["offer-2"], edition.linker())
    assert [line.is_silent for line in view.claims] == [True, False]


def test_what_a_party_owns_is_neither_a_duty_nor_a_right(tmp_path) -> None:
    folder, claim = copy(tmp_path), "{party: customer, answers-for: [backup], on: [lower]}"
    plant(folder, (DESK, claim, "{party: customer, owns: {da: ejer kopien, en: owns the copy}}"))
    checked = check(folder).catalogue
    assert lines(checked, "copies-2")[0] == ("Owned by Customer",)
    found = duties(Edition(checked, "en"), checked.services[0], checked.party("customer"))
    assert [plain(entry.claim.words) for entry in found.owns] == ["Customer owns the copy."]
    assert not any("owns" in plain(entry.claim.words) for entry in (*found.promised, *found.rights))


def test_a_claim_in_no_words_of_its_own_begins_a_sentence_and_each_layer_has_its_tasks(tmp_path) -> None:
    folder, claimed = copy(tmp_path), "{party: customer, answers-for: [%s], on: [%s]}"
    plant(folder, (DESK, claimed % ("backup", "lower"), claimed % ("backup, restore", "lower, upper")))
    first, _ = lines(check(folder).catalogue, "copies-2")
    assert first == (
        "Customer is accountable for",
        ("on Lower layer", "Backup", "Restore", ""),
        ("on Upper layer", "Backup", "Restore", ""),
    )

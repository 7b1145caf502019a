"""The statements of a service, their anchors, and the claims of a party in its own list."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.duties import PartyText, duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.statements import statement_view

from tests.folders import DESK, PLATFORM, catalogue_of, copy, edited


def compared(catalogue: Catalogue, id: str) -> tuple[str, ...]:
    edition, service = Edition(catalogue, "en"), catalogue.services[0]
    return statement_view(edition, service, service.statements[id], edition.linker()).about


@pytest.fixture(scope="module")
def platform() -> Catalogue:
    return catalogue_of(PLATFORM)


def test_a_statement_names_each_cell_and_row_that_its_claims_are_compared_with_once(platform: Catalogue) -> None:
    provided = ("operations-responsibility", "support-and-service-desk", "maintenance-responsibility")
    cells = (f"{task}.middleware.provider" for task in provided)
    assert compared(platform, "desc-5") == ("administrative-access.middleware.customer", *cells)
    assert compared(platform, "desc-4") == ()


def test_what_a_party_owns_is_neither_a_duty_nor_a_right(tmp_path) -> None:
    claim = "{party: customer, answers-for: [backup], on: [lower]}"
    owned = "{party: customer, owns: {da: ejer kopien, en: owns the copy}}"
    checked = catalogue_of(edited(tmp_path, (DESK, claim, owned)))
    found = duties(Edition(checked, "en"), checked.services[0], checked.party("customer"))
    assert [plain(entry.claim.words) for entry in found.owns] == ["Customer owns the copy."]
    assert not any("owns" in plain(entry.claim.words) for entry in (*found.promised, *found.rights))


TEXT = "{da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}"
TWO = "{da: 'Kunden ejer kopien, og har ansvaret for den. Den må læses.', en: 'The customer owns the copy, and answers for it. It may be read.'}"
QUOTED = """[
            {party: customer, kind: ownership, quote: {da: Kunden ejer kopien, en: The customer owns the copy}},
            {party: customer, quote: {da: har ansvaret for den, en: answers for it}, answers-for: [backup], on: [lower]},
            {party: customer, kind: right, quote: {da: Den må læses., en: It may be read.}}]"""


@pytest.fixture(scope="module")
def quoting(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = copy(tmp_path_factory.mktemp("quoting"))
    desk = folder / DESK
    head, _, rest = (
        desk.read_text("utf-8").replace(TEXT, TWO).partition("claims:\n              - {party: customer, answers-for: [backup]")
    )
    desk.write_text(f"{head}claims: {QUOTED}\n" + rest[rest.index("\nmatrix:") :], "utf-8")
    checked = check(folder)
    assert [problem for problem in checked.problems if problem.rule.name == "unclear-claim"] == []
    return checked.catalogue


def shown(found: Iterable[PartyText]) -> list[tuple[str, str]]:
    """Return the words of each entry, and those that are marked."""
    return [(plain(one.text), "".join(piece.words for piece in one.text if piece.is_marked)) for one in found]


def test_a_list_marks_the_passage_that_makes_the_claim_or_has_its_sentences_alone(quoting: Catalogue) -> None:
    found = duties(Edition(quoting, "en"), quoting.services[0], quoting.party("customer"))
    whole = "The customer owns the copy, and answers for it. It may be read."
    assert shown(found.owns) == [(whole, "The customer owns the copy")]
    assert (whole, "answers for it") in shown(found.letters[0].said)
    assert ("It may be read.", "") in shown(found.rights)


def test_a_value_with_several_places_or_without_any_leads_to_the_row(tmp_path) -> None:
    claimed = "{party: customer, answers-for: [%s], on: [%s]}"
    edit = (DESK, claimed % ("backup", "lower"), claimed % ("restore, ownership", "lower, upper"))
    cells = (f"{task}.{layer}.customer" for layer in ("lower", "upper") for task in ("restore", "ownership"))
    assert compared(catalogue_of(edited(tmp_path, edit)), "copies-2")[:4] == tuple(cells)

"""The line under a statement: whose duty it is, in which tasks, and where; each thing said once."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.views.duties import PartyText, duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.statements import ClaimLine, statement_view

from tests.folders import DESK, PLATFORM, catalogue_of, copy, edited


def said(line: ClaimLine) -> tuple[object, ...]:
    return line.words, *((part.on, *(place.words for place in part.places)) for part in line.places)


def lines(catalogue: Catalogue, id: str, language: str = "en") -> list[tuple[object, ...]]:
    edition, service = Edition(catalogue, language), catalogue.services[0]
    return [said(line) for line in statement_view(edition, service, service.statements[id], edition.linker()).claims]


@pytest.fixture(scope="module")
def platform() -> Catalogue:
    return catalogue_of(PLATFORM)


def test_equal_claims_about_a_party_are_shown_once_with_all_their_places(platform: Catalogue) -> None:
    """And not once more without a place."""
    maintenance = "Maintenance responsibility – overall"
    assert lines(platform, "desc-5") == [
        (
            "Duty of Statens It",
            ("on Middleware", "Operations responsibility – overall", "Support and service desk", maintenance),
        ),
        ("A right or possibility of the customer", ("on Middleware", "Admin. access – prod/pre-prod")),
    ]


def test_a_claim_without_a_place_is_shown_if_no_other_has_one(platform: Catalogue) -> None:
    assert lines(platform, "desc-4", "da") == [("Pligt for Statens It",), ("Ret eller mulighed for kunden",)]


def test_a_condition_is_not_repeated_under_its_statement(platform: Catalogue) -> None:
    assert lines(platform, "security-1") == [("Duty of Statens It", ("on Middleware", "Patch management"))]
    assert lines(platform, "general-7") == [("A right or possibility of Statens It",)]


def test_that_the_source_names_nobody_is_silent(platform: Catalogue) -> None:
    edition, service = Edition(platform, "en"), platform.services[0]
    view = statement_view(edition, service, service.statements["offer-2"], edition.linker())
    assert [line.is_silent for line in view.claims] == [True, False]


def test_what_a_party_owns_is_neither_a_duty_nor_a_right(tmp_path) -> None:
    claim = "{party: customer, answers-for: [backup], on: [lower]}"
    owned = "{party: customer, owns: {da: ejer kopien, en: owns the copy}}"
    checked = catalogue_of(edited(tmp_path, (DESK, claim, owned)))
    assert lines(checked, "copies-2")[0] == ("Owned by Customer",)
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


def test_the_line_under_a_statement_says_what_a_quote_is(quoting: Catalogue) -> None:
    assert lines(quoting, "copies-2") == [
        ("Owned by Customer",),
        ("Duty of Customer", ("on Lower layer", "Backup")),
        ("A right or possibility of Customer",),
    ]


def test_a_claim_in_no_words_of_its_own_begins_a_sentence_and_each_layer_has_its_tasks(tmp_path) -> None:
    claimed = "{party: customer, answers-for: [%s], on: [%s]}"
    edit = (DESK, claimed % ("backup", "lower"), claimed % ("restore, ownership", "lower, upper"))
    first, _ = lines(catalogue_of(edited(tmp_path, edit)), "copies-2")
    assert first == (
        "Customer is accountable for",
        ("on Lower layer", "Restore", "Ownership"),
        ("on Upper layer", "Restore", "Ownership"),
    )


def test_a_claim_with_a_condition_or_a_departure_and_what_is_ensured_make_no_sentence(tmp_path) -> None:
    claimed = "{party: customer, answers-for: [backup], on: [lower]}"
    condition = "{party: customer, answers-for: [restore], condition: {da: hvis aftalt, en: if agreed}}"
    more = f"{claimed}\n              - {condition}\n              - {{party: provider, ensures: [ownership]}}"
    duty, restore, right = lines(catalogue_of(edited(tmp_path, (DESK, claimed, more))), "copies-2")
    assert duty == ("Duty of Customer", ("on Lower layer", "Backup"), ("", "Restore"))
    assert restore == ("Duty of Provider", ("", "Ownership"))
    assert right[0] == "A right or possibility of Customer"

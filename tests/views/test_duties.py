"""Duties of a party in a service: all that the matrix and the text say about it, and nothing else."""

from __future__ import annotations

import dataclasses

import pytest
from service_catalogue.check.checker import check
from service_catalogue.views import page
from service_catalogue.views.duties import OWN_LETTERS, OWN_PLACES, Duties, duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import PageAddress

from tests.folders import DESK, PLATFORM, catalogue_of, edited

CATALOGUE = catalogue_of(PLATFORM)
SERVICE = CATALOGUE.objects["service"]["2a"]
PARTIES = ("customer", "provider", "third-party-supplier", "application-supplier")


def found(party: str, language: str = "en") -> Duties:
    return duties(Edition(CATALOGUE, language), SERVICE, CATALOGUE.party(party))


def said(entries) -> list[str]:
    return [entry.id for entry in entries]


# ---- The letters -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("party", ["customer", "provider"])
def test_every_cell_with_a_letter_is_listed_under_each_of_its_letters(party):
    expected = {(letter, cell.address) for cell in SERVICE.matrix.cells if cell.party == party for letter in cell.letters}
    view = found(party)
    told = [(each.letter.letter, duty.cell.address) for each in view.letters for place in each.places for duty in place.duties]
    assert len(told) == len(set(told))
    assert set(told) == expected
    assert [each.count for each in view.letters] == [
        sum(letter == each.letter.letter for letter, _ in expected) for each in view.letters
    ]


def test_what_the_marks_lead_to_is_there():
    for party in PARTIES:
        view = found(party)
        places = [place for each in view.letters for place in each.places] + [*view.asks, *view.tells]
        marks = [
            mark for place in places for duty in place.duties for mark in (*duty.own, *duty.cell.notes, *duty.cell.departures)
        ]
        lists = [*(each.said for each in view.letters), view.promised, view.rights, view.mentions, view.unnamed]
        marks += [mark for entries in lists for entry in entries for mark in entry.marks]
        there = {f"note.{note.id}" for note in view.notes} | {departure.anchor for departure in view.departures}
        there |= {f"baseline.{view.baseline.statement.id}"} if view.baseline else set()
        assert {f"{mark.kind}.{mark.id}" for mark in marks} <= there


# ---- The text ----------------------------------------------------------------------------------------------------------


def test_every_claim_is_listed_once_for_its_party():
    for party in PARTIES:
        view = found(party)
        told = [entry for entries in (*(each.said for each in view.letters), view.promised, view.rights) for entry in entries]
        claims = [part for text in SERVICE.texts for claim in text.claims for part in claim.parts if claim.party == party]
        assert len(told) == len(claims)


def test_a_claim_is_listed_where_its_verb_belongs():
    customer, provider = found("customer"), found("provider")
    accountable, responsible = (each.said for each in provider.letters[:2])
    assert "security-6" in said(customer.letters[0].said)
    assert said(accountable) == ["general-4"]
    assert said(responsible) == ["desc-5", "general-1", "itil-3", "itil-3", "development-2"]
    # What is ensured may be done or answered for, and what is no task of the matrix is neither.
    assert said(provider.promised) == ["desc-4", "desc-5", "desc-5", "offer-2", "general-4", "general-5", "security-1", "itil-1"]
    assert said(provider.rights) == ["general-7", "security-8"]
    assert said(customer.promised) == ["general-2", "general-3", "general-9"]


def test_conditions_notes_and_departures_go_with_them():
    entry = next(entry for entry in found("provider").promised if entry.id == "security-1")
    assert plain(entry.claim.condition) == "where this is formally agreed"
    assert [mark.label for mark in entry.marks] == ["t7", "t10", "*"]
    option = next(entry for entry in found("provider", "da").rights if entry.id == "general-7")
    assert plain(option.claim.condition) == "pr. navngivet system, hvis ydelsen udvides med den"
    assert plain(option.claim.words).startswith("Statens It kan ud over standardservicedesken tilbyde en udvidelse af ydelsen")


def test_the_party_has_the_form_that_a_sentence_needs():
    words = [plain(entry.claim.words) for entry in found("customer", "da").rights]
    assert all(text.startswith("Kunden ") and text.endswith(".") for text in words)
    words = [plain(entry.claim.words) for entry in found("customer", "en").rights]
    assert all(text.startswith("The customer ") for text in words)


def test_a_statement_that_merely_mentions_a_party_is_no_duty_of_it():
    view = found("customer")
    told = {entry.id for entries in (*(each.said for each in view.letters), view.promised, view.rights) for entry in entries}
    assert not told & {"id-2", "security-3", "example-1", "baseline"}
    assert view.mentions == ()


def test_a_party_without_a_column_has_what_statements_and_notes_say_of_it():
    third, application = found("third-party-supplier"), found("application-supplier")
    assert (third.letters, third.promised, said(third.mentions)) == ((), (), ["id-2", "general-9", "security-1"])
    assert (application.letters, application.promised, said(application.mentions)) == ((), (), ["id-2", "itil-2", "Note 4"])
    assert not third.unnamed
    assert all(SERVICE.concerns(party) for party in PARTIES)


def test_a_claim_without_a_party_is_listed_for_both_parties_and_as_such():
    unnamed = ["desc-1", "desc-2", "offer-1", "offer-2", "offer-3", "scope-1", "scope-2", "general-6"]
    unnamed += ["security-2", "security-3", "security-4", "itil-2", "itil-4", "Note 5", "Note 6"]
    for party in ("customer", "provider"):
        assert said(found(party).unnamed) == unnamed


def test_a_baseline_is_shown_with_its_section():
    assert {found(party).baseline.statement.id for party in PARTIES} == {"baseline"}
    assert found("customer").baseline.words == "For the statements under “Terms of the service”:"


def test_a_baseline_is_left_out_if_nothing_of_its_section_follows():
    service = dataclasses.replace(SERVICE, baseline="scope-2")  # its section has nothing that names a party
    told = {party: duties(Edition(CATALOGUE, "en"), service, CATALOGUE.party(party)).baseline for party in PARTIES}
    assert {party: bool(baseline) for party, baseline in told.items()} == dict(
        zip(PARTIES, (True, True, False, False), strict=True)
    )


def test_a_tension_is_marked_at_the_claims_that_it_concerns_alone():
    claims = [entry for entry in found("customer").rights if entry.id == "security-7"]
    assert [[mark.label for mark in entry.marks] for entry in claims] == [["*"], ["t4", "*"], ["t5", "*"]]


# ---- What follows ------------------------------------------------------------------------------------------------------


def test_whom_a_party_asks_and_tells_follows_from_the_letters_of_others():
    view = found("provider")
    asked = {duty.cell.address for place in view.asks for duty in place.duties}
    told = {duty.cell.address for place in view.tells for duty in place.duties}
    cells = [cell for cell in SERVICE.matrix.cells if cell.party == "customer"]
    assert asked == {cell.address for cell in cells if "C" in cell.letters}
    assert told == {cell.address for cell in cells if "I" in cell.letters}
    assert all(duty.says.startswith("The customer") for place in view.asks for duty in place.duties)
    restore = next(duty for place in view.tells for duty in place.duties if duty.cell.address == "restore.middleware.customer")
    assert [mark.label for mark in restore.cell.notes] == ["5"]  # whom it tells, it tells of faults only


def test_what_is_yet_to_be_agreed_is_listed_apart(tmp_path):
    catalogue = check(edited(tmp_path, (DESK, "lower: [CI, AR]", "lower: [tbd, AR]"))).catalogue
    view = duties(Edition(catalogue, "en"), catalogue.objects["service"]["desk"], catalogue.party("customer"))
    assert [(place.name, [duty.cell.address for duty in place.duties]) for place in view.open] == [
        ("Lower layer", ["ownership.lower.customer"])
    ]
    assert not any(
        duty.cell.address == "ownership.lower.customer" for each in view.letters for place in each.places for duty in place.duties
    )


@pytest.mark.parametrize("party", ["customer", "provider"])
def test_tasks_that_are_listed_together_have_the_same_letters(party: str) -> None:
    """Those of others too, which follow from one of their letters."""
    shown = page(Edition(CATALOGUE, "en"), PageAddress(f"parties/{party}/2a", "duties", (party, "2a")))
    parts = [*shown.walk()]
    places = [place for part in OWN_LETTERS.among(parts) for place in part.content.places]
    places += [place for part in OWN_PLACES.among(parts) for place in part.content]
    told = [(same, task) for place in places for same in place.duties for group in same.groups for task in group.tasks]
    assert len(told) > 50
    for same, task in told:
        assert "".join(letter.letter for letter in same.letters) == CATALOGUE.scheme(SERVICE.matrix.scheme).in_order(
            SERVICE.matrix.by_address[task.link.anchor].letters
        )

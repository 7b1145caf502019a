"""The status of a service is shown wherever its content is: on its page, on each party's part, and elsewhere with its title."""

from __future__ import annotations

import pytest
from service_catalogue.check.checker import check
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views import home, page
from service_catalogue.views.allocation import ANSWERS
from service_catalogue.views.directives import parts as shown_parts
from service_catalogue.views.duties import ELSEWHERE, OWN_HEAD
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.home import SERVICES
from service_catalogue.views.page import LIST, PageAddress
from service_catalogue.views.status import WITHDRAWN, standing, title_elsewhere

from tests.folders import DESK, catalogue_of, edited, entries

STATES = [
    ("status: draft", "D1 Desk (draft)"),
    ("status: in-force", "D1 Desk"),
    ("", "D1 Desk"),
    ("status: retired", "D1 Desk (retired)"),
    (
        "status: in-force\nwithdrawn: {on: 2027-01-01, reason: {da: Slut., en: Over.}}",
        "D1 Desk (no longer applies from 1\u00a0January 2027)",
    ),
]


def edition_with(tmp_path, state: str) -> Edition:
    return Edition(catalogue_of(edited(tmp_path, (DESK, "status: in-force", state))), "en")


@pytest.mark.parametrize(("state", "title"), STATES)
def test_the_title_on_other_pages_says_what_is_not_in_force(tmp_path, state, title):
    edition = edition_with(tmp_path, state)
    assert title_elsewhere(edition, edition.catalogue.objects["service"]["desk"]) == title
    for kind, id, heading in (("task", "restore", f"In {title}"), ("layer", "upper", f"In {title}")):
        headings = [part.heading for part in page(edition, PageAddress(f"{kind}s/{id}", kind, (id,))).parts]
        assert heading in headings
    (shown,) = shown_parts(edition, "matrix", ("desk",))
    assert shown.content.caption.endswith(title)
    answer = ANSWERS.among(page(edition, PageAddress("tasks/restore", "task", ("restore",))).walk())[0].content[0]
    assert (answer.service, answer.is_in_doubt) == (title, title != "D1 Desk")
    (part,) = ELSEWHERE.among(page(edition, PageAddress("parties/customer", "party", ("customer",))).parts)
    assert title in [fact.label for fact in part.content]
    assert title in {entry.title for entry in entries(edition, {})}


@pytest.mark.parametrize("state", [state for state, _ in STATES])
def test_a_party_reads_the_status_of_the_service_before_what_binds_it(tmp_path, state):
    edition = edition_with(tmp_path, state)
    said = standing(edition, edition.catalogue.objects["service"]["desk"])
    assert said.startswith("Restatement: ")
    found = page(edition, PageAddress("parties/customer/desk", "duties", ("customer", "desk")))
    (head,) = OWN_HEAD.among(found.parts)
    assert head.content.standing == said
    in_full = " ".join(standing(edition, edition.catalogue.objects["service"]["desk"], in_full=True).split())
    assert in_full.startswith("This text restates the document “The sheet” from The owner in words of its own.")
    assert in_full.endswith("Version 1.10. Valid from 1 January 2026. Valid to 31 December 2026.")
    assert " ".join(head.content.standing_in_full[0].split()) == in_full
    assert [plain(part.content.reason) for part in WITHDRAWN.among(found.parts)] == ["Over."] * ("withdrawn" in state)


@pytest.mark.parametrize(("state", "title"), STATES)
def test_the_lists_of_services_say_it(tmp_path, monkeypatch, state, title):
    edition = edition_with(tmp_path, state)
    address = PageAddress("services/index", "services")
    (part,) = SERVICES.among(page(edition, address).parts)
    (card,) = (card for card in part.content if card.link.document == "services/desk")
    assert {f"D1 Desk ({edition.words.within(card.status)})": 1, "D1 Desk": card.status in ("", "Status: not stated")}[title]
    monkeypatch.setattr(home, "SHOWN_SERVICES", 0)
    names = [plain(entry.name) for part in LIST.among(page(edition, address).parts) for entry in part.content]
    assert title in names


@pytest.mark.parametrize(("cells", "broken"), [("[CI, R]", True), ("[CI, AR]", False)])
def test_a_draft_says_where_it_breaks_a_rule_for_its_letters(tmp_path, cells, broken):
    folder = edited(tmp_path, (DESK, "status: in-force", "status: draft"), (DESK, "lower: [CI, AR]", f"lower: {cells}"))
    catalogue = check(folder).catalogue
    edition, service = Edition(catalogue, "en"), catalogue.objects["service"]["desk"]
    sentence = "In this draft, a rule for the letters is broken in 1 place: Ownership, Lower layer."
    assert (sentence in standing(edition, service)) is broken
    assert (sentence in Sheets(catalogue, "").service("en", "desk").json) is broken

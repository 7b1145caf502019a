"""The comparison of two services: which pairs have a page, what differs, and its file."""

from __future__ import annotations

import csv
import dataclasses

from service_catalogue.views import addresses, comparison, page
from service_catalogue.views.comparison import COMPARISON, DIFFERENCES, Pair, comparison_table, pairs
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.home import SERVICES
from service_catalogue.views.page import Page, PageAddress
from service_catalogue.views.plain import csv_text
from service_catalogue.views.statements import STATEMENTS_AGAIN

from tests.folders import EXAMPLE, FIXTURES, SMALL, catalogue_of

EDITION = Edition(catalogue_of(EXAMPLE), "en")


def compared(edition: Edition, first: str, second: str) -> Page:
    return page(edition, PageAddress(f"compare/{first}-{second}", "comparison", (first, second)))


def test_services_that_extend_each_other_or_share_a_family_have_a_page():
    found = [address.document for address in addresses(EDITION.catalogue) if address.kind in ("compare", "comparison")]
    assert found == ["compare", "compare/hosting-managed-application", "compare/desk-phones-calls"]
    assert pairs(catalogue_of(SMALL)) == ()


def test_of_many_services_thirty_pairs_have_a_page_and_no_others_are_made(monkeypatch):
    catalogue, made = EDITION.catalogue, []
    base = catalogue.objects["service"]["hosting"]
    alike = [dataclasses.replace(base, id=f"s{number:02}", bases={}) for number in range(60)]
    last = dataclasses.replace(base, id="last", bases={"s59": alike[-1]})
    monkeypatch.setattr(comparison, "Pair", lambda *two: made.append(two) or Pair(*two))
    found = [(pair.first.id, pair.second.id) for pair in pairs(dataclasses.replace(catalogue, services=(*alike, last)))]
    assert found == [("s59", "last"), *(("s00", f"s{number:02}") for number in range(1, 30))]
    assert len(made) == 30


def test_what_moves_is_counted_in_sentences():
    (head,) = COMPARISON.among(compared(EDITION, "hosting", "managed-application").parts)
    assert head.content.sentences == (
        "In 9 of 83 places, all on Applications, accountability moves from the department to Council IT.",
        "73 places are the same.",
    )
    (head,) = COMPARISON.among(compared(EDITION, "desk-phones", "calls").parts)
    assert head.content.sentences[-1] == "3 places are the same."
    assert [bool(bar.shares[0]) for bar in head.content.bars] == [True, True, False]


def test_a_service_in_a_list_is_compared_with_the_one_that_it_extends():
    (part,) = SERVICES.among(page(EDITION, PageAddress("services/index", "services")).parts)
    assert {card.code: (card.compared.link.document, card.compared.words) for card in part.content if card.compared} == {
        "H2": (
            "compare/hosting-managed-application",
            "In 9 of 83 places, all on Applications, accountability moves from the department to Council IT.",
        ),
        "T2": (
            "compare/desk-phones-calls",
            "In 1 of 50 places, on Devices, accountability moves from Council IT to the department.",
        ),
    }
    # These have no place in common.
    edition = Edition(catalogue_of(FIXTURES / "catalogues" / "plans-and-phases"), "en")
    (part,) = SERVICES.among(page(edition, PageAddress("services/index", "services")).parts)
    assert [card.compared.link.document for card in part.content if card.compared] == []


def test_only_what_differs_is_shown_by_what_happens():
    (part,) = DIFFERENCES.among(compared(EDITION, "hosting", "managed-application").parts)
    moved, worked = part.content.differences
    assert (moved.words, moved.count) == ("Accountability moves from the department to Council IT", 9)
    row = moved.rows[1]
    assert (row.anchor, plain(row.task), row.places) == ("row.incidents", "Incidents", ("Applications",))
    assert [[cell.roles for cell in side] for side in row.cells] == [["A", "S", "R"], ["I", "AR", "S"]]
    assert row.words == "The department is informed; Council IT is accountable and carries it out; the supplier supports it."
    assert [plain(row.task) for row in worked.rows] == ["User access"]


def test_places_with_the_same_difference_are_one_row_and_a_task_has_one_anchor():
    (part,) = DIFFERENCES.among(compared(EDITION, "desk-phones", "calls").parts)
    rows = [row for difference in part.content.differences for row in difference.rows]
    anchors = [row.anchor for row in rows if row.anchor]
    assert len(anchors) == len(set(anchors)) and {row.link for row in rows if row.anchor} == {row.link for row in rows}
    (only,) = [one for one in part.content.differences if one.words == "Only in T1"]
    (repairs,) = [row for row in only.rows if plain(row.task) == "Repairs"]
    assert (repairs.places, repairs.cells[1]) == (("Network", "Devices"), ())


def test_statements_that_only_one_has():
    found = STATEMENTS_AGAIN.among(compared(EDITION, "hosting", "managed-application").parts)
    assert [(part.anchor, len(part.content)) for part in found] == [
        ("part.only.hosting", 25),
        ("part.only.managed-application", 15),
    ]


def test_the_file_has_a_line_for_each_place():
    text = csv_text(comparison_table(EDITION, compared(EDITION, "desk-phones", "calls")))
    head, *lines = csv.reader(text.removeprefix("\ufeff").splitlines())
    assert head[3:6] == ["T1 Department", "T1 Council IT", "T1 Supplier"] and {len(line) for line in lines} == {len(head)}
    assert len(lines) == 47
    assert ["Only in T1", "Repairs", "Devices", "I", "A", "R", "", "", ""] in [line[:9] for line in lines]

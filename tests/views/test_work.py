"""The work of a party over all services."""

from __future__ import annotations

import csv
from collections import Counter

from service_catalogue.views import page
from service_catalogue.views.csv_text import csv_text
from service_catalogue.views.duties_page import OWN_LETTERS
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import Address, Page
from service_catalogue.views.piece import plain
from service_catalogue.views.work import WORK, Work, work_rows

from tests.folders import EXAMPLE, SMALL, catalogue_of

EDITION = Edition(catalogue_of(EXAMPLE), "en")


def page_of(edition: Edition, party: str) -> Page:
    return page(edition, Address(f"parties/{party}", "party", (party,)))


def work_of(party: str) -> Work:
    (part,) = WORK.among(page_of(EDITION, party).parts)
    return part.content


def test_services_with_the_same_part_in_a_task_are_one_row():
    (layers, by_group), (sites, _) = work_of("department").tables
    assert [plain(place.name) for place in layers.headers] == ["Applications", "Databases", "Servers", "Network", "Devices"]
    assert (layers.caption, sites.caption) == ("Layer", "Site")
    tasks = {plain(task.name): rows for group in by_group for task, rows in group.tasks}
    rows = [([one.code for one in row.services], [cell and cell.roles for cell in row.cells]) for row in tasks["Incidents"]]
    assert rows == [
        (["H1"], ["A", "I", "I", "I", None]),
        (["H2"], ["I", "I", "I", "I", None]),
        (["T1"], [None, None, None, "I", "I"]),
        (["T2"], ["I", None, None, "I", "AR"]),
        (["W1"], ["I", None, None, None, "I"]),
    ]
    assert [one.code for one in tasks["System ownership"][0].services] == ["H1", "H2"]


def test_the_cells_of_a_group_are_counted_by_letter_for_a_page_that_is_too_long():
    ((_, groups), *_) = work_of("supplier").tables
    letters = Counter[str]()
    for row in (row for _, rows in groups[0].tasks for row in rows):
        letters.update(dict.fromkeys(row.cells[0].roles if row.cells[0] else "", len(row.services)))
    assert groups[0].counts[0] == ", ".join(f"{letter}\N{NO-BREAK SPACE}{count}" for letter, count in sorted(letters.items()))


def test_the_file_has_every_cell_in_which_the_party_has_a_role():
    head, *lines = csv.reader(csv_text(work_rows(EDITION, page_of(EDITION, "department"))).removeprefix("\ufeff").splitlines())
    cells = [
        cell
        for service in EDITION.catalogue.services
        for matrix in service.all_matrices
        for cell in matrix.cells
        if cell.party == "department" and (cell.letters or cell.state.value == "tbd")
    ]
    assert len(lines) == len(cells) and len(head) == 6
    assert ["Running and support", "Incidents", "H1", "Applications", "A", "Accountable"] in lines


def test_with_one_service_the_page_is_the_part():
    assert WORK.among(page_of(Edition(catalogue_of(SMALL), "en"), "customer").parts) == []
    assert OWN_LETTERS.among(page_of(Edition(catalogue_of(SMALL), "en"), "customer").parts)

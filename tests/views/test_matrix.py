"""The matrix of a service, in one language."""

from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.piece import Link, plain

from tests.folders import DESK, SMALL, catalogue_of, copy, plant


def view(catalogue, service, language):
    found = catalogue.objects["service"][service]
    return MatrixViews(Edition(catalogue, language), found, found.matrix).view()


VIEW = view(catalogue_of(SMALL), "desk", "en")
ROWS = [row for group in VIEW.groups for row in group.rows]


def test_caption_and_headers():
    assert VIEW.caption == "Division of responsibilities (RACI): D1 Desk"
    layers, parties = VIEW.header_rows
    assert [(plain(header.name), header.span, header.link) for header in layers] == [
        ("Upper layer", 2, Link("layers/upper")), ("Lower layer", 2, Link("layers/lower")),
    ]  # fmt: skip
    assert [(plain(header.name), header.span) for header in parties] == [("Customer", 1), ("Provider", 1)] * 2
    assert VIEW.starts == (True, False, True, False)


def test_groups_and_rows():
    assert [([plain(name) for name in group.path], [row.link.document for row in group.rows]) for group in VIEW.groups] == [
        (["Running"], ["tasks/ownership"]),
        (["Running", "Safety"], ["tasks/backup", "tasks/restore"]),
    ]
    assert [row.anchor for row in ROWS] == ["row.ownership", "row.backup", "row.restore"]
    assert [[mark.label for mark in row.notes] for row in ROWS] == [[], ["1"], ["1", "3"]]
    marks = [[[mark.link.anchor for mark in cell.departures] for cell in row.cells] for row in ROWS]
    assert marks == [[[], [], ["tension.t1"], ["tension.t1"]], [["exception.1"]] * 2 + [["exception.2"]] * 2, [[]] * 4]
    assert not any(row.departures for row in ROWS)


def test_cells():
    first, second, third, _ = ROWS[0].cells
    assert (first.address, first.roles, first.words) == ("ownership.upper.customer", "AR", "Accountable and responsible")
    assert (second.roles, second.words) == ("", "no role")
    assert (third.roles, [letter.word for letter in third.letters]) == ("CI", ["Consulted", "Informed"])
    assert [(mark.label, mark.link) for mark in ROWS[2].cells[1].notes] == [
        ("3", Link("services/desk", "note.only-faults")),
        ("2", Link("services/desk", "note.2")),
    ]


def test_states_in_words(tmp_path):
    folder = copy(tmp_path)
    plant(folder, (DESK, "lower: [CI, AR]", "lower: [tbd, AR]"), (DESK, "upper: [AR, -]\n", "upper: [n/a, n/a]\n"))
    cells = view(check(folder).catalogue, "desk", "da").groups[0].rows[0].cells
    assert [(cell.state, cell.words, cell.roles) for cell in cells[:3]] == [
        ("n-a", "ikke relevant", ""), ("n-a", "ikke relevant", ""), ("tbd", "skal aftales", ""),
    ]  # fmt: skip


def test_letters_stand_in_the_order_of_the_scheme(tmp_path):
    folder = copy(tmp_path)
    plant(folder, (DESK, "upper: [AR, -]\n", "upper: [RA, -]\n"), ("roles.yaml", "cell-order: ARCI", "cell-order: RACI"))
    assert view(check(folder).catalogue, "desk", "en").groups[0].rows[0].cells[0].roles == "RA"


def test_legend():
    assert [(entry.letter.letter, entry.letter.word, plain(entry.meaning), entry.link) for entry in VIEW.legend][:2] == [
        ("R", "Responsible", "Does it.", Link("glossary", "responsible")), ("A", "Accountable", "Answers for it.", None),
    ]  # fmt: skip

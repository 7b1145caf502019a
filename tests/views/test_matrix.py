"""The matrix of a service, in one language."""

from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.matrix import MatrixViews

from tests.folders import DESK, SMALL, catalogue_of, edited


def view(catalogue, service, language):
    found = catalogue.objects["service"][service]
    return MatrixViews(Edition(catalogue, language), found, found.matrix).view()


VIEW = view(catalogue_of(SMALL), "desk", "en")
ROWS = [row for group in VIEW.groups for row in group.rows]


def test_a_matrix_has_its_groups_rows_and_marks():
    assert [([plain(name) for name in group.path], [row.link.document for row in group.rows]) for group in VIEW.groups] == [
        (["Running"], ["tasks/ownership"]),
        (["Running", "Safety"], ["tasks/backup", "tasks/restore"]),
    ]
    assert [row.anchor for row in ROWS] == ["row.ownership", "row.backup", "row.restore"]
    assert [[mark.label for mark in row.notes] for row in ROWS] == [[], ["1"], ["1", "3"]]
    marks = [[[mark.link.anchor for mark in cell.departures] for cell in row.cells] for row in ROWS]
    assert marks == [[[], [], ["tension.t1"], ["tension.t1"]], [["exception.1"]] * 2 + [["exception.2"]] * 2, [[]] * 4]
    assert not any(row.departures for row in ROWS)


def test_the_states_of_cells_are_named_in_words(tmp_path):
    folder = edited(tmp_path, (DESK, "lower: [CI, AR]", "lower: [tbd, AR]"), (DESK, "upper: [AR, -]\n", "upper: [n/a, n/a]\n"))
    cells = view(check(folder).catalogue, "desk", "da").groups[0].rows[0].cells
    assert [(cell.state, cell.words, cell.roles) for cell in cells[:3]] == [
        ("n-a", "ikke relevant", ""), ("n-a", "ikke relevant", ""), ("tbd", "skal aftales", ""),
    ]  # fmt: skip


def test_letters_are_in_the_order_of_the_scheme(tmp_path):
    folder = edited(
        tmp_path, (DESK, "upper: [AR, -]\n", "upper: [RA, -]\n"), ("roles.yaml", "cell-order: ARCI", "cell-order: RACI")
    )
    assert view(check(folder).catalogue, "desk", "en").groups[0].rows[0].cells[0].roles == "RA"

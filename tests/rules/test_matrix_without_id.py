"""Each of several matrices of a service has an id."""

from pathlib import Path

import pytest
from service_catalogue.model.service import Service
from service_catalogue.views.statements import row_link

from tests.folders import DATA, DESK, FIXTURES, PLATFORM, SMALL, Edit, assert_finds, catalogue_of, said

_TEXT = (SMALL / DESK).read_text("utf-8")
_MATRIX = _TEXT[_TEXT.index("matrix:\n") : _TEXT.index("notes:\n  - id: 1")]
#: The small catalogue's matrix, as an item of a list.
_ITEM = "  - @ID" + _MATRIX.removeprefix("matrix:\n  ").replace("\n  ", "\n    ").rstrip(" ")


def _matrices(*marks: str) -> Edit:
    return Edit(DESK, _MATRIX, "matrices:\n" + "".join(_ITEM.replace("@ID", mark) for mark in marks))


_OTHER = "id: other\n    name: {da: En anden, en: Another}\n    "
_FIRST = "id: first\n    name: {da: En, en: One}\n    "
#: What else is no longer where it was recorded is not looked at here.
_NO_DEPARTURES = Edit(DESK, _TEXT[_TEXT.index("tensions:") :], "")
_NO_CLAIMS = Edit(DESK, "              - {party: customer, answers-for: [backup], on: [lower]}\n", "")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [(["⟦matrix-without-id⟧", "⟦matrix-without-id⟧"], 2), (["⟦matrix-without-id⟧", _OTHER], 1), ([_FIRST, _OTHER], 0), ([""], 0)],
)
def test_of_several_matrices_each_without_an_id_is_reported(tmp_path, marks, expected):
    text = "".join(marks)
    assert text.count("⟦") == expected
    made = _matrices(*marks)
    fixed = made.new.replace("upper: [A 2, -]", "upper: [AR 2, -]")
    assert_finds(tmp_path, [Edit(made.file, made.old, fixed), _NO_DEPARTURES, _NO_CLAIMS], aside=("promise-or-right",))


def test_a_matrix_beside_others_needs_an_id(tmp_path):
    edit = Edit(
        DESK,
        _MATRIX,
        "matrix:\n  ⟦matrix-without-id⟧" + _MATRIX.removeprefix("matrix:\n  ") + "matrices:\n" + _ITEM.replace("@ID", _OTHER),
    )
    fixed = edit.new.replace("upper: [A 2, -]", "upper: [AR 2, -]")
    assert_finds(tmp_path, [Edit(DESK, _MATRIX, fixed), _NO_DEPARTURES, _NO_CLAIMS])


def test_the_message_says_what_to_write(tmp_path):
    made = _matrices("", "")
    messages = said(tmp_path, Edit(made.file, made.old, made.new.replace("[A 2, -]", "[AR 2, -]")), _NO_DEPARTURES, _NO_CLAIMS)
    assert set(messages) == {
        "The service has several matrices, and this one has no id. Write one, so that its cells have addresses of their own."
    }


FOLDERS = [DATA, SMALL, PLATFORM, FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted((FIXTURES / "catalogues").glob("*/"))]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.as_posix().removeprefix(FIXTURES.as_posix()))
def test_every_address_of_a_service_is_its_own(folder: Path) -> None:
    """Of cells, rows, statements, notes and departures, over all fixtures."""
    for service in catalogue_of(folder).services:
        ids = list(_ids(service))
        assert sorted(ids) == sorted(set(ids))


def _ids(service: Service):
    for matrix in service.all_matrices:
        yield from (cell.address for cell in matrix.cells)
        yield from (row_link(service, matrix, row.task).anchor for row in matrix.rows)
    yield from service.statements
    yield from (f"note.{note.id}" for note in service.notes)
    yield from (f"{type(one).__name__}.{one.id}" for one in service.departures if one.id)

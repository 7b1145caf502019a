"""The tide line shows the matrix at thumb size: read back, it says who answers for what."""

import re

import pytest
from service_catalogue.check.checker import check
from service_catalogue.model.vocabulary import Duty
from service_catalogue.views.edition import Edition
from service_catalogue.views.parts import colour
from service_catalogue.views.tide import TideView, tide

from tests.folders import PLATFORM, SMALL, catalogue_of

#: How far apart the squares are, across and down.
ACROSS, DOWN = 8, 9


def squares(view: TideView) -> dict[tuple[int, int], int]:
    """Which party's colour is where: how far across in units of the picture, and which place down."""
    found = {}
    for one in view.squares:
        x = y = 0
        for across, down, length in re.findall(r"m(\d+) (-?\d+)v(\d+)", one.path):
            x, y = x + int(across), y + int(down)
            for _ in range(int(length) // DOWN):
                assert (x, y // DOWN) not in found
                found[x, y // DOWN] = one.party
                y += DOWN
    return found


def border(view: TideView) -> set[frozenset[tuple[float, float]]]:
    """The edges of squares that the border runs along."""
    found: set[frozenset[tuple[float, float]]] = set()
    for x, y, ways in re.findall(r"M(\d+) (-?[\d.]+)([hv\d-]+)", view.border):
        at = (float(x), float(y))
        for way, length in re.findall(r"([hv])(-?\d+)", ways):
            end = (at[0] + int(length), at[1]) if way == "h" else (at[0], at[1] + int(length))
            found.add(frozenset((at, end)))
            at = end
    return found


@pytest.mark.parametrize(("folder", "service"), [(SMALL, "desk"), (PLATFORM, "2a")])
def test_its_caption_explains_what_is_shown(folder, service):
    catalogue = check(folder).catalogue
    edition = Edition(catalogue, "en")
    view = tide(edition, catalogue.objects["service"][service])
    assert view.caption.startswith(edition.words("tide.column"))
    assert (edition.words("tide.line") in view.caption) == bool(view.border)
    assert (edition.words("tide.hole") in view.caption) == bool(view.holes)


@pytest.mark.parametrize(("folder", "service"), [(SMALL, "desk"), (PLATFORM, "2a")])
def test_it_shows_who_answers_for_each_task(folder, service):
    catalogue = check(folder).catalogue
    found = catalogue.objects["service"][service]
    view, matrix = tide(Edition(catalogue, "en"), found), found.matrix
    assert view
    answering = set(catalogue.scheme(matrix.scheme).with_duty(Duty.ANSWERS_FOR))
    shown = squares(view)
    columns = sorted({x for x, _ in shown})
    assert len(columns) == len(matrix.rows)
    # The columns stand group by group; of each place, it is how many that counts.
    for down, values in enumerate(matrix.places):
        held = [
            colour(found, cell.party)
            for row in matrix.rows
            for cell in matrix.cells_at(row.task, values)
            if answering & set(cell.letters)
        ]
        assert sorted(held) == sorted(party for (_, y), party in shown.items() if y == down)


def test_the_border_runs_where_the_party_changes():
    catalogue = catalogue_of(PLATFORM)
    view = tide(Edition(catalogue, "en"), catalogue.objects["service"]["2a"])
    shown, wanted = squares(view), set()
    for (x, y), party in shown.items():
        left, top = x - ACROSS / 2, y * DOWN - 0.5
        if shown.get((x + ACROSS, y), party) != party:
            wanted.add(frozenset(((left + ACROSS, top), (left + ACROSS, top + DOWN))))
        if shown.get((x, y + 1), party) != party:
            wanted.add(frozenset(((left, top + DOWN), (left + ACROSS, top + DOWN))))
    assert wanted
    assert border(view) == wanted

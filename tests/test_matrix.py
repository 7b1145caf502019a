"""The form of a matrix: what cannot be read of it is reported once, and how many cells it may have."""

import pytest
from service_catalogue.check.load import load
from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import MAX_CELLS
from service_catalogue.model.row import Row
from service_catalogue.yaml.values import Scalar

from tests.folders import assert_finds, cases, copy, plant

SLIPS = cases("""
== a value on an axis that is a key of rows
-   axes: {layer: [upper, lower]}
+   axes: {layer: [⟦invalid-id⟧note, lower]}

== a value on an axis twice, where another is meant
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, ⟦duplicate-id⟧upper]}

== a value on an axis left out: the places at it are told with it
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper]}
-       lower: [CI, AR]
+       ⟦unknown-reference⟧lower: [CI, AR]

== a value on an axis left empty
-   axes: {layer: [upper, lower]}
+   axes: {layer: [upper, ⟦wrong-shape⟧'']}

== an axis on which nothing stands yet
-   axes: {layer: [upper, lower]}
+   axes: {⟦missing-key⟧layer: []}

== an axis on which keys stand
-   axes: {layer: [upper, lower]}
+   axes: {layer: ⟦wrong-shape⟧{upper: lower}}

== the values of an axis without their brackets
-   axes: {layer: [upper, lower]}
+   axes: {layer: upper, ⟦missing-key⟧lower}

== axes left out, on which every row has its places
-   scheme: raci
-   axes: {layer: [upper, lower]}
+   ⟦missing-key⟧scheme: raci

== a party left out
-   parties: [customer, provider]
+   parties: [⟦missing-cell⟧customer]

== a party left empty
-   parties: [customer, provider]
+   parties: [customer, ⟦wrong-shape⟧'']

== a party twice
-   parties: [customer, provider]
+   parties: [customer, provider, ⟦duplicate-id⟧provider]

== a comma left out between parties
-   parties: [customer, provider]
+   parties: [⟦unknown-reference⟧customer provider]

== a party for whom no cell is written
@ parties.yaml
- parties:
+ parties:
+   - {id: third, name: {da: Tredje, en: Third}}
@ services/desk.yaml
-   parties: [customer, provider]
+   parties: [⟦missing-cell⟧customer, provider, third]

== a party for whom one cell is written: the others are missing
@ parties.yaml
- parties:
+ parties:
+   - {id: third, name: {da: Tredje, en: Third}}
@ services/desk.yaml
-   parties: [customer, provider]
-   cells:
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
+   parties: [customer, provider, third]
+   cells:
+     ownership:
+       upper: [AR, -, -]
+       ⟦missing-cell⟧lower: [CI, AR]
+     backup:
+       note: 1
+       ⟦missing-cell⟧upper: [A 2, -]
+       ⟦missing-cell⟧lower: [I, AR]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+       ⟦missing-cell⟧upper: [AR, I only-faults 2]
+       ⟦missing-cell⟧lower: [-, AR]

== no parties
-   parties: [customer, provider]
-   cells:
+   ⟦missing-key⟧parties: []
+   cells:

== keys in the place of a list
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ownership: {upper: [AR, -], lower: ⟦wrong-shape⟧{note: x}}

== a text in the place of a list
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ownership: {upper: [AR, -], lower: ⟦wrong-shape⟧AR}

== there are no cells
-   cells:
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
-     restore:
-       note: [1, only-faults]
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+   ⟦wrong-shape⟧cells:

== without axes there is no place on one
-   axes: {layer: [upper, lower]}
+   axes:
-     ownership:
-       upper: [AR, -]
-       lower: [CI, AR]
+     ownership:
+       ⟦unknown-key⟧upper: [AR, -]
-     backup:
-       note: 1
-       upper: [A 2, -]
-       lower: [I, AR]
+     backup: {note: 1, cells: [AR 2, -]}
-       upper: [AR, I only-faults 2]
-       lower: [-, AR]
+       cells: [AR, I only-faults 2]
-     at: [what-1, ownership.lower]
+     at: [what-1, ownership.lower]
-     at: [backup.upper]
+     at: [backup.upper]
-     at: [copies-1, copies-2, backup.lower]
+     at: [copies-1, copies-2, backup.lower]

== what the program works out is no key
-   scheme: raci
+   scheme: raci
+   ⟦unknown-key⟧rows: []
+   ⟦unknown-key⟧unread: true

== a row typed twice
-     restore:
+     ⟦duplicate-key⟧backup:
+       upper: [R, A]
+       lower: [R, A]
+     restore:

== the id of a row is that of the row before: its task, its notes and its places are not missing
-     restore:
+     ⟦duplicate-key⟧backup:
-     at: [backup.upper]
+     at: [backup.upper, restore.lower]

== the id of a row is that of a later row: neither is compared with anything
-     restore:
-       note: [1, only-faults]
+     ⟦duplicate-key⟧restore:
+       note: [1, only-faults]
-     ownership:
+     restore:

== the id of a row is that of a later row, about which there are exceptions
-     backup:
-       note: 1
+     ⟦duplicate-key⟧backup:
+       note: 1
-     ownership:
+     backup:

== the line of a row is missing
-     restore:
-       note: [1, only-faults]
+       ⟦duplicate-key⟧note: [1, only-faults]

== a place is there twice, where another is meant
-       upper: [A 2, -]
-       lower: [I, AR]
+       upper: [A 2, -]
+       ⟦duplicate-key⟧upper: [I, AR]

== beside a row that is there twice, other faults are reported in the next run
-     backup:
-       note: 1
-       upper: [A 2, -]
+     backup:
+       note: 1
+       upper: [A 2 nine, X]
-     ownership:
-       upper: [AR, -]
+     ownership:
+       upper: [A, -]
-     restore:
+     ⟦duplicate-key⟧backup:
-   - id: only-faults
+   - {id: unused, kind: limit, text: {da: X, en: X}}
+   - id: only-faults
@ tasks.yaml
-   - id: restore
+   - {id: one, group: safety, name: {da: Ti, en: Ten}}
+   - id: restore

== a row typed twice with the same cells, which is reported before a task that is not used
-     restore:
+     ⟦duplicate-key⟧ownership:
+       upper: [AR, -]
+       lower: [CI, AR]
+     restore:
@ tasks.yaml
-   - id: restore
+   - {id: one, group: safety, name: {da: Ti, en: Ten}}
+   - id: restore
""")


@pytest.mark.parametrize("edits", SLIPS)
def test_slips(tmp_path, edits):
    assert_finds(tmp_path, edits)


CHAIR = "id: chair\ncode: C1\nname: {da: Stol, en: Chair}\nprovider: provider\n"


def test_with_axes_of_its_own_an_extending_matrix_has_no_more_places_than_these(tmp_path):
    matrix = "matrix:\n  extends: desk\n  axes: {layer: [upper, lower]}\n  cells: {backup: {upper: ⟦wrong-shape⟧{x: [A, R]}}}\n"
    assert_finds(tmp_path, [("services/chair.yaml", "", CHAIR + matrix)])


def test_what_cannot_be_read_in_an_extended_matrix_may_be_meant(tmp_path):
    rows = "matrix: {scheme: raci, parties: [customer, provider], cells: ⟦wrong-shape⟧[restore]}\n"
    tension = "tensions:\n  - {id: t1, at: [restore], text: {da: Kilden siger to ting., en: The source says two things.}}\n"
    extending = CHAIR.replace("chair", "stool").replace("C1", "S1") + "matrix: {extends: chair}\n" + tension
    assert_finds(tmp_path, [("services/chair.yaml", "", CHAIR + rows), ("services/stool.yaml", "", extending)])


def test_a_row_says_anew_what_is_within_one_of_its_places():
    at = Location("x.yaml")
    a, b, x, y, cell = (Scalar(text) for text in "abxy-")
    base = Row(task=Scalar("t"), note=(), written={(a, x): (cell,), (b, x): (cell,), (b, y): (cell,)}, at=at)
    own = Row(task=Scalar("t"), note=(), written={(a,): (cell,), (b, x): (cell,)}, at=at)
    assert list(own.over(base).written) == [(b, y), (a,), (b, x)]


@pytest.mark.parametrize("more", [0, 1])
def test_the_most_cells_that_a_matrix_can_have(tmp_path, more):
    """As many as can be are all there; with one more there is none, and the matrix is reported."""
    folder = copy(tmp_path)
    sizes = {"a": MAX_CELLS // 2000, "b": 100, "c": 10 + more}
    values = {axis: [f"{axis}{number}" for number in range(size)] for axis, size in sizes.items()}
    axes = "axes:\n" + "".join(
        f"  - id: {axis}\n    name: {{da: X, en: X}}\n    values:\n"
        + "".join(f"      - {{id: {id}, name: {{da: V, en: V}}}}\n" for id in ids)
        for axis, ids in values.items()
    )
    named = ", ".join(f"{axis}: [{', '.join(ids)}]" for axis, ids in values.items())
    matrix = f"  scheme: raci\n  axes: {{{named}}}\n  parties: [customer, provider]\n  cells: {{backup: [A, R]}}\n"
    chair = f"id: chair\ncode: C1\nname: {{da: Stol, en: Chair}}\nprovider: provider\nmatrix:\n{matrix}"
    plant(folder, ("axes.yaml", "", axes), ("services/chair.yaml", "", chair))
    loaded = load(folder)
    assert [problem.rule.name for problem in loaded.problems] == ["wrong-shape"] * more
    cells = next(service for service in loaded.partial.services if service.id == "chair").all_matrices[0].cells
    assert len(cells) == (0 if more else MAX_CELLS)

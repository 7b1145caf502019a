"""The form of a matrix: what cannot be read of it is reported once, and how many cells it may have."""

import pytest
from service_catalogue.check.load import load
from service_catalogue.model.matrix import MAX_CELLS

from tests.folders import assert_finds, cases, copy, plant

SLIPS = cases("""
== a value on an axis that is a key of rows
-   axes: {layer: [upper, lower]}
+   axes: {layer: [⟦invalid-id⟧⟦unknown-reference⟧note, lower]}

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
""")


@pytest.mark.parametrize("edits", SLIPS)
def test_slips(tmp_path, edits):
    assert_finds(tmp_path, edits)


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

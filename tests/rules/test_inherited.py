"""What a service that extends another may not leave unclear: whose note is meant, and what a letter means."""

import pytest

from tests.folders import assert_finds, chair, edited, problems

EXTENDS = "matrix:\n  extends: desk\n"
NOTE = "notes:\n  - {id: %s, kind: limit, text: {da: Kun stole., en: Chairs only.}}\n"
SCHEME = """\
schemes:
  - id: owners
    name: {da: Ejere, en: Owners}
    cell-order: RACI
    letters:
"""


@pytest.mark.parametrize(
    ("id", "cell"),
    [
        ("⟦ambiguous-note⟧2", "2"),  # desk has a note 2 on a cell that comes along
        ("⟦ambiguous-note⟧1", "1"),  # and a note 1 on rows
        ("5", "5"),
        ("5", "5 desk.2"),  # an inherited note can be named as well
    ],
)
def test_ambiguous_note(tmp_path, id, cell):
    rows = f"  axes: {{layer: [upper, lower]}}\n  cells:\n    ownership:\n      lower: [CI, AR {cell}]\n"
    text = EXTENDS + rows + NOTE % id
    assert_finds(tmp_path, [chair(text)])


def test_a_note_that_does_not_come_along_is_not_ambiguous(tmp_path):
    rows = "  remove: [backup, restore]\n  axes: {layer: [upper, lower]}\n  cells:\n    ownership:\n      lower: [CI, AR 2]\n"
    assert_finds(tmp_path, [chair(EXTENDS + rows + NOTE % "2")])


def test_changed_scheme(tmp_path):
    letters = "".join(
        f"      - {{letter: {letter}, word: {{da: {word}, en: {word}}}, meaning: {{da: X., en: X.}}}}\n"
        for letter, word in zip("ARCI", ("Ane", "Rut", "Cai", "Ib"), strict=True)
    )
    text = EXTENDS + "  scheme: ⟦changed-scheme⟧owners\n"
    roles = ("roles.yaml", "schemes:\n", SCHEME + letters)
    assert_finds(tmp_path, [chair(text), roles])


@pytest.mark.parametrize(
    "rows",
    [
        "  parties: [⟦missing-cell⟧customer]\n",
        "  parties: [⟦missing-cell⟧customer]\n  cells:\n    ownership: {lower: [R]}\n",
        "  parties: [⟦unknown-reference⟧custmer]\n",
        "  parties: [customer, provider, ⟦missing-cell⟧auditor]\n",
        "  axes: {⟦unknown-reference⟧layer: [lower]}\n",
        "  axes: {layer: [upper, lower, ⟦missing-cell⟧⟦missing-cell⟧⟦missing-cell⟧under]}\n",
        "  remove: [⟦unknown-reference⟧monitoring]\n",
        "  remove: [⟦unknown-reference⟧bakcup]\n",
        "  remove: [⟦unknown-reference⟧backup]\n  cells:\n    backup: [AR, -]\n",
    ],
)
def test_an_inherited_fault_is_reported_where_it_is_changed(tmp_path, rows):
    """And once, however many cells it concerns: they are right in their own file."""
    more = [
        ("parties.yaml", "parties:\n", "parties:\n  - {id: auditor, name: {da: Revisor, en: Auditor}}\n"),
        ("layers.yaml", "layers:\n", "layers:\n  - {id: under, name: {da: Under, en: Under}}\n"),
        ("tasks.yaml", "tasks:\n", "tasks:\n  - {id: monitoring, group: safety, name: {da: Vagt, en: Watch}}\n"),
    ]
    assert_finds(tmp_path, [chair(EXTENDS + rows), *more], aside=("unused-task",))


@pytest.mark.parametrize(
    ("old", "new", "own"),
    [
        ("    ownership:\n      upper: [AR, -]\n", "    ⟦missing-cell⟧ownership:\n", "lower"),
        ("      lower: [CI, AR]\n", "      cells:\n        - ⟦missing-cell⟧CI AR\n", "upper"),
        ("  parties: [customer, provider]\n", "  parties: [⟦unknown-reference⟧customer provider]\n", "upper"),
    ],
)
def test_a_fault_of_the_extended_matrix_is_reported_there_alone(tmp_path, old, new, own):
    """Even where the extending one has the same row."""
    rows = f"  cells:\n    ownership: {{{own}: [A, R]}}\n"
    assert_finds(tmp_path, [chair(EXTENDS + rows), ("services/desk.yaml", old, new)])


def test_what_another_scheme_does_to_the_cells_is_reported_at_the_scheme(tmp_path):
    letters = "".join(
        f"      - {{letter: {letter}, word: {{da: {word}, en: {word}}}, meaning: {{da: X., en: X.}}, count: {count}}}\n"
        for letter, word, count in zip("ARCI", ("Ane", "Rut", "Cai", "Ib"), ("any", "any", "one", "any"), strict=True)
    )
    folder = edited(tmp_path, chair(EXTENDS + "  scheme: owners\n"), ("roles.yaml", "schemes:\n", SCHEME + letters))
    told = [problem for problem in problems(folder) if problem.rule != "changed-scheme"]
    assert {(problem.file, problem.line, problem.column) for problem in told} == {("services/chair.yaml", 7, 11)}
    assert {problem.rule for problem in told} == {"one-accountable"}

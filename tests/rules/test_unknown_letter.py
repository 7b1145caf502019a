"""A cell holds letters of the matrix's role scheme, each once and as the scheme writes them."""

import pytest

from tests.folders import DESK, assert_finds, case_file, said

#: What is written, with marks, in place of the provider's `AR`; what else that breaks is not looked at here.
WRONG = [
    "A⟦unknown-letter⟧XR",
    "A⟦unknown-letter⟧rR",
    "AR⟦unknown-letter⟧A",
    "AR⟦unknown-letter⟧RR",
    "AR⟦look-alike-letter⟧\N{CYRILLIC CAPITAL LETTER ES}",
    "AR⟦look-alike-letter⟧\N{GREEK CAPITAL LETTER ALPHA}",
    "AR⟦look-alike-letter⟧\N{FULLWIDTH LATIN CAPITAL LETTER R}",
    "AR⟦unknown-letter⟧\N{CYRILLIC CAPITAL LETTER YA}",
    "A⟦unknown-letter⟧R\N{COMBINING ACUTE ACCENT}",
    "AR⟦unknown-letter⟧-",
    "AR⟦unknown-letter⟧/5",
    "AR⟦unknown-letter⟧[1]",
    "AR⟦unknown-letter⟧x 1",
    "  AR⟦unknown-letter⟧x",
    "A, R, ⟦unknown-letter⟧X",
]


def _row(cell: str) -> tuple[str, str, str]:
    return DESK, "      lower: [I, AR]\n    restore", f"      lower:\n        - I\n        - {cell}\n    restore"


@pytest.mark.parametrize("cell", WRONG)
def test_wrong(tmp_path, cell):
    quoted = f'"{cell}"' if cell.startswith(" ") else cell
    assert_finds(tmp_path, [_row(quoted)])


@pytest.mark.parametrize(
    "cell", ["⟦unknown-letter⟧','", "⟦unknown-letter⟧'AR,'", "⟦unknown-letter⟧',AR'", "⟦unknown-letter⟧'A,,R'"]
)
def test_unreadable(tmp_path, cell):
    """Nobody has a role in it, which would be a fault by itself."""
    assert_finds(tmp_path, [(DESK, "lower: [CI, AR]", f"lower: [{cell}, AR]")])


#: One slip, in the file of a service that has a claim, a tension or an exception about the place; and its one problem.
ONE = case_file(__file__)


@pytest.mark.parametrize("edits", ONE)
def test_one_slip_is_one_problem(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize("cell", ["AR", "RA", "ARCI", "A, R", "A,R", "AR 1", "AR  1 2", '" AR "', "ARI only-faults"])
def test_right(tmp_path, cell):
    assert_finds(tmp_path, [_row(cell)])


def test_no_exception_can_be_made(tmp_path):
    exception = (
        "exceptions:\n  - {rule: ⟦unneeded-exception⟧unknown-letter, at: [backup.lower.provider], reason: {da: X, en: X}}\n"
    )
    assert_finds(tmp_path, [_row("AR⟦unknown-letter⟧x"), (DESK, "exceptions:\n", exception)])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("ARi", "“i” is not a letter of “raci”. Did you mean “I”?"),
        ("ARX", "“X” is not a letter of “raci”. Use “R, A, C, I”, – for no role, or tbd for what is to be agreed."),
        ("ARÅ", "“Å” (U+00C5) is not a letter of “raci”. Use “R, A, C, I”, – for no role, or tbd for what is to be agreed."),
        ("ar", "“ar” cannot be read as letters of “raci”. Did you mean “AR”?"),
        ("A1R2", "“A1R2” cannot be read as letters of “raci”. Use “R, A, C, I”, – for no role, or tbd for what is to be agreed."),
        ("ARR", "The letter “R” occurs twice. Delete one."),
        ("N/A", "“N/A” cannot be read as letters of “raci”. Did you mean “n/a”?"),
        ("TBD", "“TBD” cannot be read as letters of “raci”. Did you mean “tbd”?"),
        ("\N{EM DASH}", "“\N{EM DASH}” (U+2014) is not a letter of “raci”. Did you mean “–”?"),
        ("AR1", "“1” is not a letter of “raci”. Did you mean “AR 1”?"),
        (
            "aftales",
            "“aftales” cannot be read as letters of “raci”. Use “R, A, C, I”, – for no role, or tbd for what is to be agreed.",
        ),
        ("ansvarlig", "“ansvarlig” cannot be read as letters of “raci”. Did you mean “A”?"),
        ("A⁶", "“⁶” (U+2076) is not a letter of “raci”. Did you mean “A 6”?"),
        ("A(6)", "“A(6)” cannot be read as letters of “raci”. Did you mean “A 6”?"),
        ("A/R", "“/” is not a letter of “raci”. Did you mean “AR”?"),
    ],
)
def test_the_message_says_what_to_write(tmp_path, cell, message):
    assert said(tmp_path, _row(cell)) == [message]


def test_letters_are_those_of_the_scheme(tmp_path):
    """Another operator's letters, lower case and signs."""
    letters = [("roles.yaml", "letter: C", "letter: c"), ("roles.yaml", "letter: I", "letter: •"), ("roles.yaml", "ARCI", "ARc•")]
    cells = [
        ("[CI, AR]", "[c⟦unknown-letter⟧C•, AR]"),
        ("[I, AR]", "[•, AR]"),
        ("I only-faults 2", "⟦unknown-letter⟧I only-faults 2"),
    ]
    assert_finds(tmp_path, [*letters, *((DESK, old, new) for old, new in cells)])


@pytest.mark.parametrize("order", ["ARC", "AARZ", "ARCIZ"])
def test_the_order_is_one_of_all_letters(tmp_path, order):
    assert_finds(tmp_path, [("roles.yaml", "ARCI", f"⟦unknown-letter⟧{order}")])

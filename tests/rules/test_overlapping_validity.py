"""Services with the same code follow each other in time."""

import pytest

from tests.folders import Found, assert_finds, edited, problems, said

#: The desk is valid in 2026.
CHAIR = "id: chair\ncode: {code}\nname: {{da: Stol, en: Chair}}\nprovider: provider\nvalid: {valid}\n"
TABLE = "id: table\ncode: D1\nname: {da: Bord, en: Table}\nprovider: provider\n"


def chair(valid: str, code: str = "D1") -> tuple[str, str, str]:
    return "services/chair.yaml", "", CHAIR.format(code=code, valid=valid)


@pytest.mark.parametrize(
    "valid",
    [
        "{from: 2026-12-31, to: }",
        "{from: , to: 2026-01-01}",
        "{from: 2026-03-01, to: 2026-04-01}",
        "{from: 2025-01-01, to: 2027-01-01}",
        "{from: , to: }",
        "",
    ],
)
def test_overlapping(tmp_path, valid):
    """Each is reported at the second of the two, in the order of the files."""
    assert_finds(tmp_path, [chair(valid), ("services/desk.yaml", "code: D1", "code: ⟦overlapping-validity⟧D1")])


@pytest.mark.parametrize("valid", ["{from: 2027-01-01, to: }", "{from: , to: 2025-12-31}", "{from: 2025-01-01, to: 2025-12-31}"])
def test_one_after_the_other(tmp_path, valid):
    assert_finds(tmp_path, [chair(valid)])


def test_another_code(tmp_path):
    assert_finds(tmp_path, [chair("", "D2")])


def test_capitals_do_not_tell_codes_apart(tmp_path):
    assert_finds(tmp_path, [chair("", "⟦overlapping-validity⟧d1")])


def test_impossible_dates_overlap_with_nothing(tmp_path):
    assert_finds(tmp_path, [chair("{from: 2026-12-31, to: ⟦impossible-dates⟧2026-01-01}")])


@pytest.mark.parametrize(
    "valid", ["{from: ⟦invalid-value⟧2027-13-01}", "{from: 2026-03-01, to: ⟦invalid-value⟧31.12.2026}", "⟦wrong-shape⟧2027-01-01"]
)
def test_days_that_cannot_be_read_overlap_with_nothing(tmp_path, valid):
    assert_finds(tmp_path, [chair(valid)])


def test_each_service_that_overlaps_is_reported_once(tmp_path):
    folder = edited(tmp_path, chair(""), ("services/table.yaml", "", TABLE))
    assert problems(folder) == [
        Found("services/desk.yaml", 2, 7, "overlapping-validity"),
        Found("services/table.yaml", 2, 7, "overlapping-validity"),
    ]


def test_an_exception_of_the_catalogue_names_both(tmp_path):
    exception = "exceptions:\n  - {rule: overlapping-validity, at: [service:chair, service:desk], reason: {da: X, en: X}}\n"
    assert_finds(tmp_path, [chair(""), ("catalogue.yaml", "redirects: {}\n", exception)])


def test_the_message_names_the_other_service(tmp_path):
    assert said(tmp_path, chair("")) == [
        "The service “chair” also has the code “D1”, and is valid at the same time. Correct the code or valid in one of them."
    ]

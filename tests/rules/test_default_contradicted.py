"""A task that a matrix lists does not say 'nobody' where the matrix says who has what it does not list."""

import pytest

from tests.folders import FIXTURES, Edit, assert_finds, case_file, checked, edited

#: It has a scheme in which a task without a role breaks no other rule.
MINIMAL = FIXTURES / "catalogues" / "minimal"

HOSTING = """\
id: hosting
code: H1
name: {da: Hosting, en: Hosting}
provider: provider
valid: {from: 2026-01-01, to: 2026-12-31}
matrix:
  scheme: owner
  axes: {layer: [application, platform]}
  parties: [customer, provider]
  default:
    text: {da: Resten er kundens., en: The rest is the customer's.}
    cells: [O, -]
  cells:
    backup:
      application: [O, -]
      platform: [-, O]
    monitoring: [O, O]
notes: []
exceptions: []
"""

CASES = case_file(__file__)


def _with_hosting(edits):
    """``edits`` of the service above."""
    hosting = HOSTING
    for edit in edits:
        if edit.file == "services/desk.yaml":  # where a case names no file
            assert hosting.count(f"{edit.old}\n") == 1, edit.old
            hosting = hosting.replace(f"{edit.old}\n", f"{edit.new}\n")
        else:
            yield edit
    yield Edit("services/hosting.yaml", "", hosting)


@pytest.mark.parametrize("edits", CASES)
def test_a_row_that_contradicts_the_default_is_reported(tmp_path, edits):
    assert_finds(tmp_path, _with_hosting(edits), source=MINIMAL)


@pytest.mark.parametrize("accepted", [False, True])
def test_a_default_over_another_matrix_is_reported_at_the_default(tmp_path, accepted):
    """The row itself is in a file without problems."""
    base = HOSTING.replace("    cells: [O, -]\n", "").replace("monitoring: [O, O]", "monitoring: [-, -]")
    marks = "" if accepted else "⟦default-contradicted⟧" * 2
    housing = f"""\
id: housing
code: H2
name: {{da: Housing, en: Housing}}
provider: provider
matrix:
  extends: hosting
  default: {marks}{{text: {{da: X, en: X}}, cells: [O, -]}}
"""
    if accepted:
        places = "[monitoring.application, monitoring.platform]"
        housing += f"exceptions:\n  - {{rule: default-contradicted, at: {places}, reason: {{da: X, en: X}}}}\n"
    edits = [Edit("services/hosting.yaml", "", base), Edit("services/housing.yaml", "", housing)]
    assert_finds(tmp_path, edits, source=MINIMAL)


def test_the_message_names_the_place(tmp_path):
    folder = edited(
        tmp_path, Edit("services/hosting.yaml", "", HOSTING.replace("application: [O, -]", "application: [-, -]")), source=MINIMAL
    )
    (problem,) = checked(folder).problems
    assert problem.message["en"] == (
        "“backup.application”: no party has a role, but the default gives a party what the matrix does not list. "
        "Write the roles or n/a, or delete the row."
    )

"""A service with two matrices, in which the letters mean two things: whatever is told of it says which matrix, in its own words."""

from __future__ import annotations

from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Link

from tests.diff.states import changed, sentences
from tests.folders import FIXTURES, catalogue_of

FOLDER = FIXTURES / "catalogues" / "two-schemes"
CATALOGUE = catalogue_of(FOLDER)
ENGLISH = Edition(CATALOGUE, "en")
FILE = "services/exchange.yaml"
EXCHANGE = CATALOGUE.objects["service"]["exchange"]


def test_a_letter_is_named_with_what_it_means_in_each_of_the_matrices_that_have_it():
    named = [ServiceViews(ENGLISH, EXCHANGE).reference(address) for address in ("letter.C", "letter.Q")]
    assert [(reference.words, reference.link) for reference in named] == [
        ("the letter C, Consulted and Contributor", Link("services/exchange", "part.matrix.operation")),
        ("the letter Q, Approver", Link("services/exchange", "part.matrix.audit")),
    ]


# ---- What has changed ------------------------------------------------------------------------------------------------


def changes(tmp_path, *edits):
    """The sentences about ``edits`` of the service, each behind its heading, and what each change touches."""
    old, new = changed(tmp_path, *((FILE, *edit) for edit in edits), source=FOLDER)
    found = compare(old, new)
    return sentences(Report(old, new, found), "en"), {change.place: set(change.touches) for change in found}


def test_what_has_changed_in_a_cell_or_a_row_is_told_with_its_matrix(tmp_path):
    said, touched = changes(
        tmp_path,
        ("premium: [R, Q, C]", "premium: [R, Q 2, C]"),
        ("      platform: [A, R]", "      platform:\n        cadence: {da: årligt, en: yearly}\n        cells: [A, R]"),
        (
            "    axes: {layer: [system, platform], plan: [basic, premium]}",
            "    axes: {layer: [system, platform], plan: [premium, basic]}",
        ),
    )
    assert said == [
        "Texts: The task Choice of platform in X1, Operation, cadence: {+yearly+}",
        "Notes: Note 2 now applies to Keys, System, Premium, The customer in X1, Security",
        "Other: The matrix of X1, Security, axes.plan: [-basic, premium-] {+premium, basic+}",
    ]
    assert touched == {
        "row:exchange.operation.platform": {"service:exchange", "task:platform"},
        "cell:exchange.audit.keys.system.premium.customer": {"service:exchange", "task:keys", "layer:system", "party:customer"},
        "matrix:exchange.audit": {"service:exchange"},
    }


def test_a_letter_that_is_lost_is_told_in_the_scheme_that_it_was_in(tmp_path):
    said, _ = changes(
        tmp_path,
        ("    scheme: rcq", "    scheme: raci"),
        ("        cells: [R, C, Q]", "        cells: [AR, -, C]"),
        ("basic:   [R, C, Q]", "basic:   [AR, C, -]"),
        ("premium: [R, Q, C]", "premium: [C, AR, -]"),
        ("        platform: [R, C 1, Q]", "        platform: [AR, C 1, -]"),
    )
    assert "The customer: Loses: The customer no longer approves Keys on System, Premium (X1, Security)." in said
    assert "The customer: Loses: The customer no longer contributes to Backup on System, Basic (X1, Security)." in said
    assert "The reviewer: Gains: The reviewer is now consulted on Backup on System, Basic (X1, Security)." in said
    # What ran it carries it out now: the letter is the same, and another one.
    assert "Stoker: Loses: Stoker no longer runs Keys on System, Premium (X1, Security)." in said
    assert "The customer: Gains: The customer now carries out Keys on System, Premium (X1, Security)." in said

"""An id that is referred to has to exist."""

import pytest
from service_catalogue.messages.problem import Severity

from tests.folders import FIXTURES, checked, edited, said


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("parties.yaml", "id: provider", "id: supplier", "No party has the id “provider”. Did you mean “supplier”?"),
        ("tasks.yaml", "id: ownership", "id: owner", "No task has the id “ownership”. Did you mean “owner”?"),
        ("layers.yaml", "id: lower", "id: below", "No layer has the id “lower”. Did you mean “below”?"),
    ],
)
def test_a_renamed_id_is_one_slip(tmp_path, file, old, new, message):
    """However often it is referred to: reported where it is first, with the number of places more."""
    messages = said(tmp_path, (file, old, new))
    assert len(messages) == 1
    assert messages[0].startswith(message)
    assert messages[0].endswith(" more place.") or messages[0].endswith(" more places.")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{plan: [basic, standard, premium]}", "{plan: [basic, standrd, premium]}", "No value on the axis has the id “standrd”."),
        ("{plan: [basic, standard, premium]}", "{paln: [basic, standard, premium]}", "No axis has the id “paln”."),
    ],
)
def test_an_axis_other_than_layers(tmp_path, old, new, message):
    folder = edited(tmp_path, ("services/database.yaml", old, new), source=FIXTURES / "catalogues" / "plans-and-phases")
    (problem,) = (problem for problem in checked(folder).problems if problem.severity is Severity.ERROR)
    assert problem.message["en"].startswith(message)

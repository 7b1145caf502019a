"""A service with two matrices, in which the letters mean two things: whatever is told of it says which matrix, in its own words."""

from __future__ import annotations

from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Link

from tests.folders import FIXTURES, catalogue_of

FOLDER = FIXTURES / "catalogues" / "two-schemes"
CATALOGUE = catalogue_of(FOLDER)
ENGLISH = Edition(CATALOGUE, "en")
EXCHANGE = CATALOGUE.objects["service"]["exchange"]


def test_a_letter_is_named_with_what_it_means_in_each_of_the_matrices_that_have_it():
    named = [ServiceViews(ENGLISH, EXCHANGE).reference(address) for address in ("letter.C", "letter.Q")]
    assert [(reference.words, reference.link) for reference in named] == [
        ("the letter C, Consulted and Contributor", Link("services/exchange", "part.matrix.operation")),
        ("the letter Q, Approver", Link("services/exchange", "part.matrix.audit")),
    ]

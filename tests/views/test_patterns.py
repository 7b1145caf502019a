"""Who is accountable and who carries out, by pattern over all services."""

from __future__ import annotations

from collections import Counter

from service_catalogue.views import page
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LIST
from service_catalogue.views.page import Address
from service_catalogue.views.patterns import pattern_rows
from service_catalogue.views.piece import Link, plain

from tests.folders import EXAMPLE, PLATFORM, catalogue_of

EDITION = Edition(catalogue_of(PLATFORM), "en")
PAGE = page(EDITION, Address("patterns", "patterns"))


def test_each_place_has_one_pattern():
    _, *rows = pattern_rows(EDITION, PAGE)
    assert Counter(row[0] for row in rows) == {"The same party": 96, "Different parties": 3, "Nobody carries it out": 1}
    _, *rows = pattern_rows(Edition(catalogue_of(EXAMPLE), "en"), PAGE)
    assert [row[1:] for row in rows if row[0] == "To be agreed"] == [
        ["W1", "Replacing equipment", "Devices", "to be agreed", "the supplier"],
        ["W1", "Training and guidance", "Applications", "to be agreed", "to be agreed"],
    ]


def test_places_without_the_usual_pattern_are_listed_with_their_rows():
    split, nobody = LIST.among(PAGE.parts)[1:]
    assert [(part.anchor, len(part.content)) for part in (split, nobody)] == [("pattern.split", 3), ("pattern.no-doer", 1)]
    (entry,) = nobody.content
    assert (plain(entry.name), entry.link) == ("2A Backup", Link("services/2a", "row.backup"))
    assert entry.words == "Applications: the customer – nobody carries it out"

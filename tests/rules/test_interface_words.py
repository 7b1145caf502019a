"""The words that a catalogue brings for the interface fit the places where they are shown."""

from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition

from tests.folders import edited


def test_words_of_the_catalogue_go_before_those_of_the_table_and_a_field_in_them_is_no_way_into_python(tmp_path):
    """Were the check passed over, a field that is not filled would be an error, and one with a dot is no field."""
    own = '{nav.tasks: Gøremål, share: "{party.__class__} {count!r}"}'
    words = Edition(check(edited(tmp_path, ("catalogue.yaml", "redirects: {}", f"words: {{da: {own}}}"))).catalogue, "da").words
    assert (words("nav.tasks"), words("nav.parties")) == ("Gøremål", "Parter")
    assert words("share", party="Kunden", count=1, total=2) == "{party.__class__} {count!r}"

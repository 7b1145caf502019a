"""The words that a catalogue brings for the interface fit the places where they are shown."""

import pytest
from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition

from tests.folders import assert_finds, edited, said

WORDS = [
    "{da: {nav.tasks: Gøremål}}",
    "{da: {language.da: Dansk, language.en: Engelsk}}",
    '{da: {count.tasks: {one: "{count} gøremål", other: "{count} gøremål"}}}',
    '{da: {count.tasks: "{count} gøremål"}}',  # a language may have one form for all
    '{da: {share: "{party}, {count}/{total} {party}"}}',
    '{da: {share: "uden felter, men {} og { og }} er ingen"}}',
    "{da: {⟦interface-words⟧nav.task: Gøremål}}",
    "{⟦interface-words⟧sv: {nav.tasks: Uppgifter}}",
    "{da: {⟦interface-words⟧language.fi: Finsk}}",
    "{da: {⟦interface-words⟧nav.tasks: {one: Opgave, other: Opgaver}}}",
    '{da: {count.tasks: {one: "{count} gøremål", two: begge gøremål, other: "{count} gøremål"}}}',
    '{da: {⟦interface-words⟧count.tasks: {one: "{count} opgave"}}}',
    '{da: {⟦interface-words⟧count.tasks: {one: "{count} opgave", two: begge}}}',
    "{da: {⟦interface-words⟧count.tasks: {one: a, other: b, many: c}}}",
    '{da: {share: "{party} ⟦interface-words⟧{antal}"}}',
    '{da: {share: "⟦interface-words⟧{__class__} {party}"}}',
    '{da: {count.tasks: {one: én, other: "⟦interface-words⟧{antal}"}}}',
    "{da: {⟦interface-words⟧nav.tasks: ''}}",
    "{da: {months: ⟦interface-words⟧januar februar}}",
    "{da: {nav.tasks: ⟦wrong-shape⟧[a]}}",
    "{da: ⟦wrong-shape⟧nav.tasks}",
]


@pytest.mark.parametrize("words", WORDS)
def test_words(tmp_path, words):
    assert_finds(tmp_path, [("catalogue.yaml", "redirects: {}", f"redirects: {{}}\nwords: {words}")])


def test_messages(tmp_path):
    assert said(tmp_path, ("catalogue.yaml", "redirects: {}", 'words: {da: {nav.task: x, share: "{xyzzy}"}}')) == [
        "The interface has no words with the key “nav.task”. Did you mean “nav.tasks”?",
        "The text “share” has no placeholder “xyzzy”. Known: “party”, “count”, “total”.",
    ]


def test_words_of_the_catalogue_go_before_those_of_the_table(tmp_path):
    folder = edited(tmp_path, ("catalogue.yaml", "redirects: {}", "words: {da: {nav.tasks: Gøremål}}"))
    words = Edition(check(folder).catalogue, "da").words
    assert (words("nav.tasks"), words("nav.parties")) == ("Gøremål", "Parter")


def test_a_field_in_words_is_no_way_into_python(tmp_path):
    """Were the check passed over, a field that is not filled would be an error, and one with a dot is no field."""
    folder = edited(tmp_path, ("catalogue.yaml", "redirects: {}", 'words: {da: {share: "{party.__class__} {count!r}"}}'))
    words = Edition(check(folder).catalogue, "da").words
    assert words("share", party="Kunden", count=1, total=2) == "{party.__class__} {count!r}"

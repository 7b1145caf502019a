"""A text mentions the same terms in each language."""

from tests.folders import DESK, assert_finds, said


def test_the_message_says_which_word_and_where_it_is_missing(tmp_path):
    assert said(tmp_path, (DESK, "Spørg leverandøren.", "Spørg om backup.")) == [
        "“backup” is the term “backup”, which the text in “en” does not mention. Mention it in both languages, or add the "
        "word to the term’s forms."
    ]


def test_a_form_that_is_added_makes_them_agree(tmp_path):
    edits = [
        (
            DESK,
            "text: {da: Spørg leverandøren., en: Ask the provider.}",
            "text: {da: Spørg om backup., en: Ask for a duplicate.}",
        ),
        ("glossary.yaml", "en: [backups]}", "en: [backups, duplicate]}"),
    ]
    assert_finds(tmp_path, edits)

"""Words are folded and cut alike, however they are written."""

import pytest
from service_catalogue.search.stems import ALGORITHMS, Stemmer, fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Overvågning", "overvaagning"),
        ("OVERVAAGNING", "overvaagning"),
        ("overva\u030agning", "overvaagning"),
        ("Ændring på ø", "aendring paa oe"),
        ("Café", "cafe"),
        ("ISO/IEC 27001", "iso/iec 27001"),
        ("İ", "i"),
        ("", ""),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("da", ("opdatering", "opdateringer", "opdateringerne", "Opdateringens")),
        ("da", ("hændelse", "hændelser", "haendelserne")),
        ("da", ("løsning", "løsninger", "loesningen")),
        ("en", ("installation", "installations", "Installed", "installing")),
    ],
)
def test_forms_of_a_word_have_one_stem(language, words):
    stemmer = Stemmer(language)
    assert len({stemmer.stems(word) for word in words}) == 1


@pytest.mark.parametrize(
    ("text", "stems"),
    [
        ("kan vi få hjælp", ("hjaelp",)),
        ("it-driftspartner", ("it", "driftspartn", "itdriftspartn")),
        ("prod/pre-prod", ("prod", "pre", "prod", "preprod")),
        ("vi kan", ()),
        ("–", ()),
    ],
)
def test_stems(text, stems):
    assert Stemmer("da", ["vi", "kan", "få"]).stems(text) == stems


def test_the_key_of_a_phrase_is_without_weak_words_unless_it_has_no_others():
    stemmer = Stemmer("da", ["og", "vi", "kan"])
    assert stemmer.key("Server/storage og netværk") == stemmer.key("server storage netværk")
    assert stemmer.key("vi kan") == ("vi", "kan")


def test_a_language_without_an_algorithm_keeps_its_words():
    assert "kl" not in ALGORITHMS
    assert Stemmer("kl").stems("Ullaakkut inuit") == ("ullaakkut", "inuit")

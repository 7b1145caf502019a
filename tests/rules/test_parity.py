"""A text says the same in every language: numbers, times, negations, letters, and who it is about."""

import pytest
from service_catalogue.locale import table_of
from service_catalogue.text.wording import FactKind, differences, facts, vocabulary_of

from tests.folders import FIXTURES, checked, copy, result_of, said

#: Two texts that say the same, in Danish and English.
SAME = [
    ("Uden for arbejdstid.", "Outside working hours."),
    ("Kilden oplyser hverken tid eller sted.", "The source states neither time nor place."),
    ("Det kan ikke ske.", "It can’t happen."),
    ("Svar inden for 2 timer.", "An answer within two hours."),
    ("Fra kl. 8.00 til 16.30.", "From 8 a.m. to 16:30."),
    ("Fra kl. 14.", "From 2 p.m."),
    ("1.000 brugere og 2,5 GB.", "1,000 users and 2.5 GB."),
    ("Hvert tredje år.", "Every three years."),
    ("En gang om året.", "Once a year."),
    ("Parterne skriver under.", "The two parties sign."),
    ("I 2A er det en mulighed.", "In 2A it is an option."),
    ("En tjeneste.", "A service."),
    ("Der er ét A på hvert lag.", "There is one A on each layer."),
    ("Begge har A.", "Both have A’s."),
]


def vocabulary(language, own=None):
    return vocabulary_of({**(table_of(language) or {}), **(own or {})})


@pytest.mark.parametrize(("danish", "english"), SAME)
def test_what_says_the_same(danish, english):
    assert differences(facts(danish, vocabulary("da"), "RACI"), facts(english, vocabulary("en"), "RACI")) == ([], [])


def test_of_a_language_whose_words_are_not_known_only_figures_are_compared():
    kinds = {fact.kind for fact in facts("Nicht innerhalb von 4 Stunden.", vocabulary("de"))}
    assert kinds == {FactKind.NUMBER}


def test_the_words_of_a_language_are_data():
    own = {
        **dict.fromkeys((f"parity.{unit}" for unit in ("minute", "day", "week", "month", "year")), "x"),
        "parity.negations": "nicht kein*",
        "parity.numbers": "zwei",
        "parity.articles": "eine",
        "parity.often": "alle",
        "parity.hour": "Stunde Stunden",
    }
    german = facts("Nicht innerhalb von 4 Stunden.", vocabulary("de", own))
    assert differences(german, facts("Not within 4 hours.", vocabulary("en"))) == ([], [])
    assert vocabulary("de", own | {"parity.often": " "}) is None


def test_one_problem_for_a_text_and_all_that_differs_in_it(tmp_path):
    edit = ("services/desk.yaml", "en: Of faults only.", "en: Not of faults within 4 hours.")
    assert said(tmp_path, edit) == [
        "The languages do not say the same. Only in “en”: “Not”, “4” and “4 hours”. Correct what is wrong."
    ]


def test_an_exception_accepts_it(tmp_path):
    folder = copy(tmp_path)
    path = folder / "services" / "desk.yaml"
    text = path.read_text("utf-8").replace("en: Ask the provider.", "en: Do not ask the provider.")
    path.write_text(text + "  - {rule: parity, at: [ask-1], reason: {da: Kilden siger det., en: The source says so.}}\n", "utf-8")
    assert checked(folder).problems == ()


@pytest.mark.parametrize("folder", sorted(path.parent for path in FIXTURES.glob("**/catalogue.yaml")), ids=str)
def test_no_false_alarm(folder):
    found = [problem for problem in result_of(folder).problems if problem.rule.name in ("parity", "legal-words", "untranslated")]
    assert found == []


def test_many_facts_are_quoted_in_part(tmp_path):
    edit = ("services/desk.yaml", "{da: Kun om fejl., en: Of faults only.}", f"{{da: {'4 og ' * 40}5., en: Of faults only.}}")
    (message,) = said(tmp_path, edit)
    assert message.count("4") == 9
    assert "“4” and …" in message

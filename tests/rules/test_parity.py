"""A text says the same in every language: numbers, times, negations, letters, and who it is about."""

import pytest
from service_catalogue.locale import table_of
from service_catalogue.text.wording import FactKind, differences, facts, vocabulary_of

from tests.folders import FIXTURES, ROOT, assert_finds, cases, checked, copy, result_of, said

CASES = cases("""
== a negation in one language
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg ⟦parity⟧ikke leverandøren., en: Ask the provider.}

== a negation in the other
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg leverandøren., en: Do ⟦parity⟧not ask the provider.}

== the place of one more, where both have some
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Ikke om fejl og ⟦parity⟧ikke om andet., en: Not of faults.}

== an hour
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Kun om fejl., en: "Of faults only, within ⟦parity⟧4 hours."}

== an hour in words
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Kun om fejl., en: "Of faults only, within ⟦parity⟧an hour."}

== another number
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun 5 dage., en: Only ⟦parity⟧6 days.}

== another count
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun to gange., en: Only ⟦parity⟧three times.}

== a letter
-     text: {da: Kilden siger to ting om bordet., en: The source says two things of the desk.}
+     text: {da: Kilden skriver et A., en: The source writes an ⟦parity⟧R.}

== a party
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: ⟦parity⟧Kunden får et skrivebord., en: A desk is provided.}

== the language that prevails is not one of the catalogue's
@ catalogue.yaml
- authoritative: da
+ authoritative: ⟦unknown-reference⟧sv

== a text that is missing is another problem
-         text: {da: Kunden får et skrivebord., en: The customer gets a desk.}
+         text: {da: Kunden får 2 skriveborde., en: ⟦missing-translation⟧}
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: ⟦missing-translation⟧" ", en: Do not ask the provider.}

== a text that could not be read is another problem
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: ⟦wrong-shape⟧[Kun hverdage.], en: Not at 8.}

== a text that is cut at its comma is another problem
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Et, ⟦unknown-key⟧to til, en: "One, two"}
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun hverdage., en: Not, ⟦unknown-key⟧on weekdays}

== a text whose part behind its comma looks like a language
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Et, ⟦missing-translation⟧to, en: One, two}

== an unknown language is reported before what differs beside it
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Et, en: Not one, ⟦missing-translation⟧sv: ''}

== a text that is cut is reported before another that differs
-     text: {da: Kun om fejl., en: Of faults only.}
+     text: {da: Et, ⟦missing-translation⟧to, en: "One, two"}
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun hverdage., en: Not on weekdays.}

== the names by which a party is found could not be read in one language
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {da: [⟦wrong-shape⟧'', kundens], en: [customers]}

== a misspelt language of the names by which a party is found
@ glossary.yaml
-     forms: {da: [kunden, kundens], en: [customers]}
+     forms: {⟦missing-translation⟧dax: [kunden, kundens], en: [customers]}

== the name of a party that is missing in one language is reported before what differs
@ glossary.yaml
-     name: {da: kunde, en: customer}
+     ⟦missing-translation⟧name: {da: kunde}
@ services/desk.yaml
-     text: {da: Kun hverdage., en: Weekdays only.}
+     text: {da: Kun hverdage., en: Not on weekdays.}

== which language prevails cannot be read
@ catalogue.yaml
- authoritative: da
+ authoritative: ⟦unreadable-file⟧'da
@ services/desk.yaml
-         text: {da: Spørg leverandøren., en: Ask the provider.}
+         text: {da: Spørg ikke leverandøren., en: Ask the provider.}
""")

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


@pytest.mark.parametrize("edits", CASES)
def test_problems(tmp_path, edits):
    assert_finds(tmp_path, edits)


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


@pytest.mark.parametrize("folder", [ROOT / "data", *sorted(path.parent for path in FIXTURES.glob("**/catalogue.yaml"))], ids=str)
def test_no_false_alarm(folder):
    found = [problem for problem in result_of(folder).problems if problem.rule.name in ("parity", "legal-words", "untranslated")]
    assert found == []


def test_many_facts_are_quoted_in_part(tmp_path):
    edit = ("services/desk.yaml", "{da: Kun om fejl., en: Of faults only.}", f"{{da: {'4 og ' * 40}5., en: Of faults only.}}")
    (message,) = said(tmp_path, edit)
    assert message.count("4") == 9
    assert "“4” and …" in message

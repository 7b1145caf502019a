"""Terms of the glossary in running text."""

import re

import pytest
from service_catalogue.messages.problem import Location
from service_catalogue.text import TermFinder
from service_catalogue.yaml.values import Scalar

from tests.folders import table_of


class Term:
    """As much of a term as the finder asks for."""

    def __init__(self, id, da, en, lang=None):
        self.id, self.forms, self.lang = id, {"da": da, "en": en}, lang or {}
        self.name = {language: Scalar(forms[0], Location("x")) for language, forms in self.forms.items() if forms}

    def written(self, language):
        return self.forms.get(language, ())


TERMS = [
    Term("window", ["servicevindue", "servicevinduet", "servicevinduer"], ["service window", "service windows"]),
    Term("service", ["service", "servicen"], ["service"]),
    Term("sit", ["SIT", "SIT's"], ["SIT"]),
    Term("itil", ["ITIL"], ["ITIL"], {"da": "en"}),
    Term("patch", ["patch", "patches"], ["patch", "patches"], {"da": "en"}),
    Term("third", ["3. partsleverandør"], ["third-party supplier"]),
    Term("adm", ["adm. adgang"], ["admin access"]),
    Term("odd", ["(x)"], [""]),
    Term("eid", ["eID"], []),
]
DA = TermFinder(TERMS, "da", ["da", "en"])
EN = TermFinder(TERMS, "en", ["da", "en"])

CASES = table_of(__file__)


@pytest.mark.parametrize(
    ("finder", "text", "expected"),
    [(finder, *case) for finder, language in ((DA, "da"), (EN, "en")) for case in CASES[language].items()],
)
def test_terms_are_found_in_a_text(finder, text, expected):
    assert [(text[mention.start : mention.end], mention.term, mention.lang) for mention in finder.find(text)] == [
        (words, *re.fullmatch(r"(\w+)(?: \((..)\))?", term).groups("")) for mention in expected for words, term in mention.items()
    ]


def test_the_longest_form_wins_wherever_it_stands_in_the_glossary():
    finder = TermFinder([Term("a", ["it"], []), Term("b", ["it support"], []), Term("c", ["it support desk"], [])], "da", ["da"])
    assert [mention.term for mention in finder.find("it, it support, it support desk, it support desks")] == ["a", "b", "c", "b"]


def test_of_two_terms_with_one_form_the_first_is_found_and_the_own_language_before_the_other():
    finder = TermFinder([Term("a", [], ["desk"]), Term("b", ["desk"], []), Term("c", ["desk"], [])], "da", ["da", "en"])
    assert [(mention.term, mention.lang) for mention in finder.find("desk")] == [("b", "")]

"""Two letters of a role scheme have words that can be told apart."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue, Letter
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.shared_form import folded

RULE = Rule(
    "shared-word",
    {"da": "To bogstaver med samme ord", "en": "Two letters with the same word"},
    {
        "da": "Den, der hører siden læst op eller læser en tekst uden bogstaverne, har kun ordet. To bogstaver i et rolleskema "
        "må derfor ikke have samme ord på et sprog. Giv det ene et andet ord. Har kilden selv kun ét ord, så skriv en undtagelse "
        "i catalogue.yaml, hvor at er scheme: og skemaets id, som scheme:raci.",
        "en": "Whoever hears the page read out, or reads a text without the letters, has only the word. So two letters of a role "
        "scheme may not have the same word in a language. Give one of them another word. If the source itself has one word only, "
        "record an exception in catalogue.yaml whose at is scheme: and the scheme's id, such as scheme:raci.",
    },
    acceptable=True,
    failing="""\
schemes:
  - id: raci
    name: {da: RACI, en: RACI}
    cell-order: ARI
    letters:
      - letter: R
        word: {da: Ansvarlig, en: Responsible}
        meaning: {da: Udfører opgaven., en: Carries out the task.}
      - letter: A
        word: {da: Ansvarlig, en: Accountable}
        meaning: {da: Står inde for opgaven., en: Answers for the task.}
      - letter: I
        word: {da: Informeres, en: Informed}
        meaning: {da: Får besked., en: Is told.}
""",
    passing="""\
schemes:
  - id: raci
    name: {da: RACI, en: RACI}
    cell-order: ARI
    letters:
      - letter: R
        word: {da: Udfører, en: Responsible}
        meaning: {da: Udfører opgaven., en: Carries out the task.}
      - letter: A
        word: {da: Ansvarlig, en: Accountable}
        meaning: {da: Står inde for opgaven., en: Answers for the task.}
      - letter: I
        word: {da: Informeres, en: Informed}
        meaning: {da: Får besked., en: Is told.}
""",
    file="roles.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for scheme in catalogue.schemes:
        seen: dict[tuple[str, str], Letter] = {}
        for letter in scheme.letters:
            for language, word in letter.word.items():
                key = folded(word)
                first = seen.setdefault((language, key), letter) if key else letter
                if first is not letter:
                    yield RULE.problem(
                        word.at,
                        places=[f"scheme:{scheme.id}"],
                        da=f"Bogstaverne {quote(first.letter)} og {quote(letter.letter)} har begge ordet {quote(word)}. Giv det "
                        "ene et andet ord.",
                        en=f"The letters {quote(first.letter)} and {quote(letter.letter)} both have the word {quote(word)}. Give "
                        "one of them another word.",
                    )

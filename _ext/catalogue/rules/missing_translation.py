"""Every text is there in every language of the catalogue, and in no other."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.model import Catalogue
from catalogue.problem import Problem, Rule, did_you_mean, quote
from catalogue.walk import texts

RULE = Rule(
    "missing-translation",
    {"da": "Manglende oversættelse", "en": "Missing translation"},
    {
        "da": "Kataloget vises på alle sine sprog, og en side uden tekst hjælper ingen. Skriv teksten på det sprog, som mangler, lige "
        "under den anden.",
        "en": "The catalogue is shown in all its languages, and a page without text helps nobody. Write the text in the language that "
        "is missing, right below the other.",
    },
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    languages = catalogue.identity.languages
    for text in texts(catalogue):
        if not text:  # its shape was wrong, and that is reported
            continue
        for language in languages:
            if not text.get(language, "").strip():
                at = text[language].at if language in text else text.at
                yield RULE.problem(
                    at,
                    da=f"Teksten mangler på sproget {quote(language)}. Skriv den.",
                    en=f"The text is missing in the language {quote(language)}. Write it.",
                )
        for language in text:
            if language not in languages:
                hint = did_you_mean(language, languages)
                yield RULE.problem(
                    language.at,
                    da=f"Kataloget har ikke sproget {quote(language)}.{hint['da']}",
                    en=f"The catalogue does not have the language {quote(language)}.{hint['en']}",
                )

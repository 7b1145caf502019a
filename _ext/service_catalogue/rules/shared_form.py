"""A word of the glossary belongs to one term."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue, Term
from service_catalogue.problem import Problem, Rule, quote

RULE = Rule(
    "shared-form",
    {"da": "Et ord, der hører til to begreber", "en": "A word that belongs to two terms"},
    {
        "da": "Når et ord i en tekst bliver til et link til ordlisten, skal det kun kunne betyde ét begreb. Navne, former og "
        "synonymer må derfor kun stå ved ét begreb på hvert sprog; store og små bogstaver regnes for ens. Slet ordet det ene "
        "sted. Skal det stå begge steder, så skriv en undtagelse i catalogue.yaml, hvor at er term: og hvert begrebs id, som "
        "[term:responsible, term:accountable].",
        "en": "When a word in a text becomes a link to the glossary, it must be able to mean one term only. So names, forms and "
        "synonyms may stand at one term only, in each language; capitals do not count. Delete the word in one of the places. If "
        "it is to stand in both, record an exception in catalogue.yaml whose at is term: and the id of each term, such as "
        "[term:responsible, term:accountable].",
    },
    acceptable=True,
    failing="""\
terms:
  - id: responsible
    name: {da: udfører, en: responsible}
    definition: {da: Den der gør det., en: Whoever does it.}
    synonyms: {da: [ansvarlig], en: []}
  - id: accountable
    name: {da: ansvarlig, en: accountable}
    definition: {da: Den der står inde for det., en: Whoever answers for it.}
""",
    passing="""\
terms:
  - id: responsible
    name: {da: udfører, en: responsible}
    definition: {da: Den der gør det., en: Whoever does it.}
    synonyms: {da: [udførende], en: []}
  - id: accountable
    name: {da: ansvarlig, en: accountable}
    definition: {da: Den der står inde for det., en: Whoever answers for it.}
""",
    file="glossary.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Term] = {}
    for term in catalogue.terms:
        for language in dict.fromkeys((*term.name, *term.forms, *term.synonyms)):
            for form in term.written(language):
                key = folded(form)
                first = seen.setdefault((language, key), term) if key else term
                if first.id != term.id:
                    yield RULE.problem(
                        form.at,
                        places=[f"term:{first.id}", f"term:{term.id}"],
                        da=f"{quote(form)} hører også til begrebet {quote(first.id)} på linje {first.id.at.line}. Slet ordet det "
                        "ene sted.",
                        en=f"{quote(form)} belongs to the term {quote(first.id)} on line {first.id.at.line} too. Delete the word "
                        "in one of the places.",
                    )


def folded(words: str) -> str:
    """``words`` without what does not tell them apart: capitals, how an accent is written, extra spaces."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", words).casefold()).split())

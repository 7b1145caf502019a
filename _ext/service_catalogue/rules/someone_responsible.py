"""A letter that somebody has to have (the R of RACI) stands at least once in each task on each layer."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import Count
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.counting import counted

RULE = Rule(
    "someone-responsible",
    {"da": "Mindst én udfører", "en": "Somebody responsible"},
    {
        "da": "En opgave, som ingen udfører, bliver ikke løst. Hver opgave skal på hvert lag have mindst én part med det bogstav, som "
        "rolleskemaet kræver (R i RACI).",
        "en": "A task that nobody carries out is not done. On each layer, each task has to have at least one party with the letter that "
        "the role scheme asks for (the R of RACI).",
    },
    acceptable=True,
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, I]
    monitoring: [I, AR]
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, R]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for found in counted(catalogue, Count.SOME):
        if not found.cells:
            letter, place = quote(found.letter), quote(found.place)
            yield RULE.problem(
                found.at,
                places=[found.place],
                da=f"{place}: ingen part har {letter}. Giv det til mindst én, eller skriv en undtagelse med begrundelse.",
                en=f"{place}: no party has {letter}. Give it to one at least, or record an exception with its reason.",
            )

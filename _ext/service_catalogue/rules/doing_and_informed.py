"""A party that carries out a task need not be informed of it as well."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.cell import Cell
from service_catalogue.model.vocabulary import Duty
from service_catalogue.problem import Problem, Rule, quote

RULE = Rule(
    "doing-and-informed",
    {"da": "Både udførende og informeret", "en": "Both doing and informed"},
    {
        "da": "Den, der selv udfører en opgave, ved, hvordan det går, og skal ikke også informeres. Slet det ene bogstav i "
        "feltet (i RACI R eller I). Er det meningen, fordi parten udfører en del og hører om resten, så skriv en undtagelse, der "
        "nævner opgaven og laget.",
        "en": "Whoever carries out a task knows how it goes, and need not be informed as well. Delete one of the letters in the "
        "cell (in RACI, R or I). If it is meant, because the party does one part and hears about the rest, record an exception "
        "that names the task and the layer.",
    },
    acceptable=True,
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [A, RI]
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
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.scheme_of(matrix)
            doing, informed = (scheme.with_duty(duty) if scheme else "" for duty in (Duty.DOES, Duty.INFORMED))
            for cell in matrix.cells if doing and informed else ():
                if set(doing) & set(cell.letters) and set(informed) & set(cell.letters):
                    yield _problem(cell, matrix.address(cell.task, cell.values), doing, informed)


def _problem(cell: Cell, place: str, doing: str, informed: str) -> Problem:
    does = quote(next(letter for letter in cell.letters if letter in doing))
    index, hears = next((index, letter) for index, letter in enumerate(cell.letters) if letter in informed)
    start = cell.letter_indexes[index]
    return RULE.problem(
        cell.written.locate(start, start + 1),
        places=[place],
        da=f"{quote(place)}: {quote(cell.party)} både udfører ({does}) og informeres ({quote(hears)}). Slet det ene bogstav, "
        "eller skriv en undtagelse med begrundelse.",
        en=f"{quote(place)}: {quote(cell.party)} both does the task ({does}) and is informed ({quote(hears)}). Delete one of the "
        "letters, or record an exception with its reason.",
    )

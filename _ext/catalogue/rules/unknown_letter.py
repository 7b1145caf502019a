"""A cell holds letters of the matrix's role scheme, each once and as the scheme writes them."""

from __future__ import annotations

from collections.abc import Iterator

from catalogue.matrix import Cell
from catalogue.model import Catalogue, Scheme
from catalogue.problem import Location, Problem, Rule, quote

RULE = Rule(
    "unknown-letter",
    {"da": "Ukendt bogstav", "en": "Unknown letter"},
    {
        "da": "Et felt i matricen må kun have de bogstaver, som rolleskemaet har, hvert højst én gang og med stort, hvor skemaet har "
        "stort. Noters id'er står efter bogstaverne med mellemrum imellem.",
        "en": "A cell of the matrix may hold only the letters of the role scheme, each at most once, and capital where the scheme has "
        "capitals. The ids of notes stand after the letters, with spaces between.",
    },
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.objects["scheme"].get(matrix.scheme)
            for cell in matrix.cells if scheme and scheme.letters else ():
                yield from _check_cell(cell, scheme)


def _check_cell(cell: Cell, scheme: Scheme) -> Iterator[Problem]:
    known = scheme.by_letter
    for index, letter in enumerate(cell.letters):
        start = cell.letter_indexes[index]
        at = cell.written.locate(start, start + 1)
        if letter in cell.letters[:index]:
            yield _problem(cell, at, f"Bogstavet {quote(letter)} står to gange.", f"The letter {quote(letter)} stands twice.")
        elif letter not in known:
            look_alike = not letter.isascii()
            name = f"{quote(letter)} (U+{ord(letter):04X})" if look_alike else quote(letter)
            listed = ", ".join(known)
            meant = letter.upper() if letter.upper() in known else ""
            yield _problem(
                cell,
                at,
                f"{name} er ikke et bogstav i {quote(scheme.id)}. "
                + (f"Mente du {quote(meant)}?" if meant else f"Brug {listed}, eller - for ingen rolle."),
                f"{name} is not a letter of {quote(scheme.id)}. "
                + (f"Did you mean {quote(meant)}?" if meant else f"Use {listed}, or - for no role."),
            )


def _problem(cell: Cell, at: Location, da: str, en: str) -> Problem:
    return RULE.problem(at, places=[cell.place], da=da, en=en)

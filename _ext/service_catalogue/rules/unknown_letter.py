"""A cell holds letters of the matrix's role scheme, each once and as the scheme writes them."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue, Scheme
from service_catalogue.model.cell import Cell
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.look_alike_letter import looks_like

RULE = Rule(
    "unknown-letter",
    {"da": "Ukendt bogstav", "en": "Unknown letter"},
    {
        "da": "Et felt i matricen må kun have de bogstaver, som rolleskemaet har, hvert højst én gang og med stort, hvor skemaet har "
        "stort. Noters id'er står efter bogstaverne med mellemrum imellem.",
        "en": "A cell of the matrix may hold only the letters of the role scheme, each at most once, and capital where the scheme has "
        "capitals. The ids of notes stand after the letters, with spaces between.",
    },
    failing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [AR, x]
    monitoring: [I, AR]
""",
    passing="""\
matrix:
  scheme: raci
  parties: [customer, provider]
  cells:
    backup: [AR, I]
    monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)

_TOLD = 20


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        for matrix in service.all_matrices:
            scheme = catalogue.scheme_of(matrix)
            if scheme is None or not scheme.letters:
                continue
            for cell in matrix.texts:
                yield from _check_cell(cell, scheme)


def _check_cell(cell: Cell, scheme: Scheme) -> Iterator[Problem]:
    known = scheme.by_letter
    if not cell.is_readable:
        yield RULE.problem(
            cell.written.at,
            da=f"{quote(cell.written)} kan ikke læses. Skriv bogstaver og derefter noternes id'er, som AR 5.",
            en=f"{quote(cell.written)} cannot be read. Write letters and then the ids of notes, such as AR 5.",
        )
    seen: set[str] = set()
    # Among one letter more than there are, one is wrong; of a text that is no cell, some are told and not all.
    for index, letter in enumerate(cell.letters[: len(known) + _TOLD]):
        twice = letter in seen
        seen.add(letter)
        if (letter in known and not twice) or looks_like(letter, known):  # what looks like another has a rule of its own
            continue
        start = cell.letter_indexes[index]
        at = cell.written.locate(start, start + 1)
        if twice:
            yield RULE.problem(
                at,
                da=f"Bogstavet {quote(letter)} står to gange. Slet det ene.",
                en=f"The letter {quote(letter)} stands twice. Delete one.",
            )
        else:
            look_alike = not letter.isascii()
            name = f"{quote(letter)} (U+{ord(letter):04X})" if look_alike else quote(letter)
            listed = quote(", ".join(known))
            meant = letter.upper() if letter.upper() in known else ""
            yield RULE.problem(
                at,
                da=f"{name} er ikke et bogstav i {quote(scheme.id)}. "
                + (f"Mente du {quote(meant)}?" if meant else f"Brug {listed}, eller - for ingen rolle."),
                en=f"{name} is not a letter of {quote(scheme.id)}. "
                + (f"Did you mean {quote(meant)}?" if meant else f"Use {listed}, or - for no role."),
            )

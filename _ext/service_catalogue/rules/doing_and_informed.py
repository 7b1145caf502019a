"""A party that carries out a task need not be informed of it as well."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, quote
from service_catalogue.model.catalogue import Kind, Shared
from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service
from service_catalogue.model.vocabulary import Duty
from service_catalogue.rules.rule import Rule


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        doing, informed = map(shared.scheme(matrix.scheme).with_duty, (Duty.DOES, Duty.INFORMED))
        for cell in matrix.cells:
            if set(doing) & set(cell.letters) and set(informed) & set(cell.letters):
                yield _problem(cell, matrix.address(cell.task, cell.values), doing, informed)


def _problem(cell: Cell, address: str, doing: str, informed: str) -> Problem:
    does = quote(next(letter for letter in cell.letters if letter in doing))
    index, hears = next((index, letter) for index, letter in enumerate(cell.letters) if letter in informed)
    start = cell.letter_indexes[index]
    return RULE.problem(
        cell.written.locate(start),
        addresses=[address],
        address=quote(address),
        party=quote(cell.party),
        does=does,
        hears=quote(hears),
    )


RULE = Rule(
    name="doing-and-informed",
    acceptable=True,
    example="""\
 matrix:
   scheme: raci
   parties: [customer, provider]
   cells:
-    backup: [A, RI]
+    backup: [A, R]
     monitoring: [I, AR]
""",
    file="services/hosting.yaml",
    reads=(Kind.SCHEME,),
    lenient=True,
    check_service=check_service,
)

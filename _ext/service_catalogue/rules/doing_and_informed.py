"""A party that carries out a task need not be informed of it as well."""

from collections.abc import Iterator

from service_catalogue.model.vocabulary import Duty
from service_catalogue.rules.rule import IN_MATRIX, Kind, Problem, Rule, Service, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        doing, informed = map(shared.scheme(matrix.scheme).with_duty, (Duty.DOES, Duty.INFORMED))
        for cell in matrix.cells:
            does, hears = ([letter for letter in cell.letters if letter in letters] for letters in (doing, informed))
            if does and hears:
                at = cell.written.locate(cell.letter_indexes[cell.letters.index(hears[0])])
                address = matrix.address(cell.task, cell.values)
                values = {"party": quote(cell.party), "does": quote(does[0]), "hears": quote(hears[0])}
                yield RULE.problem(at, addresses=[address], address=quote(address), **values)


RULE = Rule(
    name="doing-and-informed",
    acceptable=True,
    example=IN_MATRIX
    + """\
-    backup: [A, RI]
+    backup: [A, R]
     monitoring: [I, AR]
""",
    reads=(Kind.SCHEME,),
    lenient=True,
)

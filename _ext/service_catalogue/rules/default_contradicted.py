"""A listed task does not say 'nobody' if the matrix has a default for tasks that are not listed."""

from collections.abc import Iterator

from service_catalogue.model.matrix import Matrix, reading
from service_catalogue.model.row import Row
from service_catalogue.model.vocabulary import State
from service_catalogue.rules.rule import Location, Problem, Rule, Service, Shared, quote
from service_catalogue.yaml.values import Scalar


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    for matrix in service.all_matrices:
        default = matrix.default.cells if matrix.default else ()
        for row in matrix.rows if any(reading(str(cell)).letters for cell in default) else ():
            for values in matrix.places:
                cells = matrix.cells_at(row.task, values)
                if all(cell.state is State.NONE and not cell.letters for cell in cells):
                    address = matrix.address(row.task, values)
                    yield RULE.problem(_at(service, matrix, row, values), addresses=[address], address=quote(address))


def _at(service: Service, matrix: Matrix, row: Row, values: tuple[Scalar, ...]) -> Location:
    """Return the position of the row's empty cell; of the default, if only that is in the file of the service."""
    at, default = row.position(values), matrix.default
    return default.at if default and default.at.path == service.at.path != at.path else at


RULE = Rule(
    name="default-contradicted",
    acceptable=True,
    example="""\
 matrix:
   scheme: owner
   parties: [customer, provider]
   default:
     text: {da: Resten er kundens., en: The rest is the customer's.}
     cells: [O, –]
   cells:
     backup: [–, O]
-    monitoring: [–, –]
+    monitoring: [O, –]
""",
)

"""Where a service has several matrices, each has an id, so that no two cells share an address.

An error although it came later: two cells with one address make a permalink lead to the wrong one.
"""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule

RULE = Rule(
    "matrix-without-id",
    {"da": "Flere matricer uden hvert sit id", "en": "Several matrices without an id each"},
    {
        "da": "Har en ydelse flere matricer, begynder et felts adresse med matricens id; uden id ville to felter have samme adresse. "
        "Skriv alle matricer under matrices, hver med id og navn. En ydelse med én matrix har den under matrix.",
        "en": "Where a service has several matrices, the address of a cell begins with the id of its matrix; without ids, two cells would "
        "share an address. Write all matrices under matrices, each with an id and a name. A service with one matrix has it under "
        "matrix.",
    },
    failing="""\
matrix:
matrices:
  - scheme: raci
    parties: [customer, provider]
    cells:
      backup: [A, R]
  - scheme: raci
    parties: [customer, provider]
    cells:
      monitoring: [I, AR]
""",
    passing="""\
matrix:
matrices:
  - id: data
    name: {da: Data, en: Data}
    scheme: raci
    parties: [customer, provider]
    cells:
      backup: [A, R]
  - id: operation
    name: {da: Drift, en: Operation}
    scheme: raci
    parties: [customer, provider]
    cells:
      monitoring: [I, AR]
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        if service.matrix and service.matrices:
            yield RULE.problem(
                service.matrix.at,
                da="Ydelsen har både matrix og matrices. Skriv også denne under matrices, med id og navn.",
                en="The service has both matrix and matrices. Write this one under matrices as well, with an id and a name.",
            )
        for matrix in service.matrices if len(service.all_matrices) > 1 else ():
            if matrix.id is None:
                yield RULE.problem(
                    matrix.at,
                    da="Ydelsen har flere matricer, og denne har intet id. Skriv et, så dens felter får deres egne adresser.",
                    en="The service has several matrices, and this one has no id. Write one, so that its cells have addresses of "
                    "their own.",
                )

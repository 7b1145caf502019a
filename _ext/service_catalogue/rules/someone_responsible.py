"""A letter for at least one party (the R of RACI) is in each task on each layer."""

from collections.abc import Iterator

from service_catalogue.model.vocabulary import Count
from service_catalogue.rules.counting import counted
from service_catalogue.rules.rule import IN_MATRIX, Kind, Problem, Rule, Service, Shared


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from (found.problem(RULE, found.at) for found in counted(service, shared, Count.SOME) if not found.cells)


RULE = Rule(
    name="someone-responsible",
    acceptable=True,
    example=IN_MATRIX
    + """\
-    backup: [A, I]
+    backup: [A, R]
     monitoring: [I, AR]
""",
    reads=(Kind.SCHEME,),
    lenient=True,
)

"""Each of several matrices of a service has an id, so that no two cells share an address.

It is an error although the rule came later: two cells with one address make a permalink lead to the wrong one.
"""

from collections.abc import Iterator

from service_catalogue.rules.rule import Phase, Problem, Rule, Service, Shared


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    if service.matrix and service.matrices:
        yield RULE.problem(service.matrix.at, "both")
    for matrix in service.matrices if len(service.all_matrices) > 1 else ():
        if matrix.id is None:
            yield RULE.problem(matrix.at)


RULE = Rule(
    name="matrix-without-id",
    example="""\
 matrix:
 matrices:
-  - scheme: raci
+  - id: data
+    name: {da: Data, en: Data}
+    scheme: raci
     parties: [customer, provider]
     cells:
       backup: [A, R]
-  - scheme: raci
+  - id: operation
+    name: {da: Drift, en: Operation}
+    scheme: raci
     parties: [customer, provider]
     cells:
       monitoring: [I, AR]
""",
    phase=Phase.IDS,
)

"""An adopted catalogue names who approved it, when, and the evidence; any other has no approval."""

from collections.abc import Iterator

from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.rules.rule import Kind, Problem, Rule, Shared


def check_shared(shared: Shared) -> Iterator[Problem]:
    identity = shared.identity
    if identity.is_adopted and not identity.approval:
        yield RULE.problem(identity.at)
    if identity.status is CatalogueStatus.RESTATEMENT and identity.approval:
        yield RULE.problem(identity.approval[0].at, "not-adopted")


RULE = Rule(
    name="approval",
    example="""\
-status: restatement
+status: adopted
 approval:
   by: {da: Direktionen, en: The board}
   date: 2026-12-01
   evidence: {da: "Referat 12, punkt 3", en: "Minutes 12, item 3"}
""",
    file="catalogue.yaml",
    reads=(Kind.IDENTITY,),
)

"""An adopted catalogue names who approved it, when, and the evidence; any other has no approval. Each records what it covers."""

from collections.abc import Iterator

from service_catalogue.model.identity import Identity
from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.rules.rule import Kind, Problem, Rule, Service, Shared, quote


def check_shared(shared: Shared) -> Iterator[Problem]:
    identity = shared.identity
    if identity.is_adopted and not identity.approval:
        yield RULE.problem(identity.at)
    if identity.status is CatalogueStatus.RESTATEMENT and identity.approval:
        yield RULE.problem(identity.approval[0].at, "not-adopted")
    else:
        yield from _unrecorded(identity, "catalogue approve")


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from _unrecorded(service, f"catalogue approve {service.id}")


def _unrecorded(approved: Identity | Service, command: str) -> Iterator[Problem]:
    """Yield a problem if the newest approval was typed by hand, so that no change since can be noticed."""
    yield from (RULE.problem(one.at, "typed", command=quote(command)) for one in approved.approval[-1:] if not one.digest)


RULE = Rule(
    name="approval",
    example="""\
 status: adopted
 approval:
   by: {da: Direktionen, en: The board}
   date: 2026-12-01
   evidence: {da: "Referat 12, punkt 3", en: "Minutes 12, item 3"}
+  digest: 3f0a6c21b9d4
""",
    file="catalogue.yaml",
    reads=(Kind.IDENTITY,),
)

"""A published id exists, or has a redirect."""

from collections.abc import Iterator

from service_catalogue.messages.problem import TYPED_LENGTH
from service_catalogue.model.published_ids import WITHDRAWN_KINDS, Ids
from service_catalogue.rules.rule import Catalogue, Kind, Message, Phase, Problem, Rule, message, quote


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for kind, id in ids.gone:
        address, new = f"{kind}:{id}", ids.meant(kind, id)
        if new is not None:
            own = id.rpartition(".")[2] if kind == "statement" else id
            redirect = quote(f"{address}: {kind}:{id.removesuffix(own)}{new}", TYPED_LENGTH)
            yield RULE.problem(new.at, "misspelt", addresses=[address], id=quote(own), new=quote(new), redirect=redirect)
        else:
            command = quote(f"catalogue withdraw {kind} {id}", TYPED_LENGTH)
            withdraw = message("renamed-id.withdraw", command=command) if kind in WITHDRAWN_KINDS else Message("")
            yield RULE.problem(id.at, addresses=[address], id=quote(id), withdraw=withdraw)


RULE = Rule(
    name="renamed-id",
    acceptable=True,
    example="""\
-redirects: {}
+redirects: {copying: backup}
""",
    file="catalogue.yaml",
    phase=Phase.REFERENCES,
    reads=(Kind.IDENTITY, Kind.PARTY, Kind.LAYER, Kind.TASK, Kind.TERM, Kind.STANDARD, Kind.PUBLISHED, Kind.SERVICE),
)

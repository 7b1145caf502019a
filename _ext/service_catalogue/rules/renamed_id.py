"""A published id exists, or has a redirect."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.messages.problem import Problem, did_you_mean, quote
from service_catalogue.model.catalogue import Catalogue, Kind
from service_catalogue.model.published_ids import Ids
from service_catalogue.rules.rule import Phase, Rule


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for kind, id in ids.published:
        # The statements of a removed service are not reported too.
        is_told = kind == "statement" and id.partition(".")[0] in ids.vanished_services
        if id not in ids.present[kind] and not is_told and not ids.has_redirect(kind, id):
            hint = did_you_mean(id, ids.meant(kind, id))
            yield RULE.problem(id.at, addresses=[f"{kind}:{id}"], id=quote(id), hint=hint)


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
    check_catalogue=check_catalogue,
)

"""An id that has been published is still there, or leads on to another."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import Ids
from service_catalogue.problem import Problem, Rule, did_you_mean, quote

RULE = Rule(
    "renamed-id",
    acceptable=True,
    failing="redirects: {}\n",
    passing="redirects: {copying: backup}\n",
    file="catalogue.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    if catalogue.read_identity is None:  # it holds the redirects
        return
    ids = Ids(catalogue)
    for kind, id in ids.published:
        if id not in ids.present[kind] and ids.is_readable(kind, id) and not ids.leads_on(kind, id):
            hint = did_you_mean(id, ids.meant(kind, id))
            yield RULE.problem(id.at, addresses=[f"{kind}:{id}"], id=quote(id), hint=hint)

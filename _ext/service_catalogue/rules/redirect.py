"""A redirect leads from a removed id to one that exists."""

from collections.abc import Iterator

from service_catalogue.model.published_ids import KINDS, Ids, Redirect
from service_catalogue.rules.rule import Catalogue, Kind, Phase, Problem, Rule, did_you_mean, message, quote
from service_catalogue.schema.form import is_id


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for redirect in ids.redirects.values():
        unknown = next((kind for kind in (redirect.old_kind, redirect.new_kind) if kind and kind not in KINDS), "")
        if unknown:
            at = redirect.old.at if unknown == redirect.old_kind else redirect.new.at
            hint = did_you_mean(unknown, KINDS)
            yield RULE.problem(at, "kind", kind=quote(unknown), hint=hint)
            continue
        if not _can_be_old(redirect.old_id):
            yield RULE.problem(redirect.old.at, "no-id", old=quote(redirect.old))
        yield from (_still_there if redirect.found else _nowhere)(ids, redirect)


def _can_be_old(id: str) -> bool:
    """Return whether pages and files may have the name ``id``: the id of an object, or of a statement after its service's."""
    parts = id.split(".")
    return len(parts) <= 2 and all(map(is_id, parts))


def _still_there(ids: Ids, redirect: Redirect) -> Iterator[Problem]:
    kinds = [redirect.old_kind] if redirect.old_kind else redirect.found
    if any(redirect.old_id in ids.present[kind] for kind in kinds):
        yield RULE.problem(redirect.old.at, "still-there", old=quote(redirect.old))


def _nowhere(ids: Ids, redirect: Redirect) -> Iterator[Problem]:
    kinds = [kind for kind in (redirect.new_kind, redirect.old_kind) if kind][:1] or KINDS
    if redirect.new_id.partition(".")[0] in ids.vanished_services:  # which is reported
        return
    onward = ids.redirects.get(redirect.new)
    known = sorted({id for kind in kinds for id in ids.present[kind]})
    hint = did_you_mean(redirect.new_id, known)
    if onward and onward.found:
        hint = message("redirect.renamed", new=quote(onward.new))
    yield RULE.problem(redirect.new.at, "nowhere", new=quote(redirect.new), hint=hint)


RULE = Rule(
    name="redirect",
    example="""\
-redirects: {copying: back-up}
+redirects: {copying: backup}
""",
    file="catalogue.yaml",
    phase=Phase.REFERENCES,
    reads=(Kind.IDENTITY, Kind.PARTY, Kind.LAYER, Kind.TASK, Kind.TERM, Kind.STANDARD, Kind.PUBLISHED, Kind.SERVICE),
)

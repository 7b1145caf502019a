"""A redirect leads from an id that is gone to one that is there."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import KINDS, Ids, Redirect
from service_catalogue.problem import Problem, Rule, did_you_mean, quote
from service_catalogue.schema.ids import is_id

RULE = Rule(
    "redirect",
    {"da": "Viderestilling, der ikke virker", "en": "A redirect that does not work"},
    {
        "da": "Under redirects i catalogue.yaml står det gamle id først og derefter det nye. Det gamle må ikke længere findes, "
        "og det nye skal findes; peg altid på det id, der gælder nu, og ikke på et, der selv er omdøbt. Findes id'et i flere "
        "slags, så skriv slagsen foran begge, som »task:copying: task:backup«.",
        "en": "Under redirects in catalogue.yaml stands the old id, then the new one. The old one may no longer be there, and "
        "the new one has to be; always point at the id that holds now, and not at one that has been renamed itself. If the id is "
        "there in several kinds, write the kind before both, such as “task:copying: task:backup”.",
    },
    failing="redirects: {copying: back-up}\n",
    passing="redirects: {copying: backup}\n",
    file="catalogue.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    ids = Ids(catalogue)
    for redirect in ids.redirects.values():
        unknown = next((kind for kind in (redirect.old_kind, redirect.new_kind) if kind and kind not in KINDS), "")
        if unknown:
            at = redirect.old.at if unknown == redirect.old_kind else redirect.new.at
            hint = did_you_mean(unknown, KINDS)
            yield RULE.problem(
                at, da=f"Ingen slags hedder {quote(unknown)}.{hint['da']}", en=f"No kind is called {quote(unknown)}.{hint['en']}"
            )
            continue
        if not _can_be_old(redirect.old_id):
            yield RULE.problem(
                redirect.old.at,
                da=f"{quote(redirect.old)} kan ikke have været et id. Skriv det gamle id, som det stod i adressen.",
                en=f"{quote(redirect.old)} cannot have been an id. Write the old id as it stood in the address.",
            )
        yield from (_still_there if redirect.found else _nowhere)(ids, redirect)


def _can_be_old(id: str) -> bool:
    """Whether pages and files may be made under ``id``: that of an object, or a statement's with that of its service before it."""
    parts = id.split(".")
    return len(parts) <= 2 and all(map(is_id, parts))


def _still_there(ids: Ids, redirect: Redirect) -> Iterator[Problem]:
    kinds = [redirect.old_kind] if redirect.old_kind else redirect.found
    if any(redirect.old_id in ids.present[kind] for kind in kinds):
        yield RULE.problem(
            redirect.old.at,
            da=f"Id'et {quote(redirect.old)} findes endnu og kan ikke føre videre. Slet viderestillingen, eller ret det gamle "
            "id.",
            en=f"The id {quote(redirect.old)} is still there and cannot lead on. Delete the redirect, or mend the old id.",
        )


def _nowhere(ids: Ids, redirect: Redirect) -> Iterator[Problem]:
    kinds = [kind for kind in (redirect.new_kind, redirect.old_kind) if kind][:1] or KINDS
    if not all(ids.is_readable(kind, redirect.new_id) for kind in kinds):
        return
    onward = ids.redirects.get(redirect.new)
    known = {id for kind in kinds for id in ids.present[kind]}
    hint = (
        {"da": f" Det er selv omdøbt til {quote(onward.new)}.", "en": f" It has itself been renamed to {quote(onward.new)}."}
        if onward and onward.found
        else did_you_mean(redirect.new_id, known)
    )
    yield RULE.problem(
        redirect.new.at,
        da=f"Viderestillingen fører til {quote(redirect.new)}, som ikke findes. Skriv et id, der findes.{hint['da']}",
        en=f"The redirect leads to {quote(redirect.new)}, which is not there. Write an id that is.{hint['en']}",
    )

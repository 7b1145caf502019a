"""An id that has been published is still there, or leads on to another."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.published import Ids
from service_catalogue.problem import Problem, Rule, did_you_mean, quote

RULE = Rule(
    "renamed-id",
    {"da": "Et id, der er forsvundet", "en": "An id that has vanished"},
    {
        "da": "Id'er står i adresser, som andre kan have gemt eller skrevet ind i en kontrakt. De id'er, der har været udgivet, "
        "står i published-ids.yaml. Er et af dem omdøbt, så skriv det gamle og det nye under redirects i catalogue.yaml; et "
        "udsagns id er ydelsens og udsagnets med punktum imellem. Er der ikke noget nyt at vise hen til, så skriv en undtagelse "
        "i catalogue.yaml, hvor at er slagsen og id'et, som task:copying.",
        "en": "Ids stand in addresses, which others may have kept or written into a contract. The ids that have been published "
        "stand in published-ids.yaml. If one of them has been renamed, write the old and the new one under redirects in "
        "catalogue.yaml; a statement's id is that of the service and its own, with a dot between. If there is nothing new to "
        "lead on to, record an exception in catalogue.yaml whose at is the kind and the id, such as task:copying.",
    },
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
            hint = did_you_mean(id, ids.present[kind])
            yield RULE.problem(
                id.at,
                places=[f"{kind}:{id}"],
                da=f"Id'et {quote(id)} har været udgivet og findes ikke mere. Skriv det under redirects i "
                f"catalogue.yaml.{hint['da']}",
                en=f"The id {quote(id)} has been published and is no longer there. Write it under redirects in "
                f"catalogue.yaml.{hint['en']}",
            )

"""A service is valid from a day that comes before the day it is valid to."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.problem import Problem, Rule

RULE = Rule(
    "impossible-dates",
    {"da": "Gyldighed, der slutter, før den begynder", "en": "A validity that ends before it begins"},
    {
        "da": "En ydelse kan ikke holde op med at gælde, før den er begyndt. Ret from eller to, eller lad den, som ikke kendes, "
        "være tom. Står datoerne sådan i kilden, så skriv en undtagelse i catalogue.yaml, hvor at er service: og ydelsens id, "
        "som service:hosting.",
        "en": "A service cannot cease to apply before it has begun. Mend from or to, or leave the one that is not known empty. "
        "If the source has the dates like that, record an exception in catalogue.yaml whose at is service: and the service's id, "
        "such as service:hosting.",
    },
    acceptable=True,
    failing="valid: {from: 2026-12-31, to: 2026-01-01}\n",
    passing="valid: {from: 2026-01-01, to: 2026-12-31}\n",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    for service in catalogue.services:
        valid = service.valid
        if valid and valid.from_ and valid.to and valid.from_ > valid.to:
            yield RULE.problem(
                valid.to.at,
                places=[f"service:{service.id}"],
                da=f"Ydelsen gælder til {valid.to.isoformat()}, men først fra {valid.from_.isoformat()}. Ret den ene dato.",
                en=f"The service is valid to {valid.to.isoformat()}, but only from {valid.from_.isoformat()}. Mend one of the "
                "dates.",
            )

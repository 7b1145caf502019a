"""Services with the same code follow each other in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.problem import Problem, Rule, quote
from service_catalogue.rules.shared_form import folded

RULE = Rule(
    "overlapping-validity",
    {"da": "To ydelser med samme kode på samme tid", "en": "Two services of the same code at the same time"},
    {
        "da": "En kode må på én dag kun betyde én ydelse. Den næste udgave af en ydelse kan have samme kode, når den gælder fra "
        "en dag, efter at den forrige er holdt op; en dato, der ikke er skrevet, er åben til den side. Ret koden eller valid i "
        "den ene. Skal begge gælde, så skriv en undtagelse i catalogue.yaml, hvor at er service: og begge id'er, som "
        "[service:hosting, service:hosting-2027].",
        "en": "On any one day, a code may mean one service only. The next edition of a service may have the same code if it is "
        "valid from a day after the last one has ended; a date that is not written is open to that side. Mend the code or the "
        "validity of one of them. If both are to be valid, record an exception in catalogue.yaml whose at is service: and both "
        "ids, such as [service:hosting, service:hosting-2027].",
    },
    acceptable=True,
    failing="""\
id: hosting
code: H1
valid: {from: 2026-01-01, to: 2027-03-31}
# hosting-2027: {code: H1, valid: {from: 2027-01-01}}
""",
    passing="""\
id: hosting
code: H1
valid: {from: 2026-01-01, to: 2026-12-31}
# hosting-2027: {code: H1, valid: {from: 2027-01-01}}
""",
    file="services/hosting.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    by_code: dict[str, list[Service]] = {}
    for service in catalogue.services:
        start, end = _days(service)
        if service.code and start <= end:
            others = by_code.setdefault(folded(service.code), [])
            other = next((other for other in others if _overlap(service, other)), None)
            if other:
                yield _problem(service, other)
            others.append(service)


def _days(service: Service) -> tuple[date, date]:
    """The first and the last day of a service; the first and last of all, where it is open."""
    valid = service.valid
    return (valid and valid.from_) or date.min, (valid and valid.to) or date.max


def _overlap(one: Service, other: Service) -> bool:
    (one_start, one_end), (other_start, other_end) = _days(one), _days(other)
    return one_start <= other_end and other_start <= one_end


def _problem(service: Service, other: Service) -> Problem:
    return RULE.problem(
        service.code.at,
        places=[f"service:{other.id}", f"service:{service.id}"],
        da=f"Ydelsen {quote(other.id)} har også koden {quote(service.code)} og gælder i samme tid. Ret koden eller valid i den "
        "ene.",
        en=f"The service {quote(other.id)} has the code {quote(service.code)} too, and is valid at the same time. Mend the code "
        "or the validity of one of them.",
    )

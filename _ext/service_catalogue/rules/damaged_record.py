"""No line of the record of what was confirmed is lost, or written by another hand, and no record of an approval is edited."""

from collections.abc import Iterator

from service_catalogue.model.reviewed import BY_FILE, record_of
from service_catalogue.rules.rule import Catalogue, Location, Phase, Problem, Rule


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    record = record_of(catalogue)
    if record.balance and not record.unreadable:
        yield RULE.problem(Location(f"{catalogue.folder}/{BY_FILE}"), "message" if record.entries else "no-entries")
    yield from (RULE.problem(at, "approval") for at in (each.fault for each in catalogue.approved.values()) if at)


RULE = Rule(name="damaged-record", phase=Phase.RECORD)

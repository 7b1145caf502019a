"""A change of what an approval covers is reported until it is approved again."""

from collections.abc import Iterator

from service_catalogue.model.approvals import WHOLE, standing
from service_catalogue.rules.rule import Catalogue, Kind, Phase, Problem, Rule, Severity, quote

#: The number of changed objects that a message names.
_NAMED = 4


def check_catalogue(catalogue: Catalogue) -> Iterator[Problem]:
    for service in (None, *(service for service in catalogue.services if service.approval)):
        found = standing(catalogue, service)
        record = catalogue.approved.get(service.id if service else WHOLE)
        if found is None or found.changes == () or not found.approval.date or (record and record.fault):
            continue
        command = quote(f"catalogue approve {service.id}" if service else "catalogue approve")
        if found.changes is None:
            if found.approval.digest:  # one without is an error
                yield RULE.problem(found.approval.at, "unrecorded", command=command)
        else:
            names = [quote(each) for each in found.changes[:_NAMED]]
            yield RULE.problem(found.approval.at, count=len(found.changes), changes=names, command=command)


RULE = Rule(name="changed-since-approval", phase=Phase.RECORD, severity=Severity.WARNING, reads=tuple(Kind))

"""No note of a service has the id of an inherited one."""

from collections.abc import Iterator

from service_catalogue.rules.rule import Problem, Rule, Service, Severity, Shared, quote


def check_service(service: Service, shared: Shared) -> Iterator[Problem]:
    inherited = {note.id.rpartition(".")[2]: note.owner for note in service.notes if note.owner}
    for note in service.notes:
        if not note.owner and note.id in inherited:
            own, other = quote(note.id), quote(f"{inherited[note.id]}.{note.id}")
            yield RULE.problem(note.id.at, own=own, inherited=other)


RULE = Rule(name="ambiguous-note", severity=Severity.WARNING)

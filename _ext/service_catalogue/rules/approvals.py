"""Rules about approvals and about the record of what was confirmed: nothing changes unnoticed."""

from collections.abc import Iterable, Iterator

from service_catalogue.messages.quotation import quote, visible
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.approvals import WHOLE, approval_standing
from service_catalogue.model.catalogue import Identity
from service_catalogue.model.kinds import CatalogueStatus
from service_catalogue.model.reviewed import BY_FILE, Review, changes, gone, home, record_of, suspects
from service_catalogue.rules import Catalogue, Kind, Location, Phase, Problem, Service, Severity, Shared, rule


#: An adopted catalogue names who approved it, when, and the evidence; any other has no approval. Each records what it covers.
@rule(file="catalogue.yaml", reads=(Kind.IDENTITY,))
def approval(shared: Shared) -> Iterator[Problem]:
    identity = shared.identity
    if identity.is_adopted and not identity.approval:
        yield approval.problem(identity.at)
    if identity.status is CatalogueStatus.RESTATEMENT and identity.approval:
        yield approval.problem(identity.approval[0].at, "not-adopted")
    else:
        yield from _unrecorded(identity, "catalogue approve")


@approval.also
def check_approval_of_service(service: Service, shared: Shared) -> Iterator[Problem]:
    yield from _unrecorded(service, f"catalogue approve {service.id}")


def _unrecorded(approved: Identity | Service, command: str) -> Iterator[Problem]:
    """Yield a problem if the newest approval was typed by hand, so that no change since can be noticed."""
    yield from (approval.problem(one.at, "typed", command=quote(command)) for one in approved.approval[-1:] if not one.digest)


#: The number of changed objects that a message names.
_MOST_CHANGES = 4


#: A change of what an approval covers is reported until it is approved again.
@rule(phase=Phase.RECORD, severity=Severity.WARNING, reads=tuple(Kind))
def changed_since_approval(catalogue: Catalogue) -> Iterator[Problem]:
    for service in (None, *(service for service in catalogue.services if service.approval)):
        state = approval_standing(catalogue, service)
        record = catalogue.approved.get(service.id if service else WHOLE)
        if state is None or state.changes == () or not state.approval.date or (record and record.fault):
            continue
        command = quote(f"catalogue approve {service.id}" if service else "catalogue approve")
        if state.changes is None:
            if state.approval.digest:  # one without is an error
                yield changed_since_approval.problem(state.approval.at, "unrecorded", command=command)
        else:
            names = [quote(each) for each in state.changes[:_MOST_CHANGES]]
            yield changed_since_approval.problem(state.approval.at, count=len(state.changes), changes=names, command=command)


#: Nothing that was confirmed is changed or gone unnoticed.
@rule(phase=Phase.RECORD, severity=Severity.WARNING, reads=tuple(Kind))
def suspect(catalogue: Catalogue) -> Iterator[Problem]:
    reviews = suspects(catalogue)
    yield from unconfirmed_problems(catalogue, [review for review in reviews if review.confirmed])
    new = [review.item for review in reviews if not review.confirmed]
    if new:  # a new service has many: one line for all
        yield suspect.problem(new[0].at, "new", count=len(new), address=quote(new[0].address))


def unconfirmed_problems(catalogue: Catalogue, reviews: Iterable[Review]) -> Iterator[Problem]:
    """Yield a problem for each of ``reviews``, for what is gone, and for each file of the record that cannot be read."""
    yield from (suspect.problem(at, "unreadable") for at in record_of(catalogue).unreadable)
    for review in reviews:
        how = _way_to_confirm(catalogue, review.item.address, "run")
        if review.confirmed:
            yield suspect.problem(review.place.at, change=changes(review), how=how)
        else:
            yield suspect.problem(review.item.at, "never", address=quote(review.item.address), how=how)
    for address in gone(catalogue):
        at = (home(catalogue, address) or catalogue.identity).at
        yield suspect.problem(at, "gone", address=quote(address), how=_way_to_confirm(catalogue, address, "run-gone"))


def _way_to_confirm(catalogue: Catalogue, address: str, run: str) -> Message:
    """Return how ``address`` is confirmed."""
    by_review = (catalogue.policy or catalogue.identity).is_confirmed_by_review
    return message(f"suspect.{'review' if by_review else run}", command=quote(f"catalogue confirm {visible(address)}"))


#: No line of the record of what was confirmed is lost, or written by another hand, and no record of an approval is edited.
@rule(phase=Phase.RECORD)
def damaged_record(catalogue: Catalogue) -> Iterator[Problem]:
    record = record_of(catalogue)
    if record.balance and not record.unreadable:
        yield damaged_record.problem(Location(f"{catalogue.folder}/{BY_FILE}"), "message" if record.entries else "no-entries")
    yield from (damaged_record.problem(at, "approval") for at in (each.fault for each in catalogue.approved.values()) if at)

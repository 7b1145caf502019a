"""Status of services and of the catalogue: withdrawn, draft, restatement, approved."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from service_catalogue.model.approvals import WHOLE, approval_standing as standing_of_approval
from service_catalogue.model.kinds import ServiceStatus
from service_catalogue.model.lifecycle import ServiceWithdrawal, Withdrawal
from service_catalogue.model.reviewed import NOBODY, current, gone, home, is_in, record_of, reported_in
from service_catalogue.model.service import Service
from service_catalogue.model.shared import AxisValue, Layer, Party, Task
from service_catalogue.schema.forms import day_of
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, Rich, plain, text
from service_catalogue.views.page import Part, PartKind, title_of
from service_catalogue.views.statements import ServiceViews, since


class Withdrawn(NamedTuple):
    """Withdrawal: since when, and why."""

    words: str
    reason: Rich


#: What a matrix names.
Named: TypeAlias = Party | Layer | Task | AxisValue
#: The sign of what is withdrawn, in a matrix.
DAGGER = "†"
#: Maximum number of places that are named in a sentence.
_SHOWN_PLACES = 5
WITHDRAWN: PartKind[Withdrawn] = PartKind("withdrawn")


def withdrawn(edition: Edition, withdrawal: Withdrawal | None) -> list[Part[object]]:
    """Return the part of a page about a withdrawal; empty if there is none."""
    return [WITHDRAWN.part(view)] if (view := withdrawn_view(edition, withdrawal)) else []


def withdrawn_view(edition: Edition, withdrawal: Withdrawal | None) -> Withdrawn | None:
    if withdrawal is None:
        return None
    reason = edition.linker().rich(withdrawal.reason)
    if isinstance(withdrawal, ServiceWithdrawal) and withdrawal.successor:
        successor = edition.catalogue.objects["service"][withdrawal.successor]
        link = Piece(PieceKind.REFERENCE, title_of(edition, successor), link=Link(f"services/{successor.id}"))
        reason = (*reason, *text(f" {edition.words('withdrawn.successor')} "), link, *text("."))
    return Withdrawn(since(edition, withdrawal), reason)


def withdrawn_words(edition: Edition, withdrawal: Withdrawal | None) -> str:
    """Return the words about a withdrawal for an output without parts; empty if there is none."""
    view = withdrawn_view(edition, withdrawal)
    return f"{view.words} {plain(view.reason)}" if view else ""


def in_list(edition: Edition, withdrawal: Withdrawal | None) -> str:
    """Return the words about a withdrawal in a list; empty if there is none."""
    return since(edition, withdrawal) if withdrawal else ""


def named(edition: Edition, thing: Named) -> Rich:
    """Return the name of ``thing`` as lists have it, with the day from which it no longer applies, if it is withdrawn."""
    name, withdrawal = edition.name(thing.name), withdrawal_of(thing)
    return (*name, *text(f" ({_shortly(edition, withdrawal)})")) if withdrawal else name


def withdrawal_of(thing: Named) -> Withdrawal | None:
    """Return the withdrawal of ``thing``; a value of an axis that is no layer has none."""
    return None if isinstance(thing, AxisValue) else thing.withdrawn


def withdrawn_in_matrix(edition: Edition, thing: Named) -> str:
    """Return the footnote of a withdrawn object (†); empty if ``thing`` is not withdrawn."""
    withdrawal = withdrawal_of(thing)
    return f"{DAGGER} {edition.plain(thing.name)}: {_shortly(edition, withdrawal)}." if withdrawal else ""


def with_dagger(thing: Named, name: Rich) -> Rich:
    """Return ``name`` as a matrix has it, which has no room for more than a sign."""
    return (*name, *text(DAGGER)) if withdrawal_of(thing) else name


def _shortly(edition: Edition, withdrawal: Withdrawal) -> str:
    return edition.words.within(since(edition, withdrawal).removesuffix("."))


class Restatement(NamedTuple):
    """Restatement of a document that its owner has not adopted."""

    #: In a few words, and in full.
    brief: str
    words: str


def restatement(edition: Edition, service: Service) -> Restatement | None:
    """Return the restatement of a service; ``None`` once the catalogue is adopted."""
    identity = edition.catalogue.identity
    if identity.is_adopted or service.approval:
        return None
    owner, source = edition.plain(identity.owner), service.source
    if source:
        title, publisher = edition.plain(source.title), edition.plain(source.owner)
        words = edition.words("restatement.service", owner=owner, title=title, publisher=publisher)
    else:
        words = edition.words("restatement.unknown", owner=owner)
    sentences = filter(None, (words, compared(edition, service)))
    return Restatement(edition.words("restatement.brief", owner=owner), " ".join(sentences))


def compared(edition: Edition, service: Service) -> str:
    """Return how much of ``service`` was read against the document that it restates; empty if no reading is recorded."""
    catalogue, words = edition.catalogue, edition.words
    sources = record_of(catalogue).sources if service.source else {}
    known = {address: day for address, source in sources.items() if (day := day_of(source[:10]))}
    reviews = current(catalogue).reviews if known else ()
    own = [review for review in reviews if home(catalogue, review.item.address) is service]
    addresses = [review.item.address for review in own if review.is_confirmed]
    days = [max(each) for one in addresses if (each := [day for name, day in known.items() if is_in(one, name)])]
    return words("restatement.compared", count=len(days), total=len(own), date=words.date(max(days))) if days else ""


def standing(edition: Edition, service: Service, *, in_full: bool = False) -> str:
    """Return the status of ``service`` in sentences: restatement, status, version, validity and day of the last change.

    ``in_full`` names the document of the restatement.
    """
    words, restated, valid = edition.words, restatement(edition, service), service.valid
    sentences = [restated.words if in_full else restated.brief] if restated else []
    sentences += [words(f"status.{service.status.value}") + "."] if service.status else []
    sentences += [broken] if (broken := broken_in_draft(edition, service)) else []
    sentences += [changed] if (changed := unconfirmed_sentence(edition, service)) else []
    sentences += [words("service.stand.version", version=service.version)] if service.version else []
    sentences += [words("service.stand.from", date=words.date(valid.from_))] if valid and valid.from_ else []
    sentences += [words("service.stand.to", date=words.date(valid.to))] if valid and valid.to else []
    sentences += [words("service.stand.changed", date=words.date(day))] if (day := edition.catalogue.changed(service.id)) else []
    return " ".join(sentences)


def broken_in_draft(edition: Edition, service: Service) -> str:
    """Return a sentence with the places at which a draft breaks a rule about its letters; empty if it breaks none."""
    problems = [one for one in edition.catalogue.tolerated if one.at.path == service.at.path]
    views = ServiceViews(edition, service)
    places = list(dict.fromkeys(views.reference(address).words for one in problems for address in one.addresses))
    return edition.words("status.broken", count=len(places), places=_first(places)) if places else ""


def unconfirmed_sentence(edition: Edition, service: Service) -> str:
    """Return a sentence with what has changed in ``service`` since it was confirmed; empty if nothing has."""
    views, places = ServiceViews(edition, service), []
    for review in reported_in(edition.catalogue, service):
        kind, _, id = review.item.name.partition(":")
        own = id.partition(".")[2]
        if kind in ("statement", "row"):
            places.append(views.reference(own).words)
        elif kind == "note":
            places.append(views.note_mark(own).words)
        else:
            places.append(own or title_of(edition, service))
    return edition.words("status.unconfirmed", places=_first(places)) if places else ""


def publishing(edition: Edition) -> str:
    """Return the sentence about publication: the rule, or what is unconfirmed in this edition or preview."""
    catalogue, words = edition.catalogue, edition.words
    if not (catalogue.unconfirmed or catalogue.identity.publishes_confirmed):
        return words("publish.anything")
    left = [*(review.item.address for review in current(catalogue).reviews if not review.is_confirmed), *gone(catalogue)]
    if catalogue.unconfirmed:
        return words("publish.unconfirmed", reason=catalogue.unconfirmed, places="; ".join(left))
    if left:
        return words("publish.preview", count=len(left))
    is_unnamed = any(entry.endswith(NOBODY) for entry in record_of(catalogue).entries)
    return " ".join([words("publish.confirmed"), *([words("publish.unnamed")] if is_unnamed else [])])


def _first(places: Sequence[str]) -> str:
    return "; ".join([*places[:_SHOWN_PLACES], *(["…"] if len(places) > _SHOWN_PLACES else [])])


def source_link(service: Service) -> Link:
    """Return a link to the source and status of ``service``."""
    return Link(f"services/{service.id}", "part.source")


def title_elsewhere(edition: Edition, service: Service) -> str:
    """Return the title of ``service`` for a page about something else: with its status, if it is not in force."""
    return with_standing(edition, service, title_of(edition, service))


def with_standing(edition: Edition, service: Service, title: str) -> str:
    """Return ``title`` with the status of ``service``, if it is not in force."""
    status = not_in_force(edition, service)
    return edition.words("service.elsewhere", title=title, standing=edition.words.within(status)) if status else title


def not_in_force(edition: Edition, service: Service) -> str:
    """Return the words for a service that is withdrawn, retired or a draft; empty if it is in force, or has no status."""
    if service.withdrawn:
        return since(edition, service.withdrawn).removesuffix(".")
    if service.status is None or service.status is ServiceStatus.IN_FORCE:
        return ""
    return edition.words(f"status.{service.status.value}")


def notice(edition: Edition) -> str:
    """Return the notice that the owner has not adopted the catalogue; empty once it is adopted."""
    identity = edition.catalogue.identity
    return "" if identity.is_adopted else edition.words("restatement.catalogue", owner=edition.plain(identity.owner))


def approval(edition: Edition, service: Service | None = None, signed: str = "") -> str:
    """Return who has approved ``service`` or the catalogue, when, on what evidence, if that is not signed, and how much has changed since.

    Empty if the data do not state it. ``signed`` is the key of the words about a signature, which is not checked.
    """
    words, approved = edition.words, standing_of_approval(edition.catalogue, service)
    if approved is None:
        return ""
    record = approved.approval
    own = service is not None and record in service.approval
    key, role = "approval.service" if own else "approval.catalogue", words.in_sentence(edition.plain(record.by))
    sentence = words(key, role=role, date=words.date(record.date), evidence=edition.plain(record.evidence))
    known = edition.catalogue.approved.get(service.id if own and service else WHOLE)
    signature = "approval.unsigned" if known and not known.is_signed else known and signed
    fault = words(f"approval.{approved.fault}", count=len(approved.changes or ())) if approved.fault else ""
    return " ".join(filter(None, (sentence, signature and words(signature), fault)))

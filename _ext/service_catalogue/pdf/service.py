"""A service for print: the views of its page, composed for the Typst template."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.pdf.duties import DutyList, DutySection, duty_lists
from service_catalogue.pdf.encoding import Encoder
from service_catalogue.pdf.tables import Matrix, matrix
from service_catalogue.views.annotations import DEPARTURES, NOTES, DepartureView, Mark, NoteView
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS, Fact, TermEntry
from service_catalogue.views.matrix import MATRIX
from service_catalogue.views.page import Page, Part
from service_catalogue.views.piece import Link, Rich
from service_catalogue.views.service import Glance, facts_of_source, glance, not_stated, summary_marks
from service_catalogue.views.service_facts import silence
from service_catalogue.views.stack import LayerShares, service_shares
from service_catalogue.views.statements import STATEMENTS, StatementView
from service_catalogue.views.status import approval, broken_in_draft, restatement, since


@dataclass(frozen=True)
class Logo:
    """The catalogue's logo, with its owner as the alternative text."""

    content: bytes
    alt: str


@dataclass(frozen=True)
class Term:
    """An entry of a glossary; ``more`` are sentences after the definition."""

    label: str
    name: Rich
    text: Rich
    more: tuple[Rich, ...] = ()


@dataclass(frozen=True)
class TermList:
    label: str
    heading: str
    entries: list[Term]


@dataclass(frozen=True)
class ServiceSheet:
    """A service: its title block, its sections, its matrices and what explains them."""

    #: The label of the service; with an anchor behind it, that of a part.
    label: str
    code: str
    name: Rich
    running: str
    kicker: str
    motto: Rich
    notice: str
    prevails: str
    summary: Rich
    summary_marks: tuple[Mark, ...]
    accountability: str
    layers: list[LayerShares]
    facts: list[Fact]
    #: Sentences on its approval, and on what source and text do not state.
    not_stated: str
    permalink: str
    #: A QR code of the permalink, as black SVG; empty without one.
    qr: str
    sections: list[Part[tuple[StatementView, ...]]]
    matrices: list[Matrix]
    notes: list[NoteView]
    departures: list[Part[tuple[DepartureView, ...]]]
    #: A sentence on the services that departures quote; empty if they quote none.
    elsewhere: str
    duties: list[DutyList]
    in_whole: bool
    logo: Logo | None
    terms: TermList | None


def put_labels(encoder: Encoder, view: Page) -> None:
    """Make every part, statement, row and note of a service a label, and each of its terms; a cell's is its row."""
    document = view.document
    encoder.put(Link(document))
    for part in view.walk():
        if part.anchor:
            encoder.put(Link(document, part.anchor))
        if STATEMENTS.shows(part):
            for statement in part.content:
                encoder.put(statement.link)
        elif MATRIX.shows(part):
            for row in part.content.rows:
                encoder.put(Link(document, row.anchor), *(cell.link for cell in row.cells))
        elif NOTES.shows(part):
            for note in part.content:
                encoder.put(Link(document, f"note.{note.id}"))
        elif DEPARTURES.shows(part):
            for departure in part.content:
                encoder.put(departure.mark.link)
        elif TERMS.shows(part):
            for term in part.content:
                encoder.put(term.link)


def service_sheet(
    encoder: Encoder, service: Service, view: Page, whole: bool = False, agreed: Mapping[str, DutySection] | None = None
) -> ServiceSheet:
    """Return the sheet of a service by itself, in the ``whole`` catalogue, or in an annex with what each party has ``agreed``."""
    edition, words = encoder.edition, encoder.edition.words
    at_a_glance, explained = glance(edition, service), TERMS.among(view.parts)
    facts = list(_facts(edition, service, at_a_glance))
    missing = not_stated(edition, facts)
    sentences = [approval(edition, service), words("source.missing", facts=words.list(missing)) if missing else ""]
    permalink = encoder.address(Link(view.document))
    return ServiceSheet(
        label=encoder.known[f"{view.document}#"],
        code=view.code,
        name=view.heading,
        running=view.title,
        kicker=view.kicker,
        motto=edition.name(service.motto) if service.motto else (),
        notice=" ".join(_notices(edition, service)),
        prevails="" if edition.prevails else edition.prevailing_words,
        summary=at_a_glance.summary,
        summary_marks=summary_marks(edition, service),
        accountability=words("service.accountability"),
        layers=list(service_shares(edition, service)),
        facts=[fact for fact in facts if fact.value],
        not_stated=" ".join(filter(None, (*sentences, *silence(edition, service)))),
        permalink=permalink,
        qr=_qr(permalink) if permalink else "",
        sections=STATEMENTS.among(view.parts),
        matrices=list(_matrices(encoder, service, view)),
        notes=[note for part in NOTES.among(view.parts) for note in part.content],
        departures=(departures := DEPARTURES.among(view.parts)),
        elsewhere=_elsewhere(edition, departures),
        duties=duty_lists(encoder, service, agreed),
        in_whole=whole,
        logo=None if whole else logo(edition),
        terms=terms(encoder, explained[0].content, "pdf.terms") if explained and not whole else None,
    )


def logo(edition: Edition) -> Logo | None:
    identity = edition.catalogue.identity
    picture = identity.brand.picture if identity.brand else None
    return Logo(picture.content, edition.plain(identity.owner)) if picture else None


def _notices(edition: Edition, service: Service) -> Iterator[str]:
    if service.withdrawn:
        yield since(edition, service.withdrawn)
        yield edition.plain(service.withdrawn.reason)
    if notice := restatement(edition, service):
        yield notice.words
    if broken := broken_in_draft(edition, service):
        yield broken


def _qr(address: str) -> str:
    import segno

    return segno.make(address, error="m", micro=False).svg_inline(border=0, omitsize=True)


def _facts(edition: Edition, service: Service, glance: Glance) -> Iterator[Fact]:
    """Yield the provider, the status and the source of the service; code and motto are in its title, the approval is a sentence."""
    words = edition.words
    titled = {words("service.code"), words("service.motto"), words("service.family"), words("service.status")}
    yield from (fact for fact in glance.facts if fact.label not in titled)
    yield from (fact for fact in facts_of_source(edition, service) if fact.label != words("approval.label"))
    yield Fact(words("pdf.language"), edition.own_name)
    if glance.contact:
        yield Fact(words("service.contact"), glance.contact)


def _elsewhere(edition: Edition, departures: Iterable[Part[tuple[DepartureView, ...]]]) -> str:
    codes = [*dict.fromkeys(quote.code for part in departures for view in part.content for quote in view.quotes)]
    return edition.words("departure.elsewhere", service=edition.words.list(codes)) if codes else ""


def _matrices(encoder: Encoder, service: Service, view: Page) -> Iterator[Matrix]:
    catalogue = encoder.edition.catalogue
    schemes = [encoder.edition.plain(catalogue.scheme(each.scheme).name) for each in service.all_matrices]
    for part, scheme in zip(MATRIX.among(view.parts), schemes, strict=True):
        yield matrix(encoder, view.document, part, scheme if len(set(schemes)) > 1 else "")


def terms(encoder: Encoder, entries: Iterable[TermEntry], heading: str) -> TermList:
    """Return the terms that a service uses; ``heading`` is the key of the words over them."""
    found = [Term(encoder.known[f"glossary#{entry.link.anchor}"], entry.name, entry.definition) for entry in entries]
    return TermList(f"{encoder.prefix}#terms", encoder.edition.words(heading), found)

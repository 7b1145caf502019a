"""The contract annex: a chosen service for one system, in one language or in two side by side."""

import functools
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from service_catalogue import __version__
from service_catalogue.locale import Words
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import reported_in
from service_catalogue.model.service import Service
from service_catalogue.pdf.annex_choices import AnnexChoices
from service_catalogue.pdf.annex_file import Annex, languages_of, not_settled
from service_catalogue.pdf.calls import call_sheet
from service_catalogue.pdf.duties import Item
from service_catalogue.pdf.encoding import Encoder, Json, joined, text
from service_catalogue.pdf.service import ServiceSheet, TermList, put_labels, service_sheet, terms
from service_catalogue.pdf.sheets import Sheet, foot, frame, sheet
from service_catalogue.schema.kinds import Localized
from service_catalogue.store import digest_of_program
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS, term_entry, title_of
from service_catalogue.views.page import Page
from service_catalogue.views.piece import Link, Rich, plain
from service_catalogue.views.prose import SchemeLegend
from service_catalogue.views.service import booklet_page, facts_of_source, not_stated
from service_catalogue.views.service_facts import exclusions, topic_names
from service_catalogue.views.status import approval, broken_in_draft, restatement, withdrawn_view
from service_catalogue.yaml.values import Scalar


@dataclass(frozen=True)
class OpenPoint:
    """A kind of question that the source leaves open."""

    name: str
    values: list[str] | list[Rich]
    #: The kind of its places in the counts; empty if they are not counted.
    kind: str = ""


@dataclass(frozen=True)
class Count:
    """Number of places of one kind at which something is open; the template knows their pages."""

    kind: str
    words: str


@dataclass(frozen=True)
class Agreed:
    """Items under a heading."""

    heading: str | Rich
    items: list[Item] | list[OpenPoint]


@dataclass(frozen=True)
class Signatures:
    """Lines on which each party signs."""

    heading: str
    parties: list[Rich]
    lines: list[str]


@dataclass(frozen=True)
class Side:
    """The annex in one language."""

    lang: str
    kicker: str
    system: Rich
    notices: list[str]
    chosen: Agreed
    contractors: list[Agreed]
    agreement: Agreed
    open: Agreed
    counts: list[Count]
    #: The ids of the tensions and conditions on which nothing is agreed.
    unsettled: tuple[str, ...]
    legends: list[SchemeLegend]
    applies: str
    service: ServiceSheet
    #: What the file chooses and settles, by the id of the statement, tension or note that it concerns.
    choices: dict[str, list[Item]]
    #: The ids of the statements whose offer the file declines.
    declined: list[str]
    terms: TermList | None
    signatures: Signatures | None


def annex_sheet(
    annex: Annex, digest: str, catalogue: Catalogue, draft: Sequence[str], base_url: str, *, for_wall: bool = False
) -> tuple[Sheet, list[Json], str]:
    """Return the sheet of an annex file with that ``digest``, the lines at the foot of its pages, and its origin for the metadata.

    The sheet ``for_wall`` has whom to call about the system instead.
    """
    service = catalogue.objects["service"][annex.service]
    languages = languages_of(annex, catalogue)
    encoders = [Encoder(Edition(catalogue, language), base_url, prefix=f"{language}:") for language in languages]
    makers = [_SideMaker(encoder, annex, service, draft) for encoder in encoders]
    first = makers[0]
    # The terms of every side are side by side, in the alphabet of the language that prevails.
    explained = {id for maker in makers for id in maker.explained}
    order = sorted(explained, key=lambda id: first.edition.words.sort_key(first.edition.plain(catalogue.term(id).name)))
    system = first.value(annex.system)
    title = f"{first.words('annex.title')}: {title_of(first.edition, service)}, {plain(system)}"
    editions = [maker.edition for maker in makers]
    if for_wall:
        shown = call_sheet(encoders, service, [maker.choices for maker in makers], annex.date)
    else:
        framed = frame(editions, title, annex.date, [maker.words("annex.draft") for maker in makers] if draft else [])
        sides = [maker.encoder.encode(maker.side(order)) for maker in makers]
        running = {"left": system, "right": [*dict.fromkeys(maker.words("annex.title") for maker in makers)]}
        shown = sheet(first.encoder, framed, annex=sides, running=running)
    origin = f"data {catalogue.digest}, service {annex.service}, annex {digest}, {_program()}"
    return shown, [maker.foot(digest) for maker in makers], origin


def printed(annex: Annex, catalogue: Catalogue) -> str:
    """Return what ``annex`` prints of ``catalogue``, to be compared: without digests, nor marks of what is to be confirmed."""
    return annex_sheet(annex, "", replace(catalogue, reviewed=None), (), "")[0].json


def draft_sentence(words: Words, reasons: Sequence[str]) -> str:
    """Return the sentence that nobody may sign the annex, with the ``reasons``."""
    return words("annex.draft.why", reasons=words.list([words(f"annex.draft.{reason}") for reason in reasons], ";"))


def _program() -> str:
    return f"program {__version__} {digest_of_program()}"


@dataclass(frozen=True)
class _SideMaker:
    encoder: Encoder
    annex: Annex
    service: Service
    #: Why nobody may sign it.
    draft: Sequence[str]

    @property
    def edition(self) -> Edition:
        return self.encoder.edition

    @functools.cached_property
    def view(self) -> Page:
        return booklet_page(self.edition, self.service)

    @functools.cached_property
    def choices(self) -> AnnexChoices:
        return AnnexChoices(self.edition, self.annex, self.service, bool(self.draft))

    @property
    def explained(self) -> set[str]:
        """The ids of the terms in its text."""
        return {entry.link.anchor for part in TERMS.among(self.view.parts) for entry in part.content}

    def words(self, key: str, **values: object) -> str:
        return self.edition.words(key, **values)

    def side(self, order: list[str]) -> Side:
        """Return the side, with the terms in ``order``."""
        encoder, annex, words = self.encoder, self.annex, self.words
        put_labels(encoder, self.view)
        explained = [term_entry(self.edition, self.edition.catalogue.term(id)) for id in order]
        for entry in explained:
            encoder.put(entry.link)
        agreed = self.choices.in_lists(self._signing())
        service = service_sheet(encoder, self.service, self.view, whole=True, agreed=agreed)
        legend = words("pdf.legend")
        return Side(
            lang=self.edition.language,
            kicker=words("annex.title"),
            system=self.value(annex.system),
            notices=list(self._notices()),
            chosen=Agreed(words("annex.chosen"), list(self._chosen())),
            contractors=[*self._contractors(), *itertools.starmap(Agreed, self.choices.blanks())],
            agreement=Agreed(words("annex.terms"), list(self._agreed())),
            open=self._open(),
            counts=list(self._counts()),
            unsettled=not_settled(annex, self.service),
            legends=[
                SchemeLegend(f"{legend}: {matrix.scheme}" if matrix.scheme else legend, matrix.legend)
                for matrix in service.matrices
                if matrix.legend
            ],
            applies=words("annex.applies", system=plain(self.value(annex.system))),
            service=service,
            choices=self.choices.beside_texts(),
            declined=self.choices.declined(),
            terms=terms(encoder, explained, "annex.explained") if order else None,
            signatures=None if self.draft else self._signatures(),
        )

    def foot(self, digest: str) -> Json:
        """Return the foot: the version, and the digests of the data, of the annex file and of the program."""
        words = self.words
        lines = [
            self.edition.version("annex.version"),
            words("pdf.data", digest=self.edition.catalogue.digest),
            words("annex.file", digest=digest),
            words("annex.program", version=__version__, digest=digest_of_program()),
        ]
        return foot(self.encoder, [*filter(None, lines)])

    def value(self, written: Scalar | Localized | None) -> Rich:
        return self.choices.value(written)

    def _item(self, key: str, *values: Rich) -> Item:
        return self.choices.item(self.words(f"annex.{key}"), *values)

    def _notices(self) -> Iterator[str]:
        if withdrawn := withdrawn_view(self.edition, self.service.withdrawn):
            yield f"{withdrawn.words} {plain(withdrawn.reason)}"
        if notice := restatement(self.edition, self.service):
            yield notice.words
        if broken := broken_in_draft(self.edition, self.service):
            yield broken
        if words := approval(self.edition, self.service):
            yield words
        if self.draft:
            yield draft_sentence(self.edition.words, self.draft)
        if count := len(reported_in(self.edition.catalogue, self.service)):
            yield f"{self.words('confirmed.count', count=count)}."
        if not self.edition.prevails:
            yield self.edition.prevailing_words

    def _stated(self) -> Iterator[Item]:
        """Yield the facts that the source states, and what it excludes; the approval of the catalogue is a notice."""
        label = self.words("approval.label")
        for fact in facts_of_source(self.edition, self.service):
            if fact.value and fact.label != label:
                yield Item(fact.label, fact.value if isinstance(fact.value, tuple) else text(fact.value), "")
        if excluded := exclusions(self.service):
            yield Item(self.words("service.excluded"), joined([self.edition.rich(one.text) for one in excluded], " "), "")

    def _chosen(self) -> Iterator[Item]:
        annex = self.annex
        yield self._item("system", self.value(annex.system))
        yield self._item("owner", self.value(annex.owner))
        yield self._item("criticality", self.value(annex.criticality))
        yield self._item("service", text(title_of(self.edition, self.service)))
        yield from self._stated()
        yield from self.choices.first_page()
        yield self._item("date", text(self.edition.words.date(annex.date)))

    def _contractors(self) -> Iterator[Agreed]:
        given = {str(contractor.party): contractor for contractor in self.annex.parties}
        for id in dict.fromkeys([*self._signing(), *given]):
            contractor = given.get(id)
            contacts = [self.value(contact.role) for contact in self.annex.contacts if contact.party == id]
            name = self.value(contractor.name if contractor else None)
            number = text(str(contractor.number)) if contractor and contractor.number else ()
            items = [self._item("legal-name", name), self._item("legal-number", number), self._item("contact-role", *contacts)]
            yield Agreed(self._party(id), items)

    def _agreed(self) -> Iterator[Item]:
        annex = self.annex
        yield self._item("agreement", self.value(annex.agreement))
        yield self._item("rank", *(self.value(one) for one in annex.rank))
        yield self._item("term", self.value(annex.term))
        yield self._item("service-windows", self.value(annex.service_windows))
        yield self._item("reporting", self.value(annex.reporting))
        yield self._item("hours", self.value(annex.hours))

    def _open(self) -> Agreed:
        """Return what the source does not state, what the text says nothing about, cells that are to be agreed, and obligations without a named party."""
        words, edition = self.words, self.edition
        found = [duties(edition, self.service, party) for party in edition.catalogue.parties if self.service.has_column(party.id)]
        whose: dict[tuple[str, Link], tuple[Rich, list[str]]] = {}
        for each in found:
            for place in each.open:
                for duty in place.duties:
                    whose.setdefault((place.name, duty.link), (duty.task, []))[1].append(each.party)
        agreed = [
            joined([(*text(f"{name}: " if name else ""), *task), f"({', '.join(parties)})"], " ")
            for (name, _), (task, parties) in whose.items()
        ]
        items = [
            OpenPoint(words("annex.open.unstated"), not_stated(edition, facts_of_source(edition, self.service))),
            OpenPoint(words("service.not-stated"), topic_names(edition, self.service)),
            OpenPoint(words("annex.open.undefined"), [edition.plain(each) for each in self._undefined()], "word"),
            OpenPoint(words("duties.open"), agreed),
            OpenPoint(words("duties.unnamed"), list(dict.fromkeys(one.id for each in found for one in each.unnamed))),
        ]
        return Agreed(words("annex.open"), [item for item in items if item.values])

    def _undefined(self) -> list[Localized]:
        """Return the words that neither the source nor the annex defines."""
        unsettled = {*not_settled(self.annex, self.service)}
        return [words for words in self.service.undefined_words if not unsettled.isdisjoint(words.values())]

    def _counts(self) -> Iterator[Count]:
        """Yield the number of each kind of place that a signatory has to look at."""
        agreed = [*self._chosen(), *self._agreed(), *(item for part in self._contractors() for item in part.items)]
        agreed += [item for _, items in self.choices.blanks() for item in items]
        unsettled = not_settled(self.annex, self.service)
        tensions = sum(self.service.id_of_departure(tension) in unsettled for tension in self.service.tensions)
        numbers = {
            "tension": tensions,
            "exception": len(self.service.exceptions),
            "condition": len(unsettled) - tensions - len(self._undefined()),
            "word": len(self._undefined()),
            "blank": sum(not item.value for item in agreed if isinstance(item, Item)),
        }
        yield from (Count(kind, self.words(f"annex.count.{kind}", count=number)) for kind, number in numbers.items() if number)

    def _signatures(self) -> Signatures:
        lines = [self.words(f"annex.{key}") for key in ("signature", "signer", "signed")]
        return Signatures(self.words("annex.signatures"), [*map(self._party, self._signing())], lines)

    def _signing(self) -> list[str]:
        """Return the parties of the matrix, or at least the provider."""
        parties = [party for matrix in self.service.all_matrices for party in matrix.parties]
        return list(dict.fromkeys(parties)) or [self.service.provider]

    def _party(self, id: str) -> Rich:
        return self.edition.name(self.edition.catalogue.party(id).name)

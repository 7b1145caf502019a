"""The contract annex of one system, from its file to its sheet; and the call sheet for the wall."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Annotated

from service_catalogue import __version__
from service_catalogue.check import read_file
from service_catalogue.locale import Words, words_of
from service_catalogue.messages import CheckRule, Location, Problem, Severity, did_you_mean, message, quote
from service_catalogue.model import NoteKind, PartyRef, Positioned, ServiceRef, ServiceStatus
from service_catalogue.model.approvals import covered, standing, unconfirmed
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.reviewed import reported_in
from service_catalogue.model.service import Option, OptionKind, Service
from service_catalogue.pdf.service import AgreementLine, DutySection, ServiceSheet, TermList, put_labels, service_sheet, terms
from service_catalogue.pdf.sheets import PaperSheet, draft, foot, frame, sheet
from service_catalogue.pdf.typesetting import Encoder, Json, joined, text
from service_catalogue.rules import texts
from service_catalogue.rules.languages import missing_in
from service_catalogue.rules.references import Unknown, reported, unknown_in
from service_catalogue.schema import MISSING_KEY, UNKNOWN_KEY, WRONG_SHAPE, Day, Line, Localized, Refers
from service_catalogue.schema.reader import Reader
from service_catalogue.store import digest_of_program
from service_catalogue.views.directives import SchemeLegend
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, Link, Piece, PieceKind, Rich, plain
from service_catalogue.views.page import LEAD, TERMS, Page, PageAddress, term_entry, title_of
from service_catalogue.views.service import booklet_page, contact_facts, exclusions, facts_of_source, not_stated, topic_names
from service_catalogue.views.service_page import CALL_WAYS, CALLS, calls_page
from service_catalogue.views.statements import DEPARTURES_AGAIN, NOTES_AGAIN, ServiceViews
from service_catalogue.views.status import approval, broken_in_draft, restatement, withdrawn_view
from service_catalogue.yaml import Keyed, Map, Scalar, Value, canonical, digest

#: A page has room for two columns of text.
_MAX_LANGUAGES = 2

UNUSED_CHOICE = CheckRule("unused-choice", severity=Severity.WARNING)
ENDED_SERVICE = CheckRule("ended-service", severity=Severity.WARNING)
EARLY_ANNEX = CheckRule("early-annex", severity=Severity.WARNING)

#: What the parties have to agree on about an on-call scheme.
ON_CALL_ASKS = ("working-hours", "calling", "response", "price")


class AnnexChoice(Enum):
    """A choice of an annex."""

    YES = "yes"
    NO = "no"


class AnnexText(Line):
    """A text on one line, for all languages or one for each."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Localized:
        read: Scalar | Localized = reader.read(Localized if isinstance(value, Map) else Line, value, at)
        return read


@dataclass(frozen=True)
class Taken:
    """The choice of an option: ``yes``, ``no``, or for ``yes`` what the parties have agreed on it."""

    choice: AnnexChoice
    terms: Keyed[Scalar | Localized] = field(default_factory=Keyed)

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Taken | None:
        if isinstance(value, Map):
            return cls(AnnexChoice.YES, reader.read(Keyed[AnnexText], value, at))
        choice = reader.read(AnnexChoice, value, at)
        return cls(choice) if choice else None


@dataclass(frozen=True, kw_only=True)
class PartyContact(Positioned):
    """The role at a party that answers questions; never a person."""

    party: PartyRef
    role: AnnexText


@dataclass(frozen=True, kw_only=True)
class Contractor(Positioned):
    """The legal entity of a party."""

    party: PartyRef
    name: AnnexText | None = None
    #: The number in the register of companies or authorities.
    number: Line | None = None


@dataclass(frozen=True, kw_only=True)
class Settled(Positioned):
    """Agreement for one system where the text says two things, sets a condition, or leaves something open."""

    #: A tension (``t4``), a statement (``security-1``), a note (``note.5``) or an undefined word of the service.
    on: Line
    text: AnnexText


@dataclass(frozen=True, kw_only=True)
class Annex(Positioned):
    """The choices of a customer for one system, and the further terms of the agreement."""

    system: AnnexText
    owner: AnnexText
    environments: tuple[AnnexText, ...] = ()
    criticality: AnnexText | None = None
    service: ServiceRef
    on_call: Taken | None = None
    #: The choices of other options, by the id of the option.
    choices: Keyed[Taken] = field(default_factory=Keyed)
    parties: tuple[Contractor, ...] = ()
    contacts: tuple[PartyContact, ...] = ()
    #: The agreement that it belongs to.
    agreement: AnnexText | None = None
    #: The documents of the agreement, in order of precedence.
    rank: tuple[AnnexText, ...] = ()
    term: AnnexText | None = None
    service_windows: AnnexText | None = None
    reporting: AnnexText | None = None
    #: The hours in which the service desk is open.
    hours: AnnexText | None = None
    settled: tuple[Settled, ...] = ()
    #: The data digest of the edition that was signed, as its feet have it.
    edition: Line | None = None
    date: Day
    #: One, or two side by side; by default the first two of the catalogue.
    languages: tuple[Annotated[Scalar, Refers("language")], ...] = ()


@dataclass(frozen=True)
class ReadAnnex:
    """The result of reading an annex file."""

    #: ``None`` if there is an error.
    annex: Annex | None
    problems: tuple[Problem, ...]
    #: Digest of the content of the file, in 12 hexadecimal digits.
    digest: str


def read_annex(path: Path, catalogue: Catalogue) -> ReadAnnex:
    """Read and check the annex in the file ``path``."""
    reader = Reader()
    value = read_file(path, reader)
    annex: Annex | None = reader.read(Annex, value) if value is not None else None
    problems = list(reader.problems)
    if annex is not None and isinstance(value, Map):
        known: dict[str, Mapping[str, object]] = {**catalogue.by_kind}
        known["language"] = dict.fromkeys(map(str, catalogue.identity.languages))
        problems += reported(catalogue, unknown_in(annex, known))
        if len(annex.languages) > _MAX_LANGUAGES and all(map(known["language"].__contains__, annex.languages)):
            problems.append(WRONG_SHAPE.problem(annex.languages[_MAX_LANGUAGES].at, "languages"))
        languages = [language for language in languages_of(annex, catalogue) if language in known["language"]]
        for field, text in ((field, text) for field, value_of_field in vars(annex).items() for text in _texts(value_of_field)):
            if isinstance(text, Localized) and not (text.unread or any(words.unread for words in text.values())):
                problems += missing_in(text, languages, catalogue.identity.languages, field)
            problems += texts.missing_in(text.values() if isinstance(text, Localized) else (text,))
        if service := catalogue.objects["service"].get(annex.service):
            problems += _choices(annex, value, service)
            known_here = dict.fromkeys((*_tensions(service), *service.statements, *(note.address for note in service.notes)))
            known_here |= dict.fromkeys(word for words in service.undefined_words for word in words.values())
            unknown = (Unknown("address", one.on, known_here) for one in annex.settled if one.on and one.on not in known_here)
            problems += reported(catalogue, unknown)
            if has_ended(annex, service):
                problems.append(ENDED_SERVICE.problem(annex.service.at, service=quote(service.id), date=annex.date.isoformat()))
            approved = standing(catalogue, service)
            if approved and annex.date and approved.approval.date and annex.date < approved.approval.date:
                days = {"date": annex.date.isoformat(), "approved": approved.approval.date.isoformat()}
                problems.append(EARLY_ANNEX.problem(value.key("date").at, **days))
    unique = {problem.order: problem for problem in problems}
    in_order = tuple(unique[order] for order in sorted(unique))
    has_error = any(problem.is_error for problem in in_order)
    return ReadAnnex(None if has_error else annex, in_order, digest(canonical(value)) if value is not None else "")


def _texts(thing: object) -> Iterator[Localized | Scalar]:
    """Yield the texts of an annex, in several languages or in one."""
    if isinstance(thing, Localized | Scalar):
        yield thing
    elif isinstance(thing, tuple | dict) and not isinstance(thing, Location):
        for item in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(item)
    elif isinstance(thing, Annex | PartyContact | Contractor | Settled | Taken):
        for value in vars(thing).values():
            yield from _texts(value)


def _choices(annex: Annex, value: Map, service: Service) -> Iterator[Problem]:
    """Yield a problem for each choice that is missing, and for each that the service does not offer."""
    choices = service.choices
    for key, statement, chosen in (
        ("environments", choices and choices.environments, annex.environments),
        ("on-call", choices and choices.on_call, annex.on_call),
    ):
        at = value.key(key).at if key in value else value.at
        if statement and not chosen and not (value.get(key)):
            yield MISSING_KEY.problem(at, "choice", key=quote(key), statement=quote(statement))
        if chosen and not statement:
            yield UNUSED_CHOICE.problem(at, key=quote(key))
    other = other_options(service)
    yield from (UNUSED_CHOICE.problem(key.at, key=quote(key)) for key in annex.choices if key not in other)
    asked = [(annex.on_call, ON_CALL_ASKS), *((annex.choices.get(id), tuple(option.asks)) for id, option in other.items())]
    for taken, asks in asked:
        for key in taken.terms if taken else ():
            if key not in asks:
                hint = did_you_mean(key, asks) or message("unknown-key.delete")
                yield UNKNOWN_KEY.problem(key.at, key=quote(key), hint=hint)


def other_options(service: Service) -> Keyed[Option]:
    """Return the options that ``service`` declares itself, by id."""
    return service.choices.other if service.choices else Keyed()


def _tensions(service: Service) -> list[str]:
    return [service.id_of_departure(tension) for tension in service.tensions]


def not_settled(annex: Annex, service: Service) -> tuple[str, ...]:
    """Return the open points of ``annex``: the tensions of ``service``, its conditions by the statement or note, and undefined words."""
    conditions = [text.address for text in service.texts if any(claim.condition for claim in text.claims)]
    conditions += [note.address for note in service.notes if note.kind is NoteKind.CONDITION]
    settled = {str(one.on) for one in annex.settled}
    settled |= {str(option.on) for id, option in other_options(service).items() if id in annex.choices}
    settled |= {str(service.choices.on_call)} if annex.on_call and service.choices else set()
    undefined = [words for words in service.undefined_words if settled.isdisjoint(words.values())]
    words = [next(iter(words.values())) for words in undefined if not _defines(annex, service, words)]
    return tuple(str(one) for one in dict.fromkeys((*_tensions(service), *conditions, *words)) if one not in settled)


def _defines(annex: Annex, service: Service, words: Localized) -> bool:
    """Return whether what ``annex`` says of an option defines ``words``: they are what it asks for, or the condition that it settles."""
    for language, word in words.items():
        terms = annex.on_call.terms if annex.on_call else {}
        names = [words_of(language)(f"annex.on-call.{key}") for key, value in terms.items() if value]
        for id, option in other_options(service).items():
            answered = [key for key, value in annex.choices[id].terms.items() if value] if id in annex.choices else []
            names += [option.asks[key].get(language, "") for key in answered if key in option.asks]
            claims = service.statements[option.on].claims if answered and option.on in service.statements else ()
            names += [claim.condition.get(language, "") for claim in claims if claim.condition]
        if any(re.search(rf"(?i)\b{re.escape(word)}\b", name) for name in names):
            return True
    return False


def has_ended(annex: Annex, service: Service) -> bool:
    """Return whether ``service`` is withdrawn, or past its last day, on the day of ``annex``."""
    withdrawn, valid = service.withdrawn, service.valid
    first_without = withdrawn.on if withdrawn else None
    last = valid.to if valid else None
    return bool(annex.date and ((first_without and first_without <= annex.date) or (last and last < annex.date)))


def languages_of(annex: Annex, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the languages of ``annex``, the one that prevails first."""
    chosen = annex.languages or catalogue.identity.languages[:_MAX_LANGUAGES]
    return tuple(sorted(dict.fromkeys(map(str, chosen)), key=lambda language: language != catalogue.identity.authoritative))


def why_draft(annex: Annex, catalogue: Catalogue, problems: Sequence[Problem]) -> list[str]:
    """Return why nobody may sign ``annex``, each reason as the end of the key of its words; empty if it can be signed.

    A problem of its file, of the service, or of what that extends, is a reason, and so is anything suspect that an approval of it
    covers, for nobody has read it since it changed. No annex brings into force a service that is a draft, or retired without a date.
    """
    service = catalogue.objects["service"][annex.service]
    approved = standing(catalogue, service)
    services = [name.removeprefix("service:") for name in covered(catalogue, service) if name.startswith("service:")]
    files = {catalogue.objects["service"][id].at.path for id in services}
    rules = {problem.rule.name for problem in problems if problem.at.path in files}
    own = {problem.rule.name for problem in problems if problem.at.path == annex.at.path}
    first = service.valid.from_ if service.valid else None
    reasons = {
        "not-yet": first and annex.date < first,
        "ended": has_ended(annex, service),
        "not-in-force": service.status is ServiceStatus.DRAFT
        or (service.status is ServiceStatus.RETIRED and not service.withdrawn),
        "not-approved": approved is None,
        "unrecorded": approved and approved.changes is None,
        "changed": approved and approved.changes,
        "suspect": unconfirmed(catalogue, service.id),
        "warning": rules - {"suspect", "changed-since-approval"},
        "file": own - {ENDED_SERVICE.name},
    }
    return [reason for reason, holds in reasons.items() if holds]


#: The key of the words for an agreement that there is not.
_NOT_AGREED = "annex.not-agreed"


@dataclass(frozen=True)
class OptionView:
    """An option of the service, with what the annex says of it."""

    #: The id of the statement that it concerns.
    on: str
    name: Rich
    #: Empty if the annex does not say.
    answer: Rich
    is_taken: bool
    is_offer: bool
    #: What the source leaves open of an option that is taken.
    terms: list[AgreementLine]


@dataclass(frozen=True)
class AnnexChoices:
    edition: Edition
    annex: Annex
    service: Service
    is_draft: bool

    def value(self, written: Scalar | Localized | None) -> Rich:
        """Return a text of the file in the language of this side; one without a language is in that which prevails."""
        if written is None:
            return ()
        if isinstance(written, Localized):
            return self.edition.name(written)
        return (Piece(PieceKind.TEXT, str(written), str(self.edition.catalogue.identity.authoritative)),) if written else ()

    def item(self, name: str | Rich, *values: Rich, more: str = "") -> AgreementLine:
        return AgreementLine(name, joined(filter(None, values), ", "), self.edition.words("annex.blank"), more)

    def first_page(self) -> Iterator[AgreementLine]:
        """Yield the choices; one on which the file says nothing is a blank, unless its statement is settled."""
        settled = [one.on for one in self.annex.settled]
        yield from (self.item(name, value, more=on) for on, name, value in self._environments())
        for option in self._options:
            if option.answer or option.on not in settled:
                yield self.item(option.name, option.answer, more=option.on)

    def blanks(self) -> Iterator[tuple[Rich, list[AgreementLine]]]:
        """Yield each option that is taken with what the parties have yet to agree on; the rest is beside its statement."""
        for option in self._options:
            if blanks := [item for item in option.terms if not item.value]:
                yield option.name, blanks

    def beside_texts(self) -> dict[str, list[AgreementLine]]:
        """Return the choices and settled points, by the id of the statement, tension or note that they concern."""
        lines: dict[str, list[AgreementLine]] = {}
        for on, name, value in self._environments():
            lines.setdefault(on, []).append(self.item(name, value))
        for option in self._options:
            if option.answer:
                answered = [item for item in option.terms if item.value]
                lines.setdefault(option.on, []).extend([self.item(option.name, option.answer), *answered])
        for settled in self.annex.settled:
            lines.setdefault(str(settled.on), []).append(self.item(self._agreed, self.value(settled.text)))
        return lines

    def declined(self) -> list[str]:
        """Return the ids of the statements whose offer is declined: each list that has one says so there."""
        return [option.on for option in self._options if option.answer and option.is_offer and not option.is_taken]

    def in_lists(self, parties: Iterable[str]) -> dict[str, DutySection]:
        """Return the lines about choices and settled points for the list of each of ``parties``."""
        parties = [*parties]
        lines = {party: [*self._in_list(party, parties)] for party in parties}
        return {party: DutySection(self._agreed, "", [], [], [], items) for party, items in lines.items() if items}

    def _in_list(self, party: str, parties: Iterable[str]) -> Iterator[AgreementLine]:
        for option in self._options:
            name = joined([option.name, f"({option.on})"], " ")
            if option.is_taken and option.is_offer and party == self.service.provider:
                yield self.item(self.edition.words("annex.provides"), name)
            elif option.is_taken and option.is_offer and party in self._entitled(option.on, parties):
                yield self.item(self.edition.words("annex.entitled"), name)
            elif option.answer and (option.is_taken or not option.is_offer):
                yield self.item(name, option.answer)
            yield from (item for item in option.terms if item.value)
        yield from (self.item(self._name_of(str(settled.on)), self.value(settled.text)) for settled in self.annex.settled)

    def _entitled(self, on: str, parties: Iterable[str]) -> set[str]:
        """Return who has a right to what the statement ``on`` offers: by a claim, by what it is about, or as the only party left."""
        statement, provider = self.service.statements[on], self.service.provider
        rights = {str(claim.party) for claim in statement.claims if claim.party and claim.is_right} - {provider}
        obliged = {provider, *(str(claim.party) for claim in statement.claims if not claim.is_right)}
        about = set(map(str, statement.about.parties if statement.about else ())) - obliged
        left = {*parties} - obliged
        return rights or about or (left if len(left) == 1 else set())

    def _name_of(self, address: str) -> str:
        """Return the name of a tension, a statement or a note."""
        views = ServiceViews(self.edition, self.service)
        tensions = {self.service.id_of_departure(one): one for one in self.service.tensions}
        if address in tensions:
            return views.departure_mark(tensions[address]).words
        for words in self.service.undefined_words:
            if address in words.values():
                return self.edition.plain(words)
        return views.reference(address).words

    @property
    def _agreed(self) -> str:
        return self.edition.words("annex.agreed.draft" if self.is_draft else "annex.agreed")

    def _environments(self) -> Iterator[tuple[str, str, Rich]]:
        choices, chosen = self.service.choices, self.annex.environments
        if choices and choices.environments and chosen:
            yield str(choices.environments), self.edition.words("annex.environments"), joined(map(self.value, chosen), ", ")

    @functools.cached_property
    def _options(self) -> list[OptionView]:
        words, choices, name = self.edition.words, self.service.choices, self.edition.name
        options = []
        if choices and choices.on_call and (on_call := self.annex.on_call):
            asks = {key: text(words(f"annex.on-call.{key}")) for key in ON_CALL_ASKS}
            options.append(self._option(choices.on_call, text(words("annex.on-call")), on_call, asks, "annex.on-call.none"))
        for id, option in other_options(self.service).items():
            asks = {str(key): name(ask) for key, ask in option.asks.items()}
            no = "annex.none" if option.kind is OptionKind.OFFER else _NOT_AGREED
            options.append(self._option(option.on, name(option.name), self.annex.choices.get(id), asks, no))
        return options

    def _option(self, on: str, name: Rich, taken: Taken | None, asks: dict[str, Rich], no: str) -> OptionView:
        """Return an option with its ``asks`` by key; ``no`` is the key of the words for one that is not taken."""
        is_taken = taken is not None and taken.choice is AnnexChoice.YES
        answer = self._agreed if is_taken else self.edition.words(no)
        terms = [self.item(asked, self.value(taken.terms.get(key))) for key, asked in asks.items()] if taken and is_taken else []
        return OptionView(str(on), name, text(answer) if taken else (), is_taken, no != _NOT_AGREED, terms)


def call_sheet(
    encoders: Sequence[Encoder], service: Service, choices: Sequence[AnnexChoices] = (), day: date | None = None
) -> PaperSheet:
    """Return the sheet of ``service`` in the language of each encoder; with the ``choices`` of an annex, that of its system."""
    sides = [_side_of_calls(encoder, service, one) for encoder, one in itertools.zip_longest(encoders, choices)]
    edition = encoders[0].edition
    system = [plain(one.value(one.annex.system)) for one in choices[:1]]
    title = ": ".join([edition.words("calls.heading"), title_of(edition, service), *system])
    stated = frame([encoder.edition for encoder in encoders], title, day, draft(edition, service))
    return sheet(encoders[0], stated, calls=[encoder.encode(side) for encoder, side in zip(encoders, sides, strict=True)])


def _side_of_calls(encoder: Encoder, service: Service, choices: AnnexChoices | None) -> dict[str, object]:
    """Return the sheet in one language."""
    edition, words = encoder.edition, encoder.edition.words
    page = calls_page(edition, PageAddress("", "calls", (service.id,)))
    outside = CALL_WAYS.among(page.parts)[0].content.outside
    facts = [*contact_facts(edition, service), outside]
    values = [text(one.value) if one.value and isinstance(one.value, str) else tuple(one.value or ()) for one in facts]
    ways = [AgreementLine(one.label, value, words("not-stated")) for one, value in zip(facts, values, strict=True)]
    return {
        "lang": edition.language,
        "service": page.kicker,
        "heading": page.heading,
        "system": choices.value(choices.annex.system) if choices else (),
        "lead": LEAD.among(page.parts)[0].content,
        "situation": words("calls.situation"),
        "who": words("calls.who"),
        "tables": [part.content for part in CALLS.among(page.parts)],
        "ways": [*ways[:-1], *_agreed_calls(choices, ways[-1])] if choices else ways,
        "notes": [note for part in NOTES_AGAIN.among(page.parts) for note in part.content],
        "departures": [one for part in DEPARTURES_AGAIN.among(page.parts) for one in part.content],
    }


def _agreed_calls(choices: AnnexChoices, outside: AgreementLine) -> Iterator[AgreementLine]:
    """Yield the contacts and hours of an annex, and its choice of on-call, or how it is ``outside`` of hours without one."""
    annex, edition = choices.annex, choices.edition
    for contact in annex.contacts:
        yield choices.item(edition.name(edition.catalogue.party(contact.party).name), choices.value(contact.role))
    yield choices.item(edition.words("annex.hours"), choices.value(annex.hours))
    on_call = choices.service.choices and choices.service.choices.on_call
    if not (on_call and annex.on_call):
        yield outside
        return
    yield from choices.beside_texts().get(str(on_call), ())
    yield from (item for name, items in choices.blanks() if plain(name) == edition.words("annex.on-call") for item in items)


@dataclass(frozen=True)
class OpenPoint:
    """A kind of question that the source leaves open."""

    name: str
    values: list[str] | list[Rich]
    #: The kind of its places in the counts; empty if they are not counted.
    kind: str = ""


@dataclass(frozen=True)
class OpenCount:
    """Number of places of one kind at which something is open; the template knows their pages."""

    kind: str
    words: str


@dataclass(frozen=True)
class Agreed:
    """Items under a heading."""

    heading: str | Rich
    items: list[AgreementLine] | list[OpenPoint]


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
    counts: list[OpenCount]
    #: The ids of the tensions and conditions on which nothing is agreed.
    unsettled: tuple[str, ...]
    legends: list[SchemeLegend]
    applies: str
    service: ServiceSheet
    #: What the file chooses and settles, by the id of the statement, tension or note that it concerns.
    choices: dict[str, list[AgreementLine]]
    #: The ids of the statements whose offer the file declines.
    declined: list[str]
    terms: TermList | None
    signatures: Signatures | None


def annex_sheet(
    annex: Annex, digest: str, catalogue: Catalogue, draft: Sequence[str], base_url: str, *, for_wall: bool = False
) -> tuple[PaperSheet, list[Json], str]:
    """Return the sheet of an annex file with that ``digest``, the lines at the foot of its pages, and its origin for the metadata.

    The sheet ``for_wall`` has whom to call about the system instead.
    """
    service = catalogue.objects["service"][annex.service]
    languages = languages_of(annex, catalogue)
    encoders = [Encoder(Edition(catalogue, language), base_url, prefix=f"{language}:") for language in languages]
    makers = [_SideContent(encoder, annex, service, draft) for encoder in encoders]
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
class _SideContent:
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

    def _item(self, key: str, *values: Rich) -> AgreementLine:
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

    def _stated(self) -> Iterator[AgreementLine]:
        """Yield the facts that the source states, and what it excludes; the approval of the catalogue is a notice."""
        label = self.words("approval.label")
        for fact in facts_of_source(self.edition, self.service):
            if fact.value and fact.label != label:
                yield AgreementLine(fact.label, fact.value if isinstance(fact.value, tuple) else text(fact.value), "")
        if excluded := exclusions(self.service):
            yield AgreementLine(
                self.words("service.excluded"), joined([self.edition.rich(one.text) for one in excluded], " "), ""
            )

    def _chosen(self) -> Iterator[AgreementLine]:
        annex = self.annex
        yield self._item("system", self.value(annex.system))
        yield self._item("owner", self.value(annex.owner))
        yield self._item("criticality", self.value(annex.criticality))
        yield self._item("service", text(title_of(self.edition, self.service)))
        yield from self._stated()
        yield from self.choices.first_page()
        yield self._item("date", text(self.edition.words.date(annex.date)))

    def _contractors(self) -> Iterator[Agreed]:
        contractors = {str(contractor.party): contractor for contractor in self.annex.parties}
        for id in dict.fromkeys([*self._signing(), *contractors]):
            contractor = contractors.get(id)
            contacts = [self.value(contact.role) for contact in self.annex.contacts if contact.party == id]
            name = self.value(contractor.name if contractor else None)
            number = text(str(contractor.number)) if contractor and contractor.number else ()
            items = [self._item("legal-name", name), self._item("legal-number", number), self._item("contact-role", *contacts)]
            yield Agreed(self._party(id), items)

    def _agreed(self) -> Iterator[AgreementLine]:
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
        duties_by_party = [
            duties(edition, self.service, party) for party in edition.catalogue.parties if self.service.has_column(party.id)
        ]
        whose: dict[tuple[str, Link], tuple[Rich, list[str]]] = {}
        for each in duties_by_party:
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
            OpenPoint(words("duties.unnamed"), list(dict.fromkeys(one.id for each in duties_by_party for one in each.unnamed))),
        ]
        return Agreed(words("annex.open"), [item for item in items if item.values])

    def _undefined(self) -> list[Localized]:
        """Return the words that neither the source nor the annex defines."""
        unsettled = {*not_settled(self.annex, self.service)}
        return [words for words in self.service.undefined_words if not unsettled.isdisjoint(words.values())]

    def _counts(self) -> Iterator[OpenCount]:
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
            "blank": sum(not item.value for item in agreed if isinstance(item, AgreementLine)),
        }
        yield from (
            OpenCount(kind, self.words(f"annex.count.{kind}", count=number)) for kind, number in numbers.items() if number
        )

    def _signatures(self) -> Signatures:
        lines = [self.words(f"annex.{key}") for key in ("signature", "signer", "signed")]
        return Signatures(self.words("annex.signatures"), [*map(self._party, self._signing())], lines)

    def _signing(self) -> list[str]:
        """Return the parties of the matrix, or at least the provider."""
        parties = [party for matrix in self.service.all_matrices for party in matrix.parties]
        return list(dict.fromkeys(parties)) or [self.service.provider]

    def _party(self, id: str) -> Rich:
        return self.edition.name(self.edition.catalogue.party(id).name)

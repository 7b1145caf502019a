"""The contract annex of one system, from its file to its sheet; and the call sheet for the wall."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import Enum
from pathlib import Path
from typing import Annotated

from service_catalogue import __version__
from service_catalogue.check.data_file import read_file
from service_catalogue.locale.words import Words, words_of
from service_catalogue.messages.problem import CheckRule, Location, Problem, Severity
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import message
from service_catalogue.model.approvals import approval_standing, covered, has_unconfirmed
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.json_schema import NOTHING, TEXT, EditorSchemas, Schema
from service_catalogue.model.kinds import NoteKind, ServiceStatus, State
from service_catalogue.model.references import PartyRef, Positioned, ServiceRef
from service_catalogue.model.reviewed import reported_in
from service_catalogue.model.service import AnnexKey, Option, OptionKind, Service, Validity
from service_catalogue.pdf.sheets import (
    Margin,
    PaperSheet,
    draft,
    foot,
    frame,
    margin,
    notices,
    put_labels,
    put_legend,
    sheet,
    terms,
    text_parts,
    unnamed,
)
from service_catalogue.pdf.typesetting import Encoder, Json
from service_catalogue.rules import texts
from service_catalogue.rules.languages import missing_in
from service_catalogue.rules.references import Unknown, reported, unknown_in, withdrawn_in
from service_catalogue.schema.forms import MISSING_KEY, UNKNOWN_KEY, WRONG_SHAPE
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Day, Line, Localized, Refers
from service_catalogue.store import digest_of_program
from service_catalogue.views.edition import Edition, Piece, PieceKind, Rich, joined, plain, text
from service_catalogue.views.page import LEAD, TERMS, Page, PageAddress, term_entry, title_of
from service_catalogue.views.service import (
    CALL_WAYS,
    CALLS,
    booklet_page,
    calls_page,
    contact_facts,
    exclusions,
    facts_of_source,
    topics_of,
)
from service_catalogue.views.statements import DEPARTURES_AGAIN, NOTES_AGAIN, STATEMENTS, ServiceViews, marks_in_words
from service_catalogue.views.status import approval, restatement
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value, canonical, digest

#: A page has room for two columns of text.
_MAX_LANGUAGES = 2

UNUSED_CHOICE = CheckRule("unused-choice", severity=Severity.WARNING)
ENDED_SERVICE = CheckRule("ended-service", severity=Severity.WARNING)
EARLY_ANNEX = CheckRule("early-annex", severity=Severity.WARNING)

#: What the parties have to agree on about an on-call scheme.
ON_CALL_ASKS = ("working-hours", "calling", "telephone", "response", "price")


class AnnexChoice(Enum):
    """A choice of an annex."""

    YES = "yes"
    NO = "no"


class Rank(Enum):
    """A part of an annex, in the order in which the parts prevail. A note goes with its cell."""

    SETTLED = "settled"
    CHOSEN = "chosen"
    MATRIX = "matrix"
    TEXT = "text"


class SourceStatus(Enum):
    """The status of the document that the service restates, in the agreement."""

    PART = "part"
    REPLACED = "replaced"
    BACKGROUND = "background"


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


#: The schemas, in a text editor, of what is not read by its fields.
EDITOR_SCHEMAS: Mapping[type, Callable[[EditorSchemas], Schema]] = {
    AnnexText: lambda schemas: {"anyOf": [TEXT, schemas.of(Localized), NOTHING]},
    Taken: lambda schemas: {"anyOf": [schemas.of(AnnexChoice), schemas.of(Keyed[AnnexText]), NOTHING]},
}


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

    number: Line | None = None
    #: The annex that it replaces, and what is new in this one.
    replaces: AnnexText | None = None
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
    #: The parts of the annex, the one that prevails first.
    prevails: tuple[Rank, ...] = ()
    source_document: SourceStatus | None = None
    #: Its first and its last day.
    valid: Validity | None = None
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
    #: Digest of the content of the file without the edition, which is written into it once it is signed, in 12 hexadecimal digits.
    digest: str


def read_annex(path: Path, catalogue: Catalogue) -> ReadAnnex:
    """Read and check the annex in the file ``path``."""
    reader = Reader()
    value = read_file(path, reader)
    annex: Annex | None = reader.read(Annex, value) if value is not None else None
    problems = list(reader.problems)
    if annex is not None and isinstance(value, Map):
        problems += _problems_of_texts(annex, catalogue)
        if service := catalogue.objects["service"].get(annex.service):
            problems += _choices(annex, value, service)
            problems += _problems_with(service, annex, value, catalogue)
    unique = {problem.order: problem for problem in problems}
    in_order = tuple(unique[order] for order in sorted(unique))
    has_error = any(problem.is_error for problem in in_order)
    agreed = {str(key): each for key, each in value.items() if key != "edition"} if isinstance(value, Map) else value
    return ReadAnnex(None if has_error else annex, in_order, digest(canonical(agreed)) if agreed is not None else "")


def _problems_of_texts(annex: Annex, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the problems of references, languages and texts."""
    all_languages = dict.fromkeys(map(str, catalogue.identity.languages))
    yield from reported(catalogue, unknown_in(annex, {**catalogue.by_kind, "language": all_languages}))
    if len(annex.languages) > _MAX_LANGUAGES and all(map(all_languages.__contains__, annex.languages)):
        yield WRONG_SHAPE.problem(annex.languages[_MAX_LANGUAGES].at, "languages")
    languages = [language for language in languages_of(annex, catalogue) if language in all_languages]
    for key, one in ((key, one) for key, value in vars(annex).items() for one in _texts(value)):
        words = one.values() if isinstance(one, Localized) else (one,)
        if isinstance(one, Localized) and not any(each.unread for each in (one, *words)):
            yield from missing_in(one, languages, catalogue.identity.languages, key)
        yield from texts.missing_in(words)


def _problems_with(service: Service, annex: Annex, value: Map, catalogue: Catalogue) -> Iterator[Problem]:
    """Yield the problems of what is settled of ``service``, and of the date."""
    known = dict.fromkeys((*_tensions(service), *service.statements, *(note.address for note in service.notes)))
    known |= dict.fromkeys(word for words in service.undefined_words for word in words.values())
    yield from reported(catalogue, (Unknown("address", one.on, known) for one in annex.settled if one.on and one.on not in known))
    yield from withdrawn_in((("address", one.on) for one in annex.settled), service, catalogue)
    if has_ended(annex, service):
        yield ENDED_SERVICE.problem(annex.service.at, service=quote(service.id), date=annex.date.isoformat())
    approved = approval_standing(catalogue, service)
    if approved and annex.date and approved.approval.date and annex.date < approved.approval.date:
        days = {"date": annex.date.isoformat(), "approved": approved.approval.date.isoformat()}
        yield EARLY_ANNEX.problem(value.key("date").at, **days)


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
    conditions += [note.address for note in service.notes if note.kind is NoteKind.CONDITION and not note.withdrawn]
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


def last_day(service: Service) -> date | None:
    """Return the last day on which ``service`` applies; ``None`` if no end is stated."""
    ends = [service.valid.to if service.valid else None]
    ends += [service.withdrawn.on - timedelta(days=1)] if service.withdrawn and service.withdrawn.on else []
    return min((day for day in ends if day), default=None)


def has_ended(annex: Annex, service: Service) -> bool:
    """Return whether ``service`` is withdrawn, or past its last day, on the day of ``annex``."""
    last = last_day(service)
    return bool(annex.date and last and last < annex.date)


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
    approved = approval_standing(catalogue, service)
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
        approved.fault if approved else "not-approved": not (approved and not approved.fault),
        "suspect": has_unconfirmed(catalogue, service.id),
        "untranslated": any(catalogue.missing_texts[language] for language in languages_of(annex, catalogue)),
        "warning": rules - {"suspect", "changed-since-approval"},
        "file": own - {ENDED_SERVICE.name},
    }
    return [reason for reason, holds in reasons.items() if holds]


#: The keys of terms that page 1 has, or says that they are not stated.
_TERMS = ("term", "service-windows", "reporting", "hours")
#: The key of the words for an agreement that there is not.
_NOT_AGREED = "annex.not-agreed"


@dataclass(frozen=True)
class AgreementLine:
    """A line of an agreement: a name with its value, else a blank to be filled in."""

    name: str | Rich
    value: Rich
    blank: str = ""


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
    """An annex in one language, with what it chooses."""

    edition: Edition
    annex: Annex
    service: Service
    #: Why nobody may sign it.
    draft: Sequence[str] = ()

    def value(self, written: Scalar | Localized | None) -> Rich:
        """Return a text of the file in the language of this side; one without a language is in that which prevails."""
        if written is None:
            return ()
        if isinstance(written, Localized):
            return self.edition.name(written)
        return (Piece(PieceKind.TEXT, str(written), str(self.edition.catalogue.identity.authoritative)),) if written else ()

    def agreed(self) -> dict[str, list[AgreementLine]]:
        """Return the choices and settlements by the id of their statement, tension or note, or by an undefined word."""
        found: dict[str, list[AgreementLine]] = {}
        choices = self.service.choices
        if choices and choices.environments and self.annex.environments:
            chosen = joined(map(self.value, self.annex.environments), ", ")
            found[str(choices.environments)] = [AgreementLine(self.edition.words("annex.environments"), chosen)]
        for option in self._options:
            if option.answer:
                given = [item for item in option.terms if item.value]
                found.setdefault(option.on, []).extend([AgreementLine(option.name, option.answer), *given])
        for settled in self.annex.settled:
            found.setdefault(str(settled.on), []).append(AgreementLine("", self.value(settled.text)))
        order = {address: number for number, address in enumerate(text.address for text in self.service.texts)}
        return dict(sorted(found.items(), key=lambda item: order.get(item[0], len(order))))

    @property
    def on_call(self) -> dict[str, Rich]:
        """Return the agreement on each on-call scheme that is taken, empty if there is none; no entries without a scheme."""
        taken = self.annex.on_call
        if not (taken and taken.choice is AnnexChoice.YES and self.service.choices and self.service.choices.on_call):
            return {}
        return {key: self.value(taken.terms.get(key)) for key in ON_CALL_ASKS}

    def unstated(self) -> Iterator[Rich]:
        """Yield the options on which the file says nothing, and the terms that it leaves out of those that are taken."""
        settled = [one.on for one in self.annex.settled]
        for option in self._options:
            missing = [item.name for item in option.terms if not item.value and item.name != self._telephone]
            if missing:
                yield joined([option.name, joined(missing, ", ")], ": ")
            elif not option.answer and option.on not in settled:
                yield joined([option.name, f"({option.on})"], " ")

    def margins(self, margins: Mapping[str, tuple[Margin, ...]]) -> dict[str, tuple[Margin, ...]]:
        """Return ``margins`` after the choices: an offer that is taken is a duty of the provider, and a right of the other party."""
        words, found = self.edition.words, dict(margins)
        for option in self._options:
            if option.answer and option.is_offer:
                parties = {str(self.service.provider): words("pdf.duty" if option.is_taken else "annex.declined")}
                if option.is_taken:
                    parties |= dict.fromkeys(sorted(self._entitled(option.on)), words("pdf.right"))
                found[option.on] = tuple(margin(self.edition, self.service, party, [kind]) for party, kind in parties.items())
        return found

    def _entitled(self, on: str) -> set[str]:
        """Return who has a right to what the statement ``on`` offers: by a claim, by what it is about, or as the only party left."""
        statement, provider = self.service.statements[on], self.service.provider
        rights = {str(claim.party) for claim in statement.claims if claim.party and claim.is_right} - {provider}
        obliged = {provider, *(str(claim.party) for claim in statement.claims if not claim.is_right)}
        about = set(map(str, statement.about.parties if statement.about else ())) - obliged
        left = {*map(str, self.service.columns)} - obliged
        return rights or about or (left if len(left) == 1 else set())

    @property
    def _telephone(self) -> Rich:
        return text(self.edition.words("annex.on-call.telephone"))

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
        answer = self.edition.words(("annex.agreed.draft" if self.draft else "annex.agreed") if is_taken else no)
        terms = (
            [AgreementLine(asked, self.value(taken.terms.get(key))) for key, asked in asks.items()] if taken and is_taken else []
        )
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
    marks = [one.mark for part in DEPARTURES_AGAIN.among(page.parts) for one in part.content]
    ways = [AgreementLine(one.label, value, words("not-stated")) for one, value in zip(facts, values, strict=True)]
    return {
        "lang": edition.language,
        "service": page.kicker,
        "heading": page.heading,
        "system": choices.value(choices.annex.system) if choices else (),
        "situation": words("calls.situation"),
        "who": words("calls.who"),
        "tables": [part.content for part in CALLS.among(page.parts)],
        "number": _number(edition, service, choices),
        "ways": [*(one for one in ways[:-1] if one.value), *_agreed_calls(choices, ways[-1])] if choices else ways,
        "notes": [note for part in NOTES_AGAIN.among(page.parts) for note in part.content],
        "more": ". ".join([*marks_in_words(edition, marks), LEAD.among(page.parts)[0].content]),
    }


def _number(edition: Edition, service: Service, choices: AnnexChoices | None) -> AgreementLine:
    """Return the number of the on-call scheme that is agreed, or else the first of a contact, after what it is the number of."""
    if choices and choices.on_call:
        return AgreementLine(edition.words("annex.on-call"), choices.on_call["telephone"])
    reached = (AgreementLine(edition.name(one.function), text(str(one.telephone))) for one in service.contacts if one.telephone)
    return next(reached, AgreementLine(edition.words("annex.on-call.telephone"), ()))


def _agreed_calls(choices: AnnexChoices, outside: AgreementLine) -> Iterator[AgreementLine]:
    """Yield the contacts and hours of an annex, and its choice of on-call, or how it is ``outside`` of hours without one."""
    annex, edition = choices.annex, choices.edition
    blank = edition.words("annex.blank")
    for contact in annex.contacts:
        yield AgreementLine(edition.name(edition.catalogue.party(contact.party).name), choices.value(contact.role), blank)
    yield AgreementLine(edition.words("annex.hours"), choices.value(annex.hours), blank)
    for key, value in choices.on_call.items():
        if key not in ("telephone", "price"):
            yield AgreementLine(edition.words(f"annex.on-call.{key}"), value, blank)
    if not choices.on_call:
        yield outside


#: Maximum rows of a matrix, and characters of its notes, for one matrix in two languages.
_ROWS, _LETTERS = 26, 1000
#: The margin of a page with two languages, in millimetres.
_MARGIN = 15


def _listed(heading: str | Rich, items: Iterable[AgreementLine]) -> dict[str, object]:
    return {"heading": heading, "items": list(items)}


def annex_sheet(
    annex: Annex, digest: str, catalogue: Catalogue, draft: Sequence[str], base_url: str, *, for_wall: bool = False
) -> tuple[PaperSheet, list[Json], str]:
    """Return the sheet of an annex file with that ``digest``, the lines at the foot of its pages, and its origin for the metadata.

    The sheet ``for_wall`` has whom to call about the system instead.
    """
    service = catalogue.objects["service"][annex.service]
    languages = languages_of(annex, catalogue)
    encoders = [Encoder(Edition(catalogue, language), base_url, prefix=f"{language}:") for language in languages]
    makers = [_SideContent(encoder.edition, annex, service, draft, encoder=encoder) for encoder in encoders]
    first = makers[0]
    # The terms of every side are side by side, in the alphabet of the language that prevails.
    explained = {id for maker in makers for id in maker.explained}
    order = sorted(explained, key=lambda id: first.edition.words.sort_key(first.edition.plain(catalogue.term(id).name)))
    system = first.value(annex.system)
    title = f"{first.words('annex.title')}: {title_of(first.edition, service)}, {plain(system)}"
    if for_wall:
        shown = call_sheet(encoders, service, makers, annex.date)
    else:
        drafts = [maker.words("annex.draft") for maker in makers] if draft else []
        framed = replace(frame([maker.edition for maker in makers], title, annex.date, drafts), margin=_MARGIN)
        sides = [maker.encoder.encode(maker.side(order)) for maker in makers]
        running = {"left": system, "right": [*dict.fromkeys(maker.words("annex.title") for maker in makers)]}
        shown = sheet(first.encoder, framed, annex=sides, running=running, joined=_is_joined(service, languages))
    origin = f"data {catalogue.digest}, service {annex.service}, annex {digest}, program {__version__} {digest_of_program()}"
    return shown, [maker.foot(digest) for maker in makers], origin


def _is_joined(service: Service, languages: Sequence[str]) -> bool:
    """Return whether one matrix serves all ``languages``: its rows and notes fit on one page."""
    letters = max(sum(len(note.text.get(language, "")) for note in service.notes) for language in languages)
    return letters <= _LETTERS and all(len(matrix.rows) <= _ROWS for matrix in service.all_matrices)


def printed(annex: Annex, catalogue: Catalogue) -> str:
    """Return the printed content of ``annex`` for comparison: without digests, signatures, and marks of unconfirmed texts."""
    approved = {id: record._replace(is_signed=True) for id, record in catalogue.approved.items()}
    return annex_sheet(annex, "", replace(catalogue, reviewed=None, approved=approved), (), "")[0].json


def draft_sentence(words: Words, reasons: Sequence[str]) -> str:
    """Return the sentence that nobody may sign the annex, with the ``reasons``."""
    return words("annex.draft.why", reasons=words.list([words(f"annex.draft.{reason}") for reason in reasons], ";"))


@dataclass(frozen=True, kw_only=True)
class _SideContent(AnnexChoices):
    encoder: Encoder

    @functools.cached_property
    def view(self) -> Page:
        return booklet_page(self.edition, self.service)

    @property
    def explained(self) -> set[str]:
        """The ids of the terms in its text that the source explains."""
        entries = (entry.link.anchor for part in TERMS.among(self.view.parts) for entry in part.content)
        return {id for id in entries if self.edition.catalogue.term(id).explained}

    def words(self, key: str, **values: object) -> str:
        return self.edition.words(key, **values)

    def side(self, order: list[str]) -> dict[str, object]:
        """Return the side, with the terms in ``order``."""
        encoder, words, items = self.encoder, self.words, self.agreed()
        put_legend(encoder, self.service, self.view)
        encoder.known |= {place: place for place in (f"#settled-{on}" for on in items)}
        put_labels(encoder, replace(self.view, parts=tuple(part for part in self.view.parts if not TERMS.shows(part))))
        explained = [term_entry(self.edition, self.edition.catalogue.term(id)) for id in order]
        for entry in explained:
            encoder.put(entry.link)
        # The text in the order of the source.
        service = text_parts(encoder, self.service, self.view, frozenset(items)) | {"sections": STATEMENTS.among(self.view.parts)}
        heading = words("annex.agreed.draft" if self.draft else "annex.agreed")
        agreement = [item for item in self._agreement() if item.value or item.blank]
        return {
            "lang": self.edition.language,
            "kicker": words("annex.title"),
            "system": self.value(self.annex.system),
            "notices": list(self._notices()),
            "agreement": _listed(words("annex.terms"), agreement),
            "contractors": list(self._contractors()),
            # The parts of the annex, the one that prevails first.
            "prevails": _listed(words("annex.prevails"), self._prevails()),
            # What is chosen and settled, by the id of what it concerns.
            "chosen": words("annex.chosen"),
            "settled": items,
            "open": words("annex.open"),
            "open-points": [one for one in self._open() if one["points"]],
            # The words beside a text on which something is chosen or settled, by its id.
            "agreed": dict.fromkeys(items, heading),
            "service": service | {"margins": self.margins(service["margins"])},
            "terms": terms(encoder, explained, "annex.explained") if order else None,
            "signatures": None if self.draft else self._signatures(),
        }

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

    def _item(self, key: str, *values: Rich) -> AgreementLine:
        return AgreementLine(self.words(f"annex.{key}"), joined(filter(None, values), ", "))

    def _blank(self, key: str, *values: Rich) -> AgreementLine:
        return replace(self._item(key, *values), blank=self.words("annex.blank"))

    def _notices(self) -> Iterator[str]:
        yield from notices(self.edition, self.service)
        if words := approval(self.edition, self.service):
            yield words
        if self.draft:
            yield draft_sentence(self.edition.words, self.draft)
        if count := len(reported_in(self.edition.catalogue, self.service)):
            yield f"{self.words('confirmed.count', count=count)}."
        if len(languages_of(self.annex, self.edition.catalogue)) > 1 or not self.edition.prevails:
            yield self.edition.prevailing_words

    def _agreement(self) -> Iterator[AgreementLine]:
        annex, words = self.annex, self.edition.words
        yield self._item("number", *map(text, filter(None, [annex.number])))
        for key in ("replaces", "owner", "criticality"):
            yield self._item(key, self.value(getattr(annex, key)))
        yield self._item("service", text(title_of(self.edition, self.service)))
        yield self._blank("agreement", self.value(annex.agreement))
        yield self._item("date", text(words.date(annex.date)))
        for key, day in (("from", annex.valid and annex.valid.from_), ("to", annex.valid and annex.valid.to)):
            yield AgreementLine(words(f"service.{key}"), text(words.date(day)) if day else ())
        yield from self._terms()
        yield from self._stated()

    def _terms(self) -> Iterator[AgreementLine]:
        """Yield the terms of the agreement; page 1 names those that are not stated."""
        annex, status = self.annex, self.annex.source_document
        yield self._item("rank", *map(self.value, annex.rank))
        for key in _TERMS:
            yield self._item(key, self.value(getattr(annex, key.replace("-", "_"))))
        if self.service.source:
            yield self._item("source-document", text(self.words(f"annex.source-document.{status.value}")) if status else ())

    def _stated(self) -> Iterator[AgreementLine]:
        """Yield the facts that the source states, and the statements on what it excludes; notices have the approval and the restatement."""
        named = ("source.title", "source.owner") if restatement(self.edition, self.service) else ()
        labels = [self.words(key) for key in ("approval.label", *named)]
        for fact in facts_of_source(self.edition, self.service):
            if fact.value and fact.label not in labels:
                yield AgreementLine(fact.label, fact.value if isinstance(fact.value, tuple) else text(fact.value))
        yield AgreementLine(self.words("service.excluded"), joined((str(one.id) for one in exclusions(self.service)), ", "))

    def _contractors(self) -> Iterator[dict[str, object]]:
        contractors = {str(contractor.party): contractor for contractor in self.annex.parties}
        for id in dict.fromkeys([*self._signing(), *contractors]):
            contractor = contractors.get(id)
            contacts = [self.value(contact.role) for contact in self.annex.contacts if contact.party == id]
            name = self.value(contractor.name if contractor else None)
            number = text(str(contractor.number)) if contractor and contractor.number else ()
            items = [self._blank("legal-name", name), self._blank("legal-number", number)]
            yield _listed(self._party(id), [*items, *([self._item("contact-role", *contacts)] if contacts else [])])

    def _prevails(self) -> Iterator[AgreementLine]:
        for number, rank in enumerate(self.annex.prevails, 1):
            yield AgreementLine(str(number), text(self.words(f"annex.prevails.{rank.value}")))

    def _open(self) -> Iterator[dict[str, object]]:
        """Yield the points without an agreement, and those that the text leaves open."""
        views, service = ServiceViews(self.edition, self.service), self.service
        unsettled = not_settled(self.annex, service)
        marks = [views.departure_mark(one) for one in service.departures]
        for kind, key in (("tension", "annex.open.tension"), ("exception", "annex.open.exception")):
            labels = [mark.label for mark in marks if mark.kind == kind and (kind == "exception" or mark.id in unsettled)]
            yield self._points(key, labels, self.encoder.known.get(f"{self.view.document}#part.{kind}s", ""))
        yield self._points("", [] if self.annex.prevails else [self.words("annex.prevails.none")])
        undefined = [one for one in service.undefined_words if not {*one.values()}.isdisjoint(unsettled)]
        known = {*(mark.id for mark in marks), *(str(word) for one in undefined for word in one.values())}
        yield self._points("annex.open.condition", [views.reference(one).words for one in unsettled if one not in known])
        yield from self._unsaid(undefined)

    def _unsaid(self, undefined: list[Localized]) -> Iterator[dict[str, object]]:
        """Yield the points to agree on, the statements that name no party, and the gaps of text and annex."""
        edition, views, service = self.edition, ServiceViews(self.edition, self.service), self.service
        cells = (cell for matrix in service.all_matrices for cell in matrix.cells if cell.state is State.TO_BE_AGREED)
        yield self._points("duties.open", [views.reference(cell.address).words for cell in cells])
        yield self._points("duties.unnamed", [one.words for one in unnamed(edition, service).ids])
        missing = [text(edition.words.within(str(item.name))) for item in self._terms() if not item.value]
        yield self._points("annex.open.left-out", [*missing, *self.unstated()])
        yield self._points("annex.open.unstated", map(edition.plain, service.source.not_stated if service.source else ()))
        topics = ((topic, topic.answered_by) for topic in topics_of(edition.catalogue, service))
        silent = (topic for topic, keys in topics if not any(key.value in _TERMS or self._has(key) for key in keys))
        yield self._points("annex.open.silent", [edition.plain(topic.name) for topic in silent])
        yield self._points("annex.open.undefined", map(edition.plain, undefined))

    def _points(self, key: str, points: Iterable[str | Rich], to: str = "") -> dict[str, object]:
        """Return open ``points`` after their name; ``to`` is the label of the place where they are explained."""
        return {"name": self.words(key) if key else "", "points": list(points), "to": to}

    def _has(self, key: AnnexKey) -> bool:
        """Return whether the file says something under ``key``; the choice of an on-call scheme alone says nothing."""
        value = getattr(self.annex, key.value.replace("-", "_"))
        return bool(value.terms if isinstance(value, Taken) else value)

    def _signatures(self) -> dict[str, object]:
        """Return the lines on which each party signs."""
        lines = [self.words(f"annex.{key}") for key in ("signature", "signer", "signed")]
        return {"heading": self.words("annex.signatures"), "parties": [*map(self._party, self._signing())], "lines": lines}

    def _signing(self) -> list[str]:
        """Return the parties of the matrix, or at least the provider."""
        return list(map(str, self.service.columns)) or [self.service.provider]

    def _party(self, id: str) -> Rich:
        return self.edition.name(self.edition.catalogue.party(id).name)

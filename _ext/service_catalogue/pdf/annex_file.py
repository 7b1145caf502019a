"""The file of a contract annex: the service that a customer has chosen for one system, read and checked as the data are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Annotated

from service_catalogue.check.files import read_file
from service_catalogue.locale import words_of
from service_catalogue.messages import message
from service_catalogue.messages.problem import Location, Problem, Rule, Severity, did_you_mean, quote
from service_catalogue.model.approvals import covered, standing, unconfirmed
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import Option
from service_catalogue.model.vocabulary import NoteKind, PartyRef, Positioned, ServiceRef, ServiceStatus
from service_catalogue.rules import missing_glyph
from service_catalogue.rules.missing_translation import missing_in
from service_catalogue.rules.unknown_reference import Unknown, reported, unknown_in
from service_catalogue.schema.form import MISSING_KEY, UNKNOWN_KEY, WRONG_SHAPE
from service_catalogue.schema.kinds import Day, Line, Localized, Refers
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value, canonical, digest

#: A page has room for two columns of text.
_MAX_LANGUAGES = 2

UNUSED_CHOICE = Rule("unused-choice", severity=Severity.WARNING)
ENDED_SERVICE = Rule("ended-service", severity=Severity.WARNING)
EARLY_ANNEX = Rule("early-annex", severity=Severity.WARNING)

#: What the parties have to agree on about an on-call scheme.
ON_CALL_ASKS = ("working-hours", "calling", "response", "price")


class Choice(Enum):
    """A choice of an annex."""

    YES = "yes"
    NO = "no"


class Words(Line):
    """A text on one line, for all languages or one for each."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Localized:
        read: Scalar | Localized = reader.read(Localized if isinstance(value, Map) else Line, value, at)
        return read


@dataclass(frozen=True)
class Taken:
    """The choice of an option: ``yes``, ``no``, or for ``yes`` what the parties have agreed on it."""

    choice: Choice
    terms: Keyed[Scalar | Localized] = field(default_factory=Keyed)

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Taken | None:
        if isinstance(value, Map):
            return cls(Choice.YES, reader.read(Keyed[Words], value, at))
        choice = reader.read(Choice, value, at)
        return cls(choice) if choice else None


@dataclass(frozen=True, kw_only=True)
class Contact(Positioned):
    """The role at a party that answers questions; never a person."""

    party: PartyRef
    role: Words


@dataclass(frozen=True, kw_only=True)
class Contractor(Positioned):
    """The legal entity of a party."""

    party: PartyRef
    name: Words | None = None
    #: The number in the register of companies or authorities.
    number: Line | None = None


@dataclass(frozen=True, kw_only=True)
class Settled(Positioned):
    """Agreement for one system where the text says two things, sets a condition, or leaves something open."""

    #: A tension (``t4``), a statement (``security-1``), a note (``note.5``) or an undefined word of the service.
    on: Line
    text: Words


@dataclass(frozen=True, kw_only=True)
class Annex(Positioned):
    """The choices of a customer for one system, and the further terms of the agreement."""

    system: Words
    owner: Words
    environments: tuple[Words, ...] = ()
    criticality: Words | None = None
    service: ServiceRef
    on_call: Taken | None = None
    #: The choices of other options, by the id of the option.
    choices: Keyed[Taken] = field(default_factory=Keyed)
    parties: tuple[Contractor, ...] = ()
    contacts: tuple[Contact, ...] = ()
    #: The agreement that it belongs to.
    agreement: Words | None = None
    #: The documents of the agreement, in order of precedence.
    rank: tuple[Words, ...] = ()
    term: Words | None = None
    service_windows: Words | None = None
    reporting: Words | None = None
    #: The hours in which the service desk is open.
    hours: Words | None = None
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
        for field, text in ((field, text) for field, held in vars(annex).items() for text in _texts(held)):
            if isinstance(text, Localized) and not (text.unread or any(words.unread for words in text.values())):
                problems += missing_in(text, languages, catalogue.identity.languages, field)
            problems += missing_glyph.missing_in(text.values() if isinstance(text, Localized) else (text,))
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
    found = tuple(unique[order] for order in sorted(unique))
    has_error = any(problem.is_error for problem in found)
    return ReadAnnex(None if has_error else annex, found, digest(canonical(value)) if value is not None else "")


def _texts(thing: object) -> Iterator[Localized | Scalar]:
    """Yield the texts of an annex, in several languages or in one."""
    if isinstance(thing, Localized | Scalar):
        yield thing
    elif isinstance(thing, tuple | dict) and not isinstance(thing, Location):
        for item in thing.values() if isinstance(thing, dict) else thing:
            yield from _texts(item)
    elif isinstance(thing, Annex | Contact | Contractor | Settled | Taken):
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
    """Return what ``annex`` leaves open: the tensions of ``service``, its conditions by the statement or note, and undefined words."""
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
            given = [key for key, value in annex.choices[id].terms.items() if value] if id in annex.choices else []
            names += [option.asks[key].get(language, "") for key in given if key in option.asks]
            claims = service.statements[option.on].claims if given and option.on in service.statements else ()
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

"""The command ``catalogue as-of``: what applied on a day, by the catalogue, by the services' own dates and by an annex."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from service_catalogue.check import report
from service_catalogue.diff.confirm import account_of, read_reviewers
from service_catalogue.diff.history import History
from service_catalogue.diff.publications import checked_record, editions_on
from service_catalogue.diff.report import since
from service_catalogue.diff.states import edition as edition_of, read_state
from service_catalogue.messages.failure import EXIT_FINE, Incorrect, Refused
from service_catalogue.messages.quotation import quote
from service_catalogue.messages.suggestion import did_you_mean
from service_catalogue.messages.texts import Message, message
from service_catalogue.model.approvals import approval_standing
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue
from service_catalogue.model.lifecycle import Withdrawal
from service_catalogue.model.reviewed import NOBODY, TERMINAL, items_of, record_of
from service_catalogue.model.service import Service, Validity
from service_catalogue.model.statement import on_day
from service_catalogue.pdf.annex import Annex, read_annex
from service_catalogue.schema.forms import day_of
from service_catalogue.search.entries import beginning
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import title_of
from service_catalogue.views.plain import sheet
from service_catalogue.views.status import approval, notice, standing, withdrawn_words

#: A fact: what it is about, which fact, and its words.
Row: TypeAlias = tuple[str, str, str]
_approval = partial(approval, signed="as-of.signed")


def as_of(options: argparse.Namespace) -> int:
    """Print what applied on a day; return the exit status."""
    if options.key and not options.site:
        raise Refused("failure.key-without-site")
    day = options.date.isoformat()
    places = [options.data, *filter(None, [options.site])]
    newest = options.data if (options.data / IDENTITY_FILE).is_file() else places[-1]
    then, now = (read_state(name, options.data, options.site) for name in (day, str(newest)))
    old, new = (_sound(state.result.catalogue, state.name) for state in (then, now))
    edition = Edition(old, old.identity.language(options.message_language))
    reading = read_annex(Path(options.what), old) if options.what.endswith(".yaml") else None
    if reading and reading.annex is None:
        sys.stderr.write(report.text(reading.problems, options.message_language))
        raise Incorrect("command.no-annex")
    annex = reading and reading.annex
    id = str(annex.service) if annex else options.what
    services = [service for service in old.services if id in ("", service.id)]
    if not services:
        raise Refused("new.unknown", id=quote(id), hint=did_you_mean(id, old.objects["service"]))
    words, when = edition.words, _tense(options.date)
    facts = [*_of_editions(edition, options, then.note), *_of_catalogue(edition)]
    facts += (row for service in services for row in _of_service(edition, service, options.date))
    lines = since(on_day(old, options.date), on_day(new, date.today()), edition.language, id) or [words("as-of.unchanged")]
    facts += [("", words("as-of.since"), line) for line in lines] * (when == "past")
    own = [(title_of(edition, each), *_by_dates(edition, options.date, each.valid, each.withdrawn)) for each in services]
    by_annex = [*_of_annex(edition, options, annex)] if annex else [("", words("as-of.edition"), words("as-of.no-annex"))]
    sections = {words(f"as-of.{when}.catalogue"): facts, words("as-of.dates"): own, words("as-of.annex"): by_annex}
    title = words(f"as-of.{when}.title", date=words.date(options.date))
    sys.stdout.write(sheet(options.format, title, edition.language, words("as-of.columns").split("; "), sections))
    return EXIT_FINE


def _tense(day: date) -> str:
    """Return the part of the keys of words about ``day``."""
    return "to-come" if day > date.today() else "past"


def _of_editions(edition: Edition, options: argparse.Namespace, note: Message | None) -> Iterator[Row]:
    """Yield the editions of the day, and what is known of them, or instead. Raise ``Refused`` if the record does not hold."""
    words, site = edition.words, options.site
    for entry, until in editions_on(options.date.isoformat(), site):
        key = "as-of.replaced" if until else "as-of.newest"
        facts = {"data": entry["data"], "commit": entry["commit"][:12] or "–", "from": words.moment(entry["from"])}
        yield (entry["edition"], words("as-of.edition"), words(key, to=until and words.moment(until), **facts))
    checked = message("diff.checked", site=site, record=checked_record(site, options.key)[1]) if site else None
    yield from (("", words("as-of.edition"), each[options.message_language]) for each in (note, checked) if each)


def _of_catalogue(edition: Edition) -> Iterator[Row]:
    """Yield the status of the whole, and what is withdrawn."""
    catalogue, words = edition.catalogue, edition.words
    facts = {"service.status": notice(edition), "approval.label": _approval(edition)}
    yield from ((edition.plain(catalogue.identity.name), words(key), text) for key, text in facts.items() if text)
    things: tuple[Any, ...] = (*catalogue.services, *catalogue.tasks, *catalogue.parties, *catalogue.layers, *catalogue.terms)
    names = ((edition.plain(thing.name), withdrawn_words(edition, thing.withdrawn)) for thing in things)
    yield from ((name, words("as-of.withdrawn"), ended) for name, ended in names if ended)


def _of_service(edition: Edition, whole: Service, day: date) -> Iterator[Row]:
    """Yield the status, the approval, the letters and duties of each party on ``day``, the tensions and what is withdrawn of a service."""
    words, title, service = edition.words, title_of(edition, whole), on_day(whole, day)
    yield (title, words("service.status"), standing(edition, service, in_full=True))
    yield (title, words("approval.label"), _approval(edition, service) or words("as-of.no-approval"))
    for party in edition.catalogue.parties:
        if not service.concerns(party.id):
            continue
        own = duties(edition, service, party)
        about = f"{title}, {own.party}"
        for letter in own.letters:
            tasks = ((place.name, ", ".join(plain(duty.task) for duty in place.duties)) for place in letter.places)
            if places := "; ".join(": ".join(filter(None, each)) for each in tasks):
                yield (about, f"{letter.letter.letter} ({letter.heading})", places)
        bound = [*(text for letter in own.letters for text in letter.said), *own.promised]
        for key, texts in (("promised", bound), ("rights", own.rights), ("owns", own.owns)):
            yield from ((about, words(f"duties.{key}"), f"{each.id} {plain(each.text)}".strip()) for each in texts)
    yield from ((title, words("service.tensions"), f"{one.id}: {edition.plain(one.text)}") for one in service.tensions)
    for text in whole.texts:
        if gone := withdrawn_words(edition, text.withdrawn):
            name = f"{whole.id}.{text.address} “{beginning(edition.plain(text.text))}”"
            yield (name, words("as-of.withdrawn"), gone)


def _by_dates(edition: Edition, day: date, valid: Validity | None, gone: Withdrawal | None = None) -> tuple[str, str]:
    """Return whether something applied on ``day`` by its own dates, and the dates."""
    words = edition.words
    dates = {"service.from": valid and valid.from_, "service.to": valid and valid.to, "as-of.withdrawn": gone and gone.on}
    first, last, end = dates.values()
    over = (last and day > last) or (end and day >= end)
    written = "; ".join(f"{words(key)} {words.date(each)}" for key, each in dates.items() if each) or words("as-of.no-dates")
    state = "not-yet" if first and day < first else "ended" if over else "applied"
    return words(f"as-of.{_tense(day)}.{state}"), written


def _of_annex(edition: Edition, options: argparse.Namespace, annex: Annex) -> Iterator[Row]:
    """Yield the rows about an annex: its dates, its edition, and how the catalogue of the day differs from that."""
    words, name = edition.words, annex.number or Path(options.what).name
    yield (name, *_by_dates(edition, options.date, annex.valid))
    signed = edition_of(annex.edition or "", options.data, options.site)
    unknown = f"{annex.edition}: {words('as-of.unknown')}" if annex.edition else words("as-of.no-edition")
    yield (name, words("as-of.edition"), str(annex.edition) if signed else unknown)
    if signed is None:
        return
    of_annex, service = Edition(signed, signed.identity.language(edition.language)), signed.objects["service"][annex.service]
    yield from ((f"{name}: {row[0]}", *row[1:]) for row in _of_service(of_annex, service, options.date))
    lines = since(signed, edition.catalogue, edition.language, annex.service)
    yield from ((name, words("as-of.differs"), line) for line in lines)


def changes_recorded(options: argparse.Namespace) -> int:
    """Print each change on the branch between two states, with the roles of who wrote and confirmed it, the approvals then, and evidence."""
    history, sections, later = History(options.data), list[tuple[str, list[tuple[str, ...]]]](), set[str]()
    first, last = _period(history, options)
    reviewers = read_reviewers(history, last, "en").items()
    roles = {name: each.role for number, each in reviewers for name in (number, *map(account_of, each.mails))}
    log, now = [*history.log(first, last)], _sound(history.catalogue(last), last[:12])
    edition = Edition(now, now.identity.language(options.message_language))
    words = edition.words
    columns, title = words("as-of.record-columns").split("; "), words("as-of.record", first=options.from_, last=options.to)
    # The newest is first: what a commit only records is about the change before it.
    earlier = [first, *(commit for commit, *_ in log)]
    for base, (commit, day, mail) in reversed([*zip(earlier, log, strict=False)]):
        before = _sound(history.catalogue(base), base[:12])
        later |= {*record_of(now).entries} - {*record_of(before).entries}
        old, new = ([(item.address, item.sides) for item in items_of(each)] for each in (before, now))
        then = Edition(now, now.identity.language(edition.language))
        who = roles.get(account_of(mail)) or words("as-of.no-role"), *_confirmed(then, None if old == new else later)
        later = later if old == new else set()
        rows: list[tuple[str, ...]] = [(*who, line) for line in since(before, now, then.language)]
        if rows and options.format != "csv":
            rows = [*zip(columns[1:], who, strict=False), *((columns[-1], row[-1]) for row in rows)]
        if rows:
            sections.append((f"{words.date(date.fromisoformat(day))}, {commit[:12]}", rows))
        now = before
    sys.stdout.write(sheet(options.format, title, edition.language, columns, dict(reversed(sections))))
    return EXIT_FINE


def _period(history: History, options: argparse.Namespace) -> tuple[str, str]:
    """Return the commit before the period in ``options``, and the one at its end. Raise ``Refused`` if there is none."""
    first, last = history.start(options.from_), history.resolved(options.to)
    if not (first and last):
        raise Refused("check.unknown-revision", name=quote(options.to if first else options.from_ or "--from"))
    is_after = day_of(options.from_) and day_of(options.to) and options.from_ > options.to
    if is_after or history.merge_base(first, last) != first:
        raise Refused("diff.from-after-to", first=quote(options.from_), last=quote(options.to))
    return first, last


def _sound(catalogue: Catalogue | None, name: str) -> Catalogue:
    """Return the catalogue of the state ``name``. Raise ``Refused`` if it could not be read."""
    if catalogue is None or catalogue.read_identity is None:
        raise Refused("diff.errors", name=quote(name))
    return catalogue


def _confirmed(edition: Edition, entries: Iterable[str] | None) -> Iterator[str]:
    """Yield the roles in ``entries`` of the record, the approvals, and the evidence for both; ``None`` if nothing was to be confirmed."""
    words, catalogue = edition.words, edition.catalogue
    # An entry has a date, its kind, where (of what is gone or read, its address), and by whom (of these, the reason or the file).
    parts = [(*entry.split(" ", 3), "")[1:4] for entry in sorted(entries or ())]
    evidence = [f"{where}: {by}" for kind, where, by in parts if kind in ("gone", "read")]
    signed = [(where, by) for kind, where, by in parts if kind not in ("gone", "read") and where != "rename"]
    roles = {words("as-of.no-role") if by == NOBODY else by for _, by in signed}
    yield words.list(sorted(roles)) or words("as-of.nothing-to-confirm" if entries is None else "as-of.unconfirmed")
    owners = (None, *catalogue.services)
    yield " ".join(dict.fromkeys(filter(None, (_approval(edition, each) for each in owners)))) or words("as-of.no-approval")
    evidence += [where for where, _ in signed if where != TERMINAL]
    evidence += [edition.plain(each.approval.evidence) for owner in owners if (each := approval_standing(catalogue, owner))]
    yield "; ".join(dict.fromkeys(filter(None, evidence))) or "–"

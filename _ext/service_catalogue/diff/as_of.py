"""The command ``catalogue as-of``: what applied on a day, by the catalogue, by the services' own dates and by an annex."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from service_catalogue.check import report
from service_catalogue.diff import History, checked_record, edition as edition_of, editions_on, read_state
from service_catalogue.diff.confirm import read_reviewers
from service_catalogue.diff.report import since
from service_catalogue.messages import EXIT_FINE, Incorrect, Message, Refused, did_you_mean, message, quote
from service_catalogue.model import Withdrawal
from service_catalogue.model.catalogue import IDENTITY_FILE
from service_catalogue.model.reviewed import REVIEWERS_FILE, record_of
from service_catalogue.model.service import Service, Validity
from service_catalogue.pdf.annex import Annex, read_annex
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import title_of
from service_catalogue.views.plain import sheet
from service_catalogue.views.statements import since as withdrawn_since
from service_catalogue.views.status import approval, notice, standing

#: A fact: what it is about, which fact, and its words.
Row: TypeAlias = tuple[str, str, str]


def as_of(options: argparse.Namespace) -> int:
    """Print what applied on a day; return the exit status."""
    day = options.date.isoformat()
    places = [options.data, *filter(None, [options.site])]
    newest = options.data if (options.data / IDENTITY_FILE).is_file() else places[-1]
    then, now = (read_state(name, options.data, options.site) for name in (day, str(newest)))
    old, new = then.result.catalogue, now.result.catalogue
    if old is None or new is None:
        raise Refused("diff.errors", name=quote((now if old else then).name))
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
    words = edition.words
    facts = [*_of_editions(edition, options, then.note), *_of_catalogue(edition)]
    facts += (row for service in services for row in _of_service(edition, service))
    lines = since(old, new, edition.language, id) or [words("as-of.unchanged")]
    facts += (("", words("as-of.since"), line) for line in lines)
    own = [(title_of(edition, each), *_by_dates(edition, options.date, each.valid, each.withdrawn)) for each in services]
    by_annex = [*_of_annex(edition, options, annex)] if annex else [("", words("as-of.edition"), words("as-of.no-annex"))]
    sections = {words("as-of.catalogue"): facts, words("as-of.dates"): own, words("as-of.annex"): by_annex}
    sys.stdout.write(sheet(options.format, words("as-of.title", date=words.date(options.date)), edition.language, sections))
    return EXIT_FINE


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
    facts = {"service.status": notice(edition), "approval.label": approval(edition)}
    yield from ((edition.plain(catalogue.identity.name), words(key), text) for key, text in facts.items() if text)
    things: tuple[Any, ...] = (*catalogue.services, *catalogue.tasks, *catalogue.parties, *catalogue.layers, *catalogue.terms)
    for thing in things:
        if gone := thing.withdrawn:
            reason = f"{withdrawn_since(edition, gone)} {edition.plain(gone.reason)}"
            yield (edition.plain(thing.name), words("as-of.withdrawn"), reason)


def _of_service(edition: Edition, service: Service) -> Iterator[Row]:
    """Yield the status, the approval, the letters and duties of each party, and the tensions of a service."""
    words, title = edition.words, title_of(edition, service)
    yield (title, words("service.status"), standing(edition, service, in_full=True))
    yield (title, words("approval.label"), approval(edition, service) or words("as-of.no-approval"))
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
    for tension in service.tensions:
        yield (title, words("service.tensions"), f"{tension.id}: {edition.plain(tension.text)}")


def _by_dates(edition: Edition, day: date, valid: Validity | None, gone: Withdrawal | None = None) -> tuple[str, str]:
    """Return whether something applied on ``day`` by its own dates, and the dates."""
    words = edition.words
    dates = {"service.from": valid and valid.from_, "service.to": valid and valid.to, "as-of.withdrawn": gone and gone.on}
    first, last, end = dates.values()
    over = (last and day > last) or (end and day >= end)
    written = "; ".join(f"{words(key)} {words.date(each)}" for key, each in dates.items() if each) or words("as-of.no-dates")
    return words("as-of.not-yet" if first and day < first else "as-of.ended" if over else "as-of.applied"), written


def _of_annex(edition: Edition, options: argparse.Namespace, annex: Annex) -> Iterator[Row]:
    """Yield what an annex says by itself: its dates, its edition, and how the catalogue of the day differs from that."""
    words, name = edition.words, annex.number or Path(options.what).name
    yield (name, *_by_dates(edition, options.date, annex.valid))
    signed = edition_of(annex.edition or "", options.data, options.site)
    unknown = f"{annex.edition}: {words('as-of.unknown')}" if annex.edition else words("as-of.no-edition")
    yield (name, words("as-of.edition"), str(annex.edition) if signed else unknown)
    if signed is None:
        return
    of_annex = Edition(signed, signed.identity.language(edition.language))
    yield from ((f"{name}: {row[0]}", *row[1:]) for row in _of_service(of_annex, signed.objects["service"][annex.service]))
    lines = since(signed, edition.catalogue, edition.language, annex.service)
    yield from ((name, words("as-of.differs"), line) for line in lines)


def changes_recorded(options: argparse.Namespace) -> int:
    """Print each change on the branch between two states, with the roles of who wrote and confirmed it, and the approvals then."""
    history, sections = History(options.data), dict[str, list[tuple[str, ...]]]()
    first, last = history.resolved(options.from_), history.resolved(options.to)
    if not (first and last):
        raise Refused("check.unknown-revision", name=quote(options.to if first else options.from_ or "--from"))
    # A catalogue whose changes nobody reviews on a forge has no such file.
    reviewers = read_reviewers(history, last, "en").values() if history.file(last, f"../{REVIEWERS_FILE}") else ()
    roles = {mail.casefold(): each.role for each in reviewers for mail in each.mails}
    before = history.catalogue(first)
    for commit, day, mail in history.log(first, last):
        now = history.catalogue(commit)
        if now.read_identity is None or before.read_identity is None:
            raise Refused("diff.errors", name=quote(commit[:12]))
        edition = Edition(now, now.identity.language(options.message_language))
        words, entries = edition.words, {*record_of(now).entries} - {*record_of(before).entries}
        confirmed = words.list(sorted({entry.split(" ", 3)[-1] for entry in entries})) or words("as-of.unconfirmed")
        approved = " ".join(dict.fromkeys(filter(None, (approval(edition, each) for each in (None, *now.services)))))
        who = roles.get(mail.casefold()) or words("as-of.no-role"), confirmed, approved or words("as-of.no-approval")
        heading = f"{words.date(date.fromisoformat(day))}, {commit[:12]}"
        sections[heading] = [(*who, line) for line in since(before, now, edition.language)]
        before = now
    edition = Edition(before, before.identity.language(options.message_language))
    title = edition.words("as-of.record", first=options.from_, last=options.to)
    sys.stdout.write(sheet(options.format, title, edition.language, {name: rows for name, rows in sections.items() if rows}))
    return EXIT_FINE

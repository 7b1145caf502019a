"""The command ``catalogue as-of``: what applied on a day, by the catalogue, by the services' own dates and by an annex."""

from __future__ import annotations

import argparse
import html
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from service_catalogue.diff import StateError, edition as edition_of, editions_on, read_state
from service_catalogue.diff.compare import compare, concerning
from service_catalogue.diff.report import Report
from service_catalogue.messages import EXIT_FINE, Message, Refused, did_you_mean, quote, visible
from service_catalogue.model.catalogue import IDENTITY_FILE
from service_catalogue.model.service import Service, Validity
from service_catalogue.pdf.annex import read_annex
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import title_of
from service_catalogue.views.plain import csv_text
from service_catalogue.views.status import approval, notice, since, standing


class SheetRow(NamedTuple):
    """A fact of a sheet: what it is about, which fact, and its words."""

    about: str
    fact: str
    words: str


@dataclass(frozen=True)
class Sheet:
    """Facts under headings, as text, as a page and as CSV."""

    title: str
    language: str
    #: The rows under each heading.
    sections: dict[str, list[SheetRow]]

    def written(self, form: str) -> str:
        """Return the sheet as ``text``, ``page`` or ``csv``."""
        if form == "csv":
            return csv_text((heading, *row) for heading, rows in self.sections.items() for row in rows)
        sections = [(heading, [SheetRow(*map(visible, row)) for row in rows]) for heading, rows in self.sections.items()]
        if form == "text":
            lines = [self.title]
            for heading, rows in sections:
                lines += ["", heading, *(f"  {': '.join(filter(None, row))}" for row in rows)]
            return "\n".join(lines) + "\n"
        title, parts = html.escape(visible(self.title)), ""
        for heading, rows in sections:
            cells = ((html.escape(": ".join(filter(None, row[:2]))), html.escape(row.words)) for row in rows)
            table = "".join(f'<tr><th scope="row">{name}</th><td>{text}</td></tr>\n' for name, text in cells)
            parts += f"<h2>{html.escape(heading)}</h2>\n<table>\n{table}</table>\n"
        head = f'<meta charset="utf-8">\n<title>{title}</title>\n<meta name="color-scheme" content="light dark">\n'
        head += '<meta name="viewport" content="width=device-width, initial-scale=1">'
        body = f"<main>\n<h1>{title}</h1>\n{parts}</main>"
        return f'<!DOCTYPE html>\n<html lang="{self.language}">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def as_of(options: argparse.Namespace) -> int:
    """Print what applied on a day; return the exit status."""
    day, language = options.date.isoformat(), options.message_language
    newest = options.data if (options.data / IDENTITY_FILE).is_file() else options.site
    try:
        then, now = (read_state(name, options.data, options.site) for name in (day, str(newest)))
    except StateError as error:
        raise Refused(error.said) from None
    old, new = then.result.catalogue, now.result.catalogue
    if old is None or new is None:
        raise Refused("diff.errors", name=quote((then if old is None else now).name))
    edition = Edition(old, old.identity.language(language))
    annex = read_annex(Path(options.what), old).annex if options.what.endswith(".yaml") else None
    id = str(annex.service) if annex else options.what
    services = [service for service in old.services if id in ("", service.id)]
    if not services:
        raise Refused("new.unknown", id=quote(id), hint=did_you_mean(id, old.objects["service"]))
    words, changes = edition.words, compare(old, new)
    said = [*_of_editions(edition, day, options.site, then.note), *_of_catalogue(edition)]
    said += (row for service in services for row in _of_service(edition, service))
    since_then = Report(old, new, tuple(concerning(changes, id)) if id else changes, service=id)
    lines = [*since_then.lines(edition.language)] or [words("as-of.unchanged")]
    said += (SheetRow("", words("as-of.since"), line) for line in lines)
    own = [
        SheetRow(
            title_of(edition, each), *_by_dates(edition, options.date, each.valid, each.withdrawn.on if each.withdrawn else None)
        )
        for each in services
    ]
    sections = {words("as-of.catalogue"): said, words("as-of.dates"): own}
    sections[words("as-of.annex")] = (
        [*_of_annex(edition, options)] if annex else [SheetRow("", words("as-of.edition"), words("as-of.no-annex"))]
    )
    sys.stdout.write(
        Sheet(words("as-of.title", date=words.date(options.date)), edition.language, sections).written(options.format)
    )
    return EXIT_FINE


def _of_editions(edition: Edition, day: str, site: Path, note: Message | None) -> Iterator[SheetRow]:
    """Yield the editions of the day, or what is known instead."""
    words = edition.words
    for entry, until in editions_on(day, site):
        key = "as-of.replaced" if until else "as-of.newest"
        facts = {"data": entry["data"], "commit": entry["commit"][:12] or "–", "from": words.moment(entry["from"])}
        yield SheetRow(entry["edition"], words("as-of.edition"), words(key, to=until and words.moment(until), **facts))
    if note:
        yield SheetRow("", words("as-of.edition"), note[edition.language])


def _of_catalogue(edition: Edition) -> Iterator[SheetRow]:
    """Yield the status of the whole, and what is withdrawn."""
    catalogue, words = edition.catalogue, edition.words
    name = edition.plain(catalogue.identity.name)
    facts = {"service.status": notice(edition), "approval.label": approval(edition)}
    yield from (SheetRow(name, words(key), text) for key, text in facts.items() if text)
    things: tuple[Any, ...] = (*catalogue.services, *catalogue.tasks, *catalogue.parties, *catalogue.layers, *catalogue.terms)
    for thing in things:
        if gone := thing.withdrawn:
            yield SheetRow(
                edition.plain(thing.name), words("as-of.withdrawn"), f"{since(edition, gone)} {edition.plain(gone.reason)}"
            )


def _of_service(edition: Edition, service: Service) -> Iterator[SheetRow]:
    """Yield the status, the approval, the letters and duties of each party, and the tensions of a service."""
    words, title = edition.words, title_of(edition, service)
    yield SheetRow(title, words("service.status"), standing(edition, service, in_full=True))
    yield SheetRow(title, words("approval.label"), approval(edition, service) or words("as-of.no-approval"))
    for party in edition.catalogue.parties:
        if not service.concerns(party.id):
            continue
        own = duties(edition, service, party)
        about = f"{title}, {own.party}"
        for letter in own.letters:
            tasks = ((place.name, ", ".join(plain(duty.task) for duty in place.duties)) for place in letter.places)
            places = "; ".join(": ".join(filter(None, each)) for each in tasks)
            if places:
                yield SheetRow(about, f"{letter.letter.letter} ({letter.heading})", places)
        bound = [*(text for letter in own.letters for text in letter.said), *own.promised]
        for key, texts in (("promised", bound), ("rights", own.rights), ("owns", own.owns)):
            yield from (SheetRow(about, words(f"duties.{key}"), f"{each.id} {plain(each.text)}".strip()) for each in texts)
    for tension in service.tensions:
        yield SheetRow(title, words("service.tensions"), f"{tension.id}: {edition.plain(tension.text)}")


def _by_dates(edition: Edition, day: date, valid: Validity | None, end: date | None) -> tuple[str, str]:
    """Return whether something applied on ``day`` by its own dates, and the dates."""
    words = edition.words
    first, last = (valid.from_, valid.to) if valid else (None, None)
    over = (last and day > last) or (end and day >= end)
    dates = {"service.from": first, "service.to": last, "as-of.withdrawn": end}
    written = "; ".join(f"{words(key)} {words.date(each)}" for key, each in dates.items() if each) or words("as-of.no-dates")
    return words("as-of.not-yet" if first and day < first else "as-of.ended" if over else "as-of.applied"), written


def _of_annex(edition: Edition, options: argparse.Namespace) -> Iterator[SheetRow]:
    """Yield what an annex says by itself: its dates, its edition, and how the catalogue of the day differs from that."""
    words, path, catalogue = edition.words, Path(options.what), edition.catalogue
    annex = read_annex(path, catalogue).annex
    assert annex is not None
    name = annex.number or path.name
    yield SheetRow(name, *_by_dates(edition, options.date, annex.valid, None))
    if not annex.edition:
        yield SheetRow(name, words("as-of.edition"), words("as-of.no-edition"))
        return
    signed = edition_of(annex.edition, options.data, options.site)
    if signed is None:
        yield SheetRow(name, words("as-of.edition"), f"{annex.edition}: {words('as-of.unknown')}")
        return
    of_annex = Edition(signed, signed.identity.language(edition.language))
    yield SheetRow(name, words("as-of.edition"), annex.edition)
    yield from (
        row._replace(about=f"{name}: {row.about}") for row in _of_service(of_annex, signed.objects["service"][annex.service])
    )
    lines = Report(signed, catalogue, tuple(concerning(compare(signed, catalogue), annex.service)), service=annex.service).lines(
        edition.language
    )
    yield from (SheetRow(name, words("as-of.differs"), line) for line in lines)

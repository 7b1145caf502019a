"""Approval of a service or of the whole catalogue: who approved it, when, on what evidence, and what it covered."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from service_catalogue.editing.answers import Answers
from service_catalogue.editing.source import Source, indented, localized
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.model.approvals import APPROVED_FOLDER, BY, WHOLE, approved_by, covered, record
from service_catalogue.model.catalogue import IDENTITY_FILE, Catalogue
from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.schema.form import date_advice, day_of
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, digest

#: The keys before which an approval is written.
_BEFORE = {
    IDENTITY_FILE: ("site", "brand", "redirects", "words", "legal-words", "exceptions"),
    "": ("source", "sections", "matrix"),
}


def approve(change: Transaction, catalogue: Catalogue, services: Sequence[str], on: str, answers: Answers) -> Iterator[Path]:
    """Add an approval to each of ``services``, or to the catalogue; yield the files, none of one that has it. Raise :class:`Refused`."""
    day, today = day_of(on), date.today()
    if day is None:
        raise Refused("invalid-value.date", value=quote(on), advice=date_advice(on))
    if day > today:
        raise Refused("approve.not-yet", date=on, today=today.isoformat())
    known = catalogue.objects["service"]
    for id in services:
        if id not in known:
            raise Refused("new.unknown", id=quote(id), hint=did_you_mean(id, known))
    texts = {name: answers.texts(name) for name in ("by", "evidence")}
    for name, text in texts.items():
        if not all(text.values()):
            raise Refused("approve.missing", option=f"--{name}", languages=", ".join(answers.languages))
    by, evidence = ("".join(localized(name, text, answers.language)) for name, text in texts.items())
    for id in services or (WHOLE,):
        service = known.get(id)
        items = record({**covered(catalogue, service), BY: approved_by(texts["by"], day, texts["evidence"])})
        path = Path(service.at.path) if service else change.folder / IDENTITY_FILE
        source = Source(change, path)
        newest = (service or catalogue.identity).approval[-1:]
        last = [({**each.by}, each.date, {**each.evidence}, each.digest) for each in newest]
        if (
            last == [(texts["by"], day_of(on), texts["evidence"], digest(items.encode()))]
            and record(catalogue.approved.get(id, {})) == items
        ):
            continue
        lines = f"{by}date: {on}\n{evidence}digest: {digest(items.encode())}\n"
        _add(source, f"- {indented(lines, 2).removeprefix('  ')}", _BEFORE["" if service else IDENTITY_FILE])
        if service is None and not catalogue.identity.is_adopted:
            source.set_status(CatalogueStatus.ADOPTED.value)
        source.write()
        recorded = change.folder / APPROVED_FOLDER / f"{id}.txt"
        change.write(recorded, items.encode())
        yield from (path, recorded)


def _add(source: Source, item: str, before: tuple[str, ...]) -> None:
    """Add ``item`` to the approvals, which are made a list if there is a single one."""
    known = source.value.get("approval")
    if isinstance(known, Map):
        key = source.value.key("approval")
        start = source.index(key.at)
        end = source.block_end(start)
        lines = source.text[start:end].partition(":")[2]
        flow = lines.lstrip(" ").startswith("{")
        own = lines.strip() if flow else re.sub(r"(?m)^ {2}", "", lines.lstrip("\n").rstrip())
        source.cut(start, end)
        source.insert(start, f"approval:\n{indented('- ' + indented(own, 2).lstrip() + chr(10) + item, 2)}")
    else:
        source.add_item("approval", item, before)

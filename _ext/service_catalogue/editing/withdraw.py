"""Withdrawal of a published object: an end date and a reason. Its id, and so its page, stay."""

from datetime import date
from pathlib import Path

from service_catalogue.editing.answers import Answers
from service_catalogue.editing.source import CannotEdit, Source, indented, localized
from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import did_you_mean, quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Layer, Party, Task, Term
from service_catalogue.schema.form import date_advice, day_of
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Value

#: The keys before which a status is written.
AFTER_STATUS = ("version", "valid", "approver", "source", "sections", "matrix", "matrices")


def withdraw(change: Transaction, catalogue: Catalogue, kind: str, id: str, answers: Answers) -> Source:
    """Return the file of the object with the withdrawal. Raise :class:`Refused` or :class:`CannotEdit`."""
    known = catalogue.by_kind[kind]
    thing = known.get(id)
    if not isinstance(thing, Service | Task | Party | Layer | Term):
        raise Refused("new.unknown", id=quote(id), hint=did_you_mean(id, known))
    if thing.withdrawn is not None:
        if thing.withdrawn.on is None:
            raise CannotEdit(thing.withdrawn.at)
        raise Refused("editing.already", id=quote(id), date=thing.withdrawn.on)
    on = answers.line("on")
    day = day_of(on)
    if day is None:
        raise Refused("invalid-value.date", value=quote(on), advice=date_advice(on))
    source = Source(change, Path(thing.at.path))
    written = source.value if kind == "service" else _item(source.value, thing.at.line)
    if written is None or source.text.startswith("{", source.index(written.at)):
        raise CannotEdit(thing.at)
    reason = "".join(localized("reason", answers.texts("reason"), answers.language))
    lines = f"withdrawn:\n  on: {on}\n{indented(reason, 2)}"
    source.add_key(lines, ("approver", "source", "sections", "matrix"), written)
    if kind == "service" and day <= date.today():  # until that day it is what it was
        source.set_status("retired", AFTER_STATUS)
    return source


def _item(value: Value, line: int) -> Map | None:
    """Return the mapping that begins on ``line``."""
    if isinstance(value, Map):
        if value.at.line == line and value.at.column > 1:
            return value
        inner = value.values()
    else:
        inner = value if isinstance(value, list) else ()  # type: ignore[assignment]
    return next(filter(None, (_item(each, line) for each in inner)), None)

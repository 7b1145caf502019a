"""The catalogue and each service as JSON, with every language inside and all texts plain."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from service_catalogue.export.cells import cells
from service_catalogue.export.schema import SCHEMAS
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.published_ids import Ids
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Citing, Withdrawal
from service_catalogue.model.statement import About, Claim, Departure
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.edition import Edition


def files(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """The JSON files: the path of each below ``api/v1``, and its text."""
    for name, _, make in makers(catalogue):
        yield name, make()


def makers(catalogue: Catalogue) -> Iterator[tuple[str, Service | None, Callable[[], str]]]:
    """The path of each JSON file, the service that it is about, if it is about one, and what makes its text."""
    exporter, former = _Exporter(catalogue), Ids(catalogue).former
    yield "catalogue.json", None, lambda: _dump(exporter.catalogue_data())
    for service in catalogue.services:
        path = f"services/{service.id}.json"
        yield path, service, functools.partial(exporter.service_text, service)
        for old in former.get(("service", service.id), ()):
            yield f"services/{old}.json", service, functools.partial(_dump, {"id": old, "moved": path})
    for name, schema in SCHEMAS.items():
        yield f"schema/{name}", None, functools.partial(_dump, schema)


def _dump(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


class _Exporter:
    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._editions = {language: Edition(catalogue, language) for language in catalogue.identity.languages}

    def _text(self, text: Localized | None) -> Mapping[str, str] | None:
        if text is None:
            return None
        return {language: edition.plain(text) for language, edition in self._editions.items()}

    def catalogue_data(self) -> dict[str, object]:
        catalogue, identity = self._catalogue, self._catalogue.identity
        return {
            "name": self._text(identity.name),
            "summary": self._text(identity.summary),
            **self._standing(),
            "version": identity.version or None,
            "digest": catalogue.digest,
            "services": [
                {
                    "id": service.id,
                    "code": service.code,
                    "name": self._text(service.name),
                    "status": service.status.value if service.status else None,
                    "withdrawn": self._withdrawn(service.withdrawn),
                    "data": f"services/{service.id}.json",
                    "csv": f"services/{service.id}.csv",
                    "xlsx": f"services/{service.id}.xlsx",
                    "page": {language: f"{language}/services/{service.id}.html" for language in identity.languages},
                }
                for service in catalogue.services
            ],
            "parties": [
                {
                    "id": party.id,
                    "name": self._text(party.name),
                    "short": self._text(party.short),
                    "definite": self._text(party.definite),
                    "withdrawn": self._withdrawn(party.withdrawn),
                }
                for party in catalogue.parties
            ],
            "layers": [
                {"id": layer.id, "name": self._text(layer.name), "withdrawn": self._withdrawn(layer.withdrawn)}
                for layer in catalogue.layers
            ],
            "axes": [
                {
                    "id": axis.id,
                    "name": self._text(axis.name),
                    "values": [{"id": value.id, "name": self._text(value.name)} for value in axis.values],
                }
                for axis in catalogue.axes
            ],
            "tasks": [
                {
                    "id": task.id,
                    "groups": [group.id for group in catalogue.group_path(task.group)],
                    "name": self._text(task.name),
                    "description": self._text(task.description),
                    "withdrawn": self._withdrawn(task.withdrawn),
                    **_cited(task),
                }
                for task in catalogue.tasks
            ],
            "groups": [
                {"id": group.id, "name": self._text(group.name), "parent": group.parent or None} for group in catalogue.groups
            ],
            "schemes": [
                {
                    "id": scheme.id,
                    "name": self._text(scheme.name),
                    "letters": [
                        {
                            "letter": letter.letter,
                            "word": self._text(letter.word),
                            "meaning": self._text(letter.meaning),
                            "duty": letter.duty.value if letter.duty else None,
                            "count": letter.count.value,
                        }
                        for letter in scheme.letters
                    ],
                }
                for scheme in catalogue.schemes
            ],
            "terms": [
                {
                    "id": term.id,
                    "name": self._text(term.name),
                    "definition": self._text(term.definition),
                    "synonyms": {language: list(term.synonyms.get(language, ())) for language in identity.languages},
                    "from": self._text(term.from_),
                    "withdrawn": self._withdrawn(term.withdrawn),
                    **_cited(term),
                }
                for term in catalogue.terms
            ],
            "standards": [
                {
                    "id": standard.id,
                    "name": self._text(standard.name),
                    "edition": standard.edition or None,
                    "description": self._text(standard.description),
                    "clauses": [{"id": clause.id, "title": self._text(clause.title)} for clause in standard.clauses],
                }
                for standard in catalogue.standards
            ],
        }

    def _standing(self) -> dict[str, object]:
        """How the catalogue stands: which language prevails, and whether its owner has approved it."""
        identity, given = self._catalogue.identity, self._catalogue.identity.approval
        return {
            "languages": list(identity.languages),
            "authoritative": identity.authoritative,
            "status": identity.status.value,
            "owner": self._text(identity.owner),
            "approval": given and {"by": self._text(given.by), "date": _day(given.date), "evidence": self._text(given.evidence)},
        }

    def service_text(self, service: Service) -> str:
        return _dump(self.service_data(service))

    def service_data(self, service: Service) -> dict[str, object]:
        source, valid = service.source, service.valid
        around = {cell.address: matrix.around(cell) for matrix in service.all_matrices for cell in matrix.cells}
        return {
            "id": service.id,
            "code": service.code,
            "name": self._text(service.name),
            "catalogue": self._standing(),
            "family": self._text(service.family),
            "motto": self._text(service.motto),
            "lead": self._text(service.lead),
            "summary": service.summary or None,
            "contact": service.contact or None,
            "provider": service.provider,
            "status": service.status.value if service.status else None,
            "version": service.version or None,
            "valid": {"from": _day(valid.from_ if valid else None), "to": _day(valid.to if valid else None)},
            "withdrawn": self._withdrawn(service.withdrawn),
            "approver": self._text(service.approver),
            "source": source
            and {
                "title": self._text(source.title),
                "owner": self._text(source.owner),
                "date": _day(source.date),
                "not-stated": [self._text(topic) for topic in source.not_stated],
            },
            "changed": _day(service.changed),
            "sections": [{"id": section.id, "name": self._text(section.name)} for section in service.all_sections],
            "statements": [
                {
                    "id": statement.id,
                    "section": section.id,
                    "text": self._text(statement.text),
                    "kind": statement.kind.value if statement.kind else None,
                    "about": _about(statement.about),
                    **_cited(statement),
                    "claims": [self._claim(claim) for claim in statement.claims],
                }
                for section in service.all_sections
                for statement in section.statements
            ],
            "matrix": self._matrix(service, service.all_matrices[0]) if service.all_matrices else None,
            "matrices": [self._matrix(service, matrix) for matrix in service.matrices],
            "baseline": service.baseline or None,
            "choices": {
                "on-call": (service.choices and service.choices.on_call) or None,
                "environments": (service.choices and service.choices.environments) or None,
            },
            "notes": [
                {
                    "id": note.id,
                    "number": service.number_of_note(note.id),
                    "kind": note.kind.value,
                    "text": self._text(note.text),
                    "from": note.owner or None,
                    "about": _about(note.about),
                    "claims": [self._claim(claim) for claim in note.claims],
                }
                for note in service.notes
            ],
            "tensions": [
                {"id": tension.id, **_departure(tension, around), "text": self._text(tension.text)}
                for tension in service.tensions
            ],
            "exceptions": [
                {
                    "id": service.id_of_departure(exception),
                    "rule": exception.rule,
                    **_departure(exception, around),
                    "reason": self._text(exception.reason),
                }
                for exception in service.exceptions
            ],
        }

    def _withdrawn(self, withdrawn: Withdrawal | None) -> dict[str, object] | None:
        return {"on": _day(withdrawn.on), "reason": self._text(withdrawn.reason)} if withdrawn else None

    def _claim(self, claim: Claim) -> dict[str, object]:
        return {
            "party": claim.party or None,
            "does": list(claim.does),
            "answers-for": list(claim.answers_for),
            "ensures": list(claim.ensures),
            "may-do": list(claim.may_do),
            "promises": self._text(claim.promises),
            "may": self._text(claim.may),
            "owns": self._text(claim.owns),
            "condition": self._text(claim.condition),
            "notes": list(claim.note),
            "on": list(claim.on),
        }

    def _matrix(self, service: Service, matrix: Matrix) -> dict[str, object]:
        filled = {self._catalogue.task(row.task).group for row in matrix.rows}
        return {
            **({"id": matrix.id, "name": self._text(matrix.name)} if matrix.id else {}),
            "scheme": matrix.scheme,
            "axes": {axis: list(values) for axis, values in matrix.axes.items()},
            "parties": list(matrix.parties),
            "extends": matrix.extends or None,
            "default": matrix.default and {"text": self._text(matrix.default.text), "cells": list(matrix.default.cells)},
            "empty": [
                {"group": empty.group, "reason": self._text(empty.reason)} for empty in matrix.empty if empty.group not in filled
            ],
            "tasks": [{"id": row.task, "notes": list(row.note), "cadence": self._text(row.cadence)} for row in matrix.rows],
            "cells": list(cells(self._catalogue, matrix)),
        }


def _about(about: About | None) -> dict[str, object]:
    return {key: list(getattr(about, key)) if about else [] for key in ("tasks", "layers", "parties")}


def _cited(thing: Citing) -> dict[str, object]:
    """The clauses that ``thing`` refers to, by their ids: the standard's and the clause's with a dot between."""
    return {"standards": list(thing.standards), "see-also": list(thing.see_also)}


def _departure(departure: Departure, around: Mapping[str, Iterable[str]]) -> dict[str, object]:
    """Where a departure is, as it is written, and which cells that are: those with one of its addresses ``around`` them."""
    cells = [cell for cell, addresses in around.items() if not set(departure.at_).isdisjoint(addresses)]
    return {"at": list(departure.at_), "cells": cells, "notes": list(departure.notes), "from": departure.owner or None}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None

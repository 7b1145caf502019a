"""The lifecycle of an object: renamed with a redirect from its old id, approved, withdrawn."""

import itertools
import os
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from service_catalogue.editing.new import Answers
from service_catalogue.editing.source_edits import CannotEdit, Source
from service_catalogue.editing.yaml_text import indented, localized, yaml_text
from service_catalogue.messages.failure import Refused, refuse_unknown
from service_catalogue.messages.problem import Location
from service_catalogue.messages.quotation import quote
from service_catalogue.model.approvals import APPROVED_FOLDER, BY, approved_by, covered, record
from service_catalogue.model.catalogue import IDENTITY_FILE, SERVICES_FOLDER, Catalogue
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.statement import references
from service_catalogue.schema.forms import date_advice, day_of
from service_catalogue.text import DIRECTIVE, ROLE, SHARED, SUFFIXES, parse
from service_catalogue.yaml.transaction import Transaction
from service_catalogue.yaml.values import Map, Scalar, Seq, Value, digest

#: The kinds of objects whose ids a directive takes, in their order.
ARGUMENTS = {
    **dict.fromkeys(("service", "terms", "shares"), ("service",)),
    "matrix": ("service", "matrix"),
    "duties": ("party", "service"),
    "task": ("task", "service"),
    "legend": ("scheme",),
}
#: The kinds whose labels are ``<kind>.<id>``; the label of anything else is its id.
_LABELLED_BY_KIND = ("service", "task", "party", "layer", "term")
#: ``{ref}`task.backup` ``, ``[words](#task.backup)`` and ``<project:#task.backup>``
_LABEL = re.compile(r"(?:(?:\{ref\}|:ref:)`(?:[^`<]*<)?|\]\(#|<project:#)(?P<label>[^`<>()\s]+)")


def documents(folder: Path, moved: Mapping[tuple[str, str], str]) -> Iterator[tuple[Path, str]]:
    """Yield the documents below ``folder`` that name an object of ``moved``, by kind and id, with the changed text."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES and path.is_file()):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        if (changed := renamed(text, moved)) != text:
            yield path, changed


def renamed(text: str, moved: Mapping[tuple[str, str], str]) -> str:
    """Return ``text`` with the new ids."""
    labels = {_label(kind, old): _label(kind, new) for (kind, old), new in moved.items()}

    def in_directive(hit: re.Match[str]) -> str:
        kinds = iter(ARGUMENTS.get(hit["name"] or hit["rst"], ()))
        return _with(hit, "ids", re.sub(r"\S+", lambda id: moved.get((next(kinds, ""), id[0]), id[0]), hit["ids"]))

    text = ROLE.sub(lambda hit: _with(hit, "id", moved.get((hit["kind"] or hit["rst"], hit["id"].strip()), hit["id"])), text)
    text = DIRECTIVE.sub(in_directive, text)
    return _LABEL.sub(lambda hit: _with(hit, "label", labels.get(hit["label"], hit["label"])), text)


def _label(kind: str, id: str) -> str:
    return f"{kind}.{id}" if kind in _LABELLED_BY_KIND else id


def _with(hit: re.Match[str], group: str, new: str) -> str:
    """Return the match ``hit`` with its ``group`` replaced by ``new``."""
    start, end = (place - hit.start() for place in hit.span(group))
    return hit[0][:start] + new + hit[0][end:]


#: A link in a text of the data, with what it leads to.
_LINK = re.compile(r"\[\[([^\[\]|]*)")


class Rename:
    """The renaming of an object of ``kind`` from the id ``old`` to ``new``."""

    def __init__(self, change: Transaction, catalogue: Catalogue, kind: str, old: str, new: str) -> None:
        self._change, self._catalogue, self._kind, self._old, self._new = change, catalogue, kind, old, new

    def write(self) -> list[Path]:
        """Change the id in the data and in the documents beside them; return the files. Raise :class:`CannotEdit`."""
        folder = self._change.folder
        sources: dict[str, Source] = {}
        for at, old, new in dict.fromkeys(self._edits()):
            if at.path not in sources:
                sources[at.path] = Source(self._change, Path(at.path))
            sources[at.path].replace(at, old, new)
        identity = folder / IDENTITY_FILE
        self._redirect(sources.setdefault(identity.as_posix(), Source(self._change, identity)))
        for source in sources.values():
            source.write()
        paths = [source.path for source in sources.values()]
        if self._kind == "service":
            old_path, new_path = (folder / SERVICES_FOLDER / f"{id}.yaml" for id in (self._old, self._new))
            self._change.move(old_path, new_path)
            paths[paths.index(old_path)] = new_path
            record = folder / APPROVED_FOLDER / f"{self._old}.txt"
            if record.exists() and not self._catalogue.identity.is_confirmed_by_review:  # which has it of the state before
                self._change.move(record, record.with_name(f"{self._new}.txt"))
        for path, text in documents(Path(os.path.relpath(folder.absolute().parent / "docs")), self._moved()):
            self._change.write(path, text.encode("utf-8", "surrogateescape"))
            paths.append(path)
        return paths

    def _moved(self) -> dict[tuple[str, str], str]:
        """Return the new id of every object whose id changes, by its kind and id in documents."""
        moved = {(self._kind, self._old): self._new}
        for service in self._catalogue.services:
            new = self._new if self._kind == "service" and service.id == self._old else service.id
            if new != service.id:
                moved |= {("statement", f"{service.id}.{id}"): f"{new}.{id}" for id in service.statements}
                moved |= {("note", f"{service.id}.note.{note.id}"): f"{new}.note.{note.id}" for note in service.notes}
            cells = ((f"{service.id}.{before}", f"{new}.{after}") for before, after in self._all_addresses(service).items())
            moved |= {("cell", before): after for before, after in cells if before != after}
        return moved

    def _edits(self) -> Iterator[tuple[Location, str, str]]:
        """Yield the location, the old and the new text of each change."""
        own = self._catalogue.by_kind[self._kind][self._old].id
        yield from self._whole(own)
        kinds = (self._kind, "value") if self._kind == "layer" else (self._kind,)
        for kind, id in references(self._catalogue):
            if kind in kinds and id == self._old:
                yield from self._whole(id)
            elif kind == "held" and self._kind == "service" and id.startswith(f"{self._old}."):
                yield id.locate(0, len(self._old)), self._old, self._new
        for service in self._catalogue.services:
            for matrix in service.all_matrices:
                if self._kind == "layer":
                    yield from self._layers(matrix)
            yield from self._places(service)
            if self._kind == "service":
                yield from self._notes(service)
        yield from self._named()
        yield from self._links()

    def _whole(self, id: Scalar) -> Iterator[tuple[Location, str, str]]:
        yield id.locate(0, len(id)), self._old, self._new

    def _layers(self, matrix: Matrix) -> Iterator[tuple[Location, str, str]]:
        """Yield the layer among the axes, and in each row."""
        if "layer" not in matrix.axes:
            return
        position = [str(axis) for axis in matrix.axes].index("layer")
        for layer in matrix.axes["layer"]:
            if layer == self._old:
                yield from self._whole(layer)
        for row in matrix.rows:
            for path in row.written:
                if len(path) > position and path[position] == self._old:
                    yield from self._whole(path[position])

    def _places(self, service: Service) -> Iterator[tuple[Location, str, str]]:
        """Yield the addresses in departures of the service."""
        moved = self._all_addresses(service)
        for departure in service.departures:
            for address in departure.at_ if not departure.owner else ():
                if moved.get(str(address), address) != address:
                    yield address.locate(0, len(address)), str(address), moved[str(address)]

    def _all_addresses(self, service: Service) -> dict[str, str]:
        """Return the new addresses in the matrices of ``service`` by the old ones."""
        return dict(itertools.chain.from_iterable(map(self._addresses, service.all_matrices)))

    def _addresses(self, matrix: Matrix) -> Iterator[tuple[str, str]]:
        """Yield the old and the new addresses in ``matrix``."""

        def renamed(kind: str, id: str) -> str:
            return self._new if kind == self._kind and id == self._old else id

        for row in matrix.rows:
            task = renamed("task", row.task)
            yield matrix.address(row.task, ()), matrix.address(task, ())
            for values in matrix.places:
                others = tuple(renamed(axis, value) for axis, value in zip(matrix.axes, values, strict=True))
                for party in (None, *matrix.parties):
                    new = matrix.address(task, others, party and renamed("party", party))
                    yield matrix.address(row.task, values, party), new

    def _notes(self, service: Service) -> Iterator[tuple[Location, str, str]]:
        """Yield the notes of a service in the cells of those that extend it: ``2a.5``."""
        start = f"{self._old}."
        for matrix in service.all_matrices:
            for cell in matrix.texts:
                for note, at in cell.notes_at():
                    if note.startswith(start) and cell.written.at.path == at.path:
                        yield at, start, f"{self._new}."

    def _named(self) -> Iterator[tuple[Location, str, str]]:
        """Yield references with a kind: in search words, exceptions of the catalogue, and redirects."""
        identity = self._catalogue.identity
        texts: list[Scalar] = [entry.for_ for entry in self._catalogue.search_words]
        texts += itertools.chain.from_iterable(exception.at_ for exception in identity.exceptions)
        redirects = list(identity.redirects.values())
        is_alone = sum(self._old in objects for objects in self._catalogue.by_kind.values()) == 1  # no other kind has the id
        for text in (*texts, *redirects):
            kind, colon, id = text.rpartition(":")
            named = id == self._old and (kind == self._kind or (text in redirects and not kind and is_alone))
            inside = self._kind == "service" and id.startswith(f"{self._old}.") and kind in ("statement", "note", "")
            if named or inside:
                at = text.locate(len(kind) + len(colon), len(text))
                yield at, self._old, self._new

    def _links(self) -> Iterator[tuple[Location, str, str]]:
        """Yield the links to the object in texts: ``[[backup]]``, ``[[task:backup]]``, ``[[cell:backup.applications.customer]]``."""
        for passage in self._catalogue.passages:
            service = self._catalogue.service_at(passage.text.at)
            for words in passage.text.values():
                for hit in _LINK.finditer(words):
                    new = self._new if (self._kind, self._old) == ("term", hit[1]) else self._link(hit[1], service)
                    if new != hit[1]:
                        at = words.locate(hit.start(), hit.end())
                        yield at._replace(column=at.column + 2), hit[1], new

    def _link(self, target: str, service: Service | None) -> str:
        """Return the reference ``target``, in a text of ``service``, with the new id."""
        if ":" not in target:
            return target
        named, kind, id = parse(target)
        of = self._catalogue.objects["service"].get(named) if named else service
        if kind in SHARED and (kind, id) == (self._kind, self._old):
            id = self._new
        elif kind == "cell" and of:
            id = self._all_addresses(of).get(id, id)
        elif kind == "note" and self._kind == "service" and id.startswith(f"{self._old}."):
            id = f"{self._new}.{id.removeprefix(f'{self._old}.')}"
        named = self._new if (self._kind, self._old) == ("service", named) else named
        return f"{named}.{kind}:{id}" if named else f"{kind}:{id}"

    def _redirect(self, source: Source) -> None:
        """Add the redirect to ``catalogue.yaml``."""
        line = f"{self._kind}:{self._old}: {self._kind}:{self._new}"
        redirects = source.value.get("redirects")
        if redirects is None:
            source.add_key(f"redirects:\n  {line}\n", ("words", "exceptions"))
        elif not redirects:
            source.fill(source.value.key("redirects"), f"{line}\n")
        elif not isinstance(redirects, Map) or not isinstance(last := redirects[list(redirects)[-1]], Scalar):
            raise CannotEdit(source.path.as_posix())
        elif source.text.startswith("{", source.index(redirects.at)):
            source.insert(last.span[1], f", {line}")
        else:
            source.add_key(f"{line}\n", parent=redirects)


#: The keys before which a status is written.
AFTER_STATUS = ("version", "valid", "approver", "source", "sections", "matrix", "matrices")


def withdraw(change: Transaction, catalogue: Catalogue, kind: str, id: str, answers: Answers) -> tuple[Source, list[Service]]:
    """Return the file of the object with the withdrawal, and the other services that build on the object. Raise :class:`Refused` or :class:`CannotEdit`."""
    texts = {f"{service.id}.{one.address}": one for service in catalogue.services for one in service.texts if not one.owner}
    known: Mapping[str, Any] = catalogue.by_kind.get(kind, texts)
    refuse_unknown(id, known)
    thing = known[id]
    if thing.withdrawn is not None:
        if thing.withdrawn.on is None:
            raise CannotEdit(thing.withdrawn.at)
        raise Refused("editing.already", id=quote(id), date=thing.withdrawn.on)
    on = str(answers.options["on"])
    day = day_of(on)
    if day is None:
        raise Refused("invalid-value.date", value=quote(on), advice=date_advice(on))
    source = Source(change, Path(thing.at.path))
    item = source.value if kind == "service" else _item(source.value, thing.at.line)
    if item is None or source.text.startswith("{", source.index(item.at)):
        raise CannotEdit(thing.at)
    reason = "".join(localized("reason", answers.texts("reason"), answers.language))
    successor = str(answers.options.get("successor", ""))
    if successor:
        refuse_unknown(successor, sorted(catalogue.objects["service"].keys() - {id}) if kind == "service" else ())
    lines = f"withdrawn:\n  on: {on}\n{indented(reason, 2)}" + (f"  successor: {successor}\n" if successor else "")
    source.add_key(lines, ("approver", "source", "sections", "matrix"), item)
    if kind == "service" and day <= date.today():  # until that day it is what it was
        source.set_status("retired", AFTER_STATUS)
    return source, [one for one in catalogue.services if one.at.path != thing.at.path and _builds_on(one, kind, id, thing.at)]


def _builds_on(service: Service, kind: str, id: str, at: Location) -> bool:
    """Return whether ``service`` refers to the service ``id``, or has the statement or note that is written ``at`` a place."""
    named = (other.partition(".")[0] for of, other in references(service) if of in ("service", "held"))
    return id in named if kind == "service" else any(one.at == at for one in service.texts)


def _item(value: Value, line: int) -> Map | None:
    """Return the mapping that begins on ``line``."""
    if isinstance(value, Map) and value.at.line == line and value.at.column > 1:
        return value
    inner = value.values() if isinstance(value, Map) else value if isinstance(value, Seq) else ()
    return next(filter(None, (_item(each, line) for each in inner)), None)


def record_text(catalogue: Catalogue, id: str, by: Mapping[Any, str], day: str, evidence: Mapping[Any, str]) -> str:
    """Return the record of an approval of the service ``id``, or of the catalogue, as it is now."""
    by, evidence = ({language: " ".join(text.split()) for language, text in each.items()} for each in (by, evidence))
    items = record({**covered(catalogue, catalogue.objects["service"].get(id)), BY: approved_by(by, day, evidence)})
    texts = [", ".join(f"{language}: {yaml_text(text)}" for language, text in each.items()) for each in (by, evidence)]
    return f"# Format 1\nby: {{{texts[0]}}}\ndate: {day}\nevidence: {{{texts[1]}}}\ndigest: {digest(items.encode())}\n\n{items}"

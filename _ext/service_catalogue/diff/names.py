"""The names of places, parties, fields and values in the sentences about a change, in one language."""

import contextlib
import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from service_catalogue.diff.places import Located, located, mentions
from service_catalogue.locale import Words
from service_catalogue.messages.problem import Location
from service_catalogue.model.catalogue import SERVICES_FOLDER, Catalogue
from service_catalogue.model.fields import OF_SERVICE, walk_of
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Letter, Scheme
from service_catalogue.model.traversal import annotation_at, has_part, refers
from service_catalogue.schema.form import day_of
from service_catalogue.schema.kinds import Language, Localized
from service_catalogue.text import capitalised
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.yaml.values import Scalar

#: Objects that a sentence calls by their ids.
_BY_ID = ("statement", "tension", "exception", "search-words")
#: The kind of the parent, which is named if there are several of that kind.
_PARENTS = {"letter": "scheme", "value": "axis", "clause": "standard"}


@dataclass(frozen=True)
class Names:
    """Names in one language, from the newer state, or the older one for removed objects."""

    old: Catalogue
    new: Catalogue
    language: str

    @functools.cached_property
    def edition(self) -> Edition:
        return Edition(self.new, self.language)

    @functools.cached_property
    def _editions(self) -> tuple[Edition, Edition]:
        return self.edition, Edition(self.old, self.language)

    def catalogue_with(self, service: str) -> Catalogue:
        """Return the newest state that has a service."""
        return next(catalogue for catalogue in (self.new, self.old) if service in catalogue.objects["service"])

    @functools.cached_property
    def _objects(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return walk_of(self.new).objects, walk_of(self.old).objects

    def object(self, name: str) -> Any:
        """Return the object of this kind and id from the newest state that has it, or ``None``."""
        return next((known[name] for known in self._objects if name in known), None)

    def text(self, text: Localized | None) -> str:
        """Return ``text`` in this language, or in any other as a fallback."""
        if not text:
            return ""
        return self.edition.plain(text) if self.language in text else str(next(iter(text.values())))

    def in_place(self, place: str, text: str) -> str:
        """Return ``text`` of the object at ``place`` without its inline syntax, its references resolved."""
        kind, _, id = place.partition(":")
        written = Localized()
        written[Scalar(self.language)] = Scalar(text)
        service = id.partition(".")[0] if kind in (*OF_SERVICE, "service") else ""
        written.at = Location(f"{SERVICES_FOLDER}/{service}.yaml" if service else "", 1, 1)
        for edition in self._editions:
            with contextlib.suppress(KeyError):  # a term that is new or gone
                return edition.plain(written)
        return text

    def in_language(self, place: str, texts: Mapping[str, Any] | None) -> str:
        """Return the text of the object at ``place`` in this language, or in any other as a fallback."""
        text_by_language = texts or {}
        return self.in_place(place, str(text_by_language.get(self.language) or next(iter(text_by_language.values()), "")))

    def named(self, name: str) -> str:
        """Return the name of an object, or its id."""
        thing = self.object(name)
        names = (getattr(thing, key, None) for key in ("name", "word", "title"))
        return self.text(next(filter(None, names), None)) or name.partition(":")[2].rpartition(".")[2]

    def party(self, id: str) -> str:
        """Return the name of a party within a sentence."""
        party = self.object(f"party:{id}")
        if party is None:
            return id
        return self.text(party.definite) if party.definite else self.edition.words.in_sentence(self.text(party.name))

    def subject(self, id: str) -> str:
        """Return the name of a party at the beginning of a sentence."""
        return capitalised(self.party(id))

    def service(self, id: str) -> str:
        """Return the code of a service."""
        service = self.object(f"service:{id}")
        return str(service.code) if service is not None else id

    def in_matrix(self, spot: Located, heirs: Sequence[str]) -> str:
        """Return the code of a service, with the name of the matrix if it has several, and the services that inherit from it."""
        return self.with_heirs(self._in_matrix(spot.service, spot.matrix), heirs)

    def with_heirs(self, service: str, heirs: Sequence[str]) -> str:
        """Return the code ``service`` with those of the services that build on it."""
        if not heirs:
            return service
        words = self.edition.words
        key = "diff.heir" if len(heirs) == 1 else "diff.heirs"
        return words(key, service=service, heirs=words.list(list(map(self.service, heirs))))

    def _in_matrix(self, service: str, matrix: Matrix) -> str:
        return ", ".join(filter(None, (self.service(service), self.text(matrix.name))))

    def value(self, id: str, axis: str | None = None) -> str:
        """Return the name of a layer, or of a value on another axis."""
        for edition in self._editions:
            with contextlib.suppress(KeyError):
                return edition.plain(edition.value_name(id, axis))
        return id

    def place(self, name: str, heirs: Sequence[str] = ()) -> str:
        """Return the place of an object, at the beginning of a sentence."""
        words = self.edition.words
        kind, _, id = name.partition(":")
        if kind == "catalogue":
            return words("diff.at.catalogue")
        service, _, own = id.partition(".")
        if kind == "service":
            return words("diff.at.service", name=f"{self.service(id)} {self.named(name)}")
        if kind == "matrix":
            return words("diff.at.matrix", service=self.with_heirs(self._in_matrix(service, self.object(name)), heirs))
        if kind in ("row", "cell") and (spot := located(f"{kind}:{id}", (self.new, self.old))):
            parts = [self.named(f"task:{spot.task}"), *(self.value(value, axis) for axis, value in spot.values.items())]
            parts += [self.named(f"party:{spot.party}")] if spot.party else []
            return words(f"diff.at.{kind}", name=", ".join(parts), service=self.in_matrix(spot, heirs))
        shown = self.note(service, own) if kind == "note" else own or id
        if kind not in ("note", *_BY_ID):
            shown = f"{own} ({self.named(name)})" if kind == "letter" else self.named(name)
            if (of := _PARENTS.get(kind)) and len(self.new.by_kind[of]) > 1:
                shown += f" ({self.named(f'{of}:{service}')})"
        if kind == "search-words":
            shown = words.within(self.place(id))
        if kind in OF_SERVICE:
            return words(f"diff.at.{kind}", name=shown, service=self.with_heirs(self.service(service), heirs))
        return words(f"diff.at.{kind}", name=shown)

    def address(self, service: str, address: str) -> str:
        """Return the name of an address in a service: a task on a layer, a statement, a note."""
        for edition in self._editions:
            with contextlib.suppress(LookupError):
                return ServiceViews(edition, edition.catalogue.objects["service"][service]).reference(address).words
        return address

    def note(self, service: str, id: str) -> str:
        """Return the number of a note that readers see."""
        known = self._service_with_note(service, id)
        return known.number_of_note(id) if known else id

    def note_text(self, service: str, id: str) -> str:
        """Return the text of a note; empty if no state has it."""
        known = self._service_with_note(service, id)
        return self.text(known.notes_by_id[id].text) if known else ""

    def _service_with_note(self, service: str, id: str) -> Service | None:
        services = (catalogue.objects["service"].get(service) for catalogue in (self.new, self.old))
        return next((known for known in services if known and id in known.notes_by_id), None)

    def concerned(self, place: str) -> str:
        """Return a sentence that asks the parties at ``place`` to read a change, or everybody if it names none."""
        parties = (self._by_term if place.startswith("term:") else self._by_place).get(place, ())
        ids = dict.fromkeys(str(party.id) for party in (*self.new.parties, *self.old.parties) if party.id in parties)
        words = self.edition.words
        return words("diff.concerns", parties=words.list(list(map(self.party, ids)))) if ids else words("diff.read")

    @functools.cached_property
    def _by_place(self) -> Mapping[str, set[str]]:
        """The parties with a letter or a claim where an object applies in either state, by its kind and id."""
        parties: dict[str, set[str]] = defaultdict(set)
        for place, party in (*_parties_at(self.new), *_parties_at(self.old)):
            parties[place].add(party)
        return parties

    @functools.cached_property
    def _by_term(self) -> Mapping[str, set[str]]:
        """The parties of what a term explains, and of the texts and tasks that mention it."""
        parties = defaultdict(set, self._by_place)
        for edition in self._editions:
            for term, name in mentions(edition):
                parties[f"term:{term}"] |= self._by_place.get(name, set())
        return parties


def _parties_at(catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    """Yield the kind and id of each object, with each party that has a letter or a claim where it applies."""
    for service in catalogue.services:
        for matrix in service.all_matrices:
            for cell in (cell for cell in matrix.cells if cell.letters):
                yield from ((place, str(cell.party)) for place in _at_cell(catalogue, service, matrix, cell))
        for text in service.texts:
            places = [f"{type(text).__name__.lower()}:{service.id}.{text.id}", *(f"task:{task}" for task in text.tasks)]
            places += (f"note:{service.id}.{note}" for claim in text.claims for note in claim.note)
            places += _departures_at(service, text.address)
            yield from ((place, str(party)) for place in places for party in text.parties)


def _at_cell(catalogue: Catalogue, service: Service, matrix: Matrix, cell: Cell) -> Iterator[str]:
    """Yield the kind and id of each object that applies at a cell."""
    of, scheme, row, around = f":{service.id}.", catalogue.scheme_of(matrix), matrix.row(cell.task), matrix.around(cell)
    yield from (f"service:{service.id}", f"matrix{of}{matrix.id or ''}".rstrip("."), f"statement{of}{service.baseline}")
    yield from (f"party:{cell.party}", f"task:{cell.task}", f"row{of}{around[0]}")
    yield from (f"{kind}:{value}" for value in cell.values for kind in ("layer", "value"))
    yield from (f"note{of}{note}" for note in (*cell.content.notes, *(row.note if row else ())))
    for letter in (scheme.by_letter[sign] for sign in cell.letters if scheme and sign in scheme.by_letter):
        around += (f"letter.{letter.letter}",)
        yield from (f"letter:{matrix.scheme}.{letter.letter}", f"term:{letter.term}")
    yield from _departures_at(service, *around)


def _departures_at(service: Service, *addresses: str) -> Iterator[str]:
    return (service.name_of_departure(one).replace(".", f":{service.id}.", 1) for one in service.departures_at(*addresses))


@dataclass(frozen=True)
class Sentences:
    """Sentences in one language."""

    names: Names

    @property
    def words(self) -> Words:
        return self.names.edition.words

    def predicate(self, letter: str, known: Letter | None) -> tuple[str, str]:
        """Return the predicate of a letter, and the kind of its verb: ``is``, ``does`` or ``has``."""
        if predicate := self.names.text(known.predicate) if known and known.predicate else "":
            return predicate, "is" if predicate.partition(" ")[0] in self.words("diff.be").split() else "does"
        word = self.names.text(known.word) if known else letter
        return self.words("diff.has", letter=letter, word=word), "has"

    def counts(self, scheme: Scheme, counts: Mapping[str, object]) -> str:
        """Return in how many cells each letter is, by its predicate."""
        said = []
        for letter in scheme.in_order("".join(counts)):
            known = scheme.by_letter.get(letter)
            predicate = self.names.text(known.predicate) if known and known.predicate else ""
            said.append(f"{predicate or self.words('diff.has-count', letter=letter)} {counts[letter]}")
        return self.words.list(said)


#: Fields that need no name beside their place.
_UNSAID = ("text", "name")
_INDEX = re.compile(r"\.\d+(?=\.|$)|(?<=^choices\.other)\.[^.]+")


class Fields(Sentences):
    """The fields of objects, in one language; a ``place`` is an object by its kind and id."""

    def name(self, field: str) -> str:
        """Return the name of a field after a place and a comma; empty if the place alone is clear."""
        if field in _UNSAID:
            return ""
        if field.startswith("order."):
            return self.words("diff.order")
        if field.startswith("axes.") and field != "axes.layer":
            return self.words.within(self.names.place(f"axis:{field.removeprefix('axes.')}"))
        known, rest = self._known(_INDEX.sub("", field))
        if rest in map(str, self.names.new.identity.languages):
            return f"{known} ({self.names.edition.language_name(rest)})"
        return ", ".join(filter(None, (known, rest)))

    def _known(self, field: str) -> tuple[str, str]:
        """Return the name of the longest known prefix of a field, and the rest, which is a key of the data."""
        keys = field.split(".")
        for length in range(len(keys), 0, -1):
            known = ".".join(keys[:length])
            if (key := f"diff.field.{known}") in self.words.table:
                return self.words(key), ".".join(keys[length:])
        return "", field

    def value(self, place: str, field: str, said: str | tuple[str, ...] | None) -> str:
        """Return the value of a field, with names in place of ids."""
        if isinstance(said, tuple):
            values = [self._value(place, field, each) for each in said]
            return ("; " if any("," in each for each in values) else ", ").join(values)
        return self._value(place, field, said) if said else ""

    def _value(self, place: str, field: str, said: str) -> str:
        first, _, rest = field.partition(".")
        if first == "order":
            return self._named(place, rest, said)
        if first == "in":
            return self.words.within(self.names.place(said))
        if first == "axes":
            return self.names.value(said, rest)
        annotation = annotation_at(type(self.names.object(place)), field)
        if has_part(annotation, Language):
            return self.names.edition.language_name(said)
        if day := day_of(said):
            return self.words.date(day)
        if has_part(annotation, Enum):
            keys = (f"{field if field == 'status' else 'note'}.{said}", f"diff.value.{said}")
            return next((self.words(key) for key in keys if key in self.words.table), said)
        return self._named(place, refers(annotation), said)

    def _named(self, place: str, kind: str, id: str) -> str:
        """Return the name of an object of this ``kind`` to which ``place`` refers."""
        service = place.partition(":")[2].partition(".")[0]
        if kind in ("value", "layer"):
            return self.names.value(id)
        if kind == "note":
            return f"{self.words.within(self.names.place(f'note:{service}.{id}'))} ({self.names.note_text(service, id)})"
        if kind == "service":
            return self.names.service(id)
        if kind == "address":
            return self.names.address(service, id)
        if kind == "section":
            return self.names.named(f"section:{service}.{id}")
        if kind == "row":
            return self.names.named(f"task:{id.rpartition('.')[2]}")
        kind = "standard" if kind == "clause" and self.names.object(f"standard:{id}") is not None else kind
        return self.names.named(f"{kind}:{id}") if self.names.object(f"{kind}:{id}") is not None else id

"""Changes as sentences, in one language."""

import contextlib
import difflib
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple, cast

from service_catalogue.diff.compare import (
    OF_TASKS,
    OF_WORDS,
    QUOTE,
    Action,
    Change,
    ChangeKind,
    Located,
    Value,
    claims_on,
    located,
    mentions,
    strength,
)
from service_catalogue.locale.words import Words
from service_catalogue.messages.problem import Location
from service_catalogue.model.approvals import BY, approval_standing
from service_catalogue.model.catalogue import SERVICES_FOLDER, Catalogue, RunMark
from service_catalogue.model.fields import OF_SERVICE, WRITTEN_STATES, walk_of
from service_catalogue.model.kinds import Duty, NoteKind, State
from service_catalogue.model.matrix import Cell, Matrix
from service_catalogue.model.reviewed import DATA, Review, file_of, gone, items_of, suspects
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter, Scheme
from service_catalogue.model.statement import annotation_at, has_part, refers
from service_catalogue.schema.forms import day_of
from service_catalogue.schema.types import Language, Localized
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition
from service_catalogue.views.matrix import task_count
from service_catalogue.views.statements import ServiceViews
from service_catalogue.yaml.values import Scalar

#: Objects that a sentence calls by their ids.
_BY_ID = ("statement", "tension", "exception", "search-words")
#: The kind of the parent, which is named if there are several of that kind.
_PARENTS = {"letter": "scheme", "value": "axis", "clause": "standard"}


@dataclass(frozen=True)
class ChangeNames:
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

    def object(self, name: str) -> Any:
        """Return the object of this kind and id from the newest state that has it, or ``None``."""
        states = (walk_of(state).objects for state in (self.new, self.old))
        return next((known[name] for known in states if name in known), None)

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

    def in_matrix(self, service: str, matrix: Matrix | None, heirs: Sequence[str]) -> str:
        """Return the code of a service, with the name of the matrix if it has several, and the services that inherit from it."""
        # A state of approvals is no catalogue: what has another id since is in neither.
        named = (self.service(service), self.text(matrix.name if matrix else None))
        return self.with_heirs(", ".join(filter(None, named)), heirs)

    def with_heirs(self, service: str, heirs: Sequence[str]) -> str:
        """Return the code ``service`` with those of the services that build on it."""
        if not heirs:
            return service
        words = self.edition.words
        key = "diff.heir" if len(heirs) == 1 else "diff.heirs"
        return words(key, service=service, heirs=words.list(list(map(self.service, heirs))))

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
            return words("diff.at.matrix", service=self.in_matrix(service, self.object(name), heirs))
        if kind in ("row", "cell") and (spot := located(f"{kind}:{id}", (self.new, self.old))):
            parts = [self.named(f"task:{spot.task}"), *(self.value(value, axis) for axis, value in spot.values.items())]
            parts += [self.named(f"party:{spot.party}")] if spot.party else []
            return words(f"diff.at.{kind}", name=", ".join(parts), service=self.in_matrix(spot.service, spot.matrix, heirs))
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
    yield from _departures_at(service, *around) if service.departures else ()


def _departures_at(service: Service, *addresses: str) -> Iterator[str]:
    return (service.name_of_departure(one).replace(".", f":{service.id}.", 1) for one in service.departures_at(*addresses))


@dataclass(frozen=True)
class Sentences:
    """Sentences in one language."""

    names: ChangeNames

    @property
    def words(self) -> Words:
        return self.names.edition.words

    def predicate(self, letter: str, known: Letter | None) -> tuple[str, str]:
        """Return the predicate of a letter, and the kind of its verb: ``is``, ``does`` or ``has``."""
        if predicate := self.names.text(known.predicate if known else None):
            return predicate, "is" if predicate.partition(" ")[0] in self.words("diff.be").split() else "does"
        word = self.names.text(known.word) if known else letter
        return self.words("diff.has", letter=letter, word=word), "has"

    def counts(self, scheme: Scheme, counts: Mapping[str, object]) -> str:
        """Return in how many cells each letter is, by its predicate."""
        predicates = []
        for letter in scheme.in_order("".join(counts)):
            known = scheme.by_letter.get(letter)
            predicate = self.names.text(known.predicate if known else None)
            predicates.append(f"{predicate or self.words('diff.has-count', letter=letter)} {counts[letter]}")
        return self.words.list(predicates)


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

    def value(self, place: str, field: str, leaf: str | tuple[str, ...] | None) -> str:
        """Return the value of a field, with names in place of ids."""
        if isinstance(leaf, tuple):
            values = [self._value(place, field, each) for each in leaf]
            return ("; " if any("," in each for each in values) else ", ").join(values)
        return self._value(place, field, leaf) if leaf else ""

    def _value(self, place: str, field: str, leaf: str) -> str:
        first, _, rest = field.partition(".")
        if first == "order":
            return self._named(place, rest, leaf)
        if first == "in":
            return self.words.within(self.names.place(leaf))
        if first == "axes":
            return self.names.value(leaf, rest)
        annotation = annotation_at(type(self.names.object(place)), field)
        if has_part(annotation, Language):
            return self.names.edition.language_name(leaf)
        if day := day_of(leaf):
            return self.words.date(day)
        if has_part(annotation, Enum):
            keys = (f"{field if field == 'status' else 'note'}.{leaf}", f"diff.value.{leaf}")
            return next((self.words(key) for key in keys if key in self.words.table), leaf)
        return self._named(place, refers(annotation), leaf)

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


_Claim = Mapping[str, Any]

#: The headings for a right that a party no longer has or has now, and those for a duty: a burden is no gain.
EFFECTS = (("diff.loses", "diff.gains"), ("diff.gives-up", "diff.takes-on"))


def is_of_claim(change: Change) -> bool:
    """Return whether a change is about a claim of a statement or a note."""
    return change.field in ("claims", "strength", "on", "condition", "note", *OF_WORDS, QUOTE) and (
        isinstance(change.new or change.old, Mapping) and change.kind in (ChangeKind.CLAIM, ChangeKind.CONDITION)
    )


def heading_of(change: Change) -> str:
    """Return the heading, as a key of the interface's words, under which a party reads about a change of its claim."""
    if change.field == "claims":
        return EFFECTS[strength(cast(_Claim, change.new or change.old)) == "promises"][change.action is Action.ADDED]
    if change.field == "strength":
        return {"promises": "diff.to-must", "may": "diff.to-may"}.get(strength(cast(_Claim, change.new)), "diff.reworded")
    known = {("on", Action.REMOVED): "diff.narrowed", ("on", Action.ADDED): "diff.widened"}
    known |= {("condition", Action.REMOVED): "diff.widened", ("condition", Action.ADDED): "diff.narrowed"}
    known["condition", Action.CHANGED] = "diff.conditions" if change.kind is ChangeKind.CONDITION else "diff.reworded"
    return known.get((change.field, change.action), "diff.reworded")


class ClaimSentences(Sentences):
    """Sentences about claims, in one language."""

    def sentence(self, change: Change) -> str:
        """Return the sentence about a change of a claim, apart from new words of it."""
        old, new = cast(_Claim, change.old or {}), cast(_Claim, change.new or {})
        where = self.words.within(self.names.place(change.place, change.heirs))
        if change.field == "claims":
            return self.words(f"diff.claim-{change.action.value}", where=where, claim=self.claim(change.place, new or old))
        difference = self._change(change, old, new)
        rest = {key: value for key, value in new.items() if key not in ("condition", *(["on"] if change.field == "on" else []))}
        return self.words("diff.claim-changed", where=where, claim=self.claim(change.place, rest), change=difference)

    def _change(self, change: Change, old: _Claim, new: _Claim) -> str:
        if change.field == "strength":
            before, now = (self.words(f"diff.strength.{strength(claim)}") for claim in (old, new))
            return self.words("diff.strength", before=before, now=now)
        if change.field == "condition":
            before, now = (self.names.in_language(change.place, claim.get("condition")) for claim in (old, new))
            return self.words(f"diff.condition.{change.action.value}", before=before, now=now)
        had, has = set(old.get("on", ())), set(new.get("on", ()))
        if not had or not has:
            return self.words("diff.layers.only" if has else "diff.layers.none", layers=self._layers(has or had))
        key, layers = ("gained", has - had) if change.action is Action.ADDED else ("lost", had - has)
        return self.words(f"diff.layers.{key}", layers=self._layers(layers))

    def _layers(self, layers: set[str]) -> str:
        order = [str(layer.id) for layer in self.names.new.layers]
        known = sorted(layers, key=lambda id: (order.index(id) if id in order else len(order), id))
        return self.words.list([self.names.value(value) for value in known])

    def claim(self, place: str, claim: _Claim) -> str:
        """Return a claim of the statement or note at ``place`` as a sentence."""
        party = self.names.subject(claim["party"]) if claim.get("party") else self.words("diff.nobody")
        own = next((claim[key] for key in OF_WORDS if isinstance(claim.get(key), Mapping)), None)
        verbs = [verb for verb in OF_TASKS if verb in claim]
        quote = self.names.in_language(place, claim[QUOTE]).removesuffix(".") if claim.get(QUOTE) else ""
        if own:
            sentence = self.names.in_language(place, own)
            sentence = f"{party} {sentence}" if claim.get("party") else sentence.removesuffix(".")  # a sentence already
        elif quote and party.casefold() in quote.casefold():
            sentence = quote
        elif verbs:
            does = [self.words(f"claim.{verb}", party="").strip() + f" {self._tasks(claim[verb])}" for verb in verbs]
            sentence = f"{party} {self.words.list(does)}"
        else:
            known = self.names.object(place)
            text = quote or (self.names.text(known.text).removesuffix(".") if known else "")
            sentence = " ".join((party, self.words(f"diff.as-said.{strength(claim)}", text=text)))
        if claim.get("on") and not own:
            sentence += f" {self.words('statement.on', layers=self._layers(set(claim['on'])))}"
        if claim.get("condition"):
            sentence = self.words("diff.under", claim=sentence, condition=self.names.in_language(place, claim["condition"]))
        return sentence + "."

    def _tasks(self, tasks: tuple[str, ...]) -> str:
        return self.words.list([self.names.named(f"task:{task}") for task in tasks])


_STATES = {written: state.value for state, written in WRITTEN_STATES.items() if state.value}


@dataclass(frozen=True)
class Cells(Sentences):
    """Sentences about changes of cells, in one language."""

    changes: tuple[Change, ...]

    def cell_sentences(self, change: Change) -> Iterator[str]:
        """Yield a sentence for each letter of a cell, lost ones first; one for all cells of an added or removed service."""
        if not is_of_cell(change):
            yield self._counts(change)
        elif change.field == "unlike":
            service = self.names.new.objects["service"][change.service]
            base = self.words.list(list(map(self.names.service, service.extended)))
            yield from (self.words("diff.unlike", base=base, sentence=sentence) for sentence in self._cell(change))
        else:
            yield from self._cell(change)

    def cell_heading(self, change: Change, index: int) -> str:
        """Return the heading for the sentence number ``index`` about a cell: to be consulted or informed is a right."""
        lost = letters_lost(change)
        letters, gained = (*lost, *letters_gained(change)), index >= len(lost)
        if index >= len(letters):
            return "diff.states"
        known = self._located(change)[gained].letter(letters[index])
        if not known or not known.duty:
            return "diff.begins" if gained else "diff.ends"
        return EFFECTS[known.duty in (Duty.DOES, Duty.ANSWERS_FOR)][gained]

    def cell_note(self, change: Change) -> str:
        """Return the sentence about a note that a cell has gained or lost."""
        at = self._located(change)[1]
        cell = at.matrix.by_address.get(change.place.partition(":")[2].partition(".")[2])
        letters = at.catalogue.scheme(at.matrix.scheme).in_order(cell.letters) if cell else ""
        service, id = at.service, str(change.new or change.old)
        predicates = [self.predicate(letter, at.letter(letter))[0] for letter in letters]
        does = self.words.list(predicates) or self.words("diff.no-letters")
        sentence = self._on("does", at, change, party=self.names.subject(change.party), does=does)
        key = "diff.note-now" if change.new else "diff.note-gone"
        return self.words(key, said=sentence, note=self.names.note(service, id), text=self.names.note_text(service, id))

    def _cell(self, change: Change) -> Iterator[str]:
        before, now = self._located(change)
        yield from (self._duty(change, before, letter, gained=False) for letter in letters_lost(change))
        yield from (self._duty(change, now, letter, gained=True) for letter in letters_gained(change))
        if (change.new in _STATES and change.new != change.old) or (change.old in _STATES and change.new == "-"):
            if change.new == WRITTEN_STATES[State.TO_BE_AGREED]:
                yield self._on("state", now, change, party=self.names.party(change.party))
            else:
                does, party = self.words("diff.no-letters"), self.names.subject(change.party)
                state = f": {self.words(f'cell.{_STATES[str(change.new)]}')}." if change.new in _STATES else "."
                yield self._on("does", now, change, party=party, does=does) + state

    def _located(self, change: Change) -> tuple[Located, Located]:
        """Return the cell in the old and in the new state; a state without it falls back to the other."""
        states = (self.names.old, self.names.new)
        before, now = located(change.place, states), located(change.place, states[::-1])
        assert before is not None and now is not None, "one state has it"
        return before, now

    def _duty(self, change: Change, at: Located, letter: str, gained: bool) -> str:
        known = at.letter(letter)
        predicate, verb = self.predicate(letter, known)
        does = self._with(predicate, self.words("diff.now" if gained else "diff.no-longer"))
        sentence = self._on("does", at, change, party=self.names.subject(change.party), does=does)
        others = self._others(change, letter, gained)
        if others and known and known.duty in (Duty.DOES, Duty.ANSWERS_FOR):
            party = self.words.list([self.names.party(party) for party in others])
            then = self.words(f"diff.given.{verb}", party=party) if gained else self.words(f"diff.taken.{verb}", party=party)
            sentence += f"; {then}"
        return sentence + "."

    def _on(self, kind: str, at: Located, change: Change, **words: str) -> str:
        """Return a sentence about a task in a service, with its values on the axes."""
        service, task = self.names.in_matrix(at.service, at.matrix, change.heirs), self.names.named(f"task:{at.task}")
        if values := ", ".join(self.names.value(value, axis) for axis, value in at.values.items()):
            return self.words(f"diff.{kind}-on", service=service, task=task, place=values, **words)
        return self.words(f"diff.{kind}", service=service, task=task, **words)

    def _with(self, predicate: str, adverb: str) -> str:
        """Return ``predicate`` with ``adverb`` before or after its verb."""
        verb, _, rest = predicate.partition(" ")
        behind = self.words("diff.auxiliaries")
        return f"{verb} {adverb} {rest}".rstrip() if behind == "*" or verb in behind.split() else f"{adverb} {predicate}"

    def _others(self, change: Change, letter: str, gained: bool) -> list[str]:
        """Return the parties that lost the letter at the same place where this one gained it, or the other way round."""
        before, now = self._located(change)
        if before.matrix.scheme != now.matrix.scheme:  # the letter has another meaning
            return []
        moved = letters_lost if gained else letters_gained
        others = [other for other in self._cells_at.get(change.place.rpartition(".")[0], ()) if other.party != change.party]
        return [other.party for other in others if letter in moved(other)]

    @functools.cached_property
    def _cells_at(self) -> dict[str, list[Change]]:
        changes_by_place: dict[str, list[Change]] = defaultdict(list)
        for change in filter(is_of_cell, self.changes):
            changes_by_place[change.place.rpartition(".")[0]].append(change)
        return changes_by_place

    def _counts(self, change: Change) -> str:
        """Return the number of cells in which a party has each letter, over a whole service."""
        id = change.place.partition(":")[2]
        catalogue = next(each for each in (self.names.new, self.names.old) if id in each.objects["service"])
        matrices = catalogue.objects["service"][id].all_matrices
        matrix = next(matrix for matrix in matrices if change.field == ".".join(filter(None, ("letters", matrix.id))))
        numbers, scheme = cast(Mapping[str, str], change.new or change.old), catalogue.scheme(matrix.scheme)
        where = (self.words.within(self.names.place(change.place)), self.names.text(matrix.name))
        counts, place = self.counts(scheme, numbers), ", ".join(filter(None, where))
        party = self.names.subject(change.party)
        return self.words("diff.counts", party=party, counts=counts, total=task_count(matrix), where=place)


def is_of_cell(change: Change) -> bool:
    """Return whether a change is about one cell, and not about all of a service."""
    return change.kind is ChangeKind.CELL and change.place.startswith("cell:")


def letters_lost(change: Change) -> Sequence[str]:
    """Return the letters that were removed from a cell."""
    return [letter for letter in _letters(change.old) if letter not in _letters(change.new)]


def letters_gained(change: Change) -> Sequence[str]:
    """Return the letters that were added to a cell."""
    return [letter for letter in _letters(change.new) if letter not in _letters(change.old)]


def _letters(letters: Value) -> str:
    return "" if not isinstance(letters, str) or letters in (*_STATES, "-") else letters


#: What an annex can choose.
_CHOICE = re.compile(r"choices\.(?:on-call|environments|other\.[^.]+\.name)")


class Facts(Sentences):
    """Sentences about the effect of a changed fact, in one language."""

    def sentence(self, change: Change, where: str) -> str:
        """Return the sentence about ``change`` of ``where``; empty if it is not about one of these facts."""
        kind, field = change.place.partition(":")[0], change.field
        writers = {
            ("tension", ""): self._tension,
            ("letter", "word"): self._letter,
            ("letter", "meaning"): self._letter,
            ("note", "kind"): self._kind,
            ("service", "baseline"): self._baseline,
            ("service", "status"): self._status,
            ("catalogue", "status"): self._adoption,
        }
        if write := writers.get((kind, field)):
            return write(change, where)
        if field == "withdrawn.on" and change.new:
            on, reason = day_of(str(change.new)), self.names.text(self.names.object(change.place).withdrawn.reason)
            return self.words("diff.withdrawn", where=where, reason=reason, date=self.words.date(on)) if on else ""
        if (kind, field, change.action) == ("service", "", Action.ADDED):
            return self._new_service(change, where)
        if _CHOICE.fullmatch(field) and not (change.old and change.new):
            return self._choice(change, where)
        return self._approval(change, where) if field.startswith("approval.") and change.new else ""

    def _kind(self, change: Change, where: str) -> str:
        old, new = (self.words.within(self.words(f"note.{kind}")) for kind in (change.old, change.new))
        return f"{self.words('diff.kind', where=where, old=old, new=new)} {self.names.concerned(change.place)}"

    def _status(self, change: Change, where: str) -> str:
        old, new = (self.words(f"status.{status}" if status else "diff.status.none") for status in (change.old, change.new))
        return self.words("diff.status", where=where, old=self.words.within(old), new=self.words.within(new))

    def _adoption(self, change: Change, where: str) -> str:
        key = "diff.adopted" if change.new == "adopted" else "diff.not-adopted"
        return self.words(key, owner=self.names.text(self.names.new.identity.owner))

    def _tension(self, change: Change, where: str) -> str:
        text = cast(Mapping[str, Any], change.new or change.old)
        said = self.words(f"diff.tension-{change.action.value}", where=where, text=self.names.in_language(change.place, text))
        return f"{said} {self.names.concerned(change.place)}"

    def _new_service(self, change: Change, where: str) -> str:
        """Return the parent of a new service, and in how many places it differs from it; empty without a parent."""
        service = self.names.new.objects["service"][change.place.partition(":")[2]]
        for matrix in service.all_matrices:
            base = service.base_of(matrix)
            if base and base.matrix:
                theirs = {((cell.task, cell.values), cell.party): {*cell.letters} for cell in base.matrix.cells}
                mine = {((cell.task, cell.values), cell.party): {*cell.letters} for cell in matrix.cells}
                other = {place for (place, party), letters in mine.items() if theirs.get((place, party)) != letters}
                counts = {"count": len(other), "total": len({place for place, _ in mine})}
                return self.words("diff.new-on-base", where=where, base=self.names.service(str(base.id)), **counts)
        return ""

    def _letter(self, change: Change, where: str) -> str:
        """Return the old and the new word or meaning of a letter, with the number of cells that have it, by party.

        Empty if they are the same in this language.
        """
        scheme, _, letter = change.place.partition(":")[2].partition(".")
        matrices = (matrix for service in self.names.new.services for matrix in service.all_matrices)
        cells = (cell for matrix in matrices if matrix.scheme == scheme for cell in matrix.cells)
        counts = Counter(cell.party for cell in cells if letter in cell.letters)
        before, now = (self.names.in_language(change.place, cast(Any, side)) for side in (change.old, change.new))
        if before == now:
            return ""
        sentence = self.words("diff.meant", letter=letter, before=before.removesuffix("."), now=now.removesuffix("."))
        if len(self.names.new.schemes) > 1:
            sentence = f"{self.names.named(f'scheme:{scheme}')}: {sentence}"
        ids = [party.id for party in self.names.new.parties if party.id in counts]
        places = [self.words("diff.meant-place", party=self.names.party(id), count=counts[id]) for id in ids]
        return f"{sentence}. {self.words('diff.meant-for', places=self.words.list(places))}" if places else f"{sentence}."

    def _approval(self, change: Change, where: str) -> str:
        approval = self.names.object(change.place).approval[int(change.field.split(".")[1])]
        facts = {"by": self.words.in_sentence(self.names.text(approval.by)), "date": self.words.date(approval.date)}
        return self.words("diff.approved", where=where, evidence=self.names.text(approval.evidence), **facts)

    def _choice(self, change: Change, where: str) -> str:
        chosen, option = change.new or change.old, change.field.partition(".")[2]
        own = isinstance(chosen, str)
        name = f"{self.words(f'annex.{option}')} ({chosen})" if own else self.names.in_language(change.place, cast(Any, chosen))
        return self.words(f"diff.choice-{change.action.value}", where=self.words.within(where), name=name)

    def _baseline(self, change: Change, where: str) -> str:
        service = change.place.partition(":")[2]
        text = self.names.text(self.names.object(f"statement:{service}.{change.new or change.old}").text)
        key = "diff.baseline-added" if change.new else "diff.baseline-removed"
        sentence = self.words(key, where=self.words.within(where), text=text)
        return f"{sentence} {self.names.concerned(change.place)}"

    def withdrawal(self, change: Change) -> Iterator[str]:
        """Yield the duties of the party until the withdrawal: of a task by place, else counted; of a service with its claims."""
        kind, _, id = change.place.partition(":")
        day = day_of(str(change.new))
        assert day, "the check has read it"
        duties, party = [*self._withdrawn(change)], self.names.subject(change.party)
        if kind == "service" and (count := claims_on(change.party, self.names.object(change.place))):
            duties.append(self.words("diff.has-claims", party=party, count=count, service=self.names.service(id)))
        yield from (self.words("diff.until", said=duty, date=self.words.date(day)) for duty in duties)

    def _withdrawn(self, change: Change) -> Iterator[str]:
        """Yield the duties of the party by the letters of the withdrawn cells."""
        kind = change.place.partition(":")[0]
        party, task, within = self.names.subject(change.party), self.names.named(change.place), self.words.within
        for (does, place, total), services in self._services_by_duty(change).items():
            where = self.words.list(services)
            if kind == "task":
                on = {"place": place} if place else {}
                yield self.words("diff.does-on" if on else "diff.does", party=party, does=does, task=task, service=where, **on)
            else:
                where = f"{within(self.names.place(change.place))} ({where})" if kind == "layer" else where
                yield self.words("diff.counts", party=party, counts=does, total=total, where=where).removesuffix(".")

    def _services_by_duty(self, change: Change) -> dict[tuple[str, str, str], list[str]]:
        """Return the services in which the party has something withdrawn, by what it does, the places and the number of cells."""
        kind, _, id = change.place.partition(":")
        services: dict[tuple[str, str, str], list[str]] = {}
        for service in self.names.new.services:
            for matrix in service.all_matrices if kind != "service" or service.id == id else ():
                cells = [cell for cell in matrix.cells if cell.party == change.party]
                own = [cell for cell in cells if id in (service.id, cell.task, *cell.values, cell.party)]
                counts = Counter(letter for cell in own for letter in cell.letters)
                counted = [(self.counts(self.names.new.scheme(matrix.scheme), counts), "", str(len(own)))] if counts else []
                for key in self._of_task(matrix, own) if kind == "task" else counted:
                    services.setdefault(key, []).append(self.names.service(str(service.id)))
        return services

    def _of_task(self, matrix: Matrix, cells: Sequence[Cell]) -> Iterator[tuple[str, str, str]]:
        """Yield the duties of a party, each with its places."""
        places_by_duty: dict[str, list[str]] = {}
        scheme = self.names.new.scheme(matrix.scheme)
        for cell in cells:
            letters = scheme.in_order(cell.letters)
            predicates = [self.predicate(letter, scheme.by_letter.get(letter))[0] for letter in letters]
            if predicates:
                places_by_duty.setdefault(self.words.list(predicates), []).append(", ".join(map(self.names.value, cell.values)))
        yield from ((does, self.words.list(list(filter(None, places))), "") for does, places in places_by_duty.items())


#: Number of unchanged words shown on each side of a change.
_AROUND = 8
_WORD = re.compile(r"\S+\s*")


class Run(NamedTuple):
    """Consecutive words with the same mark."""

    mark: RunMark
    words: str
    #: The language of the words if it is not that of the sentence.
    lang: str = ""


def compared(old: str, new: str) -> tuple[Run, ...]:
    """Return ``old`` and ``new`` as runs of words; long unchanged passages are abbreviated (…)."""
    if old == new:
        return (Run(RunMark.SAME, new),) if new else ()
    before, now = _WORD.findall(old), _WORD.findall(new)
    matcher = difflib.SequenceMatcher(None, [word.rstrip() for word in before], [word.rstrip() for word in now], autojunk=False)
    opcodes = matcher.get_opcodes()
    runs: list[Run] = []
    for number, (operation, start, end, new_start, new_end) in enumerate(opcodes):
        if operation == "equal":
            same = now[new_start:new_end]
            runs.append(Run(RunMark.SAME, _shortened(same, is_first=number == 0, is_last=number == len(opcodes) - 1)))
        else:
            runs += [Run(RunMark.GONE, "".join(before[start:end])), Run(RunMark.NEW, "".join(now[new_start:new_end]))]
    return tuple(_spaced([run for run in runs if run.words]))


def _shortened(words: list[str], is_first: bool, is_last: bool) -> str:
    before, after = 0 if is_first else _AROUND, 0 if is_last else _AROUND
    if len(words) <= before + after + 3:
        return "".join(words)
    return "".join((*words[:before], "… ", *words[len(words) - after :])).rstrip(" " if is_last else "")


def _spaced(runs: list[Run]) -> Iterator[Run]:
    """Yield ``runs`` without spaces at their ends, and a space between any two."""
    for index, run in enumerate(runs):
        if index:
            yield Run(RunMark.SAME, " ")
        yield Run(run.mark, run.words.strip())


class Sentence(NamedTuple):
    """A change in words."""

    runs: tuple[Run, ...]
    change: Change

    @property
    def plain(self) -> str:
        return runs_as_text(self.runs)


def runs_as_text(runs: Sequence[Run]) -> str:
    """Return ``runs`` on one line; removed words as ``[-…-]``, new ones as ``{+…+}``."""
    marks = {RunMark.SAME: "{}", RunMark.GONE: "[-{}-]", RunMark.NEW: "{{+{}+}}"}
    return "".join(marks[run.mark].format(run.words) for run in runs)


class SentenceWriter(Cells):
    """Writes changes as sentences in one language."""

    def sentences(self, change: Change) -> tuple[Sentence, ...]:
        """Return the sentences about ``change``; a cell has one for each letter."""
        if change.kind is ChangeKind.CELL:
            lines = Facts(self.names).withdrawal(change) if change.field == "withdrawn" else self.cell_sentences(change)
            return tuple(Sentence((_kept(each),), change) for each in lines)
        return (Sentence(tuple(self._runs(change)), change),)

    def heading(self, change: Change, index: int = 0) -> str:
        """Return the heading, as a key of the words, under which a party reads the sentence number ``index`` of a change."""
        if change.field == "unlike":
            return "diff.unlike-heading"
        if is_of_cell(change):
            return self.cell_heading(change, index)
        if is_of_claim(change):
            return heading_of(change)
        if change.kind is ChangeKind.CELL:
            return "diff.ends" if change.action is Action.REMOVED else "diff.begins"
        note = self.names.object(f"note:{change.service}.{change.new or change.old}")
        if note and note.kind in (NoteKind.CONDITION, NoteKind.LIMIT):
            return "diff.narrowed" if change.new else "diff.widened"
        return "diff.notes"

    def _runs(self, change: Change) -> list[Run]:
        where = self.names.place(change.place, change.heirs)
        if is_of_claim(change):
            if change.kind is ChangeKind.CLAIM and change.field in (*OF_WORDS, QUOTE, "note", "condition"):
                old, new = (cast(Mapping[str, Any], claim).get(change.field) for claim in (change.old, change.new))
                return [_kept(f"{where}: "), *self._compared(change, f"claims.{change.field}", old, new)]
            return [_kept(ClaimSentences(self.names).sentence(change))]
        if change.action is Action.RENAMED:
            return [_kept(self.words("diff.renamed", old=str(change.old), what=f"{where} ({change.new})"))]
        if change.field == "note":
            return [_kept(self.cell_note(change) if change.party else self._note_of_row(change, where))]
        if said := Facts(self.names).sentence(change, f"{where}," if change.heirs else where):
            return [_kept(said)]
        if not change.field:
            subject = self.words.within(f"{where}{self._content(change)}")
            return [_kept(self.words(f"diff.{change.action.value}", what=subject))]
        where = ", ".join(filter(None, (where, Fields(self.names).name(change.field))))
        runs = [_kept(f"{where}: "), *self._compared(change, change.field, change.old, change.new)]
        runs += (_kept(f"; {said}") for said in self._meant(change))
        end = "" if runs[-1].words.endswith((".", "…")) else "."
        return runs if change.is_layout else [*runs, _kept(f"{end} {self.names.concerned(change.place)}")]

    def _note_of_row(self, change: Change, where: str) -> str:
        service, id = change.service, str(change.new or change.old)
        note, text = self.names.note(service, id), self.names.note_text(service, id)
        sentence = self.words(f"diff.note-{change.action.value}", note=note, text=text, where=self.words.within(where))
        return f"{sentence} {self.names.concerned(change.place)}"

    def _meant(self, change: Change) -> Iterator[str]:
        """Yield the letters whose words differ between the old and the new role scheme of a matrix."""
        if change.field != "scheme":
            return
        old, new = self.names.old.objects["scheme"].get(str(change.old)), self.names.new.objects["scheme"].get(str(change.new))
        for letter in new.letters if new else ():
            before = old.by_letter.get(letter.letter) if old else None
            meanings = [self.names.text(each.word) for each in (before, letter) if each]
            if len(set(meanings)) == 2:
                yield self.words("diff.meant", letter=letter.letter, before=meanings[0], now=meanings[1])

    def _content(self, change: Change) -> str:
        """Return the text of an added or removed object, if its name does not say it."""
        kind, content = change.place.partition(":")[0], change.new or change.old
        if kind not in ("statement", "note", "tension", "exception", "term") or not isinstance(content, Mapping):
            return ""
        texts = cast(Mapping[str, Any], content["definition"] if kind == "term" else content)
        return f": {self.names.in_language(change.place, texts)}"

    def _compared(self, change: Change, field: str, old: Value, new: Value) -> list[Run]:
        if isinstance(old or new, Mapping):
            return self._in_languages(change, cast(Mapping[str, str], old or {}), cast(Mapping[str, str], new or {}))
        sides = _moved(old, new) if isinstance(old, tuple) and isinstance(new, tuple) else (old, new)
        before, now = (
            Fields(self.names).value(change.place, field, cast("str | tuple[str, ...] | None", side)) for side in sides
        )
        runs = [Run(RunMark.GONE, before), _kept(" "), Run(RunMark.NEW, now)]
        return [run for run in runs if run.words.strip()] if not (before and now) else runs

    def _in_languages(self, change: Change, before: Mapping[str, str], now: Mapping[str, str]) -> list[Run]:
        """Return the difference of a text in each language in which it has changed, that of the sentence first."""
        changed = [language for language in dict.fromkeys((*before, *now)) if before.get(language) != now.get(language)]
        alone, runs = len(changed) == 1 < len({*before, *now}), list[Run]()
        for language in sorted(changed, key=lambda language: language != self.names.language):
            texts = [text.get(language, "") for text in (before, now)]
            runs += [_kept(" "), *self._in_one_language(change, language, texts, alone)]
        return runs[1:]

    def _in_one_language(self, change: Change, language: str, texts: Sequence[str], alone: bool) -> Iterator[Run]:
        """Yield the difference of a text in ``language``, with its name if it is ``alone`` or not that of the sentence."""
        if alone or language != self.names.language:
            name = self.names.edition.language_name(language)
            yield _kept(f"({self.words('diff.alone', language=name) if alone else name}) ")
        runs = compared(*(self.names.in_place(change.place, text) for text in texts))
        if all(run.mark is RunMark.SAME for run in runs):  # nothing but the inline syntax is different
            runs = compared(*texts)
        yield from (run if language == self.names.language else run._replace(lang=language) for run in runs)


def _moved(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the items that only one list has; if both have the same ones, the range from the first to the last that moved."""
    if {*old} != {*new}:
        return tuple(item for item in old if item not in new), tuple(item for item in new if item not in old)
    moved = [number for number, (before, now) in enumerate(zip(old, new, strict=False)) if before != now]
    return (old[min(moved) : max(moved) + 1], new[min(moved) : max(moved) + 1]) if moved else (old, new)


def _kept(words: str) -> Run:
    return Run(RunMark.SAME, words)


def sentence_about(words: str, place: str = "") -> Sentence:
    return Sentence((Run(RunMark.SAME, words),), Change(kind=ChangeKind.DETAIL, action=Action.CHANGED, place=place))


def _to_confirm(names: ChangeNames) -> tuple[list[Review], list[str]]:
    """Return the items that are not confirmed in the newer state and were not so in the older one, and addresses that are gone."""
    known = {(review.item.address, *review.digests.items()) for review in suspects(names.old)}
    reviews = [review for review in suspects(names.new) if (review.item.address, *review.digests.items()) not in known]
    return reviews, sorted({*gone(names.new)} - {*gone(names.old)})


def files_to_confirm(names: ChangeNames) -> list[str]:
    """Return the names of the files of the record that have what is to be confirmed: services, and ``shared``."""
    reviews, lost = _to_confirm(names)
    return list(dict.fromkeys(file_of(address) for address in (*(review.item.address for review in reviews), *lost)))


def suspect_sentences(names: ChangeNames) -> Iterator[Sentence]:
    """Yield a sentence for each item that is to be confirmed, with the words of each text that differ."""
    reviews, lost = _to_confirm(names)
    before = {item.address: item.sides for item in items_of(names.old)}
    for review in reviews:
        if review.confirmed:
            about, then = sentence_about(_words(names, review), review.item.name), before.get(review.item.address, {})
            sides = (side for side in review.changed if side != DATA and side in then and side in review.item.sides)
            runs = (run for side in sides for run in _compared(names, review, side, then[side]))
            yield about._replace(runs=(*about.runs, *runs))
    if new := [review.item.name for review in reviews if not review.confirmed]:  # a new service has many: one sentence for all
        yield sentence_about(names.edition.words("diff.suspect-new", count=len(new)), new[0])
    yield from (sentence_about(names.edition.words("diff.suspect-gone", address=address)) for address in lost)


def _compared(names: ChangeNames, review: Review, side: str, then: str) -> Iterator[Run]:
    yield Run(RunMark.SAME, f" ({_side(names, side)}) ")
    lines = [text.split("\n") for text in (then, review.item.sides[side])]
    old, new = (" · ".join(line for line in own if line not in other) for own, other in (lines, lines[::-1]))
    yield from (run if side == names.language else run._replace(lang=side) for run in compared(old, new))


def _words(names: ChangeNames, review: Review) -> str:
    words = names.edition.words
    changed, unchanged = (words.list([_side(names, side) for side in each]) for each in (review.changed, review.unchanged))
    where = names.place(review.item.name)
    return words("diff.suspect" if unchanged else "diff.suspect-all", where=where, changed=changed, unchanged=unchanged)


def _side(names: ChangeNames, side: str) -> str:
    words = names.edition.words
    return words(f"diff.side.{side}") if words.has(f"diff.side.{side}") else names.edition.language_name(side)


def changed_since(names: ChangeNames, service: Service | None) -> tuple[str, list[Sentence]]:
    """Return how far ``service``, or the catalogue, is approved, as a sentence, and what has changed since."""
    state, words = approval_standing(names.new, service), names.edition.words
    subject = names.service(str(service.id)) if service else words("diff.at.catalogue")
    if state is None or state.changes is None:
        return words("diff.never-approved", what=subject), []
    key = "diff.changed-since" if state.changes else "diff.unchanged-since"
    sentences = [sentence_about(_covered(names, each), each) for each in state.changes]
    return words(key, service=subject, count=len(sentences)), sentences


def _covered(names: ChangeNames, name: str) -> str:
    """Return the name of an object that an approval covers."""
    if name == BY:
        return names.edition.words("approval.label")
    if ":" not in name:
        return f"{names.edition.words('diff.at.catalogue')}, {Fields(names).name(name.removeprefix('catalogue/'))}"
    return names.place(name.partition("/")[0])

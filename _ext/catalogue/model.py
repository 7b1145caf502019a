"""The typed catalogue: what the YAML of a folder says, with every language and every position inside."""

from __future__ import annotations

import dataclasses
import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from catalogue.matrix import Matrix
from catalogue.problem import Location
from catalogue.reader import Address, Day, Id, Language, Line, Localized, Reader, Sign, fields_of
from catalogue.syntax import MAX_DEPTH
from catalogue.values import Map, Scalar, Value, scalar
from catalogue.vocabulary import (
    CatalogueStatus,
    Count,
    Duty,
    GroupRef,
    LayerRef,
    NoteKind,
    NoteRef,
    PartyRef,
    PlaceRef,
    ServiceStatus,
    StatementRef,
    TaskRef,
    TermRef,
    ValueRef,
)
from catalogue.walk import texts


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody who can have a part in a task."""

    id: Id
    name: Localized
    #: For the heading of a narrow column.
    short: Localized | None = None
    term: TermRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A value of the axis ``layer``."""

    id: Id
    name: Localized
    term: TermRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class AxisValue:
    """A value of an axis: a plan, a phase, a process area."""

    id: Id
    name: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Axis:
    """An axis of matrices, other than the layers."""

    id: Id
    name: Localized
    values: tuple[AxisValue, ...]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of tasks; groups may lie in groups."""

    id: Id
    name: Localized
    parent: GroupRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Task:
    """A task of the library, which services share."""

    id: Id
    group: GroupRef
    name: Localized
    description: Localized | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter of a role scheme."""

    letter: Sign
    word: Localized
    meaning: Localized
    term: TermRef | None = None
    duty: Duty | None = None
    count: Count = Count.ANY
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """A role scheme, such as RACI: its letters, in the order of its legend, and how they are counted."""

    id: Id
    name: Localized
    #: The order of letters within one cell.
    cell_order: Line
    letters: tuple[Letter, ...]
    at: Location = field(compare=False, repr=False)

    @functools.cached_property
    def by_letter(self) -> Mapping[str, Letter]:
        return {letter.letter: letter for letter in self.letters}

    def in_order(self, roles: str) -> str:
        """``roles`` in the order of a cell."""
        return "".join(sorted(roles, key=lambda letter: (self.cell_order.find(letter), letter)))

    def with_duty(self, duty: Duty) -> str:
        """The letters that mean ``duty``."""
        return "".join(letter.letter for letter in self.letters if letter.duty is duty)


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term of the glossary."""

    id: Id
    name: Localized
    #: The language of the name, where it is foreign to the text it stands in.
    lang: Mapping[str, Language] = field(default_factory=dict)
    definition: Localized
    #: Inflected forms besides the name, by language.
    forms: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    #: The clause, practice or statement it is taken from.
    from_: Localized | None = None
    at: Location = field(compare=False, repr=False)

    def written(self, language: str) -> Iterator[Scalar]:
        """Every form in which a text in ``language`` can write it: name, inflections, synonyms."""
        if language in self.name:
            yield self.name[language]
        yield from self.forms.get(language, ())
        yield from self.synonyms.get(language, ())


@dataclass(frozen=True, kw_only=True)
class SearchWords:
    """What customers call something whose own text uses other words; the search finds it by them."""

    #: What they are for, by its kind and id: ``task:backup``, ``statement:2a.security-4``.
    for_: Line
    #: Words and phrases, by language.
    words: Mapping[str, tuple[Line, ...]]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class About:
    """What a statement speaks of, without saying who has the part."""

    tasks: tuple[TaskRef, ...] = ()
    layers: tuple[LayerRef, ...] = ()
    parties: tuple[PartyRef, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What a statement says that a party does or answers for (must), or may do, and where on the axes."""

    party: PartyRef
    does: tuple[TaskRef, ...] = ()
    answers_for: tuple[TaskRef, ...] = ()
    may_do: tuple[TaskRef, ...] = ()
    on: tuple[ValueRef, ...] = ()
    at: Location = field(compare=False, repr=False)

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        return *self.answers_for, *self.does, *self.may_do


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A sentence or a few of a service's text, that can be cited by its id."""

    id: Id
    text: Localized
    about: About | None = None
    claims: tuple[Claim, ...] = ()
    at: Location = field(compare=False, repr=False)

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        """The tasks that it speaks of or makes a claim about, each once."""
        spoken = self.about.tasks if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.tasks for claim in self.claims))))

    @property
    def layers(self) -> tuple[Scalar, ...]:
        spoken = self.about.layers if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.on for claim in self.claims))))

    @property
    def parties(self) -> tuple[Scalar, ...]:
        spoken = self.about.parties if self.about else ()
        return tuple(dict.fromkeys((*spoken, *(claim.party for claim in self.claims))))


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled part of a service's text."""

    id: Id
    name: Localized
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    at: Location = field(compare=False, repr=False)

    def walk(self) -> Iterator[Section]:
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note on a cell or a task of the matrix."""

    id: Id
    kind: NoteKind
    text: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class RecordedException:
    """A broken rule that is accepted as it stands, with the reason for it."""

    rule: Scalar
    #: Every place that shows the reason; a problem is accepted if all its places are among them.
    at_: tuple[PlaceRef, ...]
    notes: tuple[NoteRef, ...] = ()
    reason: Localized
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Validity:
    """The first and the last day on which a service applies."""

    from_: Day | None = None
    to: Day | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Document:
    """The document that a service restates."""

    title: Localized
    owner: Localized
    date: Day | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Service:
    """What a provider offers, in statements, and who does what in it."""

    id: Id
    code: Line
    name: Localized
    #: The family of services that it belongs to.
    family: Localized | None = None
    motto: Localized | None = None
    #: The statement that stands for it on a card.
    summary: StatementRef | None = None
    provider: PartyRef
    #: The statement that says who to ask.
    contact: StatementRef | None = None
    status: ServiceStatus | None = None
    version: Line | None = None
    valid: Validity | None = None
    approver: Localized | None = None
    source: Document | None = None
    sections: tuple[Section, ...] = ()
    matrix: Matrix | None = None
    #: Where it has several, in place of ``matrix``.
    matrices: tuple[Matrix, ...] = ()
    notes: tuple[Note, ...] = ()
    exceptions: tuple[RecordedException, ...] = ()
    at: Location = field(compare=False, repr=False)

    @functools.cached_property
    def all_sections(self) -> tuple[Section, ...]:
        return tuple(itertools.chain.from_iterable(section.walk() for section in self.sections))

    @functools.cached_property
    def statements(self) -> Mapping[str, Statement]:
        return by_id(statement for section in self.all_sections for statement in section.statements)

    @functools.cached_property
    def all_matrices(self) -> tuple[Matrix, ...]:
        return ((self.matrix,) if self.matrix else ()) + self.matrices

    def over(self, bases: Mapping[str, Service]) -> Service:
        """This service with what its matrices extend, from the services ``bases``; unknown ones are left to the rules."""
        if not any(matrix.extends for matrix in self.all_matrices):
            return self
        found: list[tuple[Matrix, Service]] = []

        def extended(matrix: Matrix, seen: tuple[str, ...], extending: list[Service]) -> Matrix:
            base = bases.get(matrix.extends or "")
            if base is None or base.matrix is None or base.id in seen or len(seen) > MAX_DEPTH:
                return dataclasses.replace(matrix, unread=True) if matrix.extends else matrix
            extending.append(base)
            return matrix.over(extended(base.matrix, (*seen, base.id), extending))

        def whole(matrix: Matrix) -> Matrix:
            extending: list[Service] = []
            made = extended(matrix, (self.id,), extending)
            found.extend((made, base) for base in extending)
            return made

        made = dataclasses.replace(self, matrix=self.matrix and whole(self.matrix), matrices=tuple(map(whole, self.matrices)))
        return made._with_annotations_of(found) if found else made

    def _with_annotations_of(self, extended: Iterable[tuple[Matrix, Service]]) -> Service:
        """This service with the exceptions and notes that are about what its matrices have from others: each with whom it is from."""
        exceptions = list(self.exceptions)
        for matrix, base in extended:
            # A place has another address here, if the matrix has an id, or the one that it extends has.
            own = {base.matrix.address(task, values): matrix.address(task, values) for task, values in matrix.taken_over(base.matrix)}
            for exception in base.exceptions:
                if own.keys() >= set(exception.at_):
                    at = tuple(scalar(own[place], place.at) for place in exception.at_)
                    here = dataclasses.replace(exception, at_=at)
                    if here not in exceptions:
                        exceptions.append(here)
        used = {note for matrix in self.all_matrices for note in matrix.notes}
        used.update(note for exception in exceptions for note in exception.notes)
        notes = {note.id: note for note in self.notes}
        for note in itertools.chain.from_iterable(base.notes for _, base in extended):
            if note.id in used:
                notes.setdefault(note.id, note)
        return dataclasses.replace(self, notes=tuple(notes.values()), exceptions=tuple(exceptions))

    def exceptions_at(self, place: str) -> tuple[RecordedException, ...]:
        return tuple(exception for exception in self.exceptions if place in exception.at_)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the site is published and its data are edited."""

    base_url: Address | None = None
    edit_url: Address | None = None
    at: Location = field(compare=False, repr=False)


class Wording(Line):
    """Words of the interface: one text, or one for each number (``one``, ``other``)."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Mapping[str, Scalar]:
        return reader.read(Mapping[str, Line] if isinstance(value, Map) else Line, value, at)


@dataclass(frozen=True, kw_only=True)
class Identity:
    """What ``catalogue.yaml`` says of the catalogue as a whole."""

    name: Localized
    tagline: Localized
    summary: Localized
    languages: tuple[Language, ...]
    authoritative: Language
    status: CatalogueStatus
    version: Line | None = None
    #: Who has to adopt it.
    owner: Localized
    site: Site | None = None
    redirects: Mapping[str, Line] = field(default_factory=dict)
    #: Words of the interface, by language and key: for a language that the interface has no table of.
    words: Mapping[str, Mapping[str, Wording]] = field(default_factory=dict)
    #: Those about what belongs to no service.
    exceptions: tuple[RecordedException, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Published:
    """The ids that have been published, by kind: each is kept, or redirected."""

    service: tuple[Id, ...] = ()
    #: ``<service>.<statement>``
    statement: tuple[Line, ...] = ()
    task: tuple[Id, ...] = ()
    party: tuple[Id, ...] = ()
    layer: tuple[Id, ...] = ()
    term: tuple[Id, ...] = ()
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything that a folder says."""

    #: ``None`` only where ``catalogue.yaml`` could not be read, and nothing is built.
    identity: Identity
    parties: tuple[Party, ...]
    layers: tuple[Layer, ...]
    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    schemes: tuple[Scheme, ...]
    terms: tuple[Term, ...]
    services: tuple[Service, ...]
    search_words: tuple[SearchWords, ...] = ()
    #: ``None`` where nothing has been recorded.
    published: Published | None = None
    #: Ids of services whose file could not be read.
    unread_services: frozenset[str] = frozenset()
    #: Kinds of objects whose list, or file, could not be read.
    unread_kinds: frozenset[str] = frozenset()

    @functools.cached_property
    def objects(self) -> Mapping[str, Mapping[str, object]]:
        """Every object that can be referred to from anywhere: kind → id → object."""
        return {
            "party": by_id(self.parties),
            "layer": by_id(self.layers),
            "axis": by_id(self.axes),
            "group": by_id(self.groups),
            "task": by_id(self.tasks),
            "scheme": by_id(self.schemes),
            "term": by_id(self.terms),
            "service": by_id(self.services),
        }

    @functools.cached_property
    def texts(self) -> tuple[Localized, ...]:
        """Every text for readers."""
        return tuple(texts(self))

    @functools.cached_property
    def places_of_exceptions(self) -> Mapping[str, None]:
        """What an exception of the catalogue can name: an object by its kind and id (``task:backup``), or one that was published."""
        published = fields_of(Published) if self.published else ()
        kinds = {kind: getattr(self.published, kind) for kind in published}
        every = itertools.chain(self.objects.items(), kinds.items())
        return dict.fromkeys(f"{kind}:{id}" for kind, ids in every for id in ids)

    @functools.cached_property
    def searchable(self) -> Mapping[str, None]:
        """What search words can be for, by kind and id."""
        kinds = ("service", "task", "layer", "party", "term")
        names = [f"{kind}:{id}" for kind in kinds for id in self.objects[kind]]
        for service in self.services:
            names += [f"statement:{service.id}.{id}" for id in service.statements]
            names += [f"note:{service.id}.{note.id}" for note in service.notes]
        return dict.fromkeys(names)

    def search_words_for(self, name: str, language: str) -> tuple[Scalar, ...]:
        """The search words in ``language`` for what has this kind and id."""
        return self._search_words.get((name, language), ())

    @functools.cached_property
    def _search_words(self) -> Mapping[tuple[str, str], tuple[Scalar, ...]]:
        found: dict[tuple[str, str], tuple[Scalar, ...]] = {}
        for entry in self.search_words:
            for language, words in entry.words.items():
                found[entry.for_, language] = (*found.get((entry.for_, language), ()), *words)
        return found

    def party(self, id: str) -> Party:
        return self.objects["party"][id]

    def layer(self, id: str) -> Layer:
        return self.objects["layer"][id]

    @functools.cached_property
    def axis_values(self) -> Mapping[str, Mapping[str, Layer | AxisValue]]:
        """The values of each axis: axis → id → value."""
        return {"layer": by_id(self.layers), **{axis.id: by_id(axis.values) for axis in self.axes}}

    def task(self, id: str) -> Task:
        return self.objects["task"][id]

    def term(self, id: str) -> Term:
        return self.objects["term"][id]

    def scheme(self, id: str) -> Scheme:
        return self.objects["scheme"][id]

    def group_path(self, id: str) -> tuple[Group, ...]:
        """The groups that hold a task of group ``id``, outermost first."""
        path: list[Group] = []
        group = self.objects["group"].get(id)
        while group and group not in path:
            path.append(group)
            group = self.objects["group"].get(group.parent) if group.parent else None
        return tuple(reversed(path))


def by_id(items: Iterable) -> dict[str, object]:
    """``items`` by their ids; the first of those that share one."""
    found: dict[str, object] = {}
    for item in items:
        found.setdefault(item.id, item)
    return found

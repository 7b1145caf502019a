"""The typed catalogue: what the YAML of a folder says, with every language and every position inside."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypedDict

from service_catalogue.model.cell import Cell
from service_catalogue.model.changelog import ChangelogEntry
from service_catalogue.model.matrix import Matrix
from service_catalogue.model.service import Identified, RecordedException, Service, by_id
from service_catalogue.model.standard import Cited, Citing, Standard
from service_catalogue.model.vocabulary import CatalogueStatus, Count, Duty, GroupRef, TermRef, TermScope
from service_catalogue.model.walk import texts
from service_catalogue.model.withdrawal import Withdrawal
from service_catalogue.problem import Location
from service_catalogue.schema.kinds import Address, Day, Id, Language, Line, Localized, Sign, fields_of
from service_catalogue.schema.reader import Reader
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody who can have a part in a task."""

    id: Id
    name: Localized
    #: As it stands in a sentence (*kunden*, *the customer*), where a language has such a form; else its name.
    definite: Localized | None = None
    #: What is its own (*kundens*, *the customer’s*), before the name of a thing.
    genitive: Localized | None = None
    #: For the heading of a narrow column.
    short: Localized | None = None
    term: TermRef | None = None
    #: Where it no longer applies.
    withdrawn: Withdrawal | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A value of the axis ``layer``."""

    id: Id
    name: Localized
    term: TermRef | None = None
    #: Where it no longer applies.
    withdrawn: Withdrawal | None = None
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
    """A group of tasks; groups may be nested."""

    id: Id
    name: Localized
    parent: GroupRef | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Task(Citing):
    """A task of the library, which services share."""

    id: Id
    group: GroupRef
    name: Localized
    description: Localized | None = None
    #: Where it no longer applies.
    withdrawn: Withdrawal | None = None
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter of a role scheme."""

    letter: Sign
    word: Localized
    #: What the party with it does, before the name of a task: *is accountable for*.
    predicate: Localized | None = None
    #: The same at the end of a sentence, where the task is known: *is accountable*.
    verb: Localized | None = None
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

    def reads(self, cell: Cell) -> bool:
        """Whether every letter of ``cell`` is one of the scheme, so that it is known what the cell says."""
        return cell.is_readable and self.by_letter.keys() >= set(cell.letters)

    def in_order(self, roles: str) -> str:
        """``roles`` in the order of a cell."""
        return "".join(sorted(roles, key=lambda letter: (self.cell_order.find(letter), letter)))

    def with_duty(self, duty: Duty) -> str:
        """The letters that mean ``duty``."""
        return "".join(letter.letter for letter in self.letters if letter.duty is duty)


@dataclass(frozen=True, kw_only=True)
class Term(Citing):
    """A term of the glossary."""

    id: Id
    name: Localized
    #: The language of the name, where it is foreign to the text it stands in.
    lang: Keyed[Language] = field(default_factory=Keyed)
    definition: Localized
    #: Inflected forms besides the name, by language.
    forms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    synonyms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    scope: TermScope = TermScope.EVERYWHERE
    #: What it is taken from, in words: a statement, a document.
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
    words: Keyed[tuple[Line, ...]]
    at: Location = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where the site is published and its data are edited."""

    base_url: Address | None = None
    edit_url: Address | None = None
    #: Who reviews a change, as the forge knows them: by the id of a service, or ``catalogue`` for everything.
    reviewers: Keyed[Line] = field(default_factory=Keyed)
    at: Location = field(compare=False, repr=False)


class Wording(Line):
    """Words of the interface: one text, or one for each number (``one``, ``other``)."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Keyed[Scalar]:
        read: Scalar | Keyed[Scalar] = reader.read(Keyed[Line] if isinstance(value, Map) else Line, value, at)
        return read


#: The forms of a word, by language.
Wordings: TypeAlias = Keyed[tuple[Line, ...]]


@dataclass(frozen=True, kw_only=True)
class Approval:
    """The step from a restatement to a catalogue that its owner has adopted."""

    #: Who approved it: a role, and never a person.
    by: Localized
    date: Day
    #: Where it can be seen that it did: a journal number, minutes.
    evidence: Localized
    at: Location = field(compare=False, repr=False)


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
    approval: Approval | None = None
    site: Site | None = None
    redirects: Keyed[Line] = field(default_factory=Keyed)
    #: Words of the interface, by language and key: for a language that the interface has no table of.
    words: Keyed[Keyed[Wording]] = field(default_factory=Keyed)
    #: Words that bind, each with its counterparts: the forms of one word in each language.
    legal_words: tuple[Wordings, ...] = ()
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
    standard: tuple[Id, ...] = ()
    at: Location = field(compare=False, repr=False)


class Named(Identified, Protocol):
    """An object with an id and a name."""

    @property
    def name(self) -> Localized: ...


class Objects(TypedDict):
    """Objects by kind, then by id."""

    party: Mapping[str, Party]
    layer: Mapping[str, Layer]
    axis: Mapping[str, Axis]
    group: Mapping[str, Group]
    task: Mapping[str, Task]
    scheme: Mapping[str, Scheme]
    term: Mapping[str, Term]
    standard: Mapping[str, Standard]
    service: Mapping[str, Service]


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """Everything that a folder says."""

    #: ``None`` if ``catalogue.yaml`` could not be read.
    read_identity: Identity | None
    parties: tuple[Party, ...]
    layers: tuple[Layer, ...]
    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    schemes: tuple[Scheme, ...]
    terms: tuple[Term, ...]
    services: tuple[Service, ...]
    standards: tuple[Standard, ...] = ()
    search_words: tuple[SearchWords, ...] = ()
    #: ``None`` where nothing has been recorded.
    published: Published | None = None
    #: Which translations have been confirmed, by language, object and field; ``None`` where that is not recorded. See ``confirmed.py``.
    lock: Keyed[Keyed[Keyed[Scalar]]] | None = None
    #: What was new in each edition that has been recorded, the newest first.
    changelog: tuple[ChangelogEntry, ...] = ()
    #: Ids of services whose file could not be read.
    unread_services: frozenset[str] = frozenset()
    #: Kinds of objects whose list, or file, could not be read.
    unread_kinds: frozenset[str] = frozenset()
    #: Of all that its files say, in 12 hexadecimal digits.
    digest: str = field(default="", compare=False)

    @property
    def identity(self) -> Identity:
        """What the catalogue says of itself. Raises ``LookupError`` if that could not be read: then nothing is built."""
        if self.read_identity is None:
            raise LookupError("catalogue.yaml could not be read")
        return self.read_identity

    @functools.cached_property
    def worked_out(self) -> dict[str, Any]:
        """What has been worked out of it elsewhere, by name: a process that is forked need not do so again."""
        return {}

    @functools.cached_property
    def objects(self) -> Objects:
        """Every object that can be referred to from anywhere."""
        return {
            "party": by_id(self.parties),
            "layer": by_id(self.layers),
            "axis": by_id(self.axes),
            "group": by_id(self.groups),
            "task": by_id(self.tasks),
            "scheme": by_id(self.schemes),
            "term": by_id(self.terms),
            "standard": by_id(self.standards),
            "service": by_id(self.services),
        }

    @functools.cached_property
    def by_kind(self) -> Mapping[str, Mapping[str, Named]]:
        """The same objects, for a kind that is known only at run time."""
        return {
            "party": self.objects["party"],
            "layer": self.objects["layer"],
            "axis": self.objects["axis"],
            "group": self.objects["group"],
            "task": self.objects["task"],
            "scheme": self.objects["scheme"],
            "term": self.objects["term"],
            "standard": self.objects["standard"],
            "service": self.objects["service"],
        }

    @functools.cached_property
    def cited(self) -> Mapping[str, Cited]:
        """What a reference to a standard can lead to, in the order of the standards and their clauses."""
        found: dict[str, Cited] = {}
        for standard in self.standards:
            found.setdefault(standard.id, Cited(standard, None))
            for clause in standard.clauses:
                found.setdefault(f"{standard.id}.{clause.id}", Cited(standard, clause))
        return found

    @functools.cached_property
    def texts(self) -> tuple[Localized, ...]:
        """Every text for readers."""
        return tuple(texts(self))

    @functools.cached_property
    def places_of_exceptions(self) -> Mapping[str, None]:
        """What an exception of the catalogue can name: an object by its kind and id (``task:backup``), or one that was published."""
        published = fields_of(Published) if self.published else ()
        kinds: dict[str, tuple[str, ...]] = {kind: getattr(self.published, kind) for kind in published}
        every = itertools.chain(self.by_kind.items(), kinds.items())
        return dict.fromkeys(f"{kind}:{id}" for kind, ids in every for id in ids)

    @functools.cached_property
    def searchable(self) -> Mapping[str, None]:
        """What search words can be for, by kind and id."""
        kinds = ("service", "task", "layer", "party", "term")
        names = [f"{kind}:{id}" for kind in kinds for id in self.by_kind[kind]]
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

    def scheme(self, id: str | None) -> Scheme:
        """``KeyError`` if there is none, as in a matrix that names no scheme."""
        return self.objects["scheme"][id or ""]

    def scheme_of(self, matrix: Matrix) -> Scheme | None:
        """The scheme of ``matrix``; ``None`` where it names none that exists."""
        return self.objects["scheme"].get(matrix.scheme or "")

    def base_of(self, matrix: Matrix) -> Service | None:
        """The service that ``matrix`` extends; ``None`` where it names none that exists."""
        return self.objects["service"].get(matrix.extends or "")

    def group_path(self, id: str) -> tuple[Group, ...]:
        """The groups that hold a task of group ``id``, outermost first."""
        path: list[Group] = []
        group = self.objects["group"].get(id)
        while group and group not in path:
            path.append(group)
            group = self.objects["group"].get(group.parent) if group.parent else None
        return tuple(reversed(path))

"""The catalogue: its identity, its shared objects, its services, and its recorded changes."""

import functools
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Protocol, TypeAlias, TypedDict, cast

from service_catalogue.messages.problem import Location, Problem
from service_catalogue.messages.texts import language_for
from service_catalogue.model.kinds import CatalogueStatus, Confirming, Publishing, RuleLevel
from service_catalogue.model.lifecycle import Approval, ApprovalRecord
from service_catalogue.model.matrix import EmptyGroup, Matrix
from service_catalogue.model.references import Identified, LayerRef, Positioned, TaskRef, by_id
from service_catalogue.model.service import Service, SituationTasks, Topic, ids_of_texts
from service_catalogue.model.shared import Axis, AxisValue, Group, Layer, Party, Scheme, SearchWords, Task, Term
from service_catalogue.model.standard import Cited, Standard
from service_catalogue.model.statement import Passage, RecordedException, Section, passages
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.reader import Reader
from service_catalogue.schema.types import Address, Colour, Day, Id, Language, Line, Localized, MailAddress, PhoneNumber, TimeZone
from service_catalogue.yaml.values import Keyed, Map, Scalar, Value

#: The folder of the records in that of the data: ``catalogue diff --record`` writes a file for each date.
CHANGES_FOLDER = "changes"


class RunMark(Enum):
    """The change of words in a text."""

    SAME = "kept"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, kw_only=True)
class RecordedRun(Positioned):
    """Words of a sentence with the same mark."""

    mark: RunMark
    words: Scalar
    #: The language of the words, if it is not that of the sentence.
    lang: Scalar | None = None


@dataclass(frozen=True, kw_only=True)
class RecordedSentence(Positioned):
    """A sentence about one change."""

    runs: tuple[RecordedRun, ...]


@dataclass(frozen=True, kw_only=True)
class RecordedGroup(Positioned):
    """Sentences under a small heading, such as what a party gains."""

    heading: Scalar | None = None
    sentences: tuple[RecordedSentence, ...]


@dataclass(frozen=True, kw_only=True)
class RecordedSection(Positioned):
    """The changes for one party, or of one kind."""

    heading: Scalar
    groups: tuple[RecordedGroup, ...]


@dataclass(frozen=True, kw_only=True)
class ChangelogEntry(Positioned):
    """The changes of one day."""

    date: Day
    #: The services of which a text or a fact changed, by their ids.
    services: tuple[Id, ...] = ()
    #: By language.
    told: Keyed[tuple[RecordedSection, ...]]


@dataclass(frozen=True, kw_only=True)
class Site(Positioned):
    """The addresses of the site, of its data and of the manual."""

    base_url: Address | None = None
    edit_url: Address | None = None
    #: The address of the manual for editors.
    manual_url: Address | None = None
    #: In which publications are recorded; that of the machine if it is missing.
    time_zone: TimeZone | None = None
    #: The reviewers of a change, as the forge calls them: by the id of a service, or ``catalogue`` for everything.
    reviewers: Keyed[Line] = field(default_factory=Keyed)


class Wording(Line):
    """Words of the interface: one text, or one for each number (``one``, ``other``, and ``two`` if it differs)."""

    @classmethod
    def from_source(cls, reader: Reader, value: Value, at: Location) -> Scalar | Keyed[Scalar]:
        read: Scalar | Keyed[Scalar] = reader.read(Keyed[Line] if isinstance(value, Map) else Line, value, at)
        return read


#: The forms of a word, by language.
Wordings: TypeAlias = Keyed[tuple[Line, ...]]


@dataclass(frozen=True)
class Logo:
    """A picture that was checked and may be shown."""

    content: bytes = field(repr=False)
    #: Its size, in pixels.
    width: float
    height: float
    #: SHA-256 of its content, for its ``repr``.
    digest: str


@dataclass(frozen=True, kw_only=True)
class BrandColours(Positioned):
    """The colour of links and of the rule above the page, on a light background and on a dark one."""

    light: Colour
    dark: Colour


@dataclass(frozen=True, kw_only=True)
class Contact(Positioned):
    """The contact for questions and errors."""

    mail: MailAddress | None = None
    phone: PhoneNumber | None = None
    page: Address | None = None


@dataclass(frozen=True, kw_only=True)
class Brand(Positioned):
    """The visual identity of the owner, on the site and in the booklets."""

    #: The name of a file beside ``catalogue.yaml``.
    logo: Line | None = None
    colours: BrandColours | None = None
    footer: Localized | None = None
    contact: Contact | None = None
    #: The content of the file; ``None`` if there is none, or if it was refused.
    picture: Logo | None = field(default=None, metadata={"derived": True})


class AskedFact(Enum):
    """A fact of services that people ask for."""

    CALL = "call"
    ORDERING = "ordering"
    SINCE = "since"
    OWNER = "owner"
    LEVELS = "levels"


@dataclass(frozen=True, kw_only=True)
class HomeQuestion(Positioned):
    """A question on the home page: who answers for a task, on a layer or on all; or a fact."""

    task: TaskRef | None = None
    layer: LayerRef | None = None
    fact: AskedFact | None = None


@dataclass(frozen=True, kw_only=True)
class Identity(Positioned):
    """The content of ``catalogue.yaml``: the catalogue as a whole."""

    name: Localized
    tagline: Localized
    summary: Localized
    languages: tuple[Language, ...]
    authoritative: Language
    status: CatalogueStatus
    version: Line | None = None
    publish: Publishing = Publishing.ANYTHING
    confirmed_by: Confirming = Confirming.TERMINAL
    #: The severity of rules that warn, by name.
    rules: Keyed[RuleLevel] = field(default_factory=Keyed)
    #: Who has to adopt it.
    owner: Localized
    #: The approvals of the whole, the newest last.
    approval: tuple[Approval, ...] = ()
    site: Site | None = None
    brand: Brand | None = None
    redirects: Keyed[Line] = field(default_factory=Keyed)
    #: Words of the interface, by language and key: for a language that the interface has no table of.
    words: Keyed[Keyed[Wording]] = field(default_factory=Keyed)
    #: Binding words, each with its counterparts: the forms of one word in each language.
    legal_words: tuple[Wordings, ...] = ()
    #: Subjects that no service says anything about.
    topics: tuple[Topic, ...] = ()
    #: The tasks that each situation of a customer means.
    situations: tuple[SituationTasks, ...] = ()
    #: The examples below the field of the home page.
    questions: tuple[HomeQuestion, ...] = ()
    #: Those about what belongs to no service.
    exceptions: tuple[RecordedException, ...] = ()

    @property
    def publishes_confirmed(self) -> bool:
        """True if only what somebody has confirmed is published."""
        return self.publish is Publishing.CONFIRMED

    @property
    def is_confirmed_by_review(self) -> bool:
        """True if a proposal's own lines in the record of what was confirmed count nothing."""
        return self.confirmed_by is Confirming.REVIEW

    @property
    def is_adopted(self) -> bool:
        return self.status is CatalogueStatus.ADOPTED

    def language(self, asked: str | None) -> str:
        """Return the language ``asked`` for if it is one of the catalogue, else that which prevails."""
        return str(asked if asked in self.languages else self.authoritative)

    def manual_page(self, name: str, language: str) -> str:
        """Return the address of a page of the manual in ``language``, or in English; empty if the catalogue names no manual."""
        address = self.site.manual_url if self.site else None
        return f"{address.rstrip('/')}/{language_for(language)}/{name}.html" if address else ""


@dataclass(frozen=True, kw_only=True)
class Published(Positioned):
    """The published ids, by kind: none is removed without a redirect."""

    service: tuple[Id, ...] = ()
    #: ``<service>.<statement>``
    statement: tuple[Line, ...] = ()
    task: tuple[Id, ...] = ()
    party: tuple[Id, ...] = ()
    layer: tuple[Id, ...] = ()
    term: tuple[Id, ...] = ()
    standard: tuple[Id, ...] = ()


class Named(Identified, Protocol):
    """An object with an id and a name."""

    @property
    def name(self) -> Localized: ...


class Kind(Enum):
    """A kind of shared data, by the file that contains it."""

    IDENTITY = "catalogue.yaml"
    PARTY = "parties.yaml"
    LAYER = "layers.yaml"
    AXIS = "axes.yaml"
    #: Tasks, and their groups.
    TASK = "tasks.yaml"
    SCHEME = "roles.yaml"
    TERM = "glossary.yaml"
    STANDARD = "standards.yaml"
    SEARCH_WORDS = "search-words.yaml"
    PUBLISHED = "published-ids.yaml"
    #: All services together.
    SERVICE = "services"


#: The files that a folder may lack.
OPTIONAL_FILES = ("axes.yaml", "standards.yaml", "search-words.yaml")

#: The keys of each file of the folder, with the class of the objects in their lists.
FILES: dict[str, dict[str, type]] = {
    "parties.yaml": {"parties": Party},
    "layers.yaml": {"layers": Layer},
    "axes.yaml": {"axes": Axis},
    "tasks.yaml": {"groups": Group, "tasks": Task},
    "roles.yaml": {"schemes": Scheme},
    "glossary.yaml": {"terms": Term},
    "standards.yaml": {"standards": Standard},
    "search-words.yaml": {"search-words": SearchWords},
}
#: The fields of these lists, all empty.
EMPTY_LISTS: Mapping[str, Any] = {key.replace("-", "_"): () for kinds in FILES.values() for key in kinds}
#: The lists that a file may lack.
OPTIONAL_LISTS = ("groups",)
IDENTITY_FILE = "catalogue.yaml"
#: The folder of the services, a file each.
SERVICES_FOLDER = "services"
#: The folder of interface words of the catalogue's own, a file for each language.
WORDS_FOLDER = "words"


class SharedObjects(TypedDict):
    """Shared objects by kind and id."""

    party: Mapping[str, Party]
    layer: Mapping[str, Layer]
    axis: Mapping[str, Axis]
    group: Mapping[str, Group]
    task: Mapping[str, Task]
    scheme: Mapping[str, Scheme]
    term: Mapping[str, Term]
    standard: Mapping[str, Standard]


class Objects(SharedObjects):
    """Objects by kind and id."""

    service: Mapping[str, Service]


@dataclass(frozen=True, kw_only=True)
class Shared:
    """Everything in a folder but its services."""

    #: ``None`` if ``catalogue.yaml`` could not be read.
    read_identity: Identity | None
    parties: tuple[Party, ...]
    layers: tuple[Layer, ...]
    axes: tuple[Axis, ...]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    schemes: tuple[Scheme, ...]
    terms: tuple[Term, ...]
    standards: tuple[Standard, ...] = ()
    search_words: tuple[SearchWords, ...] = ()
    #: ``None`` if nothing has been recorded.
    published: Published | None = None
    #: The files of the record *reviewed against*, by path; ``None`` if there are none. See ``reviewed.py``.
    reviewed: Mapping[str, str] | None = None
    #: The recorded changes of each edition, the newest first.
    changelog: tuple[ChangelogEntry, ...] = ()
    #: The records of approvals, by the id of the service or ``catalogue``. See ``approvals.py``.
    approved: Mapping[str, ApprovalRecord] = field(default_factory=dict)
    #: The kinds whose files have errors, without their objects here.
    missing: frozenset[Kind] = frozenset()
    #: The identity by which it is judged, if that is not its own: that of the state before a proposal.
    policy: Identity | None = field(default=None, compare=False, repr=False)

    @property
    def identity(self) -> Identity:
        """Return the identity. Raises ``LookupError`` if ``catalogue.yaml`` could not be read: then nothing is built."""
        if self.read_identity is None:
            raise LookupError("catalogue.yaml could not be read")
        return self.read_identity

    @property
    def levels(self) -> Keyed[RuleLevel]:
        """Return the severity that the catalogue gives to rules, by name."""
        judge = self.policy or self.read_identity
        return judge.rules if judge else Keyed()

    @property
    def lists(self) -> tuple[tuple[Named, ...], ...]:
        """Return the shared objects, a list for each kind of :class:`SharedObjects`."""
        return self.parties, self.layers, self.axes, self.groups, self.tasks, self.schemes, self.terms, self.standards

    @functools.cached_property
    def objects(self) -> SharedObjects:
        """Return the shared objects that can be referred to, by kind and id."""
        return cast("SharedObjects", dict(zip(SharedObjects.__annotations__, map(by_id, self.lists), strict=True)))

    @functools.cached_property
    def cited(self) -> Mapping[str, Cited]:
        """Return the standards and clauses that can be cited, by their reference, in their order."""
        cited_by_id: dict[str, Cited] = {}
        for standard in self.standards:
            cited_by_id.setdefault(standard.id, Cited(standard, None))
            for clause in standard.clauses:
                cited_by_id.setdefault(f"{standard.id}.{clause.id}", Cited(standard, clause))
        return cited_by_id

    @functools.cached_property
    def axis_values(self) -> Mapping[str, Mapping[str, Layer | AxisValue]]:
        """Return the values of each axis by id."""
        return {"layer": by_id(self.layers), **{axis.id: by_id(axis.values) for axis in self.axes}}

    @functools.cached_property
    def shared_passages(self) -> tuple[Passage, ...]:
        """Return every text for readers that is in no service."""
        return tuple(passages((self.read_identity, *self.lists)))

    def scheme(self, id: str | None) -> Scheme:
        """Return the scheme ``id``. Raises ``KeyError`` if there is none."""
        return self.objects["scheme"][id or ""]

    def scheme_of(self, matrix: Matrix) -> Scheme | None:
        """Return the scheme of ``matrix``; ``None`` if it names none that exists."""
        return self.objects["scheme"].get(matrix.scheme or "")

    def party(self, id: str) -> Party:
        return self.objects["party"][id]

    def layer(self, id: str) -> Layer:
        return self.objects["layer"][id]

    def task(self, id: str) -> Task:
        return self.objects["task"][id]

    def term(self, id: str) -> Term:
        return self.objects["term"][id]

    def empty_groups(self, matrix: Matrix) -> list[EmptyGroup]:
        """Return the groups without a task in ``matrix``; one that is empty in an extended matrix may have tasks in this one."""
        filled = {self.task(row.task).group for row in matrix.rows}
        return [empty for empty in matrix.empty if empty.group not in filled]

    def group_path(self, id: str) -> tuple[Group, ...]:
        """Return the groups of a task of group ``id``, outermost first."""
        path: list[Group] = []
        group = self.objects["group"].get(id)
        while group and group not in path:
            path.append(group)
            group = self.objects["group"].get(group.parent) if group.parent else None
        return tuple(reversed(path))


@dataclass(frozen=True, kw_only=True)
class Catalogue(Shared):
    """Everything in a folder."""

    services: tuple[Service, ...]
    #: Ids of services that, or a base of which, could not be read or have errors.
    missing_services: frozenset[str] = frozenset()
    #: The folder, as it was given.
    folder: str = field(default="", compare=False, repr=False)
    #: Whether any service names a document that it restates.
    restates: bool = field(default=True, compare=False, repr=False)
    #: Returns the data digest.
    find_digest: Callable[[], str] = field(default=str, compare=False, repr=False)
    #: By the id of a service, a digest of the files that its pages can depend on: its own, those of the services that it extends,
    #: and all shared ones.
    inputs: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    #: A digest of all shared files.
    shared_inputs: str = field(default="", compare=False, repr=False)
    #: A digest of all that rules receive of a service, by its id, and of the shared objects in a file, by its name.
    received: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    #: Why it is published although something in it is not confirmed; empty where it is not.
    unconfirmed: str = ""
    #: The warnings that would be errors in a service that is no draft.
    tolerated: list[Problem] = field(default_factory=list, compare=False, repr=False)

    @functools.cached_property
    def digest(self) -> str:
        """Return the data digest."""
        return self.find_digest()

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"find_digest": self.digest.__str__}  # for a process that is not forked

    def changed(self, service: str) -> Day | None:
        """Return the day of the newest record in which a text or a fact of ``service`` changed; ``None`` without one."""
        return next((entry.date for entry in self.changelog if service in entry.services), None)

    def service_at(self, at: Location) -> Service | None:
        """Return the service whose file has ``at``, also where another state of the data was read from another folder."""
        folder, _, name = at.path.rpartition("/")
        return self.objects["service"].get(Path(name).stem) if folder.rpartition("/")[2] == SERVICES_FOLDER else None

    @functools.cached_property
    def objects(self) -> Objects:
        """Return the objects that can be referred to, by kind and id."""
        return {**super().objects, "service": by_id(self.services)}

    @functools.cached_property
    def by_kind(self) -> Mapping[str, Mapping[str, Named]]:
        """Return the same objects, for a kind that is known only at run time."""
        return cast("Mapping[str, Mapping[str, Named]]", self.objects)

    @functools.cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return every text for readers where it is written: an inherited one in the service that owns it."""
        return *self.shared_passages, *itertools.chain.from_iterable(service.passages for service in self.services)

    @functools.cached_property
    def missing_texts(self) -> Counter[str]:
        """Return the number of texts that each language lacks."""
        return Counter(language for text in self.texts for language in self.identity.languages if language not in text)

    @property
    def texts(self) -> Iterator[Localized]:
        """Return every text for readers."""
        return (passage.text for passage in self.passages)

    def file_of(self, at: Location) -> str:
        """Return the file of ``at``, relative to the folder."""
        return Path(os.path.relpath(at.path, self.folder or ".")).as_posix()

    @functools.cached_property
    def held(self) -> Mapping[str, Section]:
        """Return the own sections of each service, as another one names those that it holds."""
        sections = ((service, section) for service in self.services for section in service.all_sections)
        return {f"{service.id}.{section.id}": section for service, section in sections if not section.owner}

    @functools.cached_property
    def addresses_of_exceptions(self) -> Mapping[str, None]:
        """Return the addresses that an exception can name: of objects, present or published, as ``task:backup``."""
        published = fields_of(Published) if self.published else ()
        kinds: dict[str, tuple[str, ...]] = {kind: getattr(self.published, kind) for kind in published}
        every = itertools.chain(self.by_kind.items(), kinds.items())
        return dict.fromkeys(f"{kind}:{id}" for kind, ids in every for id in ids)

    @functools.cached_property
    def searchable(self) -> Mapping[str, None]:
        """Return the names, such as ``task:backup``, that search words can be for."""
        kinds = ("service", "task", "layer", "party", "term")
        names = [f"{kind}:{id}" for kind in kinds for id in self.by_kind[kind] if id]
        for service in self.services:
            names += [f"{kind}:{service.id}.{id}" for kind, ids in ids_of_texts(service).items() for id in ids if id]
        return dict.fromkeys(names)

    def search_words_for(self, name: str, language: str) -> tuple[Scalar, ...]:
        """Return the search words in ``language`` for the object ``name``."""
        return self._search_words.get((name, language), ())

    @functools.cached_property
    def _search_words(self) -> Mapping[tuple[str, str], tuple[Scalar, ...]]:
        words_by_object: dict[tuple[str, str], tuple[Scalar, ...]] = {}
        for entry in self.search_words:
            for language, words in entry.words.items():
                words_by_object[entry.for_, language] = (*words_by_object.get((entry.for_, language), ()), *words)
        return words_by_object

"""The text of a service: statements, notes, their claims, and departures; and the texts and references in any object."""

from __future__ import annotations

import dataclasses
import functools
import itertools
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, TypeAlias, get_args

from service_catalogue.model.kinds import ClaimKind, NoteKind, StatementKind
from service_catalogue.model.lifecycle import Withdrawal
from service_catalogue.model.references import AddressRef, LayerRef, NoteRef, PartyRef, Positioned, TaskRef, ValueRef
from service_catalogue.model.standard import Citing
from service_catalogue.schema.fields import fields_of
from service_catalogue.schema.types import Id, Localized, Refers
from service_catalogue.yaml.values import Scalar


@dataclass(frozen=True, kw_only=True)
class About(Positioned):
    """The subjects of a statement, without a claim about them."""

    tasks: tuple[TaskRef, ...] = ()
    layers: tuple[LayerRef, ...] = ()
    parties: tuple[PartyRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Claim(Positioned):
    """A duty, right or possession of a party, in a statement or a note.

    With tasks it is compared with the matrix. It is shown in the words of the text that it belongs to: of the whole text, or of its
    ``quote``. Words of its own (``promises``, ``may``, ``owns``) are for what no passage says alone.
    """

    #: ``None`` if the source does not say who; the key is required, and then empty.
    party: PartyRef | None
    does: tuple[TaskRef, ...] = ()
    answers_for: tuple[TaskRef, ...] = ()
    #: Does or answers for: the source says that the party sees to it, and not which of the two.
    ensures: tuple[TaskRef, ...] = ()
    may_do: tuple[TaskRef, ...] = ()
    #: What it is, where neither its tasks nor words of its own say so.
    kind: ClaimKind | None = None
    #: The passage of the text that makes the claim, word for word, if that is not the whole text.
    quote: Localized | None = None
    #: A promise, as a predicate (*makes the environments available*); without a party, a whole sentence.
    promises: Localized | None = None
    #: A right or a possibility, as a predicate (*can create users*).
    may: Localized | None = None
    #: A possession, as a predicate (*owns the licences*). No row of a matrix says who owns a thing, so it has no tasks.
    owns: Localized | None = None
    #: A condition, as a clause (*where this is formally agreed*).
    condition: Localized | None = None
    #: The notes that go with it.
    note: tuple[NoteRef, ...] = ()
    on: tuple[ValueRef, ...] = ()

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        return *self.answers_for, *self.does, *self.ensures, *self.may_do

    @property
    def is_right(self) -> bool:
        """Return whether it is a right or an ownership, and no duty."""
        return bool(self.kind or self.may or self.may_do or self.owns)

    @property
    def is_owning(self) -> bool:
        return bool(self.owns) or self.kind is ClaimKind.OWNERSHIP

    @property
    def words(self) -> Localized | None:
        """Return its own words, if it has any."""
        return self.promises or self.may or self.owns

    @property
    def parts(self) -> tuple[Claim, ...]:
        """Return its duty and its right, or itself if it has words or is only one of these."""
        if self.words or self.quote or not (self.may_do and (self.answers_for or self.does or self.ensures)):
            return (self,)
        return replace(self, may_do=()), replace(self, answers_for=(), does=(), ensures=())

    def holds_at(self, values: tuple[str, ...]) -> bool:
        """Return whether it holds at a place on the axes: it names one of the values there, or none at all."""
        return not self.on or not set(values).isdisjoint(self.on)


class Claiming:
    """A statement or a note, which make claims."""

    about: About | None
    claims: tuple[Claim, ...]
    withdrawn: Withdrawal | None
    #: What it was about and claimed until it was withdrawn.
    ended: tuple[Any, ...]

    def __post_init__(self) -> None:
        """Set apart what a withdrawn text is about, and what it claims: it gives nobody a duty or a right."""
        if self.withdrawn and not self.ended:
            object.__setattr__(self, "ended", (self.about, self.claims))
            object.__setattr__(self, "about", None)
            object.__setattr__(self, "claims", ())

    @property
    def address(self) -> str:
        """Return the address in its service, as a departure names it: ``security-5``, ``note.6``."""
        raise NotImplementedError

    @property
    def tasks(self) -> tuple[Scalar, ...]:
        """Return the tasks that it mentions or makes a claim about, each once."""
        spoken = self.about.tasks if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.tasks for claim in self.claims))))

    @property
    def layers(self) -> tuple[Scalar, ...]:
        spoken = self.about.layers if self.about else ()
        return tuple(dict.fromkeys((*spoken, *itertools.chain.from_iterable(claim.on for claim in self.claims))))

    @property
    def parties(self) -> tuple[Scalar, ...]:
        spoken = self.about.parties if self.about else ()
        return tuple(dict.fromkeys((*spoken, *(claim.party for claim in self.claims if claim.party))))


@dataclass(frozen=True, kw_only=True)
class Statement(Citing, Claiming):
    """A passage of a service's text that can be cited by its id."""

    id: Id
    text: Localized
    #: Information, if it binds nobody.
    kind: StatementKind | None = None
    about: About | None = None
    claims: tuple[Claim, ...] = ()
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None
    #: The service from which it is taken over.
    owner: str = field(default="", metadata={"derived": True})
    ended: tuple[Any, ...] = field(default=(), compare=False, repr=False, metadata={"derived": True})

    @property
    def address(self) -> str:
        return self.id


@dataclass(frozen=True, kw_only=True)
class Section(Positioned):
    """A titled part of a service's text."""

    id: Id
    name: Localized
    statements: tuple[Statement, ...] = ()
    sections: tuple[Section, ...] = ()
    #: The service from which it is taken over.
    owner: str = field(default="", metadata={"derived": True})

    def walk(self) -> Iterator[Section]:
        yield self
        for section in self.sections:
            yield from section.walk()


@dataclass(frozen=True, kw_only=True)
class Note(Claiming, Positioned):
    """A note on a cell or a task of the matrix."""

    #: An inherited note is prefixed with the id of its service (``2a.5``).
    id: Id
    kind: NoteKind
    text: Localized
    about: About | None = None
    claims: tuple[Claim, ...] = ()
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None
    #: The service that it is inherited from.
    owner: str = field(default="", metadata={"derived": True})
    ended: tuple[Any, ...] = field(default=(), compare=False, repr=False, metadata={"derived": True})

    @property
    def address(self) -> str:
        return f"note.{self.id}"


@dataclass(frozen=True, kw_only=True)
class RecordedException(Positioned):
    """A departure from a rule that is accepted, with the reason."""

    id: Id | None = None
    rule: Scalar
    #: The addresses that show the reason; a problem is accepted if all its addresses are among them.
    at_: tuple[AddressRef, ...]
    notes: tuple[NoteRef, ...] = ()
    reason: Localized
    owner: str = field(default="", metadata={"derived": True})


@dataclass(frozen=True, kw_only=True)
class Tension(Positioned):
    """Two statements of the source that differ, with every address of either."""

    id: Id
    at_: tuple[AddressRef, ...]
    notes: tuple[NoteRef, ...] = ()
    text: Localized
    owner: str = field(default="", metadata={"derived": True})


Departure: TypeAlias = RecordedException | Tension


#: A class of several values.
_SEVERAL = (tuple, dict)


class Passage(NamedTuple):
    """A text for readers, and the object that has it."""

    text: Localized
    #: Its object: a statement, a task.
    of: object
    #: The name of its field there.
    field: str
    #: The address for an exception: of a statement or a note; else empty.
    address: str


def passages(thing: Any) -> list[Passage]:
    """Return the texts for readers, at any depth."""
    texts: list[Passage] = []
    _collect_texts(thing, thing, "", "", texts)
    return texts


def _collect_texts(thing: Any, of: object, field: str, address: str, texts: list[Passage]) -> None:
    if isinstance(thing, Localized):
        texts.append(Passage(thing, of, field, address))
    elif isinstance(thing, _SEVERAL):
        for item in thing.values() if isinstance(thing, dict) else thing:
            _collect_texts(item, of, field, address, texts)
    elif thing is not None:
        address = thing.address if isinstance(thing, Claiming) else address
        for name, refers in _plan(type(thing)):
            if not refers and ((value := getattr(thing, name)) or isinstance(value, Localized)):
                _collect_texts(value, of if isinstance(thing, Claim) else thing, name, address, texts)


def references(thing: Any) -> Iterator[tuple[str, Scalar]]:
    """Return the references at any depth: kind and id."""
    named: list[tuple[str, Scalar]] = []
    _collect(thing, "", named)
    return iter(named)


def _collect(thing: Any, kind: str, named: list[tuple[str, Scalar]]) -> None:
    # A list is twice as fast as nested generators.
    if isinstance(thing, Scalar):
        if kind and thing:
            named.append((kind, thing))
    elif thing is None or isinstance(thing, Localized):
        return
    elif isinstance(thing, _SEVERAL):
        for item in thing.values() if isinstance(thing, dict) else thing:
            _collect(item, kind, named)
    else:
        for name, refers in _plan(type(thing)):
            if value := getattr(thing, name):  # most fields are empty
                _collect(value, refers, named)


def _plan_of(kind: type) -> tuple[tuple[str, str], ...]:
    if not dataclasses.is_dataclass(kind):
        return ()
    fields = ((name, annotation) for name, annotation, _ in fields_of(kind).values())
    return tuple((name, refers(annotation)) for name, annotation in fields if _holds(annotation))


#: The fields of a dataclass that can hold a text or a reference: name, and the kind that is referred to if any.
_plan: Callable[[type], tuple[tuple[str, str], ...]] = functools.cache(_plan_of)


@functools.cache
def refers(annotation: Any) -> str:
    """Return the kind that the ids in ``annotation`` refer to, in lists and optional values too."""
    return next(filter(None, (part.kind if isinstance(part, Refers) else refers(part) for part in get_args(annotation))), "")


def annotation_at(kind: type, field: str) -> Any:
    """Return the annotation of a nested ``field`` of ``kind``, such as ``about.tasks``; positions (``claims.0.on``) are ignored."""
    annotation: Any = kind
    for key in field.split("."):
        inner = _dataclass_in(annotation)
        if inner is not None and key in fields_of(inner):
            annotation = fields_of(inner)[key][1]
    return annotation


def has_part(annotation: Any, kind: type) -> bool:
    """Return whether ``annotation`` is of ``kind``, or a list, a mapping or an optional value of it."""
    parts = get_args(annotation)
    return any(has_part(part, kind) for part in parts) if parts else isinstance(annotation, type) and issubclass(annotation, kind)


def _dataclass_in(annotation: Any) -> type | None:
    """Return the dataclass in ``annotation``, in lists and optional values too."""
    if dataclasses.is_dataclass(annotation):
        return annotation if isinstance(annotation, type) else None
    return next(filter(None, map(_dataclass_in, get_args(annotation))), None)


def _holds(annotation: Any) -> bool:
    """Return whether ``annotation`` can hold a text, a reference or an object."""
    if get_args(annotation):
        return any(map(_holds, get_args(annotation)))
    return annotation is Localized or dataclasses.is_dataclass(annotation)  # so is the mark of a reference


def shown_in(service: str, path: str, thing: Any) -> Any:
    """Return ``thing`` with each text that refers to something, and is from another file than ``path``, marked as shown in ``service``."""

    def shown(part: Any) -> Any:
        is_inherited = isinstance(part, Localized) and part.at.path != path and any("[[" in text for text in part.values())
        return part.in_service(service) if is_inherited else part

    return _mapped(shown, thing)


def on_day(thing: Any, day: date) -> Any:
    """Return ``thing`` with what each text in it that is withdrawn after ``day`` claimed until then."""

    def before(part: Any) -> Any:
        is_later = isinstance(part, Claiming) and part.withdrawn and part.withdrawn.on > day
        return replace(part, withdrawn=None, about=part.ended[0], claims=part.ended[1]) if is_later else part

    return _mapped(before, thing)


def _mapped(change: Callable[[Any], Any], thing: Any) -> Any:
    """Return ``thing`` with each part of it that ``change`` replaces."""
    if (changed := change(thing)) is not thing:
        return changed
    if isinstance(thing, tuple):
        items = tuple(_mapped(change, item) for item in thing)
        return thing if all(map(operator.is_, items, thing)) else items
    if not dataclasses.is_dataclass(thing) or isinstance(thing, type):
        return thing
    held = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    parts = {name: part for name, value in held.items() if (part := _mapped(change, value)) is not value}
    return replace(thing, **parts) if parts else thing

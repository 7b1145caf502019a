"""Objects that services share: parties, layers, axes, tasks, letters and terms."""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from service_catalogue.model.kinds import Count, Duty, TermScope
from service_catalogue.model.lifecycle import Withdrawal
from service_catalogue.model.references import GroupRef, Positioned, TermRef
from service_catalogue.model.standard import Citing
from service_catalogue.schema.forms import has_form_of_id
from service_catalogue.schema.types import Id, Language, Line, Localized, ObjectName, Sign
from service_catalogue.yaml.values import Keyed, Scalar


@dataclass(frozen=True, kw_only=True)
class Party(Positioned):
    """Somebody who can have a part in a task."""

    id: Id
    name: Localized
    #: The form in a sentence (*kunden*, *the customer*), if it is not the name.
    definite: Localized | None = None
    #: The possessive (*kundens*, *the customer’s*).
    genitive: Localized | None = None
    #: For the heading of a narrow column.
    short: Localized | None = None
    term: TermRef | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class Layer(Positioned):
    """A value of the axis ``layer``."""

    id: Id
    name: Localized
    term: TermRef | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class AxisValue(Positioned):
    """A value of an axis: a plan, a phase, a process area."""

    id: Id
    name: Localized


@dataclass(frozen=True, kw_only=True)
class Axis(Positioned):
    """An axis of matrices, other than the layers."""

    id: Id
    name: Localized
    values: tuple[AxisValue, ...]


@dataclass(frozen=True, kw_only=True)
class Group(Positioned):
    """A group of tasks; groups may be nested."""

    id: Id
    name: Localized
    parent: GroupRef | None = None


@dataclass(frozen=True, kw_only=True)
class Task(Citing):
    """A task of the library, which services share."""

    id: Id
    group: GroupRef
    name: Localized
    description: Localized | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None


@dataclass(frozen=True, kw_only=True)
class Letter(Positioned):
    """A letter of a role scheme."""

    letter: Sign
    word: Localized
    #: The part of the party, before the name of a task: *is accountable for*.
    predicate: Localized | None = None
    #: The same at the end of a sentence about the task: *is accountable*.
    verb: Localized | None = None
    meaning: Localized
    term: TermRef | None = None
    duty: Duty | None = None
    count: Count = Count.ANY


@dataclass(frozen=True, kw_only=True)
class Scheme(Positioned):
    """A role scheme, such as RACI: its letters, in the order of its legend, and how they are counted."""

    id: Id
    name: Localized
    #: The order of letters within one cell.
    cell_order: Line
    letters: tuple[Letter, ...]

    @functools.cached_property
    def by_letter(self) -> Mapping[str, Letter]:
        return {letter.letter: letter for letter in self.letters}

    def spells(self, note: str) -> bool:
        """Return whether ``note`` is letters, written after a space, and no id."""
        return not has_form_of_id(note) and self.by_letter.keys() >= set(note)

    def in_order(self, roles: str) -> str:
        """Return ``roles`` in the order of a cell."""
        return "".join(sorted(roles, key=lambda letter: (self.cell_order.find(letter), letter)))

    @property
    def has_verbs(self) -> bool:
        """Return whether every letter has a verb."""
        return all(letter.verb for letter in self.letters)

    def with_duty(self, duty: Duty) -> str:
        """Return the letters that mean ``duty``."""
        return "".join(letter.letter for letter in self.letters if letter.duty is duty)


@dataclass(frozen=True, kw_only=True)
class Term(Citing):
    """A term of the glossary."""

    id: Id
    name: Localized
    #: The language of the name in a text in another language.
    lang: Keyed[Language] = field(default_factory=Keyed)
    definition: Localized
    #: Inflected forms besides the name, by language.
    forms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    synonyms: Keyed[tuple[Line, ...]] = field(default_factory=Keyed)
    scope: TermScope = TermScope.EVERYWHERE
    #: True if the source itself explains it, so that a contract annex may.
    explained: bool = False
    #: The source, in words: a statement, a document.
    from_: Localized | None = None
    #: Its end, if it no longer applies.
    withdrawn: Withdrawal | None = None

    def written(self, language: str) -> Iterator[Scalar]:
        """Yield the forms of the term in ``language``: name, inflections, synonyms."""
        if language in self.name:
            yield self.name[language]
        yield from self.forms.get(language, ())
        yield from self.synonyms.get(language, ())


@dataclass(frozen=True, kw_only=True)
class SearchWords(Positioned):
    """Words of customers for something whose own text uses others; the search finds it by them."""

    #: The object, by kind and id: ``task:backup``, ``statement:2a.security-4``.
    for_: ObjectName
    #: Words and phrases, by language.
    words: Keyed[tuple[Line, ...]]

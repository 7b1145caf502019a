"""Parts of guides that are made from the catalogue, the rules and the schema."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from service_catalogue.check.checker import RULES
from service_catalogue.locale import Borrowed
from service_catalogue.messages import Message, language_for, languages
from service_catalogue.messages.problem import Rule
from service_catalogue.model import json_schema
from service_catalogue.model.row import Row
from service_catalogue.model.shared_objects import Letter, Scheme
from service_catalogue.model.vocabulary import Count
from service_catalogue.views.across import Allocation
from service_catalogue.views.controls import LegendEntry, legend
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import FACTS, NONE, RICH, Fact, title_of
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Kind, Part
from service_catalogue.views.piece import Link, Rich
from service_catalogue.views.status import approval, notice, publishing
from service_catalogue.views.task import allocation


@dataclass(frozen=True)
class Example:
    """Example of a rule, as an editor writes it in a file of the data."""

    title: str
    file: str
    code: str


@dataclass(frozen=True)
class RuleView:
    """Rule of the check."""

    name: str
    severity: str
    title: str
    guide: str
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class Origin:
    """Document that a service restates."""

    service: str
    link: Link
    words: str


@dataclass(frozen=True)
class Standing:
    """Status of the catalogue, and the source of each service."""

    words: str
    #: Who has adopted it, when, and on what evidence.
    approval: str
    origins: tuple[Origin, ...]
    #: How the sources are restated; empty if there are none.
    method: str
    #: What is published: what was confirmed, or anything.
    publishing: str


@dataclass(frozen=True)
class SchemeLegend:
    """Letters of one role scheme."""

    #: Empty if there is only one scheme.
    name: str
    letters: tuple[LegendEntry, ...]


LEGENDS: Kind[tuple[SchemeLegend, ...]] = Kind("legends")
EXAMPLE: Kind[Allocation | None] = Kind("example")
RULE_LIST: Kind[tuple[RuleView, ...]] = Kind("rules")
STANDING: Kind[Standing] = Kind("standing")
#: Target of the link to another language, for pages that have one.
SWITCH: Kind[str] = Kind("switch")


def legends(edition: Edition) -> Part[tuple[SchemeLegend, ...]]:
    """Return the letters of every scheme."""
    linker = edition.linker()
    schemes = edition.catalogue.schemes
    return LEGENDS.part(tuple(SchemeLegend(_scheme_name(edition, one), legend(edition, one, linker)) for one in schemes))


def counts(edition: Edition) -> Part[object]:
    """Return how many parties have each letter that is counted."""
    letters = [(scheme, letter) for scheme in edition.catalogue.schemes for letter in scheme.letters]
    counted = [(_letter_name(edition, *one), one[1].count) for one in letters if one[1].count is not Count.ANY]
    facts = tuple(Fact(name, edition.words(f"counts.{count.value}")) for name, count in counted)
    return FACTS.part(facts) if facts else NONE.part(edition.words("counts.none"))


def _letter_name(edition: Edition, scheme: Scheme, letter: Letter) -> str:
    name, within = f"{letter.letter} {edition.plain(letter.word)}", _scheme_name(edition, scheme)
    return f"{within}: {name}" if within else name


def _scheme_name(edition: Edition, scheme: Scheme) -> str:
    """Return the name of a scheme among others; empty if it is the only one."""
    return edition.plain(scheme.name) if len(edition.catalogue.schemes) > 1 else ""


def rules(edition: Edition) -> Part[tuple[RuleView, ...]]:
    views = tuple(
        RuleView(
            rule.name,
            edition.words(f"rules.severity.{rule.severity.value}"),
            _message(edition, rule.title),
            _message(edition, rule.guide),
            tuple(_examples(edition, rule)),
        )
        for rule in RULES
    )
    return RULE_LIST.part(views)


def _message(edition: Edition, message: Message) -> str:
    """Return a text that exists in the languages of messages alone."""
    language = edition.words.language
    shown = message[language_for(language)]
    return shown if language in languages() else Borrowed(shown)


def _examples(edition: Edition, rule: Rule) -> Iterator[Example]:
    for key, code in (("rules.failing", rule.failing), ("rules.passing", rule.passing)):
        if code:
            yield Example(edition.words(key), rule.file, code)


def standing(edition: Edition) -> Part[Standing]:
    origins = []
    for service in edition.catalogue.services[:20] if edition.catalogue.restates else ():
        source = service.source
        document = f"{edition.plain(source.title)} ({edition.plain(source.owner)})" if source else edition.words("not-stated")
        words = f"{edition.words('source.title')}: {document}"
        origins.append(Origin(title_of(edition, service), Link(f"services/{service.id}"), words))
    method = edition.words("restatement.method") if origins else ""
    return STANDING.part(Standing(notice(edition), approval(edition), tuple(origins), method, publishing(edition)))


def example(edition: Edition) -> Part[Allocation | None]:
    """Return the most varied row of the first matrix with rows."""
    for service in edition.catalogue.services:
        for matrix in service.all_matrices:
            if matrix.rows:
                views = MatrixViews(edition, service, matrix)
                row = max(matrix.rows, key=lambda row: _variety(views, row))
                found = allocation(views, edition.catalogue.task(row.task))
                notes = tuple(replace(note, references=()) for note in found.notes)
                return EXAMPLE.part(replace(found, notes=notes, statements=()))
    return EXAMPLE.part(None)


def _variety(views: MatrixViews, row: Row) -> tuple[bool, int]:
    """Return a sort key: rows that follow the rules come first, then those with many kinds of cells and notes."""
    matrix = views.matrix
    cells = [cell for values in matrix.places for cell in matrix.cells_at(row.task, values)]
    notes = {*row.note, *(note for cell in cells for note in cell.notes)}
    return not views.departures_of(matrix, row.task), len({(cell.letters, cell.state) for cell in cells}) + len(notes)


def summary(edition: Edition) -> Part[Rich]:
    return RICH.part(edition.linker().rich(edition.catalogue.identity.summary))


def prevails(edition: Edition) -> Part[Rich]:
    words = edition.words
    told = ("frame.prevails", "frame.same-ids") if edition.others else ("frame.one-language",)
    text = " ".join(words(key, language=edition.prevailing) for key in told)
    switch = (SWITCH.part(words("frame.same-place")),) if edition.others else ()
    return RICH.part(edition.pieces(text), parts=switch)


def version(edition: Edition) -> Part[tuple[Fact, ...]]:
    catalogue, words = edition.catalogue, edition.words
    stated = catalogue.identity.version or ""
    versions = [Fact(words("service.version"), stated)] if stated or catalogue.restates else []
    return FACTS.part((*versions, Fact(words("digest.data"), catalogue.digest)))


_SHOWN = (
    *("catalogue", "party", "layer", "axis", "value", "group", "task", "scheme", "letter", "term", "standard", "clause"),
    *("search-words", "service", "section", "statement", "claim", "matrix", "row", "note", "tension", "exception"),
)
_OF_OTHER_NAME = {"catalogue": "Identity", "value": "AxisValue", "exception": "RecordedException"}
#: The class of each kind of object whose keys can be shown.
CLASSES = {kind: _OF_OTHER_NAME.get(kind, kind.title().replace("-", "")) for kind in _SHOWN}

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """Value that a key may have."""

    value: str
    words: str


@dataclass(frozen=True)
class KeyView:
    """Key, with those of the object that holds it before it: ``source.title``."""

    name: str
    is_required: bool
    words: str
    values: tuple[Value, ...]


KEYS: Kind[tuple[KeyView, ...]] = Kind("keys")


def keys(edition: Edition, kind: str) -> Part[tuple[KeyView, ...]]:
    """Return the keys of an object of ``kind``."""
    language = edition.words.language
    schemas = edition.cache.once(("schemas",), lambda: json_schema.objects(edition.catalogue, language))
    shown = str if language in languages() else Borrowed
    return KEYS.part(tuple(_keys(schemas, schemas[CLASSES[kind]], shown)))


def _keys(schemas: Mapping[str, Schema], schema: Schema, shown: type[str], within: str = "") -> Iterator[KeyView]:
    (mapping,) = (one for one in _alternatives(schema) if "properties" in one)
    for name, value in mapping["properties"].items():
        values = tuple(Value(str(one["const"]), shown(_plain(one))) for one in _alternatives(value) if "const" in one)
        yield KeyView(within + name, name in mapping.get("required", ()), shown(_plain(value)), values)
        # Of a list, of a mapping by ids, or the object itself; one or several of it have the same keys.
        held = (one.get("items") or one.get("additionalProperties") or one for one in _alternatives(value))
        for inner in dict.fromkeys(one.get("$ref", "").removeprefix("#/definitions/") for one in held):
            if inner and inner != "Localized" and "properties" in schemas[inner] and inner not in CLASSES.values():
                yield from _keys(schemas, schemas[inner], shown, f"{within}{name}.")


def _alternatives(schema: Schema) -> Iterator[Schema]:
    """Yield ``schema``, or its alternatives."""
    if "anyOf" not in schema:
        yield schema
    for one in schema.get("anyOf", ()):
        yield from _alternatives(one)


def _plain(schema: Schema) -> str:
    """Return the description, whose Markdown is for text editors, as plain text."""
    return str(schema.get("description", "")).replace("`", "")

"""Views that documents show by directives, some of them made from the rules and the schema."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, TypeVar

from service_catalogue.check.checker import RULES
from service_catalogue.locale.words import Borrowed
from service_catalogue.messages.problem import CheckRule
from service_catalogue.messages.texts import Message, language_for, languages
from service_catalogue.model import json_schema
from service_catalogue.model.kinds import Count
from service_catalogue.model.matrix import Row
from service_catalogue.model.service import Service
from service_catalogue.model.shared import Letter, Scheme
from service_catalogue.views.allocation import SHARES, Allocation, allocation, services_with, stack, task_parts
from service_catalogue.views.duties import own_parts
from service_catalogue.views.edition import Edition, Link, Rich
from service_catalogue.views.home import home_page, search_page
from service_catalogue.views.matrix import LEGEND, MATRIX, LegendEntry, MatrixView, MatrixViews, legend
from service_catalogue.views.page import FACTS, NONE, RICH, TERMS, Fact, Page, PageAddress, Part, PartKind, Parts, title_of
from service_catalogue.views.service import PARTS, service_page, terms_used
from service_catalogue.views.statements import DEPARTURES_AGAIN, NOTES_AGAIN, ServiceViews
from service_catalogue.views.status import approval, compared, notice, publishing


class Example(NamedTuple):
    """Example of a rule, as an editor writes it in a file of the data."""

    title: str
    file: str
    code: str


class RuleView(NamedTuple):
    """Rule of the check."""

    name: str
    severity: str
    title: str
    guide: str
    examples: tuple[Example, ...]


class Origin(NamedTuple):
    """Document that a service restates."""

    service: str
    link: Link
    words: str


class Standing(NamedTuple):
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


LEGENDS: PartKind[tuple[SchemeLegend, ...]] = PartKind("legends")
EXAMPLE: PartKind[Allocation | None] = PartKind("example")
RULE_LIST: PartKind[tuple[RuleView, ...]] = PartKind("rules")
STANDING: PartKind[Standing] = PartKind("standing")
#: Target of the link to another language, for pages that have one.
SWITCH: PartKind[str] = PartKind("switch")


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


def _examples(edition: Edition, rule: CheckRule) -> Iterator[Example]:
    for key, code in (("rules.failing", rule.failing), ("rules.passing", rule.passing)):
        if code:
            yield Example(edition.words(key), rule.file, code)


def standing(edition: Edition) -> Part[Standing]:
    origins = []
    for service in edition.catalogue.services[:20] if edition.catalogue.restates else ():
        source = service.source
        document = f"{edition.plain(source.title)} ({edition.plain(source.owner)})" if source else edition.words("not-stated")
        words = ". ".join(filter(None, (f"{edition.words('source.title')}: {document}", compared(edition, service))))
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
                shown = allocation(views, edition.catalogue.task(row.task))
                notes = tuple(replace(note, references=()) for note in shown.notes)
                return EXAMPLE.part(replace(shown, notes=notes, statements=()))
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
    keys = ("frame.prevails", "frame.same-ids") if edition.others else ("frame.one-language",)
    text = " ".join(words(key, language=edition.prevailing) for key in keys)
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


class Value(NamedTuple):
    """Value that a key may have."""

    value: str
    words: str


class KeyView(NamedTuple):
    """Key, with those of the object that holds it before it: ``source.title``."""

    name: str
    is_required: bool
    words: str
    values: tuple[Value, ...]


KEYS: PartKind[tuple[KeyView, ...]] = PartKind("keys")


def keys(edition: Edition, kind: str) -> Part[tuple[KeyView, ...]]:
    """Return the keys of an object of ``kind``."""
    language = edition.words.language
    schemas = edition.cache.once(("schemas",), lambda: json_schema.objects(edition.catalogue, language))
    shown = str if language in languages() else Borrowed
    return KEYS.part(tuple(_key_views(schemas, schemas[CLASSES[kind]], shown)))


def _key_views(schemas: Mapping[str, Schema], schema: Schema, shown: type[str], within: str = "") -> Iterator[KeyView]:
    (mapping,) = (one for one in _alternatives(schema) if "properties" in one)
    for name, value in mapping["properties"].items():
        values = tuple(Value(str(one["const"]), shown(_plain(one))) for one in _alternatives(value) if "const" in one)
        yield KeyView(within + name, name in mapping.get("required", ()), shown(_plain(value)), values)
        # Of a list, of a mapping by ids, or the object itself; one or several of it have the same keys.
        inner_schemas = (one.get("items") or one.get("additionalProperties") or one for one in _alternatives(value))
        for inner in dict.fromkeys(one.get("$ref", "").removeprefix("#/definitions/") for one in inner_schemas):
            if inner and inner != "Localized" and "properties" in schemas[inner] and inner not in CLASSES.values():
                yield from _key_views(schemas, schemas[inner], shown, f"{within}{name}.")


def _alternatives(schema: Schema) -> Iterator[Schema]:
    """Yield ``schema``, or its alternatives."""
    if "anyOf" not in schema:
        yield schema
    for one in schema.get("anyOf", ()):
        yield from _alternatives(one)


def _plain(schema: Schema) -> str:
    """Return the description, whose Markdown is for text editors, as plain text."""
    return str(schema.get("description", "")).replace("`", "")


C = TypeVar("C")


@dataclass(eq=False)
class UnknownIdError(LookupError):
    """Error for an argument that is not the id of an object of its kind."""

    kind: str
    id: str
    known: tuple[str, ...]


class Shown(NamedTuple):
    """View for documents."""

    make: Callable[..., Parts]
    #: The kinds of objects whose ids are its arguments; by default, the first service, and the first party or task in it.
    arguments: tuple[str, ...] = ()
    #: The kinds of optional ids after these, each of which limits the view to one object.
    optional: tuple[str, ...] = ()
    #: True if its parts keep their ids: no page shows them, and the view appears once.
    keeps_ids: bool = False
    #: True if it repeats, without arguments, content of a page.
    repeats: bool = False
    #: The kinds of its parts, if a document can choose among them.
    parts: tuple[str, ...] = ()
    #: Makes the targets of its marks, for a builder without pages.
    explained: Callable[..., Parts] = lambda *_: ()

    @property
    def has_page(self) -> bool:
        """True if a page shows the same."""
        return self.repeats or bool(set(self.arguments) & {"service", "task"})


def _matrix(edition: Edition, id: str, matrix: str = "") -> tuple[Part[MatrixView], ...]:
    service = edition.catalogue.objects["service"][id]
    matrices = {each.id or "": each for each in service.all_matrices}
    if matrix and matrix not in matrices:
        raise UnknownIdError("matrix", matrix, tuple(filter(None, matrices)))
    wanted = [matrices[matrix]] if matrix else list(matrices.values())
    return tuple(MATRIX.part(MatrixViews(edition, service, each).view()) for each in wanted)


def _marked(edition: Edition, id: str, matrix: str = "") -> Parts:
    """Return the notes and departures of a matrix."""
    views, words = ServiceViews(edition, edition.catalogue.objects["service"][id]), edition.words
    notes, departures = views.explained(mark for part in _matrix(edition, id, matrix) for mark in part.content.marks)
    noted = NOTES_AGAIN.unless_empty(notes, heading=words("matrix.notes"))
    return (*noted, *DEPARTURES_AGAIN.unless_empty(departures, heading=words("duties.departures")))


def _task(edition: Edition, task: str, service: str = "") -> Parts:
    library_task = edition.catalogue.task(task)
    using = services_with(edition.catalogue, task)
    wanted = [each for each in using if each.id == service] if service else using
    if service and not wanted:
        raise UnknownIdError("service with this task", service, tuple(each.id for each in using))
    return task_parts(edition, library_task, wanted)


def _duties(edition: Edition, party: str, service: str) -> Parts:
    catalogue = edition.catalogue
    return tuple(own_parts(edition, catalogue.objects["service"][service], catalogue.party(party), alone=True))


def _legend(edition: Edition, scheme: str = "") -> Parts:
    if not scheme:
        return (legends(edition),)
    roles = edition.catalogue.objects["scheme"][scheme]
    return (LEGEND.part(legend(edition, roles, edition.linker())),)


def _keys(edition: Edition, kind: str = "") -> Parts:
    if kind and kind not in CLASSES:
        raise UnknownIdError("kind of object", kind, tuple(CLASSES))
    return tuple(keys(edition, one) for one in ([kind] if kind else CLASSES))


def _page(make: Callable[[Edition, PageAddress], Page], document: str) -> Callable[..., Parts]:
    """Return the maker of the parts of a page whose address ends with ids."""
    return lambda edition, *ids: make(edition, PageAddress("/".join((document, *ids)), document, ids)).parts


def _of_service(kind: PartKind[C], make: Callable[[Edition, Service], C]) -> Callable[[Edition, str], Parts]:
    return lambda edition, id: (kind.part(make(edition, edition.catalogue.objects["service"][id])),)


def _alone(make: Callable[[Edition], Part[object]]) -> Callable[[Edition], Parts]:
    return lambda edition: (make(edition),)


#: The views by name of their directive.
VIEWS = {
    "home": Shown(_page(home_page, "index"), keeps_ids=True),
    "service": Shown(_page(service_page, "services"), ("service",), parts=tuple(kind.template for kind in PARTS)),
    "matrix": Shown(_matrix, ("service",), ("matrix",), explained=_marked),
    "duties": Shown(_duties, ("party", "service")),
    "task": Shown(_task, ("task",), ("service",)),
    "legend": Shown(_legend, optional=("scheme",)),
    "terms": Shown(_of_service(TERMS, terms_used), ("service",)),
    "shares": Shown(_of_service(SHARES, stack), ("service",)),
    "search": Shown(lambda edition: _page(search_page, "search")(edition)[:1], keeps_ids=True),
    "rules": Shown(_alone(rules), keeps_ids=True),
    "keys": Shown(_keys, optional=("kind",)),
    "counts": Shown(_alone(counts)),
    "example": Shown(_alone(example), repeats=True),
    "standing": Shown(_alone(standing)),
    "version": Shown(_alone(version)),
    "summary": Shown(_alone(summary)),
    "prevails": Shown(_alone(prevails)),
}


def parts(edition: Edition, name: str, ids: tuple[str, ...], only: tuple[str, ...] = (), *, with_pages: bool = True) -> Parts:
    """Return the parts of the view ``name`` of the objects ``ids``, limited to the kinds ``only`` if there are any.

    Without pages, the targets of its marks follow. Raises ``UnknownIdError``.
    """
    view = VIEWS[name]
    if view.arguments and not ids:
        ids = _first(edition, view)
        if not ids:
            return ()
    for kind, id in zip((*view.arguments, *view.optional), ids, strict=False):
        if kind in edition.catalogue.by_kind and id not in edition.catalogue.by_kind[kind]:
            raise UnknownIdError(kind, id, tuple(edition.catalogue.by_kind[kind]))
    found = view.make(edition, *ids)
    if not with_pages:
        found = (*found, *view.explained(edition, *ids))
    return tuple(_chosen(found, only)) if only else found


def _chosen(parts: Parts, only: tuple[str, ...]) -> Iterator[Part[object]]:
    for part in parts:
        if part.template in only:
            yield replace(part, parts=tuple(_chosen(part.parts, only)))
        else:
            yield from _chosen(part.parts, only)


def _first(edition: Edition, view: Shown) -> tuple[str, ...]:
    """Return the ids of the first service, and of the first party or task in it; empty if there are none."""
    service = next(iter(edition.catalogue.services), None)
    if service is None:
        return ()
    party = (party.id for party in edition.catalogue.parties if service.concerns(party.id))
    task = (row.task for matrix in service.all_matrices for row in matrix.rows)
    first = {"service": service.id, "party": next(party, None), "task": next(task, None)}
    ids = [first[kind] for kind in (*view.arguments, *view.optional) if kind in first]
    known = tuple(id for id in ids if id is not None)
    return known if len(known) == len(ids) else ()


def names(edition: Edition) -> object:
    """Return everything that any document may mention: names, terms, and whether the menu has the page of changes."""
    catalogue = edition.catalogue
    services = tuple((service.id, service.code, service.name, service.outline.statements) for service in catalogue.services)
    return (catalogue.identity, *catalogue.lists, services, bool(catalogue.changelog))

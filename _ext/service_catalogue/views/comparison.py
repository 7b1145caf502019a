"""The comparison of two services: what differs, task by task, and the pages on which two services can be chosen."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.kinds import Duty, State
from service_catalogue.model.matrix import Cell
from service_catalogue.model.service import Service
from service_catalogue.views.allocation import LayerShares, service_shares
from service_catalogue.views.edition import Download, Edition, Link, Rich, plain
from service_catalogue.views.matrix import CellView, HeaderView, MatrixViews, marked_once
from service_catalogue.views.page import LEAD, LIST, ListEntry, Page, PageAddress, Part, PartKind, Parts, index_page, title_of
from service_catalogue.views.statements import STATEMENTS_AGAIN, statement_view
from service_catalogue.views.status import title_elsewhere

#: The document of the page on which any two services are chosen.
CHOICE_DOCUMENT = "compare"
#: Maximum number of pairs with a page of their own.
_MAX_PAIRS = 30


class Pair(NamedTuple):
    """Two services; the second may extend the first."""

    first: Service
    second: Service

    @property
    def document(self) -> str:
        return f"compare/{self.first.id}-{self.second.id}"


class Bars(NamedTuple):
    """Shares of the parties on one layer, in both services."""

    layer: Rich
    link: Link
    #: Each is ``None`` if the service does not have the layer.
    shares: tuple[LayerShares | None, LayerShares | None]


class ComparisonHead(NamedTuple):
    """First screen of a comparison: the difference in sentences and as bars."""

    #: Code, title and page of each.
    services: tuple[tuple[str, str, Link], ...]
    sentences: tuple[str, ...]
    file: Download
    bars: tuple[Bars, ...]


class DifferingRow(NamedTuple):
    """Task at the places where it differs in the same way."""

    #: Empty if a row above has the same task.
    anchor: str
    task: Rich
    link: Link
    places: tuple[str, ...]
    #: The cells of each service; none if it does not have the task there.
    cells: tuple[tuple[CellView, ...], tuple[CellView, ...]]
    words: str


@dataclass(frozen=True)
class Difference:
    """Rows in which the same happens: a task moves from one party to another."""

    words: str
    #: The number of places, each a task on a layer.
    count: int
    rows: tuple[DifferingRow, ...]


class Differences(NamedTuple):
    """Table of what differs."""

    caption: str
    codes: tuple[str, str]
    headers: tuple[tuple[HeaderView, ...], tuple[HeaderView, ...]]
    differences: tuple[Difference, ...]


class ServiceChoice(NamedTuple):
    """Form with which any two services are compared in the browser."""

    #: The id and title of each service.
    services: tuple[tuple[str, str], ...]
    #: The data of the catalogue, beside which are those of the services.
    data: Download


COMPARISON: PartKind[ComparisonHead] = PartKind("comparison")
DIFFERENCES: PartKind[Differences] = PartKind("differences")
SERVICE_CHOICE: PartKind[ServiceChoice] = PartKind("service-choice")


def pairs(catalogue: Catalogue) -> tuple[Pair, ...]:
    """Return the pairs with a page: first those of which one extends the other, then those of one family."""
    services, language = catalogue.services, catalogue.identity.authoritative
    order = {service.id: number for number, service in enumerate(services)}
    bases = ((base, one) for one in services for base in one.bases.values() if base.id in order)
    extending = {(*sorted((order[base.id], order[one.id])),): Pair(base, one) for base, one in bases}
    families: defaultdict[str, list[Service]] = defaultdict(list)
    for service in services:
        families[service.family[language] if service.family else ""].append(service)
    related = (
        Pair(first, second)
        for first in services
        for second in (families[first.family[language]] if first.family else ())
        if order[first.id] < order[second.id] and (order[first.id], order[second.id]) not in extending
    )
    by_document: dict[str, Pair] = {}  # two pairs of ids with hyphens can have one address
    for pair in itertools.chain((extending[places] for places in sorted(extending)), related):
        by_document.setdefault(pair.document, pair)
        if len(by_document) == _MAX_PAIRS:
            break
    return tuple(by_document.values())


def pairs_of(edition: Edition, service: Service) -> list[Pair]:
    """Return the pairs with ``service``."""
    every = edition.cache.once(("pairs",), lambda: pairs(edition.catalogue))
    return [pair for pair in every if service.id in (pair.first.id, pair.second.id)]


def pair_title(edition: Edition, pair: Pair) -> str:
    return edition.words("compare.pair", first=title_of(edition, pair.first), second=title_of(edition, pair.second))


def comparisons(edition: Edition, heading: str = "compare.pairs") -> Parts:
    """Return a list of links to the comparisons; empty if there are none."""
    entries = tuple(
        ListEntry(edition.pieces(pair_title(edition, pair)), Link(pair.document)) for pair in pairs(edition.catalogue)
    )
    return LIST.unless_empty(entries, "part.pairs", edition.words(heading))


def in_short(edition: Edition, pair: Pair) -> ListEntry | None:
    """Return a link to the comparison of a pair, with its first sentence; ``None`` if they have no place in common."""
    compared = _Comparer(edition, pair)
    title = edition.words("compare.title", first=pair.first.code, second=pair.second.code)
    shared = any(kind is None or kind[0] != "only" for kind in compared.kinds.values())
    return ListEntry(edition.pieces(title), Link(pair.document), next(compared.sentences())) if shared else None


#: What happens at a place: the key of its words, and the parties before and after.
_Kind = tuple[str, tuple[str, ...], tuple[str, ...]]
#: A task at a place of a matrix: the id and axes of the matrix, the task, and the values on the axes.
_Place = tuple[str, str, tuple[str, ...]]


class _Comparer:
    """Finds what differs between two services, place by place."""

    def __init__(self, edition: Edition, pair: Pair) -> None:
        self.edition = edition
        self.pair = pair
        alone = all(len(service.all_matrices) == 1 for service in pair)
        sides = [MatrixViews.of(edition, service) for service in pair]
        self.sides = [{"/".join(("" if alone else one.matrix.id or "", *one.matrix.axes)): one for one in side} for side in sides]
        axes = [{tuple(views.matrix.axes) for views in side.values()} for side in self.sides]
        self.is_comparable = not all(axes) or not axes[0].isdisjoint(axes[1])
        self.places = list(self._places()) if self.is_comparable else []
        self.kinds = {place: self._kind(place) for place in self.places}

    def _places(self) -> Iterator[_Place]:
        """Yield each task at each place where either service has it."""
        for key in dict.fromkeys(itertools.chain(*self.sides)):
            matrices = [side[key].matrix for side in self.sides if key in side]
            values = dict.fromkeys(itertools.chain.from_iterable(matrix.places for matrix in matrices))
            for task in self.edition.catalogue.tasks:
                for value in values:
                    if any(self._cells(side, (key, task.id, value)) for side in self.sides):
                        yield key, task.id, value

    def _cells(self, side: Mapping[str, MatrixViews], place: _Place) -> tuple[Cell, ...]:
        """Return the cells of a place; none if the task does not exist or apply there."""
        key, task, values = place
        cells = side[key].matrix.cells_at(task, values) if key in side else ()
        return () if all(cell.state is State.NOT_APPLICABLE for cell in cells) else cells

    def _views(self, place: _Place) -> list[tuple[CellView, ...]]:
        return [marked_once(side[place[0]].cell(cell) for cell in self._cells(side, place)) for side in self.sides]

    def _roles(self, side: Mapping[str, MatrixViews], place: _Place) -> dict[str, CellView]:
        """Return the cells with a role or a state, by party."""
        cells = ((cell.party, side[place[0]].cell(cell)) for cell in self._cells(side, place))
        return {str(party): cell for party, cell in cells if cell.roles or cell.state}

    def _kind(self, place: _Place) -> _Kind | None:
        """Return the kind of difference at a place; ``None`` if there is none."""
        first, second = (self._cells(side, place) for side in self.sides)
        if not first or not second:
            return "only", (), ((self.pair.first if first else self.pair.second).id,)
        before, after = (self._roles(side, place) for side in self.sides)
        for key, duty in (("moves", Duty.ANSWERS_FOR), ("works", Duty.DOES)):
            former, now = (tuple(party for party, cell in side.items() if cell.has_duty(duty)) for side in (before, after))
            if set(former) != set(now):
                return key, former, now
        same = {party: cell.words for party, cell in before.items()} == {party: cell.words for party, cell in after.items()}
        return None if same else ("roles", (), ())

    def differences(self) -> Iterator[Difference]:
        """Yield the differences: moves first, then rows that only one service has."""
        order = ("moves", "works", "roles", "only")
        counts = Counter(kind for kind in self.kinds.values() if kind)
        anchored: set[str] = set()
        for kind in sorted(counts, key=lambda kind: (order.index(kind[0]), -counts[kind])):
            alike: dict[object, list[_Place]] = {}
            for place in self.places:
                if self.kinds[place] == kind:
                    shown = [[(cell.words, cell.marks) for cell in cells] for cells in self._views(place)]
                    alike.setdefault((place[:2], str(shown)), []).append(place)
            rows = []
            for places in alike.values():
                task = places[0][1]
                rows.append(self._row(places, "" if task in anchored else f"row.{task}"))
                anchored.add(task)
            yield Difference(self._words(kind), counts[kind], tuple(rows))

    def _place_name(self, place: _Place) -> str:
        """Return the name of the place of a task; empty without an axis."""
        key, _, values = place
        return next(side[key] for side in self.sides if key in side).place_words(values)

    def _words(self, kind: _Kind) -> str:
        key, before, after = kind
        if key == "only":
            return self.edition.words("compare.only", service=self.edition.catalogue.objects["service"][after[0]].code)
        return self.edition.words(f"compare.{key}", before=self._parties(before), after=self._parties(after))

    def _parties(self, ids: Iterable[str]) -> str:
        names = [self.edition.definite(self.edition.catalogue.party(id)) for id in ids]
        return self.edition.words.list(names) or self.edition.words("compare.nobody")

    def _row(self, places: list[_Place], anchor: str) -> DifferingRow:
        task = places[0][1]
        first, second = self._views(places[0])
        names = tuple(filter(None, map(self._place_name, places)))
        library_task = self.edition.catalogue.task(task)
        return DifferingRow(
            anchor, self.edition.name(library_task.name), Link(f"tasks/{task}"), names, (first, second), self._sentence(places[0])
        )

    def _sentence(self, place: _Place) -> str:
        """Return in words what the second service says otherwise; empty if it does not have the task there."""
        edition = self.edition
        before, after = (self._roles(side, place) for side in self.sides)
        if not self._cells(self.sides[1], place):
            return ""
        has_verbs = self.sides[1][place[0]].scheme.has_verbs
        none = edition.words("cell.none.verb" if has_verbs else "cell.none")
        parts: list[str] = []
        for party in dict.fromkeys((*after, *before)):
            cell, other = after.get(party), before.get(party)
            if (cell and cell.words) != (other and other.words):
                name = edition.catalogue.party(party)
                named = edition.definite(name) if parts else edition.subject(name)
                parts.append(f"{named}{'' if has_verbs else ':'} {cell.verb if cell else none}")
        return f"{'; '.join(parts)}." if parts else ""

    def sentences(self) -> Iterator[str]:
        """Yield where accountability moves, most frequent first, and how many places are the same; the table counts the others."""
        words, total = self.edition.words, len(self.places)
        if not total:
            yield words("compare.no-matrix" if self.is_comparable else "compare.other-axes")
            return
        counts, whole = Counter(kind for kind in self.kinds.values() if kind), words("compare.places", count=total)
        moves = [kind for kind, _ in counts.most_common() if kind[0] == "moves"]
        if counts and not moves:
            yield words("compare.none", total=whole)
        for kind in moves:
            where = {self._place_name(place) for place in self.places if self.kinds[place] == kind}
            text = "compare.move-on" if len(where) == 1 and any(where) else "compare.move"
            parties = {"before": self._parties(kind[1]), "after": self._parties(kind[2])}
            yield words(text, count=counts[kind], total=whole, place=next(iter(where)), **parties)
        if same := total - counts.total():
            yield words("compare.count-same" if counts else "compare.all-same", count=same)

    def bars(self) -> Iterator[Bars]:
        sides = [{found.see: found for found in service_shares(self.edition, service)} for service in self.pair]
        for see in dict.fromkeys(itertools.chain(*sides)):
            found = sides[0].get(see), sides[1].get(see)
            shown = next(filter(None, found))
            yield Bars(shown.layer, shown.link, found)

    def headers(self, side: int) -> tuple[HeaderView, ...]:
        views = next(iter(self.sides[side].values()), None)
        return tuple(map(views.heading, views.matrix.parties)) if views else ()


def comparison_page(edition: Edition, address: PageAddress) -> Page:
    pair = Pair(*(edition.catalogue.objects["service"][id] for id in address.ids))
    words, compared = edition.words, _Comparer(edition, pair)
    codes = str(pair.first.code), str(pair.second.code)
    title = words("compare.title", first=codes[0], second=codes[1])
    sentences = tuple(compared.sentences())
    linked = tuple((str(one.code), title_elsewhere(edition, one), Link(f"services/{one.id}")) for one in pair)
    head = ComparisonHead(linked, sentences, Download(f"{pair.document}.csv", 0, 0), tuple(compared.bars()))
    parts: list[Part[object]] = [COMPARISON.part(head)]
    if differences := tuple(compared.differences()):
        table = Differences(title, codes, (compared.headers(0), compared.headers(1)), differences)
        parts.append(DIFFERENCES.part(table, "part.differs", words("compare.differs")))
    parts += _statements(edition, pair)
    trail = (words("nav.services"), Link("services/index")), (words("compare.choose"), Link(CHOICE_DOCUMENT))
    return Page(
        document=address.document,
        title=title,
        heading=edition.pieces(title),
        kicker=words("compare.kicker"),
        description=" ".join(sentences),
        parts=tuple(parts),
        trail=trail,
        at=pair.second.at,
    )


def _statements(edition: Edition, pair: Pair) -> Iterator[Part[object]]:
    """Yield the statements that only one of the services has, folded."""
    language = edition.catalogue.identity.authoritative
    texts = [{statement.text[language] for statement in service.statements.values()} for service in pair]
    for service, others in zip(pair, reversed(texts), strict=True):
        only = [statement for statement in service.statements.values() if statement.text[language] not in others]
        if only:
            views = tuple(statement_view(edition, service, statement, edition.linker()) for statement in only)
            heading = edition.words("compare.said", service=service.code)
            part: Part[object] = STATEMENTS_AGAIN.part(views, f"part.only.{service.id}", heading)
            yield replace(part, fold=edition.words("fold.statements", count=len(only)))


def comparison_table(edition: Edition, page: Page) -> list[list[str]]:
    """Return the rows of the CSV file of a comparison: a line for each place that differs."""
    words, lines = edition.words, list[list[str]]()
    for part in DIFFERENCES.among(page.parts):
        content = part.content
        parties = [f"{code} {plain(one.name)}" for code, side in zip(content.codes, content.headers, strict=True) for one in side]
        heads = map(words, ("compare.differs", "matrix.task", "compare.place"))
        lines.append([*heads, *parties, words("compare.after", service=content.codes[1])])
        for difference in content.differences:
            for row in difference.rows:
                sides = zip(row.cells, content.headers, strict=True)
                pairs_of_cells = itertools.chain.from_iterable(itertools.zip_longest(*side) for side in sides)
                cells = [(cell.roles or cell.state) if cell else "" for cell, _ in pairs_of_cells]
                lines += [[difference.words, plain(row.task), place, *cells, row.words] for place in row.places or ("",)]
    return lines


def compare_page(edition: Edition, address: PageAddress) -> Page:
    """Return the page on which any two services are chosen."""
    words = edition.words
    services = tuple((str(service.id), title_elsewhere(edition, service)) for service in edition.catalogue.services)
    choice = ServiceChoice(services, Download(f"{edition.data}/catalogue.json", 0, 0))
    parts: list[Part[object]] = [LEAD.part(words("compare.lead"))]
    if edition.data:
        parts.append(SERVICE_CHOICE.part(choice))
    parts += comparisons(edition)
    return index_page(edition, address, words("compare.lead"), tuple(parts))

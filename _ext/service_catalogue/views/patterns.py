"""Who answers and who does, by pattern: the same party, different ones, or nobody, over all services."""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import Duty, State
from service_catalogue.text import capitalised
from service_catalogue.views.annotations import row_link
from service_catalogue.views.duties import parties_with, place_name
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, LIST, MORE, SHOWN_SERVICES, Entry, More
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import Address, Page, Part, index_page
from service_catalogue.views.piece import Download, Link
from service_catalogue.views.status import title_elsewhere

#: The document of the page.
PATTERNS_DOCUMENT = "patterns"
#: The patterns; the places of the first are counted only.
_PATTERNS = ("same", "split", "no-doer", "no-accountable", "nobody", "open")
#: Maximum number of places that are listed with a pattern; the file has all.
_MAX_PLACES = 100


class _Found(NamedTuple):
    """Task at a place of a service, with its pattern."""

    pattern: str
    service: str
    code: str
    task: str
    place: str
    accountable: str
    doing: str
    link: Link


def _named(edition: Edition, ids: tuple[str, ...], pattern: str) -> str:
    names = [edition.definite(edition.catalogue.party(id)) for id in ids]
    return edition.words.list(names) or edition.words("cell.tbd" if pattern == "open" else "compare.nobody")


def _found(edition: Edition) -> Iterator[_Found]:
    """Yield each task at each place at which it applies."""
    catalogue = edition.catalogue
    for service in catalogue.services:
        for matrix in service.all_matrices:
            views = MatrixViews(edition, service, matrix)
            for row, values in itertools.product(matrix.rows, matrix.places):
                cells = matrix.cells_at(row.task, values)
                states = {cell.state for cell in cells}
                if states <= {State.NOT_APPLICABLE}:
                    continue
                answers, does = (parties_with(duty, views, cells) for duty in (Duty.ANSWERS_FOR, Duty.DOES))
                if State.TO_BE_AGREED in states:
                    pattern = "open"
                elif answers and does:
                    pattern = "same" if set(answers) == set(does) else "split"
                else:
                    pattern = "no-doer" if answers else "no-accountable" if does else "nobody"
                yield _Found(
                    pattern,
                    title_elsewhere(edition, service),
                    str(service.code),
                    edition.plain(catalogue.task(row.task).name),
                    place_name(views, values),
                    _named(edition, answers, pattern),
                    _named(edition, does, pattern),
                    row_link(service, matrix, row.task),
                )


def has_patterns(catalogue: Catalogue) -> bool:
    """Return whether there is a page: a service has a matrix."""
    return any(service.outline.matrices for service in catalogue.services)


def patterns_link(edition: Edition) -> list[Part[object]]:
    """Return a part that leads to the page, if there is one."""
    more = More(edition.words("patterns.link"), Link(PATTERNS_DOCUMENT))
    return [MORE.part(more)] if has_patterns(edition.catalogue) else []


def patterns_page(edition: Edition, address: Address) -> Page:
    words, found = edition.words, [*_found(edition)]
    counts = Counter((one.service, one.pattern) for one in found)
    totals = Counter(one.pattern for one in found)

    services = {one.service: Link(one.link.document) for one in found}
    totals_of = {service: Counter({key: counts[service, key] for key in _PATTERNS}) for service in services}
    lines = tuple(Entry(edition.pieces(one), link, _sentence(edition, totals_of[one])) for one, link in services.items())
    parts: list[Part[object]] = [LEAD.part(_sentence(edition, totals))]
    parts.append(MORE.part(More(words("compare.file"), Download(f"{PATTERNS_DOCUMENT}.csv", 0, 0))))
    listed: Part[object] = LIST.part(lines, "part.services", words("nav.services"))
    parts.append(replace(listed, fold=str(len(lines)) if len(lines) > SHOWN_SERVICES else ""))
    for pattern in _PATTERNS[1:]:
        places = [one for one in found if one.pattern == pattern]
        shown = places[:_MAX_PLACES]
        no_doer = words.within(words("patterns.no-doer")) if pattern == "no-doer" else ""
        said = [
            words("patterns.place", place=one.place, accountable=one.accountable, doing=no_doer or one.doing) for one in shown
        ]
        names = [edition.pieces(f"{one.code} {one.task}") for one in shown]
        entries = tuple(map(Entry, names, (one.link for one in shown), said))
        if entries:
            part: Part[object] = LIST.part(entries, f"pattern.{pattern}", words(f"patterns.{pattern}"))
            parts.append(replace(part, fold=words("compare.places", count=len(places))))
    return index_page(edition, address, "patterns.title", words("patterns.about"), tuple(parts))


def _sentence(edition: Edition, counts: Counter[str]) -> str:
    said = [f"{edition.words.within(edition.words(f'patterns.{key}'))}: {counts[key]}" for key in _PATTERNS if counts[key]]
    return capitalised(f"{'; '.join(said)}.") if said else ""


def pattern_rows(edition: Edition, page: Page) -> Iterator[list[str]]:
    """Yield the rows of the CSV file: a line for each task at each place."""
    words = edition.words
    heads = ("patterns.title", "party.service", "matrix.task", "compare.place", "patterns.accountable", "patterns.doing")
    yield [words(key) for key in heads]
    yield from ([words(f"patterns.{one[0]}"), *one[2:7]] for one in _found(edition))

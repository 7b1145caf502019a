"""A service, and the page of a party's duties in it, as Markdown files."""

import re
from collections.abc import Iterable, Iterator

from service_catalogue.model.service import Service
from service_catalogue.views.annotations import DEPARTURES, DEPARTURES_AGAIN, NOTES, NOTES_AGAIN, Mark, owner_in_brackets
from service_catalogue.views.duties import PartyText
from service_catalogue.views.duties_page import OWN_HEAD, OWN_LETTERS, OWN_PLACES, PARTY_TEXTS, OwnPlace, OwnTask
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS
from service_catalogue.views.matrix import MATRIX, MatrixView
from service_catalogue.views.page import Page, Part
from service_catalogue.views.piece import Piece, Rich, plain, text
from service_catalogue.views.service import booklet_page, facts_of_source, standing_in_full
from service_catalogue.views.statements import STATEMENTS, ClaimView, tasks_in_words
from service_catalogue.views.status import WITHDRAWN, title_elsewhere
from service_catalogue.views.text import lines

#: Signs of markup.
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~&])")
#: Stand for the beginning and end of a marked passage, and around the words of a link, until the text is escaped.
_MARK, _LINK = "\ue000", "\ue001"
#: Beginnings of list items.
_BEGINNING = re.compile(r"^(\s*)([-+]|\d+(?=[.)]))", re.MULTILINE)


def service_markdown(edition: Edition, service: Service) -> str:
    """Return ``service`` as Markdown: its facts, then all of its booklet."""
    stated = [fact for fact in facts_of_source(edition, service) if fact.value]
    values = [text(fact.value) if isinstance(fact.value, str) else fact.value for fact in stated]
    facts = [(*text(f"{fact.label}: "), *value) for fact, value in zip(stated, values, strict=True)]
    return markdown(edition, booklet_page(edition, service), [*facts, *map(text, standing_in_full(edition, service))])


def contents(edition: Edition, base: str) -> str:
    """Return the services, the parts of parties and the terms as Markdown; ``base`` begins the address of each file."""
    catalogue = edition.catalogue
    lines = [f"# {_text(edition.plain(catalogue.identity.name))}", "", f"> {_text(edition.plain(catalogue.identity.summary))}"]
    lines += ["", f"## {_text(edition.words('nav.services'))}", ""]
    for service in catalogue.services:
        about = f": {_text(edition.plain(service.lead))}" if service.lead else ""
        title = title_elsewhere(edition, service)
        lines.append(f"- [{_text(title)}]({base}api/v1/services/{service.id}.{edition.language}.md){about}")
        for party in catalogue.parties:
            if service.concerns(party.id):
                address = f"{base}{edition.language}/parties/{party.id}/{service.id}.md"
                lines.append(f"  - [{_text(f'{title}: {edition.plain(party.name)}')}]({address})")
    lines += ["", f"## {_text(edition.words('nav.glossary'))}", ""]
    lines += (f"- {_text(edition.plain(term.name))}: {_text(edition.plain(term.definition))}" for term in catalogue.terms)
    return "\n".join(lines) + "\n"


def markdown(edition: Edition, page: Page, lead: Iterable[Rich] = ()) -> str:
    """Return ``page`` as Markdown, with ``lead`` below its title; tasks that can be ticked off on the page have boxes."""
    blocks = [f"# {_text(page.title)}", *map(_rich, lead), *(block for part in page.parts for block in _part(edition, part, 2))]
    if not edition.prevails:
        blocks.append(_text(edition.prevailing_words))
    return "\n\n".join(blocks) + "\n"


def _text(words: str) -> str:
    """Return ``words`` escaped for Markdown."""
    return _BEGINNING.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", " ".join(words.split())))


def _rich(rich: Rich) -> str:
    shown = [piece for piece in rich if plain((piece,))]
    ends = iter([end for piece in shown if piece.written_out for end in ("[", f"](<{piece.address}>)")])
    words = re.sub(_LINK, lambda _: next(ends), _text("".join(map(_signed, shown))))
    return words.replace(_MARK * 2, "").replace(_MARK, "**")


def _signed(piece: Piece) -> str:
    words = f"{_LINK}{piece.words}{_LINK}" if piece.written_out else piece.words
    return f"{_MARK}{words}{_MARK}" if piece.is_marked else words


def _part(edition: Edition, part: Part[object], level: int) -> Iterator[str]:
    if part.heading:
        yield f"{'#' * level} {_text(part.heading)}"
    if WITHDRAWN.shows(part):
        yield f"{_text(part.content.words)} {_rich(part.content.reason)}"
    elif OWN_HEAD.shows(part):
        yield from map(_text, (part.content.lead, *part.content.standing_in_full))
        if part.content.baseline:
            baseline = part.content.baseline.statement
            yield f"{_text(part.content.baseline.words)} {_rich(baseline.text)} ({_text(baseline.id)})"
    elif OWN_LETTERS.shows(part):
        doubtful = [total for total in part.content.totals if total.marks]
        if doubtful:
            yield "\n".join(f"- {_text(f'{total.letter.letter}: {total.words}')}{_marks(total.marks)}" for total in doubtful)
        yield from _places(part.content.places, level + 1)
        if part.content.said:
            yield f"{'#' * (level + 1)} {_text(edition.words('duties.said'))}"
            yield _texts(edition, part.content.said)
    elif OWN_PLACES.shows(part):
        yield from _places(part.content, level + 1)
    elif PARTY_TEXTS.shows(part):
        yield from filter(None, (_text(part.content.words),))
        yield _texts(edition, part.content.said)
    elif NOTES_AGAIN.shows(part) or NOTES.shows(part):
        yield "\n".join(
            f"- {_text(note.number)} ({_text(note.kind)}): {_text(plain(note.text) + owner_in_brackets(note))}{_marks(note.departures)}"
            for note in part.content
        )
    elif DEPARTURES_AGAIN.shows(part) or DEPARTURES.shows(part):
        yield "\n".join(f"- {_text(one.mark.label)}: {_text(plain(one.text) + owner_in_brackets(one))}" for one in part.content)
    elif listed := [*_listed(part)]:
        yield "\n".join(listed)
    else:
        yield from map(_text, lines(part.content))
    for inner in part.parts:
        yield from _part(edition, inner, level + 1)


def _listed(part: Part[object]) -> Iterator[str]:
    """Yield the lines of a part of a service that is a table or a list."""
    if MATRIX.shows(part):
        yield from (f"- {_text(f'{one.letter.letter}: {one.letter.word}. {plain(one.meaning)}')}" for one in part.content.legend)
        yield ""
        yield from _table(part.content)
    elif STATEMENTS.shows(part):
        yield from (f"- {_rich(one.text)} ({_text(one.id)}){_marks(one.marks)}" for one in part.content)
    elif TERMS.shows(part):
        yield from (f"- {_rich(one.name)}: {_rich(one.definition)}" for one in part.content)


def _table(view: MatrixView) -> Iterator[str]:
    """Yield the lines of a matrix: the headings of each column in one, and notes and departures in brackets."""
    spans = [[plain(head.name) for head in row for _ in range(head.span)] for row in view.header_rows]
    yield f"|  | {' | '.join(_text(' · '.join(filter(None, names))) for names in zip(*spans, strict=True))} |"
    yield "|---" * (len(spans[0]) + 1) + "|"
    for row in view.rows:
        cells = (_text(cell.roles or cell.words) + _marks((*cell.notes, *cell.departures)) for cell in row.cells)
        yield f"| {_rich(row.name)}{_marks((*row.notes, *row.departures))} | {' | '.join(cells)} |"


def _places(places: Iterable[OwnPlace], level: int) -> Iterator[str]:
    for place in places:
        if place.name:
            yield f"{'#' * level} {_text(place.name)}"
        for same in place.duties:
            letters = f" ({''.join(letter.letter for letter in same.letters)})" if same.letters else ""
            yield f"{_text(same.says + letters)}:"
            for group in same.groups:
                if group.name:
                    yield f"**{_text(group.name)}**"
                yield "\n".join(map(_task, group.tasks))


def _task(task: OwnTask) -> str:
    cadence = f" ({_text(task.cadence)})" if task.cadence else ""
    return f"- {'[ ] ' if task.digest else ''}{_rich(task.name)}{cadence}{_marks(task.marks)}"


def _marks(marks: Iterable[Mark]) -> str:
    labels = ", ".join(_text(mark.words) for mark in marks)
    return f" ({labels})" if labels else ""


def _texts(edition: Edition, texts: Iterable[PartyText]) -> str:
    return "\n".join(f"- {' '.join(_one(edition, one))}" for one in texts)


def _one(edition: Edition, one: PartyText) -> Iterator[str]:
    claim = one.claim
    if claim and not one.is_whole:
        yield _rich(claim.words)
    yield from filter(None, (_rich(one.text),))
    if one.condition:
        yield f"{_text(edition.words('claim.condition'))}: {_rich(one.condition)}."
    if claim and claim.tasks:
        yield f"{_text(edition.words('statement.claims'))}: {_tasks(edition, claim)}."
    elif claim and claim.where:
        yield f"{_text(edition.words('departure.places'))}: {_text(claim.where)}."
    yield f"({_text(one.id)}){_marks(one.marks)}"


def _tasks(edition: Edition, claim: ClaimView) -> str:
    return _text(tasks_in_words(edition.words, claim))

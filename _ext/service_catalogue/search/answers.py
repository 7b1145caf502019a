"""Answers about a service: who does what at each place, its facts, and the subjects that it does not mention."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import TypeAlias

from service_catalogue.model.kinds import Duty, State
from service_catalogue.model.service import LinkKind, Service, ServiceContact
from service_catalogue.model.shared import Letter, Party
from service_catalogue.model.statement import Departure, Tension
from service_catalogue.search.general_words import mentioned
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.matrix import CellView, MatrixViews
from service_catalogue.views.page import how_often
from service_catalogue.views.service import has_calls, level_words, topics_of
from service_catalogue.views.statements import Mark
from service_catalogue.views.status import standing, title_elsewhere

#: The cell of a party whose part is to be agreed, or does not apply.
_STATES = {State.TO_BE_AGREED.value: "?", State.NOT_APPLICABLE.value: "-"}
#: Behind the letters of a cell of which more is said: no yes or no follows from the letters alone.
_LIMITED = "!"
#: A sentence, or one with the address of what it quotes.
_Sentence: TypeAlias = str | tuple[str, str]
#: The subjects of facts.
FACTS = ("call", "ordering", "since", "owner", "levels")
#: The first characters of a telephone number.
_NUMBER = "+0123456789("


def letter_codes(edition: Edition) -> dict[tuple[str, str], tuple[str, Letter]]:
    """Return a character for each letter of each scheme, by the ids of both."""
    every = [(scheme.id, letter) for scheme in edition.catalogue.schemes for letter in scheme.letters]
    return {(scheme, letter.letter): (chr(ord("a") + number), letter) for number, (scheme, letter) in enumerate(every)}


def answers(edition: Edition, service: Service, numbers: Mapping[str, int]) -> list[object]:
    """Return the answers about ``service`` for the browser; ``numbers`` has the number of each entry by name.

    The format is ``[title, address, [[before, places, parties, sentences, says, rows, codes], …], status, code, facts,
    silences]``. ``before`` is the beginning of an address. A place is ``[values, name, entries of its values]``, a party ``[id, entry,
    name in a sentence]``. ``says`` lists the answers of places: numbers of sentences, the index of the party that does the task, and
    the letters of each party by the codes of the scheme, with an exclamation mark where more is said. A row is ``[entry of the task,
    id, number of the answer at each place]``. Sentences name the notes and departures that belong to them, and are numbered since
    many tasks share them; ``{task}`` and ``{place}`` stand for the names of a task and a place. ``facts`` are sentences with an
    address, ``silences`` addresses, by subject.
    """
    matrices = [_matrix(MatrixViews(edition, service, matrix), numbers) for matrix in service.all_matrices]
    address = f"services/{service.id}.html"
    facts = {subject: [words, f"{place}.html{anchor}"] for subject, words, place, anchor in _facts(edition, service) if words}
    topics = {topic.id: f"#topic.{topic.id}" for topic in topics_of(edition.catalogue, service)}
    mentions = mentioned(edition.catalogue.identity.languages, _texts_of(edition, service))
    silences = {subject: "" for subject, is_mentioned in mentions.items() if not is_mentioned}
    return [
        title_elsewhere(edition, service), address, matrices, standing(edition, service), str(service.code), facts, silences | topics
    ]  # fmt: skip


def _facts(edition: Edition, service: Service) -> Iterator[tuple[str, str, str, str]]:
    """Yield the facts that people ask for: subject, sentence, page and anchor."""
    page = f"services/{service.id}"
    contacts = sorted(
        filter(None, (_contact(edition, contact) for contact in service.contacts)), key=lambda words: words[:1] not in _NUMBER
    )
    calls = f"whom-to-call/{service.id}" if has_calls(edition.catalogue, service) else page
    yield "call", "\n".join(contacts), calls, "" if calls != page else "#part.facts"
    requests = [link for link in service.links if link.kind is LinkKind.REQUEST]
    yield "ordering", "\n".join(f"{edition.plain(link.name)}: {link.url}" for link in requests), page, "#part.facts"
    if service.status or (service.valid and (service.valid.from_ or service.valid.to)):
        yield "since", standing(edition, service), page, "#part.source"
    if owner := service.service_owner:
        party = edition.plain(edition.catalogue.party(owner.party).name)
        yield "owner", f"{edition.plain(owner.function)} ({party}).", page, "#part.facts"
    levels = (f"{edition.plain(level.what)}: {plain(level_words(edition, level))}." for level in service.levels)
    yield "levels", "\n".join(levels), page, "#part.facts"


def _contact(edition: Edition, contact: ServiceContact) -> str:
    """Return how to reach a contact, the number first; empty if the data do not state it."""
    ways = ", ".join(filter(None, (contact.telephone, contact.mail, contact.form)))
    hours = edition.plain(contact.hours) if contact.hours else edition.words("facts.no-hours")
    party = f" ({edition.plain(edition.catalogue.party(contact.party).name)})" if contact.party else ""
    return f"{ways} – {edition.plain(contact.function)}{party}, {hours}." if ways else ""


def _texts_of(edition: Edition, service: Service) -> Iterator[str]:
    """Yield all texts of ``service`` and of those that it extends, with its tasks and terms, in every language."""
    catalogue = edition.catalogue
    for one in (service, *(catalogue.objects["service"][id] for id in service.extended if id in catalogue.objects["service"])):
        own = (
            one.name, one.motto, one.lead, one.family, one.all_sections, one.notes, one.tensions, one.exceptions, one.contacts,
            one.levels, one.links, one.tags,
        )  # fmt: skip
        tasks = [catalogue.task(row.task) for matrix in one.all_matrices for row in matrix.rows]
        texts = [*_strings((own, [(task.name, task.description) for task in tasks]))]
        terms = map(catalogue.term, dict.fromkeys(itertools.chain.from_iterable(map(edition.terms_in, texts))))
        yield from texts
        yield from _strings([(term.name, term.definition) for term in terms])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings([*value.values()])
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _strings(one)
    elif is_dataclass(value):
        yield from _strings([getattr(value, field.name) for field in fields(value) if field.name != "at"])


def _matrix(views: MatrixViews, numbers: Mapping[str, int]) -> list[object]:
    matrix = views.matrix
    places = [
        [
            ".".join(values),
            views.place_words(values),
            [numbers[f"layer:{value}"] for axis, value in zip(matrix.axes, values, strict=True) if axis == "layer"],
        ]
        for values in matrix.places
    ]
    sentences: dict[_Sentence, int] = {}
    says: dict[tuple[tuple[int, ...], int, tuple[str, ...]], int] = {}

    def numbers_of(found: Iterable[_Sentence]) -> tuple[int, ...]:
        return tuple(sentences.setdefault(sentence, len(sentences)) for sentence in found)

    rows = []
    codes = {letter: code for (scheme, letter), (code, _) in letter_codes(views.edition).items() if scheme == views.scheme.id}
    for row in matrix.rows:
        cells = [views.cells_at(row.task, values) for values in matrix.places]
        own = views.row_marks(row.task)
        cadence = [f"{how_often(views.edition, row.cadence)}."] if row.cadence else []
        answers = (
            (
                numbers_of([*_sentences(views, each, own), *cadence]), _doer(each),
                tuple(
                    (_STATES.get(cell.state) or "".join(codes[letter] for letter in cell.roles)) + _LIMITED * is_limited
                    for cell, is_limited in zip(each, _limited(each, own), strict=True)
                ),
            )
            for each in cells
        )  # fmt: skip
        rows.append([numbers[f"task:{row.task}"], row.task, [says.setdefault(answer, len(says)) for answer in answers]])
    edition = views.edition
    parties = [[id, numbers[f"party:{id}"], edition.subject(edition.catalogue.party(id))] for id in matrix.parties]
    before = f"{matrix.id}." if matrix.id else ""
    return [before, places, parties, list(sentences), list(says), rows, "".join(codes.values())]


def _limited(cells: tuple[CellView, ...], own: tuple[Mark, ...]) -> Iterator[bool]:
    """Yield for each cell whether more than its letters is said: by a note about it or its task, or by a departure at its place."""
    is_open = bool(own) or any(cell.departures for cell in cells)
    yield from (is_open or bool(cell.notes) for cell in cells)


def _sentences(views: MatrixViews, cells: tuple[CellView, ...], own: tuple[Mark, ...]) -> Iterator[_Sentence]:
    """Yield the sentences of one place: of the party that does the task, of the others, then the notes and what is in doubt.

    Where one answers for the task and nobody does it, a sentence says so. *Statens It carries out Restore on Middleware*,
    *The customer is informed*, *Note 5, about the customer’s I: Only …*.
    """
    edition = views.edition
    parties = [(cell, edition.catalogue.party(party)) for cell, party in zip(cells, views.matrix.parties, strict=True)]
    first = parties.pop(_doer(cells))
    said = [". ".join(filter(None, (_naming(views, *first), _nobody(views, cells))))]
    said += [_predicate(views, cell, party) for cell, party in parties]
    for cell in cells:
        said += [f"{edition.words('matrix.mark', note=mark.words, what=cell.whose)}: {_note(views, mark)}" for mark in cell.notes]
    said += [f"{edition.words('matrix.mark-task', note=mark.words)}: {_note(views, mark)}" for mark in own if mark.kind == "note"]
    yield from (f"{sentence.rstrip('.')}." for sentence in said)
    marks = {*own, *itertools.chain.from_iterable(cell.departures for cell in cells)}
    departures: tuple[Departure, ...] = (*views.service.tensions, *views.service.exceptions)
    said_too = (_departure(views, departure) for departure in departures if views.departure_mark(departure) in marks)
    yield from dict.fromkeys(itertools.chain.from_iterable(said_too))


def _departure(views: MatrixViews, departure: Departure) -> Iterator[tuple[str, str]]:
    """Yield the texts about a departure with their addresses: the statements of a tension, else its text; the reason of an exception."""
    edition, service = views.edition, views.edition.catalogue.objects["service"].get(departure.owner, views.service)
    anchor = f"services/{views.service.id}.html#{views.departure_mark(departure).link.anchor}"
    if not isinstance(departure, Tension):
        yield edition.plain(departure.reason), anchor
        return
    statements = {id: service.statements.get(id) for id in (at.removeprefix(f"{service.id}.") for at in departure.at_)}
    for id, statement in statements.items():
        if statement:
            yield edition.words("answer.also", text=edition.plain(statement.text)), f"services/{service.id}.html#{id}"
    if not any(statements.values()):
        yield edition.words("departure.mark.tension", id=edition.plain(departure.text)), anchor


def _nobody(views: MatrixViews, cells: tuple[CellView, ...]) -> str:
    """Return *Nobody carries it out* for a place where somebody answers for the task and nobody does it; empty elsewhere."""
    meanings = {*(letter.duty for cell in cells for letter in cell.letters), *(cell.state for cell in cells)}
    doing = next((letter for letter in views.scheme.letters if letter.duty is Duty.DOES), None)
    if not doing or Duty.ANSWERS_FOR.value not in meanings or meanings & {Duty.DOES.value, State.TO_BE_AGREED.value}:
        return ""
    words = views.edition.words
    return words("answer.nobody", verb=views.edition.plain(doing.verb)) if doing.verb else words("answer.no-doer")


def _naming(views: MatrixViews, cell: CellView, party: Party) -> str:
    """Return a sentence about the roles of ``party`` in a task at a place, naming both."""
    edition, axes = views.edition, [*views.matrix.axes]
    named = "{task} ({place})" if axes else "{task}"
    if axes == ["layer"]:
        named = edition.words("answer.place", task="{task}", place="{place}")
    predicates = [views.scheme.by_letter[letter].predicate for letter in cell.roles]
    does = [edition.plain(predicate) for predicate in predicates if predicate]
    if does and len(does) == len(predicates) and not cell.state:
        return f"{edition.subject(party)} {edition.words.list(does)} {named}"
    return f"{named}: {_predicate(views, cell, party)}"


def _predicate(views: MatrixViews, cell: CellView, party: Party) -> str:
    subject = views.edition.subject(party)
    if views.scheme.has_verbs and not cell.state:
        return f"{subject} {cell.verb}"
    return f"{subject}: {views.edition.words.within(cell.words)}"


def _note(views: MatrixViews, mark: Mark) -> str:
    return views.edition.plain(views.service.notes_by_id[mark.id].text)


def _doer(cells: tuple[CellView, ...]) -> int:
    """Return the index of the cell that answers for a place: of the party that does the task, else of the one that answers for it."""
    found = (index for duty in (Duty.DOES, Duty.ANSWERS_FOR) for index, cell in enumerate(cells) if cell.has_duty(duty))
    return next(found, 0)

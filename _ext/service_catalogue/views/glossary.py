"""The glossary."""

import itertools
from dataclasses import dataclass, field

from service_catalogue.messages import Location
from service_catalogue.model import Term
from service_catalogue.text import capitalised
from service_catalogue.views.edition import Edition, Reference, Rich, plain
from service_catalogue.views.page import LIST, Page, PageAddress, Part, PartKind, first_place, index_page
from service_catalogue.views.standards import clauses, standard_entries
from service_catalogue.views.statements import Mark, letter_marks
from service_catalogue.views.status import Withdrawn, withdrawn_view


@dataclass(frozen=True)
class Foreign:
    """Name of a term in another language."""

    language: str
    label: str
    name: str


@dataclass(frozen=True)
class TermView:
    """Entry of a term."""

    id: str
    name: Rich
    others: tuple[Foreign, ...]
    synonyms: tuple[str, ...]
    definition: Rich
    source: Rich
    #: The clauses of standards about the same subject, and those close to it.
    standards: tuple[Reference, ...]
    see_also: tuple[Reference, ...]
    #: The tensions about the letter that it explains.
    departures: tuple[Mark, ...] = ()
    former: tuple[str, ...] = ()
    withdrawn: Withdrawn | None = None
    #: The location is no part of the view, as with a part.
    at: Location | None = field(default=None, compare=False, repr=False)


GLOSSARY: PartKind[tuple[TermView, ...]] = PartKind("glossary")
GLOSSARY_INTRO: PartKind[str] = PartKind("glossary-intro")


def glossary_page(edition: Edition, address: PageAddress) -> Page:
    catalogue, words = edition.catalogue, edition.words
    terms = sorted(catalogue.terms, key=lambda term: words.sort_key(plain(edition.name(term.name))))
    parts: list[Part[object]] = []
    for initial, group in itertools.groupby(terms, lambda term: words.initial(plain(edition.name(term.name)))):
        entries = tuple(term_view(edition, term) for term in group)
        parts.append(GLOSSARY.part(entries, f"letter.{_letter_id(initial)}", initial))
    standards = standard_entries(edition)
    if standards:
        parts.append(LIST.part(standards, "part.standards", words("standard.standards")))
    lead = words("glossary.lead", count=len(terms))
    parts.insert(0, GLOSSARY_INTRO.part(lead))
    return index_page(edition, address, lead, tuple(parts), first_place(catalogue.terms))


def _letter_id(initial: str) -> str:
    return {"#": "0", "Æ": "ae", "Ø": "oe", "Å": "aa"}.get(initial, initial.lower())


def term_view(edition: Edition, term: Term) -> TermView:
    linker = edition.linker(term.id)
    return TermView(
        id=term.id,
        name=edition.name(term.name),
        others=tuple(
            Foreign(term.lang.get(other, other), capitalised(edition.language_name(other)), term.name[other])
            for other in edition.others
            if other in term.name
        ),
        synonyms=tuple(term.synonyms.get(edition.language, ())),
        definition=linker.rich(term.definition),
        source=edition.rich(term.from_) if term.from_ else (),
        standards=clauses(edition, term.standards),
        see_also=clauses(edition, term.see_also),
        departures=tuple(
            itertools.chain.from_iterable(letter_marks(edition, *letter) for letter in edition.letters_explained_by(term.id))
        ),
        former=tuple(itertools.chain.from_iterable(edition.former(("term", term.id)))),
        withdrawn=withdrawn_view(edition, term.withdrawn),
        at=term.at,
    )

"""The page of a party over all services, and the list of parties."""

from service_catalogue.model.service import Service
from service_catalogue.model.shared_objects import Party
from service_catalogue.views.controls import letter_view
from service_catalogue.views.duties_page import own_parts
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import LEAD, LIST, NONE, Entry, TermEntry, term_entry
from service_catalogue.views.page import Address, Kind, Page, Part, first_place, index_page, object_page
from service_catalogue.views.piece import LetterView, Link
from service_catalogue.views.status import in_list, title_elsewhere, withdrawn

PARTY: Kind[tuple[TermEntry, ...]] = Kind("party")


def party_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words
    party = catalogue.party(address.ids[0])
    services = [service for service in catalogue.services if service.concerns(party.id)]
    is_part = len(services) == 1
    ended = [] if is_part else withdrawn(edition, party.withdrawn)  # the part says so itself
    terms = (term_entry(edition, catalogue.term(party.term)),) if party.term else ()
    parts: list[Part[object]] = [*ended, PARTY.part(terms)]
    if services:
        entries = tuple(in_service(edition, service, party.id) for service in services)
        parts.append(LIST.part(entries, "part.services", words("party.services")))
        if is_part:
            parts[-1:-1] = own_parts(edition, services[0], party)
    else:
        parts.append(NONE.part(words("party.unused")))
    about = words("party.about", party=edition.definite(party))
    return object_page(edition, address, party, about, parts)


def in_service(edition: Edition, service: Service, party: str) -> Entry:
    """Return a link to the part of ``party`` in ``service``, with the number of cells with each letter, and of texts about it."""
    counts = letter_counts(edition, service, party)
    held = ", ".join(f"{letter.letter}\N{NO-BREAK SPACE}{count}" for letter, count in counts.items() if count)
    parts = {"party.letters": held, "party.said": service.outline.texts_about.get(party, 0)}
    words = ". ".join(f"{edition.words(key)}: {value}" for key, value in parts.items() if value)
    title = edition.pieces(title_elsewhere(edition, service))
    return Entry(title, Link(f"parties/{party}/{service.id}"), words)


def letter_counts(edition: Edition, service: Service, party: str) -> dict[LetterView, int]:
    """Return the number of cells of ``party`` with each letter; letters of two schemes that look the same are counted together."""
    counts: dict[LetterView, int] = {}
    for matrix in service.outline.matrices:
        if party in matrix.parties:
            scheme = edition.catalogue.scheme(matrix.scheme)
            for entry in scheme.letters:
                view = letter_view(edition, scheme, entry.letter)
                counts[view] = counts.get(view, 0) + matrix.letters[party].get(entry.letter, 0)
    return counts


def parties_page(edition: Edition, address: Address) -> Page:
    catalogue, words = edition.catalogue, edition.words

    def told(party: Party) -> str:
        meaning = edition.plain(catalogue.term(party.term).definition) if party.term else ""
        return in_list(edition, party.withdrawn) or meaning

    entries = tuple(Entry(edition.name(party.name), Link(f"parties/{party.id}"), told(party)) for party in catalogue.parties)
    parts = (LEAD.part(words("parties.lead")), LIST.part(entries))
    return index_page(edition, address, "nav.parties", words("parties.lead"), parts, first_place(catalogue.parties))

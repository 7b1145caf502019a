"""The sheet for the wall: whom to call about a service, or about one system that uses it, on a page in each language."""

import itertools
from collections.abc import Iterator, Sequence
from datetime import date

from service_catalogue.model.service import Service
from service_catalogue.pdf.annex_choices import AnnexChoices
from service_catalogue.pdf.duties import Item
from service_catalogue.pdf.encoding import Encoder, text
from service_catalogue.pdf.sheets import Sheet, draft, frame, sheet
from service_catalogue.views.annotations import DEPARTURES_AGAIN, NOTES_AGAIN
from service_catalogue.views.calls import CALLS, calls_page
from service_catalogue.views.elements import FACTS, LEAD, title_of
from service_catalogue.views.page import Address
from service_catalogue.views.piece import plain


def call_sheet(
    encoders: Sequence[Encoder], service: Service, choices: Sequence[AnnexChoices] = (), day: date | None = None
) -> Sheet:
    """Return the sheet of ``service`` in the language of each encoder; with the ``choices`` of an annex, that of its system."""
    sides = [_side(encoder, service, one) for encoder, one in itertools.zip_longest(encoders, choices)]
    edition = encoders[0].edition
    system = [plain(one.value(one.annex.system)) for one in choices[:1]]
    title = ": ".join([edition.words("calls.heading"), title_of(edition, service), *system])
    stated = frame([encoder.edition for encoder in encoders], title, day, draft(edition, service))
    return sheet(encoders[0], stated, calls=[encoder.encode(side) for encoder, side in zip(encoders, sides, strict=True)])


def _side(encoder: Encoder, service: Service, choices: AnnexChoices | None) -> dict[str, object]:
    """Return the sheet in one language."""
    edition, words = encoder.edition, encoder.edition.words
    page = calls_page(edition, Address("", "calls", (service.id,)))
    facts = [fact for content in FACTS.among(page.parts) for fact in content.content]
    values = [text(one.value) if one.value and isinstance(one.value, str) else tuple(one.value or ()) for one in facts]
    ways = [Item(one.label, value, words("not-stated")) for one, value in zip(facts, values, strict=True)]
    return {
        "lang": edition.language,
        "service": page.kicker,
        "heading": page.heading,
        "system": choices.value(choices.annex.system) if choices else (),
        "lead": LEAD.among(page.parts)[0].content,
        "situation": words("calls.situation"),
        "who": words("calls.who"),
        "tables": [part.content for part in CALLS.among(page.parts)],
        "ways": [*ways[:-1], *_agreed(choices, ways[-1])] if choices else ways,
        "notes": [note for part in NOTES_AGAIN.among(page.parts) for note in part.content],
        "departures": [one for part in DEPARTURES_AGAIN.among(page.parts) for one in part.content],
    }


def _agreed(choices: AnnexChoices, outside: Item) -> Iterator[Item]:
    """Yield the contacts and hours of an annex, and its choice of on-call, or how it is ``outside`` of hours without one."""
    annex, edition = choices.annex, choices.edition
    for contact in annex.contacts:
        yield choices.item(edition.name(edition.catalogue.party(contact.party).name), choices.value(contact.role))
    yield choices.item(edition.words("annex.hours"), choices.value(annex.hours))
    on_call = choices.service.choices and choices.service.choices.on_call
    if not (on_call and annex.on_call):
        yield outside
        return
    yield from choices.beside_texts().get(str(on_call), ())
    yield from (item for name, items in choices.blanks() if plain(name) == edition.words("annex.on-call") for item in items)

"""Choices and settled points of an annex, in one language: on its first page, beside the text, and in the parties' lists."""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from service_catalogue.model.service import Service
from service_catalogue.model.service_facts import OptionKind
from service_catalogue.pdf.annex_file import ON_CALL_ASKS, Annex, Choice, Taken, other_options
from service_catalogue.pdf.duties import DutySection, Item
from service_catalogue.pdf.encoding import joined, text
from service_catalogue.schema.kinds import Localized
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition
from service_catalogue.views.piece import Piece, PieceKind, Rich
from service_catalogue.yaml.values import Scalar

#: The key of the words for an agreement that there is not.
_NOT_AGREED = "annex.not-agreed"


@dataclass(frozen=True)
class OptionView:
    """An option of the service, with what the annex says of it."""

    #: The id of the statement that it concerns.
    on: str
    name: Rich
    #: Empty if the annex does not say.
    answer: Rich
    is_taken: bool
    is_offer: bool
    #: What the source leaves open of an option that is taken.
    terms: list[Item]


@dataclass(frozen=True)
class AnnexChoices:
    edition: Edition
    annex: Annex
    service: Service
    is_draft: bool

    def value(self, written: Scalar | Localized | None) -> Rich:
        """Return a text of the file in the language of this side; one without a language is in that which prevails."""
        if written is None:
            return ()
        if isinstance(written, Localized):
            return self.edition.name(written)
        return (Piece(PieceKind.TEXT, str(written), str(self.edition.catalogue.identity.authoritative)),) if written else ()

    def item(self, name: str | Rich, *values: Rich, more: str = "") -> Item:
        return Item(name, joined(filter(None, values), ", "), self.edition.words("annex.blank"), more)

    def first_page(self) -> Iterator[Item]:
        """Yield the choices; one on which the file says nothing is a blank, unless its statement is settled."""
        settled = [one.on for one in self.annex.settled]
        yield from (self.item(name, value, more=on) for on, name, value in self._environments())
        for option in self._options:
            if option.answer or option.on not in settled:
                yield self.item(option.name, option.answer, more=option.on)

    def blanks(self) -> Iterator[tuple[Rich, list[Item]]]:
        """Yield each option that is taken with what the parties have yet to agree on; the rest is beside its statement."""
        for option in self._options:
            if blanks := [item for item in option.terms if not item.value]:
                yield option.name, blanks

    def beside_texts(self) -> dict[str, list[Item]]:
        """Return what is chosen and settled, by the id of the statement, tension or note that it concerns."""
        found: dict[str, list[Item]] = {}
        for on, name, value in self._environments():
            found.setdefault(on, []).append(self.item(name, value))
        for option in self._options:
            if option.answer:
                given = [item for item in option.terms if item.value]
                found.setdefault(option.on, []).extend([self.item(option.name, option.answer), *given])
        for settled in self.annex.settled:
            found.setdefault(str(settled.on), []).append(self.item(self._agreed, self.value(settled.text)))
        return found

    def declined(self) -> list[str]:
        """Return the ids of the statements whose offer is declined: each list that has one says so there."""
        return [option.on for option in self._options if option.answer and option.is_offer and not option.is_taken]

    def in_lists(self, parties: Iterable[str]) -> dict[str, DutySection]:
        """Return what the list of each of ``parties`` says of what is chosen and settled for the system."""
        parties = [*parties]
        found = {party: [*self._in_list(party, parties)] for party in parties}
        return {party: DutySection(self._agreed, "", [], [], [], items) for party, items in found.items() if items}

    def _in_list(self, party: str, parties: Iterable[str]) -> Iterator[Item]:
        for option in self._options:
            name = joined([option.name, f"({option.on})"], " ")
            if option.is_taken and option.is_offer and party == self.service.provider:
                yield self.item(self.edition.words("annex.provides"), name)
            elif option.is_taken and option.is_offer and party in self._entitled(option.on, parties):
                yield self.item(self.edition.words("annex.entitled"), name)
            elif option.answer and (option.is_taken or not option.is_offer):
                yield self.item(name, option.answer)
            yield from (item for item in option.terms if item.value)
        yield from (self.item(self._name_of(str(settled.on)), self.value(settled.text)) for settled in self.annex.settled)

    def _entitled(self, on: str, parties: Iterable[str]) -> set[str]:
        """Return who has a right to what the statement ``on`` offers: by a claim, by what it is about, or as the only party left."""
        statement, provider = self.service.statements[on], self.service.provider
        rights = {str(claim.party) for claim in statement.claims if claim.party and claim.is_right} - {provider}
        obliged = {provider, *(str(claim.party) for claim in statement.claims if not claim.is_right)}
        about = set(map(str, statement.about.parties if statement.about else ())) - obliged
        left = {*parties} - obliged
        return rights or about or (left if len(left) == 1 else set())

    def _name_of(self, address: str) -> str:
        """Return the name of a tension, a statement or a note."""
        views = ServiceViews(self.edition, self.service)
        tensions = {self.service.id_of_departure(one): one for one in self.service.tensions}
        if address in tensions:
            return views.departure_mark(tensions[address]).words
        for words in self.service.undefined_words:
            if address in words.values():
                return self.edition.plain(words)
        return views.reference(address).words

    @property
    def _agreed(self) -> str:
        return self.edition.words("annex.agreed.draft" if self.is_draft else "annex.agreed")

    def _environments(self) -> Iterator[tuple[str, str, Rich]]:
        choices, chosen = self.service.choices, self.annex.environments
        if choices and choices.environments and chosen:
            yield str(choices.environments), self.edition.words("annex.environments"), joined(map(self.value, chosen), ", ")

    @functools.cached_property
    def _options(self) -> list[OptionView]:
        words, choices, name = self.edition.words, self.service.choices, self.edition.name
        found = []
        if choices and choices.on_call and (on_call := self.annex.on_call):
            asks = {key: text(words(f"annex.on-call.{key}")) for key in ON_CALL_ASKS}
            found.append(self._option(choices.on_call, text(words("annex.on-call")), on_call, asks, "annex.on-call.none"))
        for id, option in other_options(self.service).items():
            asks = {str(key): name(ask) for key, ask in option.asks.items()}
            no = "annex.none" if option.kind is OptionKind.OFFER else _NOT_AGREED
            found.append(self._option(option.on, name(option.name), self.annex.choices.get(id), asks, no))
        return found

    def _option(self, on: str, name: Rich, taken: Taken | None, asks: dict[str, Rich], no: str) -> OptionView:
        """Return an option with its ``asks`` by key; ``no`` is the key of the words for one that is not taken."""
        is_taken = taken is not None and taken.choice is Choice.YES
        answer = self._agreed if is_taken else self.edition.words(no)
        terms = [self.item(asked, self.value(taken.terms.get(key))) for key, asked in asks.items()] if taken and is_taken else []
        return OptionView(str(on), name, text(answer) if taken else (), is_taken, no != _NOT_AGREED, terms)

"""The contract annex: a chosen service for one system, in one language or in two side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from service_catalogue import __version__
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.pdf.annex_file import Annex, Choice, has_ended, is_not_in_force, languages_of
from service_catalogue.pdf.duties import duty_lists
from service_catalogue.pdf.encoding import Encoder, Fields
from service_catalogue.pdf.service import put_labels, service_sheet, service_view, terms
from service_catalogue.pdf.sheets import Sheet, foot, frame
from service_catalogue.schema.kinds import Localized
from service_catalogue.store import digest_of_program
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition
from service_catalogue.views.elements import TERMS, title_of
from service_catalogue.views.page import Page
from service_catalogue.views.piece import Link, Piece, PieceKind, Rich, plain
from service_catalogue.views.service import facts_of_source, not_stated
from service_catalogue.views.status import approval, restatement, withdrawn_view
from service_catalogue.yaml.values import Scalar


def annex_sheet(
    annex: Annex, digest: str, catalogue: Catalogue, is_draft: bool, base_url: str
) -> tuple[Sheet, list[Fields], str]:
    """The annex of a file with that ``digest``; the lines at the foot of its pages; and what its metadata say of its origin."""
    service = catalogue.objects["service"][annex.service]
    languages = languages_of(annex, catalogue)
    encoders = [Encoder(Edition(catalogue, language), base_url, prefix=f"{language}:") for language in languages]
    makers = [_Side(encoder, annex, service, is_draft) for encoder in encoders]
    # The terms stand side by side, in the alphabet of the language that prevails.
    order = [entry.link.anchor for part in TERMS.among(makers[0].view.parts) for entry in part.content]
    first = makers[0]
    title = f"{first.words('annex.title')}: {title_of(first.edition, service)}, {plain(first.value(annex.system))}"
    sheet: Sheet = {
        **frame(encoders, title, annex.date, [maker.encoder.words("annex.draft") for maker in makers] if is_draft else []),
        "annex": [maker.side(order) for maker in makers],
        "running": {
            "left": first.encoder.rich(first.value(annex.system)),
            "right": list(dict.fromkeys(str(maker.words("annex.title")) for maker in makers)),
        },
    }
    lines = [maker.foot(digest) for maker in makers]
    return sheet, lines, f"data {catalogue.digest}, annex {digest}, program {__version__} {digest_of_program()}"


@dataclass(frozen=True)
class _Side:
    """Makes the annex in one language."""

    encoder: Encoder
    annex: Annex
    service: Service
    is_draft: bool

    @property
    def edition(self) -> Edition:
        return self.encoder.edition

    @property
    def view(self) -> Page:
        return service_view(self.edition, self.service)

    def words(self, key: str, **values: object) -> str:
        return self.edition.words(key, **values)

    def side(self, order: list[str]) -> Fields:
        encoder, view = self.encoder, self.view
        put_labels(encoder, view)
        shown = service_sheet(encoder, self.service, view, whole=True)
        explained = {entry.link.anchor: entry for part in TERMS.among(view.parts) for entry in part.content}
        departures = shown["departures"]
        assert isinstance(departures, list)
        return {
            **{key: shown[key] for key in ("code", "name", "label", "notes")},
            "lang": self.edition.language,
            "kicker": encoder.words("annex.title"),
            "system": encoder.rich(self.value(self.annex.system)),
            "notices": list(self._notices()),
            "chosen": {"heading": encoder.words("annex.chosen"), "items": list(self._chosen())},
            "contractors": list(self._contractors()),
            "agreement": {"heading": encoder.words("annex.terms"), "items": list(self._agreed())},
            "open": self._open(),
            "legends": [self._legend(each) for each in shown["matrices"] if each["legend"]],  # type: ignore[attr-defined]
            "tensions": [part for part in departures if part["kind"] == "tension"],
            "exceptions": [part for part in departures if part["kind"] != "tension"],
            "applies": encoder.words("annex.applies", system=plain(self.value(self.annex.system))),
            "sections": self._with_choices(shown["sections"]),
            "duties": duty_lists(encoder, self.service),
            # The letters are explained before, and not once more above the matrix.
            "matrices": [{**each, "legend": []} for each in shown["matrices"]],  # type: ignore[attr-defined]
            "terms": terms(encoder, [explained[anchor] for anchor in order], "annex.explained") if order else None,
            "signatures": self._signatures() if not self.is_draft else None,
        }

    def _legend(self, matrix: Fields) -> Fields:
        """The letters of a matrix, under the name of their scheme where the service has several."""
        words = self.words("pdf.legend")
        heading = self.encoder.said(f"{words}: {matrix['scheme']}" if matrix["scheme"] else words)
        return {"heading": heading, "letters": matrix["legend"]}

    def foot(self, digest: str) -> Fields:
        """The version, and the digests of the data, of the annex's own file and of the program."""
        identity, words = self.edition.catalogue.identity, self.encoder.words
        return foot(
            self.encoder,
            [
                words("annex.version", version=identity.version or self.words("not-stated")),
                words("pdf.data", digest=self.edition.catalogue.digest),
                words("annex.file", digest=digest),
                words("annex.program", version=__version__, digest=digest_of_program()),
            ],
        )

    def value(self, written: Scalar | Localized | None) -> Rich:
        """What the file says, in the language of this side; a text without a language is in the one that prevails."""
        if written is None:
            return ()
        if isinstance(written, Localized):
            return self.edition.name(written)
        return (Piece(PieceKind.TEXT, str(written), str(self.edition.catalogue.identity.authoritative)),)

    def _item(self, key: str, *values: Rich, more: str = "", **names: object) -> Fields:
        """A line of what is agreed: its name and its value, or a blank to be filled in."""
        said = [value for value in values if value]
        value = self.encoder.joined(said, ", ") if len(said) != 1 else self.encoder.rich(said[0])
        if more and said:
            value = [*(value if isinstance(value, list) else [value]), f" ({more})"]
        return {
            "name": self.encoder.words(f"annex.{key}", **names),
            "value": value if said else "",
            "blank": self.encoder.words("annex.blank"),
        }

    def _text(self, words: str) -> Rich:
        return (Piece(PieceKind.TEXT, words),)

    def _notices(self) -> Iterator[object]:
        if withdrawn := withdrawn_view(self.edition, self.service.withdrawn):
            yield self.encoder.said(f"{withdrawn.words} {plain(withdrawn.reason)}")
        if told := restatement(self.edition, self.service):
            yield self.encoder.said(told.words)
        if words := approval(self.edition):
            yield self.encoder.said(words)
        if self.is_draft:
            yield self.encoder.words(f"annex.draft.{self._why_draft()}")
        if stale := len(self.edition.stale_texts):
            yield f"{self.encoder.words('translations.count-stale', count=stale)}."
        if not self.edition.prevails:
            yield self.encoder.words("frame.prevails", language=self.edition.prevailing)

    def _why_draft(self) -> str:
        if has_ended(self.annex, self.service):
            return "ended"
        return "not-in-force" if is_not_in_force(self.service) else "why"

    def _stated(self) -> Iterator[Fields]:
        """What the source states of the service; the approval of the catalogue is a notice."""
        label = self.words("approval.label")
        for fact in facts_of_source(self.edition, self.service):
            if fact.value and fact.label != label:
                value = fact.value if isinstance(fact.value, tuple) else self._text(fact.value)
                yield {"name": self.encoder.said(fact.label), "value": self.encoder.rich(value), "blank": ""}

    def _chosen(self) -> Iterator[Fields]:
        annex, text = self.annex, self._text
        yield self._item("system", self.value(annex.system))
        yield self._item("owner", self.value(annex.owner))
        yield self._item("criticality", self.value(annex.criticality))
        yield self._item("service", text(title_of(self.edition, self.service)))
        yield from self._stated()
        for statement, key, values in self._choices():
            yield self._item(key, *values, more=statement)
        yield self._item("date", text(self.edition.words.date(annex.date)))

    def _choices(self) -> Iterator[tuple[str, str, list[Rich]]]:
        """What the file chooses: the statement that it concerns, what it is, and what is chosen."""
        annex, choices = self.annex, self.service.choices
        if choices and choices.environments and annex.environments:
            yield str(choices.environments), "environments", [self.value(one) for one in annex.environments]
        if choices and choices.on_call and annex.on_call:
            taken = "yes" if annex.on_call is Choice.YES else "no"
            yield str(choices.on_call), "on-call", [self._text(self.words(f"annex.{taken}"))]

    def _contractors(self) -> Iterator[Fields]:
        catalogue = self.edition.catalogue
        given = {str(contractor.party): contractor for contractor in self.annex.parties}
        for id in dict.fromkeys([*self._signing(), *given]):
            contractor = given.get(id)
            contacts = [self.value(contact.role) for contact in self.annex.contacts if contact.party == id]
            number = contractor.number if contractor else None
            yield {
                "heading": self.encoder.rich(self.edition.name(catalogue.party(id).name)),
                "items": [
                    self._item("legal-name", self.value(contractor.name if contractor else None)),
                    self._item("legal-number", self._text(str(number)) if number else ()),
                    self._item("contact-role", *contacts),
                ],
            }

    def _agreed(self) -> Iterator[Fields]:
        annex = self.annex
        yield self._item("agreement", self.value(annex.agreement))
        yield self._item("rank", *(self.value(one) for one in annex.rank))
        yield self._item("term", self.value(annex.term))
        yield self._item("service-windows", self.value(annex.service_windows))
        yield self._item("reporting", self.value(annex.reporting))
        yield self._item("hours", self.value(annex.hours))

    def _open(self) -> Fields:
        """What the source leaves open: what it does not state, what is to be agreed, and what it binds nobody by name to."""
        words, said = self.encoder.words, self.encoder.said
        found = [
            duties(self.edition, self.service, party)
            for party in self.edition.catalogue.parties
            if self.service.has_column(party.id)
        ]
        unstated = [said(name) for name in not_stated(self.edition, facts_of_source(self.edition, self.service))]
        whose: dict[tuple[str, Link], tuple[Rich, list[str]]] = {}
        for each in found:
            for place in each.open:
                for duty in place.duties:
                    whose.setdefault((place.name, duty.link), (duty.task, []))[1].append(each.party)
        agreed = [
            self.encoder.joined([(*self._text(f"{name}: " if name else ""), *task), self._text(f"({', '.join(parties)})")], " ")
            for (name, _), (task, parties) in whose.items()
        ]
        unnamed = list(dict.fromkeys(one.id for each in found for one in each.unnamed))
        items = [
            {"name": words("annex.open.unstated"), "values": unstated},
            {"name": words("duties.open"), "values": agreed},
            {"name": words("duties.unnamed"), "values": [said(id) for id in unnamed]},
        ]
        return {"heading": words("annex.open"), "items": [item for item in items if item["values"]]}

    def _with_choices(self, sections: object) -> list[Fields]:
        """The sections, with what the file chooses under the statement that it concerns."""
        chosen: dict[str, list[Fields]] = {}
        for statement, key, values in self._choices():
            item = self._item(key, *values)
            chosen.setdefault(statement, []).append({"name": item["name"], "value": item["value"]})
        assert isinstance(sections, list)
        return [_chosen_in(section, chosen) for section in sections]

    def _signatures(self) -> Fields:
        parties = [self.edition.catalogue.party(party) for party in self._signing()]
        return {
            "heading": self.encoder.words("annex.signatures"),
            "parties": [self.encoder.rich(self.edition.name(party.name)) for party in parties],
            "lines": [self.encoder.words(f"annex.{key}") for key in ("signature", "signer", "signed")],
        }

    def _signing(self) -> list[str]:
        """Who signs: the parties of the matrix, or at least the provider."""
        parties = [party for matrix in self.service.all_matrices for party in matrix.parties]
        return list(dict.fromkeys(parties)) or [self.service.provider]


def _chosen_in(section: Mapping[str, object], chosen: Mapping[str, list[Fields]]) -> Fields:
    statements, inner = section["statements"], section["sections"]
    assert isinstance(statements, list) and isinstance(inner, list)
    return {
        **section,
        "statements": [{**statement, "chosen": chosen.get(statement["id"]["w"], [])} for statement in statements],
        "sections": [_chosen_in(each, chosen) for each in inner],
    }

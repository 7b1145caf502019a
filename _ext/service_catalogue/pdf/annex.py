"""The contract annex: a chosen service for one system, in one language or in two side by side."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from service_catalogue.check.annex import Annex, Choice, languages_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.pdf.encode import Encoder
from service_catalogue.pdf.service import put_places, service_sheet, service_view
from service_catalogue.pdf.sheets import Sheet, frame
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.parts import Fact, title_of


def annex_sheet(annex: Annex, catalogue: Catalogue, base_url: str, data: str) -> Sheet:
    """The annex; ``data`` is the digest of the catalogue's files."""
    service = catalogue.objects["service"][annex.service]
    languages = languages_of(annex, catalogue)
    encoders = [Encoder(Edition(catalogue, language), base_url, prefix=f"{language}:") for language in languages]
    return {
        **frame(
            encoders[0],
            f"{encoders[0].edition.words('annex.title')}: {title_of(encoders[0].edition, service)}, {annex.system}",
            annex.date,
        ),
        "numbering": ["", "1"],
        "annex": [_side(encoder, annex, service, data) for encoder in encoders],
        "running": [annex.system, encoders[0].edition.words.date(annex.date)],
    }


def digest_of_data(folder: Path) -> str:
    """A digest of the catalogue's files: of each, in the order of their paths, its path, a zero, its bytes, a zero."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.yaml"), key=lambda path: path.relative_to(folder).as_posix()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _side(encoder: Encoder, annex: Annex, service: Service, data: str) -> dict[str, object]:
    """The annex in one language."""
    edition = encoder.edition
    view = service_view(edition, service)
    put_places(encoder, view, terms=False)
    shown = service_sheet(encoder, service, view, whole=True)
    return {
        **{
            key: shown[key]
            for key in ("code", "name", "notice", "prevails", "sections", "matrices", "notes", "departures", "duties")
        },
        "lang": edition.language,
        "place": shown["place"],
        "kicker": encoder.words("annex.title"),
        "system": encoder.said(annex.system),
        "facts": [_row(encoder, fact) for fact in _facts(encoder, annex, service)],
        "digest": [encoder.words("annex.digest"), data],
        "applies": encoder.words("annex.applies", system=annex.system),
        "signatures": [
            encoder.words("annex.signatures"),
            [encoder.rich(edition.name(edition.catalogue.party(party).name)) for party in _signing(service)],
        ],
        "lines": [encoder.words(f"annex.{key}") for key in ("signature", "signer", "signed")],
    }


def _signing(service: Service) -> list[str]:
    """Who signs: the parties of the matrix, or at least the provider."""
    parties = [party for matrix in service.all_matrices for party in matrix.parties]
    return list(dict.fromkeys(parties)) or [service.provider]


def _row(encoder: Encoder, fact: Fact) -> list[object]:
    return [encoder.said(fact.label), encoder.rich(fact.value) if fact.value else encoder.words("not-stated"), bool(fact.value)]


def _facts(encoder: Encoder, annex: Annex, service: Service) -> Iterator[Fact]:
    edition, words = encoder.edition, encoder.edition.words
    yield Fact(words("annex.system"), annex.system)
    yield Fact(words("annex.owner"), annex.owner)
    yield Fact(words("annex.environments"), ", ".join(annex.environments))
    yield Fact(words("annex.criticality"), annex.criticality or "")
    yield Fact(words("annex.service"), title_of(edition, service))
    yield Fact(words("annex.on-call"), words("annex.yes" if annex.on_call is Choice.YES else "annex.no"))
    for contact in annex.contacts:
        party = plain(edition.name(edition.catalogue.party(contact.party).name))
        yield Fact(words("annex.contact", party=party), contact.role)
    yield Fact(words("annex.date"), words.date(annex.date))
    yield Fact(words("service.version"), service.version or "")
    yield Fact(words("annex.catalogue"), edition.catalogue.identity.version or "")
    if edition.stale_texts:
        yield Fact(words("translations.annex"), words("translations.count-stale", count=len(edition.stale_texts)))

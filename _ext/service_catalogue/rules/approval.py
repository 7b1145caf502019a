"""A catalogue that is adopted says who approved it, when and on what evidence; one that is not has no approval."""

from __future__ import annotations

from collections.abc import Iterator

from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.vocabulary import CatalogueStatus
from service_catalogue.problem import Problem, Rule, Severity

RULE = Rule(
    "approval",
    {"da": "Status og godkendelse, der ikke passer sammen", "en": "A status and an approval that do not fit"},
    {
        "da": "Når ejeren har godkendt kataloget, står der adopted som status, og under approval står, hvem der gjorde det (en rolle), "
        "hvornår, og hvor det kan ses. Siderne og hæfterne viser det. Indtil da er kataloget en gengivelse uden approval.",
        "en": "Once the owner has adopted the catalogue, its status is adopted, and approval says who approved it (a role), when, and "
        "where that can be seen. The pages and booklets show it. Until then the catalogue is a restatement without an approval.",
    },
    severity=Severity.WARNING,
    failing="status: restatement\napproval:\n  by: {da: Direktionen, en: The board}\n  date: 2026-12-01\n"
    '  evidence: {da: "Referat 12, punkt 3", en: "Minutes 12, item 3"}\n',
    passing="status: adopted\napproval:\n  by: {da: Direktionen, en: The board}\n  date: 2026-12-01\n"
    '  evidence: {da: "Referat 12, punkt 3", en: "Minutes 12, item 3"}\n',
    file="catalogue.yaml",
)


def check(catalogue: Catalogue) -> Iterator[Problem]:
    identity = catalogue.identity
    if not identity:
        return
    if identity.status is CatalogueStatus.ADOPTED and identity.approval is None:
        yield RULE.problem(
            identity.at,
            da="Kataloget er adopted, men det står ikke, hvem der har godkendt det. Skriv under approval hvem (by), hvornår (date) og "
            "hvor det kan ses (evidence).",
            en="The catalogue is adopted, but nothing says who approved it. Write under approval who did (by), when (date), and where "
            "that can be seen (evidence).",
        )
    if identity.status is CatalogueStatus.RESTATEMENT and identity.approval:
        yield RULE.problem(
            identity.approval.at,
            da="Kataloget er endnu en gengivelse og har dog en approval. Sæt status til adopted, eller slet approval.",
            en="The catalogue is still a restatement and yet has an approval. Set its status to adopted, or delete the approval.",
        )

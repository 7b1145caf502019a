"""The fields of the small catalogue by what may stand in them: the file, what stands there, and where the value goes."""

from __future__ import annotations

from tests.folders import DESK

#: Texts for readers: ``¤`` is where a text goes. All of them come out of the JSON.
TEXTS = {
    "the catalogue's name": ("catalogue.yaml", "{da: Lille katalog, en: Small catalogue}", "{da: ¤, en: Small catalogue}"),
    "the summary": ("catalogue.yaml", "  da: Et *lille* katalog med [et link](https://example.org/da).", "  da: ¤"),
    "the owner": ("catalogue.yaml", "owner: {da: Ejeren, en: The owner}", "owner: {da: ¤, en: The owner}"),
    "a party's name": ("parties.yaml", "name: {da: Leverandør, en: Provider}", "name: {da: ¤, en: Provider}"),
    "a layer's name": ("layers.yaml", "name: {da: Nedre lag, en: Lower layer}", "name: {da: ¤, en: Lower layer}"),
    "a group's name": ("tasks.yaml", "name: {da: Sikkerhed, en: Safety}", "name: {da: ¤, en: Safety}"),
    "a task's name": ("tasks.yaml", "name: {da: Genskabelse, en: Restore}", "name: {da: ¤, en: Restore}"),
    "a task's description": ("tasks.yaml", "{da: At tage kopier., en: Taking copies.}", "{da: ¤, en: Taking copies.}"),
    "a scheme's name": ("roles.yaml", "name: {da: RACI, en: RACI}", "name: {da: ¤, en: RACI}"),
    "a letter's word": ("roles.yaml", "word: {da: Rådspørges, en: Consulted}", "word: {da: ¤, en: Consulted}"),
    "a letter's meaning": ("roles.yaml", "meaning: {da: Bliver spurgt., en: Is asked.}", "meaning: {da: ¤, en: Is asked.}"),
    "a term's name": ("glossary.yaml", "name: {da: SIT, en: SIT}", "name: {da: ¤, en: SIT}"),
    "a definition": (
        "glossary.yaml",
        "definition: {da: Leverandøren., en: The provider.}",
        "definition: {da: ¤, en: The provider.}",
    ),
    "a term's source": ("glossary.yaml", 'from: {da: "Standard X, punkt 1"', "from: {da: ¤"),
    "the service's name": (DESK, "name: {da: Skrivebord, en: Desk}", "name: {da: ¤, en: Desk}"),
    "the service's code": (DESK, "code: D1", "code: ¤"),
    "the family": (DESK, "family: {da: Kontor, en: Office}", "family: {da: ¤, en: Office}"),
    "the motto": (DESK, "motto: {da: Ro på, en: Stay calm}", "motto: {da: ¤, en: Stay calm}"),
    "the version": (DESK, 'version: "1.10"', "version: ¤"),
    "the approver": (DESK, "approver: {da: Direktøren, en: The director}", "approver: {da: ¤, en: The director}"),
    "the source's title": (DESK, "title: {da: Arket, en: The sheet}", "title: {da: ¤, en: The sheet}"),
    "a section's name": (DESK, "name: {da: Hvad, en: What}", "name: {da: ¤, en: What}"),
    "a statement": (DESK, "text: {da: Spørg leverandøren., en: Ask the provider.}", "text: {da: ¤, en: Ask the provider.}"),
    "a note": (DESK, "text: {da: Kun om fejl., en: Of faults only.}", "text: {da: ¤, en: Of faults only.}"),
    "a reason": (DESK, "reason: {da: Kilden siger det., en: The source says so.}", "reason: {da: ¤, en: The source says so.}"),
}
#: Those of them that stand on one line.
ON_ONE_LINE = ("the service's code", "the version")
#: Those of them that are names of what stands in headings, columns and lists: 500 characters at the most.
SHORT = (
    "the catalogue's name", "a party's name", "a layer's name", "a group's name", "a task's name", "a scheme's name", "a letter's word", "a term's name",
    "the service's name", "a section's name",
)  # fmt: skip
#: One more object of each kind, whose id goes to ``¤``.
IDS = {
    "a party": ("parties.yaml", "parties:\n", "parties:\n  - {id: ¤, name: {da: Tredje, en: Third}}\n"),
    "a layer": ("layers.yaml", "layers:\n", "layers:\n  - {id: ¤, name: {da: Tredje, en: Third}}\n"),
    "a group": ("tasks.yaml", "groups:\n", "groups:\n  - {id: ¤, name: {da: Tredje, en: Third}}\n"),
    "a scheme": (
        "roles.yaml",
        "schemes:\n",
        "schemes:\n  - {id: ¤, name: {da: T, en: T}, cell-order: X, letters: [{letter: X, word: {da: T, en: T}, meaning: {da: T, en: T}}]}\n",
    ),
    "a term": ("glossary.yaml", "terms:\n", "terms:\n  - {id: ¤, name: {da: tredje, en: third}, definition: {da: T., en: T.}}\n"),
    "a section": (DESK, "sections:\n  - id: what\n", "sections:\n  - {id: ¤, name: {da: Tredje, en: Third}}\n  - id: what\n"),
    "a statement": (DESK, "      - id: what-1\n", "      - {id: ¤, text: {da: T., en: T.}}\n      - id: what-1\n"),
}
#: References, by the kind that they are to: the id goes to ``¤``.
REFERENCES = {
    "a provider": (DESK, "provider: provider", "provider: ¤"),
    "a contact": (DESK, "contact: ask-1", "contact: ¤"),
    "a task in a statement": (DESK, "{tasks: [ownership]", "{tasks: [¤]"),
    "a layer in a statement": (DESK, "layers: [upper], parties", "layers: [¤], parties"),
    "a party in a claim": (DESK, "{party: customer, may-do", "{party: ¤, may-do"),
    "a term of a party": ("parties.yaml", "term: customer", "term: ¤"),
    "a group's parent": ("tasks.yaml", "parent: running", "parent: ¤"),
}
#: Values of a closed form: what may not stand there is an ``invalid-value``.
CLOSED = {
    "a status": (DESK, "status: in-force", "status: ¤"),
    "a first day": (DESK, "from: 2026-01-01", "from: ¤"),
    "a source's date": (DESK, "date: 2025-11-30", "date: ¤"),
    "a note's kind": (DESK, "kind: condition", "kind: ¤"),
    "a count": ("roles.yaml", "count: any", "count: ¤"),
    "a duty": ("roles.yaml", "duty: does", "duty: ¤"),
    "the catalogue's status": ("catalogue.yaml", "status: restatement", "status: ¤"),
    "the address": ("catalogue.yaml", "base-url:", "base-url: ¤"),
}

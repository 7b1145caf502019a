"""The index of the search: everything that can be found, with its address."""

import json

import pytest
from catalogue.check import check
from catalogue.search import entries, write
from catalogue.views.edition import Edition

from tests.folders import DATA, SMALL

CATALOGUE = check(SMALL).catalogue
PROSE = {"about": [("who", "Who made it", "We did.")], "editors": [("how", "How", "So.")]}
FOUND = entries(Edition(CATALOGUE, "en"), PROSE)


def test_entries():
    assert [(entry.kind, entry.address) for entry in FOUND] == [
        ("service", "services/desk.html"),
        *(("statement", f"services/desk.html#{id}") for id in ("what-1", "ask-1", "copies-1", "copies-2")),
        *(("task", f"tasks/{id}.html") for id in ("ownership", "backup", "restore")),
        *(("party", f"parties/{id}.html") for id in ("customer", "provider")),
        *(("layer", f"layers/{id}.html") for id in ("upper", "lower")),
        *(("term", f"glossary.html#{id}") for id in ("backup", "customer", "responsible", "sit")),
        ("section", "about.html#who"),
        ("section", "editors.html#how"),
    ]


@pytest.mark.parametrize(
    ("address", "title", "text", "also"),
    [
        ("services/desk.html", "D1 Desk", "Stay calm", ""),
        ("services/desk.html#copies-1", "D1 Desk: Copies", "The provider takes a copy of everything, every night.", "copies-1"),
        ("tasks/restore.html", "Restore", "", "Genskabelse"),
        ("glossary.html#backup", "backup", "A copy.", "backup backuppen backupper sikkerhedskopi backup backups"),
        ("about.html#who", "Who made it", "We did.", ""),
    ],
)
def test_an_entry(address, title, text, also):
    entry = next(entry for entry in FOUND if entry.address == address)
    assert (entry.title, entry.text, entry.also) == (title, text, also)


def test_the_script_is_data_and_nothing_else(tmp_path):
    prose = {"x": [("a", "</script><script>alert(1)</script>", "\u2028<!--")]}
    target = tmp_path / "_static" / "index.js"
    write(target, Edition(CATALOGUE, "da"), prose)
    text = target.read_text("utf-8")
    assert "<" not in text
    before, _, rest = text.partition("=")
    assert before == "window.catalogueIndex"
    assert json.loads(rest.rstrip(";\n"))[-1][1:3] == ["</script><script>alert(1)</script>", "\u2028<!--"]


def test_what_is_the_same_is_not_written_again(tmp_path):
    target = tmp_path / "index.js"
    write(target, Edition(CATALOGUE, "da"), {})
    target.chmod(0o444)
    (before,) = [target.stat().st_mtime_ns]
    write(target, Edition(CATALOGUE, "da"), {})
    assert target.stat().st_mtime_ns == before


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_statement_and_term_of_2a_can_be_found(language):
    catalogue = check(DATA).catalogue
    addresses = {entry.address for entry in entries(Edition(catalogue, language), {})}
    service = catalogue.objects["service"]["2a"]
    assert {f"services/2a.html#{id}" for id in service.statements} <= addresses
    assert {f"glossary.html#{term.id}" for term in catalogue.terms} <= addresses

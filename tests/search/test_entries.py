"""Everything of a catalogue that can be found, with its address and the words that it is found by."""

import pytest
from service_catalogue.check.checker import check
from service_catalogue.search.entries import ProseSection
from service_catalogue.views.edition import Edition

from tests.folders import PLATFORM, SMALL, assert_finds, case_file, catalogue_of, copy, entries, plant

#: The departures of the small catalogue.
MARKED = ("tension.t1", "exception.1", "exception.2")
PROSE = {"about": [ProseSection("who", "Who made it", "We did.", ("authors",))], "notes/how": [ProseSection("how", "How", "So.")]}


def found_in(folder, language="en"):
    return entries(Edition(check(folder).catalogue, language), PROSE)


@pytest.fixture(scope="module")
def found():
    # The page of a party in one service is its part too.
    return {entry.name if entry.kind == "duties" else entry.address: entry for entry in found_in(SMALL)}


def test_what_is_found_kind_by_kind(found):
    assert [(entry.kind, entry.address) for entry in found.values()] == [
        ("service", "services/desk.html"),
        *(("task", f"tasks/{id}.html") for id in ("ownership", "backup", "restore")),
        *(("layer", f"layers/{id}.html") for id in ("upper", "lower")),
        *(("party", f"parties/{id}.html") for id in ("customer", "provider")),
        *(("term", f"glossary.html#{id}") for id in ("backup", "customer", "responsible", "sit")),
        *(("statement", f"services/desk.html#{id}") for id in ("what-1", "ask-1", "copies-1", "copies-2")),
        *(("note", f"services/desk.html#note.{note.id}") for note in catalogue_of(SMALL).services[0].notes),
        *(
            ("stated", f"services/desk.html#{part}")
            for part in ("part.source", "part.tensions", MARKED[0], "part.exceptions", *MARKED[1:])
        ),
        ("duties", "parties/customer.html"),
        ("duties", "parties/customer.html#rights"),
        ("duties", "parties/provider.html"),
        ("section", "about.html#who"),
        ("section", "notes/how.html#how"),
    ]


def test_a_service_is_found_by_its_code_and_name(found):
    assert found["services/desk.html"].names == ("D1", "Desk")


def test_a_task_is_found_by_its_name_in_every_language(found):
    task = found["tasks/restore.html"]
    assert (task.names, task.also) == (("Restore",), ("Genskabelse",))


def test_a_task_is_found_by_its_name_without_what_qualifies_it():
    tasks = {entry.address: entry for entry in found_in(PLATFORM) if entry.kind == "task"}
    assert "Licences" in tasks["tasks/licences.html"].also
    assert {"User access", "Support", "service desk"} <= {name for task in tasks.values() for name in task.also}


def test_a_term_is_found_by_all_that_the_glossary_calls_it(found):
    term = found["glossary.html#backup"]
    assert term.names == ("backup",)
    assert term.also == ("backups", "backuppen", "backupper", "sikkerhedskopi")


def test_a_statement_knows_what_it_is_about(found):
    statement = found["services/desk.html#copies-1"]
    assert statement.text == "The provider takes a copy of everything, every night."
    assert {"task:backup", "party:provider", "layer:lower"} <= set(statement.about)
    assert {"service:desk", "party:provider", "layer:lower"} <= set(statement.facets)
    assert not any(name.startswith(("task:", "term:")) for name in statement.facets)


def test_a_task_belongs_to_the_services_layers_and_parties_that_have_it(found):
    assert set(found["tasks/backup.html"].facets) == {
        "service:desk",
        "layer:upper",
        "layer:lower",
        "party:customer",
        "party:provider",
    }


def test_a_party_without_a_column_is_found_with_all_statements_about_it():
    (told,) = [entry for entry in found_in(PLATFORM) if entry.name == "duties:2a.third-party-supplier"]
    assert "third-party supplier" in told.shown


def test_a_statement_shows_that_the_source_says_something_else_too(found):
    shown = found["services/desk.html#what-1"].shown
    assert shown.endswith(" (The source says two things: t1)")
    assert "says two things" not in found["services/desk.html#what-1"].text


def test_each_departure_is_found_by_its_mark_and_shows_its_text(found):
    service = catalogue_of(SMALL).services[0]
    marked = [found[f"services/desk.html#{anchor}"] for anchor in MARKED]
    assert [entry.names for entry in marked] == [("t1",), ("!1",), ("!2",)]
    assert [entry.also for entry in marked] == [(), ("Departure 1",), ("Departure 2",)]
    assert marked[0].shown == service.tensions[0].text["en"]


@pytest.mark.parametrize(("language", "we", "you"), [("en", "we", "you"), ("da", "vi", "jer")])
def test_who_asks_is_the_customer_and_who_is_asked_the_provider(language, we, you):
    parties = {entry.name: entry for entry in found_in(SMALL, language) if entry.kind == "party"}
    assert we in parties["party:customer"].sought
    assert you in parties["party:provider"].sought
    assert not set(parties["party:customer"].sought) & set(parties["party:provider"].sought)


def test_a_passage_is_found_by_its_search_words(found):
    assert found["about.html#who"].sought == ("authors",)


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("service:desk", "services/desk.html"),
        ("task:backup", "tasks/backup.html"),
        ("layer:upper", "layers/upper.html"),
        ("party:provider", "parties/provider.html"),
        ("term:sit", "glossary.html#sit"),
        ("statement:desk.copies-1", "services/desk.html#copies-1"),
        ("note:desk.1", "services/desk.html#note.1"),
    ],
)
def test_search_words(tmp_path, name, address):
    folder = copy(tmp_path)
    words = f"search-words:\n  - for: {name}\n    words: {{en: [sought after, asked for]}}\n"
    assert plant(folder, ("search-words.yaml", "", words)) == []
    entry = next(entry for entry in found_in(folder) if entry.address == address)
    assert entry.sought[:2] == ("sought after", "asked for")


CASES = case_file(__file__)


@pytest.mark.parametrize("edits", CASES)
def test_search_words_that_help_nobody(tmp_path, edits):
    assert_finds(tmp_path, edits)


@pytest.mark.parametrize("language", ["da", "en"])
def test_every_statement_and_term_of_2a_can_be_found(language):
    catalogue = catalogue_of(PLATFORM)
    addresses = {entry.address for entry in entries(Edition(catalogue, language), {})}
    service = catalogue.objects["service"]["2a"]
    assert {f"services/2a.html#{id}" for id in service.statements} <= addresses
    assert {f"glossary.html#{term.id}" for term in catalogue.terms} <= addresses
    assert {f"services/2a.html#note.{note.id}" for note in service.notes} <= addresses

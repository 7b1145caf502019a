"""Everything of a catalogue that can be found, with its address and the words that it is found by."""

import pytest
from service_catalogue.check.checker import check
from service_catalogue.search.entries import Passage, entries
from service_catalogue.views.edition import Edition

from tests.folders import PLATFORM, SMALL, assert_finds, case_file, catalogue_of, copy, plant

#: The departures of the small catalogue.
MARKED = ("tension.t1", "exception.1", "exception.2")
PROSE = {"about": [Passage("who", "Who made it", "We did.", ("authors",))], "notes/how": [Passage("how", "How", "So.")]}


def found_in(folder, language="en"):
    return entries(Edition(check(folder).catalogue, language), PROSE)


@pytest.fixture(scope="module")
def found():
    return {entry.address: entry for entry in found_in(SMALL)}


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
        ("duties", "parties/customer/desk.html"),
        *(
            ("duties", f"parties/customer/desk.html#{part}")
            for part in ("letter.raci.A", "responsible", "letter.raci.C", "letter.raci.I")
        ),
        ("duties", "parties/customer/desk.html#rights"),
        *(("duties", f"services/desk.html?party=customer&layer={layer}#part.matrix") for layer in ("upper", "lower")),
        ("duties", "parties/provider/desk.html"),
        *(("duties", f"parties/provider/desk.html#{part}") for part in ("letter.raci.A", "responsible", "letter.raci.I")),
        *(("duties", f"services/desk.html?party=provider&layer={layer}#part.matrix") for layer in ("upper", "lower")),
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


def test_a_party_and_a_letter_are_found_by_both_and_show_each_cell_with_what_belongs_to_it(found):
    told = found["parties/customer/desk.html#letter.raci.I"]
    assert told.names == ("Customer Informed",)
    assert told.shown == (
        "2 cells of the matrix. Lower layer: Ownership (The source says two things: t1), Backup (Note 1; Departure 2)."
    )
    assert "Backup" not in told.text, "the tasks have cells of their own"
    assert set(told.facets) == {"service:desk", "party:customer"}
    assert found["parties/customer/desk.html#responsible"].about == ("party:customer",)


def test_a_party_and_a_layer_are_found_by_both_and_show_what_it_has_there_by_letters(found):
    told = found["services/desk.html?party=customer&layer=lower#part.matrix"]
    assert told.title == "Customer in D1 Desk: Lower layer"
    assert told.names == ("Customer Lower layer",)
    assert (
        told.shown
        == "Consulted and informed: Ownership (The source says two things: t1). Informed: Backup (Note 1; Departure 2)."
    )
    assert told.about == ("party:customer", "layer:lower")


def test_a_party_without_a_column_is_found_with_all_statements_about_it():
    (told,) = [entry for entry in found_in(PLATFORM) if entry.address.startswith("parties/third-party-supplier/")]
    assert "third-party supplier" in told.shown
    assert told.also == ("Third-party supplier",)  # it is bound to nothing


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


def test_what_is_shown_of_duties_is_cut_between_tasks_and_never_inside_one():
    shown = [entry.shown for entry in found_in(PLATFORM) if entry.kind == "duties"]
    cut = [text for text in shown if text.endswith(" …")]
    assert len(cut) > 4
    for text in cut:
        assert text.removesuffix(" …")[-1] in ",.)", text
        assert text.count("(") == text.count(")"), text


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


@pytest.mark.parametrize("language", ["da", "en"])
def test_everything_of_2a_has_search_words(language):
    catalogue = catalogue_of(PLATFORM)
    assert [name for name in catalogue.searchable if not catalogue.search_words_for(name, language)] == []

"""The data of 2A hold what its source says: every cell, every note, every fact, in both languages."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from service_catalogue.model.kinds import CatalogueStatus, StatementKind
from service_catalogue.text import SpanKind, TermFinder, spans
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import PageAddress
from service_catalogue.views.service import SOURCE, service_page

from tests.built import source_cells, source_rows
from tests.folders import DATA, catalogue_of

pytestmark = pytest.mark.content

CATALOGUE = catalogue_of(DATA)
SERVICE = next(service for service in CATALOGUE.services if service.id == "2a")
MATRIX = SERVICE.matrix
LANGUAGES = ("da", "en")

#: What the source says, and what was agreed on.
SOURCE_2A = yaml.load(Path(__file__).with_suffix(".yaml").read_text("utf-8"), yaml.CBaseLoader)
FACTS, NOTES, QUOTED, AGREED, RIGHTS = map(SOURCE_2A.get, ("facts", "notes", "quoted", "agreed", "rights"))
LAYERS = ["applications", "middleware", "operating-system", "server-storage-network"]


# ---- The matrix ------------------------------------------------------------------------------------------------------


def test_the_source_is_whole():
    assert len({cell.address for cell in source_cells()}) == 200
    assert Counter(cell.roles for cell in source_cells()) == {"AR": 96, "": 74, "I": 13, "CI": 10, "A": 4, "R": 3}


def test_every_cell_in_the_order_of_the_source_and_no_other():
    found = [(cell.address, cell.letters, cell.notes, cell.task, cell.values, cell.party) for cell in MATRIX.cells]
    assert found == [(cell.address, cell.roles, cell.notes, cell.task, (cell.layer,), cell.party) for cell in source_cells()]
    assert {cell.state.value for cell in MATRIX.cells} == {""}
    assert all(MATRIX.by_address[cell.address] is cell for cell in MATRIX.cells)


def test_tasks_their_names_groups_and_notes():
    rows = [(CATALOGUE.task(row.task), row) for row in MATRIX.rows]
    found = [(CATALOGUE.group_path(task.group)[0].name["da"], task.id, task.name["da"], tuple(row.note)) for task, row in rows]
    assert found == [(row.group, row.task, row.name, row.notes) for row in source_rows()]
    own = {task.id for task, _ in rows}  # other services may have others
    assert [task.id for task in CATALOGUE.tasks if task.id in own] == [row.task for row in source_rows()]


def test_layers_and_parties_have_the_names_of_the_source():
    assert list(MATRIX.axes) == ["layer"]
    assert list(MATRIX.axes["layer"]) == [layer.id for layer in CATALOGUE.layers if layer.id in LAYERS] == LAYERS
    names = [CATALOGUE.layer(layer).name["da"] for layer in LAYERS]
    assert names == ["Applikationer", "Middleware", "Operativsystem", "Server/storage og netværk"]
    assert list(MATRIX.parties) == ["customer", "provider"]
    assert [(CATALOGUE.party(party).name["da"], CATALOGUE.party(party).short["da"]) for party in MATRIX.parties] == [
        ("Kunde", "Kunde"),
        ("Statens It", "SIT"),
    ]


def test_letters_with_the_words_of_the_source():
    scheme = CATALOGUE.scheme(MATRIX.scheme)
    assert [(letter.letter, letter.word["da"], letter.word["en"]) for letter in scheme.letters] == [
        ("R", "Udfører", "Responsible"), ("A", "Ansvarlig", "Accountable"), ("C", "Rådspørges", "Consulted"), ("I", "Informeres", "Informed"),
    ]  # fmt: skip
    assert [scheme.in_order(roles) for roles in ("RA", "IC")] == ["AR", "CI"]


def test_there_are_six_notes_in_the_order_of_the_source():
    assert [note.id for note in SERVICE.notes] == list(NOTES)
    for note in SERVICE.notes:
        for language, words in zip(LANGUAGES, NOTES[note.id], strict=True):
            assert [word for word in words if word.lower() not in note.text[language].lower()] == [], note.id


# ---- The statements --------------------------------------------------------------------------------------------------


def test_every_fact_has_its_statement_in_its_section():
    assert {section.id: [statement.id for statement in section.statements] for section in SERVICE.all_sections} == FACTS


def test_sections_have_the_names_of_the_source():
    names = {section.id: section.name["da"] for section in SERVICE.all_sections}
    assert [names[id] for id in ("general", "security", "itil", "development")] == [
        "Generelt", "Informationssikkerhed", "ITIL-processer", "Udvikling og vedligehold",
    ]  # fmt: skip


@pytest.mark.parametrize("id", QUOTED)
def test_the_terms_of_the_source_are_kept(id):
    assert QUOTED[id].lower() in SERVICE.statements[id].text["da"].lower()


@pytest.mark.parametrize("id", AGREED)
def test_agreed_passages_stand_in_both_languages(id):
    text = SERVICE.statements[id].text
    assert [words for language, words in zip(LANGUAGES, AGREED[id], strict=True) if words not in text[language]] == []


@pytest.mark.parametrize("id", [id for ids in FACTS.values() for id in ids])
def test_a_statement_is_plain_text_in_both_languages(id):
    text = SERVICE.statements[id].text
    assert set(text) == set(LANGUAGES)
    assert text["da"] != text["en"]
    for words in text.values():
        plain = "".join(span.words for span in spans(words))
        assert plain == " ".join(plain.split()), "spaces that are not needed"
        assert not re.search(r"[*\[\]{}|<>_`\\#]|\(http", plain), "left-over syntax"
        assert plain[-1] in ".”«"
        assert plain[0].isupper()


@pytest.mark.parametrize("id", SOURCE_2A["without-actor"])
def test_where_the_source_names_nobody_neither_do_the_claims(id):
    (claim,) = SERVICE.statements[id].claims
    assert (claim.party, claim.tasks, claim.words) == (None, (), None)


def test_the_first_half_of_offer_2_names_nobody_either():
    assert [claim.party for claim in SERVICE.statements["offer-2"].claims] == [None, "provider"]


def test_every_statement_binds_somebody_or_informs():
    informing = {statement.id for statement in SERVICE.statements.values() if statement.kind is StatementKind.INFORMATION}
    assert informing == {"id-1", "id-2", "id-3", "example-1", "baseline"}
    assert all(statement.claims for statement in SERVICE.statements.values() if statement.id not in informing)


def test_no_claim_repeats_its_statement_in_other_words():
    assert [text.address for text in SERVICE.texts for claim in text.claims if claim.words] == []


def test_quotes_are_passages_of_their_statement():
    quotes = [(text, claim.quote) for text in SERVICE.texts for claim in text.claims if claim.quote]
    assert {text.address for text, _ in quotes} == {
        "desc-4", "desc-5", "offer-2", "general-2", "general-3", "general-4", "general-5", "note.3", "note.6",
    }  # fmt: skip
    assert all(quote[language] in text.text[language] for text, quote in quotes for language in LANGUAGES)


@pytest.mark.parametrize("id", SOURCE_2A["without-tasks"])
def test_what_is_no_task_of_the_matrix_is_shown_in_words(id):
    claims = SERVICE.statements[id].claims
    assert [claim.party for claim in claims] == SOURCE_2A["without-tasks"][id]
    assert not any(claim.tasks or claim.on for claim in claims)


def test_the_parts_of_desc_4_are_not_divided_between_the_parties():
    """The source leaves open what the processes underpin: each party's list has the whole sentence."""
    for party in ("provider", "customer"):
        for language in LANGUAGES:
            found = duties(Edition(CATALOGUE, language), SERVICE, CATALOGUE.party(party))
            (shown,) = (one for one in (*found.promised, *found.rights) if one.id == "desc-4")
            assert plain(shown.text) == SERVICE.statements["desc-4"].text[language]
            assert any(piece.is_marked for piece in shown.text) is (party == "provider")


def test_who_owns_what_is_compared_with_no_row():
    found = {
        id: [(claim.party, claim.tasks, claim.on) for claim in statement.claims if claim.is_owning]
        for id, statement in SERVICE.statements.items()
    }
    assert {id: owners for id, owners in found.items() if owners} == {
        id: [(owner, (), ())] for id, owner in SOURCE_2A["owners"].items()
    }


def test_either_of_two_deals_with_faults_of_applications_and_one_of_them_has_the_duty():
    statement = SERVICE.statements["general-9"]
    (claim,) = statement.claims
    assert (claim.party, tuple(statement.about.parties)) == ("customer", ("third-party-supplier",))
    assert (claim.words, claim.quote) == (None, None)


@pytest.mark.parametrize("id", RIGHTS)
def test_a_right_is_no_duty(id):
    rights = [claim for claim in SERVICE.statements[id].claims if claim.is_right and not claim.is_owning]
    assert [claim.may_do for claim in rights] == [*map(tuple, RIGHTS[id])]


def test_conditions_go_with_their_claims():
    found = {
        id: [claim.condition for claim in statement.claims if claim.condition] for id, statement in SERVICE.statements.items()
    }
    conditions = {
        id: {language: str(one[language]) for language in LANGUAGES} for id, (one, *_) in ((i, c) for i, c in found.items() if c)
    }
    assert conditions == {"security-1": {"da": "hvor dette er formelt aftalt", "en": "where that is formally agreed"}}
    for language, condition in conditions["security-1"].items():
        assert condition in SERVICE.statements["security-1"].text[language]


def test_what_the_source_ensures_is_a_claim_that_ensures():
    assert {id for id, statement in SERVICE.statements.items() if any(claim.ensures for claim in statement.claims)} == {
        *SOURCE_2A["ensures"]
    }


def test_what_is_accountable_is_never_responsible_in_english():
    """The letter is A if the source says *ansvarlig* or *har ansvaret*."""
    texts = [
        text
        for statement in SERVICE.statements.values()
        for text in (statement.text, *(c.quote for c in statement.claims if c.quote))
    ]
    texts += [text for note in SERVICE.notes for text in (note.text, *(claim.quote for claim in note.claims if claim.quote))]
    assert not [text["en"] for text in texts if "responsib" in text["en"].lower()]
    accountable = [text for text in texts if re.search(r"\bansvaret?\b", text["da"])]
    assert len(accountable) == 13
    assert [text["da"] for text in accountable if "accountable" not in text["en"]] == []


def test_where_the_source_says_two_things_every_place_says_so():
    assert {tension.id: set(tension.at_) for tension in SERVICE.tensions} == {
        id: {*places} for id, places in SOURCE_2A["tensions"].items()
    }


def test_one_rule_is_departed_from():
    found = [(exception.rule, tuple(exception.at_), tuple(exception.notes)) for exception in SERVICE.exceptions]
    assert found == [("someone-responsible", ("backup.applications",), ("6",))]


# ---- What is known of it ---------------------------------------------------------------------------------------------


def test_what_the_source_does_not_state_is_empty():
    assert (SERVICE.status, SERVICE.version, SERVICE.approver, SERVICE.source.date) == (None, None, None, None)
    assert SERVICE.valid is None or (SERVICE.valid.from_, SERVICE.valid.to) == (None, None)


def test_no_search_word_leads_from_a_subject_of_silence_to_a_task_that_a_note_limits():
    rows = [row for row in MATRIX.rows if row.note]
    limited = [
        name for row in rows for name in (f"task:{row.task}", f"term:{row.task}", *(f"note:2a.{note}" for note in row.note))
    ]
    for language in LANGUAGES:
        words = "|".join(
            re.escape(word) + (r"\b" if len(word) < 6 else "") for topic in SERVICE.topics for word in topic.words[language]
        )
        sought = {name: CATALOGUE.search_words_for(name, language) for name in limited}
        assert [
            (name, one) for name, all_of in sought.items() for one in all_of if re.search(rf"\b(?:{words})", one, re.IGNORECASE)
        ] == []


def test_code_name_and_languages_are_those_of_the_source():
    assert (SERVICE.code, SERVICE.name["da"], SERVICE.provider) == ("2A", "Platformdrift", "provider")
    assert CATALOGUE.identity.status is CatalogueStatus.RESTATEMENT
    assert (list(CATALOGUE.identity.languages), CATALOGUE.identity.authoritative) == (["da", "en"], "da")


@pytest.mark.parametrize("language", LANGUAGES)
def test_its_facts_list_the_standards_that_the_source_names(language):
    """The others are references of the catalogue, at tasks and terms."""
    page = service_page(Edition(CATALOGUE, language), PageAddress("services/2a", "service", ("2a",)))
    (facts,) = (part.content.facts for part in SOURCE.among(page.parts))
    (named,) = (plain(fact.value) for fact in facts if fact.label in ("Standards", "Standarder"))
    assert named == "ISO/IEC 27001, ITIL"


# ---- The glossary ----------------------------------------------------------------------------------------------------

FINDER = {language: TermFinder(CATALOGUE.terms, language, LANGUAGES) for language in LANGUAGES}


def test_there_are_at_least_40_terms_and_those_of_the_source_say_where_they_are_from():
    terms = [*itertools.chain(*SOURCE_2A["terms"])]
    assert len(CATALOGUE.terms) >= 40
    assert [id for id in terms if id not in CATALOGUE.objects["term"]] == []
    assert [term.id for term in map(CATALOGUE.term, terms) if not (term.from_ or term.standards)] == []


def test_words_of_the_source_are_found():
    for word in itertools.chain(*SOURCE_2A["words"]):
        assert (3, 3 + len(word)) in [(mention.start, mention.end) for mention in FINDER["da"].find(f"Om {word} her.")]


def test_statements_point_at_terms_without_markup():
    assert not any(span.kind is SpanKind.TERM for said in SERVICE.texts for words in said.text.values() for span in spans(words))

"""Outputs for a service with two matrices whose schemes share letters: each names the matrix and uses its scheme."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import service_catalogue.theme
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.export.workbook import workbook, written
from service_catalogue.search import index
from service_catalogue.search.answers import answers
from service_catalogue.search.entries import entries_in
from service_catalogue.sphinx_ext.theme import stemmer
from service_catalogue.store import Store
from service_catalogue.views import directives
from service_catalogue.views.allocation import ACROSS, service_shares
from service_catalogue.views.duties import OWN_LETTERS, duties, letter_counts
from service_catalogue.views.edition import Edition, Link, plain
from service_catalogue.views.matrix import MatrixViews
from service_catalogue.views.page import NONE, PageAddress
from service_catalogue.views.statements import ServiceViews, statement_view
from service_catalogue.views.status import approval

from tests.built import succeed
from tests.diff.states import changed, read, sentences
from tests.export.test_workbook import opened, rows
from tests.folders import FIXTURES, catalogue_of, copy, edited, table_of
from tests.pdf.tagged import read as read_pdf
from tests.pdf.test_annex import tight

TABLE = table_of(__file__)

FOLDER = FIXTURES / "catalogues" / "two-schemes"
CATALOGUE = catalogue_of(FOLDER)
ENGLISH = Edition(CATALOGUE, "en")
SCRIPTS = Path(service_catalogue.theme.__file__).parent / "search"
NODE = shutil.which("node")
FILE = "services/exchange.yaml"
EXCHANGE = CATALOGUE.objects["service"]["exchange"]


def test_a_letter_is_named_with_what_it_means_in_each_of_the_matrices_that_have_it():
    named = [ServiceViews(ENGLISH, EXCHANGE).reference(address) for address in ("letter.C", "letter.Q")]
    assert [(reference.words, reference.link) for reference in named] == [
        ("the letter C, Consulted and Contributor", Link("services/exchange", "part.matrix.operation")),
        ("the letter Q, Approver", Link("services/exchange", "part.matrix.audit")),
    ]


# ---- What has changed ------------------------------------------------------------------------------------------------


def changes(tmp_path, *edits):
    """Return the sentences about ``edits`` of the service, each behind its heading, and what each change touches."""
    old, new = changed(tmp_path, *((FILE, *edit) for edit in edits), source=FOLDER)
    found = compare(old, new)
    return sentences(Report(old, new, found), "en"), {change.place: set(change.touches) for change in found}


def test_what_has_changed_in_a_cell_or_a_row_is_told_with_its_matrix(tmp_path):
    said, touched = changes(
        tmp_path,
        ("premium: [R, Q, C]", "premium: [R, Q 2, C]"),
        ("      platform: [A, R]", "      platform:\n        cadence: {da: årligt, en: yearly}\n        cells: [A, R]"),
        (
            "    axes: {layer: [system, platform], plan: [basic, premium]}",
            "    axes: {layer: [system, platform], plan: [premium, basic]}",
        ),
    )
    assert said == [
        "The customer: Notes: The customer approves Keys on System, Premium (X1, Security), now with note 2: “The copy lies in another house.”",
        "Texts: The task Choice of platform in X1, Operation, cadence: {+yearly+} (Danish) {+årligt+}. This concerns the customer and Stoker: read it.",
        "Facts and settings: The matrix of X1, Security, the axis Plan: [-Basic, Premium-] {+Premium, Basic+}. This concerns the customer, Stoker and the reviewer: read it.",
    ]
    assert touched == {
        "row:exchange.operation.platform": {"service:exchange", "task:platform"},
        "cell:exchange.audit.keys.system.premium.customer": {"service:exchange", "task:keys", "layer:system", "party:customer"},
        "matrix:exchange.audit": {"service:exchange"},
    }


def test_a_letter_that_is_lost_is_told_in_the_scheme_that_it_was_in(tmp_path):
    said, _ = changes(
        tmp_path,
        ("    scheme: rcq", "    scheme: raci"),
        ("        cells: [R, C, Q]", "        cells: [AR, -, C]"),
        ("basic:   [R, C, Q]", "basic:   [AR, C, -]"),
        ("premium: [R, Q, C]", "premium: [C, AR, -]"),
        ("        platform: [R, C 1, Q]", "        platform: [AR, C 1, -]"),
    )
    assert "The customer: Ends: The customer no longer approves Keys on System, Premium (X1, Security)." in said
    assert "The customer: Ends: The customer no longer contributes to Backup on System, Basic (X1, Security)." in said
    assert "The reviewer: Gains rights: The reviewer is now consulted on Backup on System, Basic (X1, Security)." in said
    # What ran it carries it out now: the letter is the same, and another one.
    assert "Stoker: Gives up duties: Stoker no longer runs Keys on System, Premium (X1, Security)." in said
    assert "The customer: Takes on duties: The customer now carries out Keys on System, Premium (X1, Security)." in said


def test_a_letter_is_told_with_its_scheme(tmp_path):
    edits = (
        ("roles.yaml", "word: {da: Bidrager, en: Contributor}", "word: {da: Bidrager, en: Helper}"),
        ("roles.yaml", "word: {da: Udfører, en: Responsible}", "word: {da: Udfører, en: Doing}"),
    )
    old, new = changed(tmp_path, *edits, source=FOLDER)
    assert [said for said in sentences(Report(old, new, compare(old, new)), "en") if said.startswith("Texts")] == [
        "Texts: RACI: R now means “Doing” and not “Responsible”. This concerns the customer in 1 cell and Stoker in 9 cells.",
        "Texts: RCQ: C now means “Helper” and not “Contributor”. This concerns the customer in 7 cells and the reviewer in 1 cell.",
    ]


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("task", "New, gone and renamed: Renamed from platform: The task Choice of platform (base)"),
        ("layer", "New, gone and renamed: Renamed from platform: The layer Platform (base)"),
    ],
)
def test_a_renamed_task_is_no_layer_of_the_same_id(tmp_path, kind, said):
    folder = copy(tmp_path, FOLDER)
    succeed("check", "--data", folder, "--record-ids")
    old = copy(tmp_path / "old", folder)
    succeed("rename", kind, "platform", "base", "--data", folder)
    assert sentences(Report(read(old), read(folder), compare(read(old), read(folder))), "en") == [said]


# ---- Names in sentences ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "expected"), TABLE["articles"])
def test_an_article_at_the_beginning_of_a_name_has_no_capital_within_a_sentence(language, expected):
    edition = Edition(CATALOGUE, language)
    party = views.page(edition, PageAddress("parties/customer", "party", ("customer",)))
    own = views.page(edition, PageAddress("parties/auditor/exchange", "duties", ("auditor", "exchange")))
    assert [party.description, own.description, approval(edition)] == expected


@pytest.mark.parametrize(("party", "kicker"), [("auditor", "One party in the text"), ("customer", "The tasks of one party")])
def test_a_party_without_a_column_has_no_tasks(party, kicker):
    shown = views.page(Edition(CATALOGUE, "en"), PageAddress(f"parties/{party}/exchange", "duties", (party, "exchange")))
    assert shown.kicker == kicker


def test_a_sentence_that_an_article_begins_has_its_capital(tmp_path):
    said, _ = changes(tmp_path, ("audit:    [A, R]", "audit:    [R, A]"))
    assert said[:2] == [
        "The customer: Gives up duties: The customer is no longer accountable for Audit on System (X1, Operation); Stoker now is.",
        "The customer: Gives up duties: The customer is no longer accountable for Audit on Platform (X1, Operation); Stoker now is.",
    ]
    assert (
        said[-1]
        == "Stoker: Takes on duties: Stoker is now accountable for Audit on Platform (X1, Operation); before, it was the customer."
    )


def test_a_party_that_nothing_binds_is_named_within_a_sentence(tmp_path):
    folder = copy(tmp_path, FOLDER)
    text = (folder / "services/archive.yaml").read_text("utf-8").replace("[customer, provider]", "[customer, provider, reviewer]")
    (folder / "services/archive.yaml").write_text(re.sub(r"(: +\[[AC][^\]]*)\]", r"\1, -]", text), "utf-8")
    edition = Edition(read(folder), "en")
    page = views.page(edition, PageAddress("parties/reviewer/archive", "duties", ("reviewer", "archive")))
    assert [part.content for part in NONE.among(page.parts)] == ["The service says nothing about the reviewer."]


# ---- The search ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    """Return the results of a browser's search for a question: the kind, title and answer of each."""
    folder = Path(shutil.copytree(SCRIPTS, tmp_path_factory.mktemp("search") / "en"))
    (folder / "stemmer.js").write_text(stemmer("en"), "utf-8")
    index.write(folder, Edition(check(FOLDER).catalogue, "en"), {}, "{program}", Store(folder / "store"))

    def asked(question: str) -> list[tuple[str, str, str]]:
        node = [NODE, FOLDER.parents[2] / "search" / "browserless.js", folder]
        done = subprocess.run(node, input=json.dumps([question]), capture_output=True, encoding="utf-8", check=True)
        return [(found["kind"], found["title"], found.get("answer", "")) for found in json.loads(done.stdout)[0]["hits"]]

    return asked


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_search_tells_of_a_task_what_each_matrix_says(ask):
    (told,) = [answer for kind, title, answer in ask("who takes backup") if (kind, title) == ("task", "Backup")]
    assert told.startswith(
        "The customer is accountable for and carries out Backup on Operation: System. Stoker is consulted. Note 1, about Stoker: C"
    )
    assert "Stoker runs Backup (Security: System, Basic; Security: System, Premium; Security: Platform, Basic; Security: " in told


def test_a_note_is_about_the_tasks_that_have_it_and_not_about_what_a_matrix_or_a_layer_is_called():
    notes = {entry.name: entry.about for entry in entries_in(ENGLISH, EXCHANGE) if entry.kind == "note"}
    assert notes == {"note:exchange.1": ("task:backup", "task:keys"), "note:exchange.2": ("task:backup",)}


# ---- Pages -----------------------------------------------------------------------------------------------------------


def test_rows_of_two_matrices_of_one_service_name_their_matrix():
    for document, kind, id in (("tasks/backup", "task", "backup"), ("layers/platform", "layer", "platform")):
        (table,) = [part.content for part in ACROSS.among(views.page(ENGLISH, PageAddress(document, kind, (id,))).parts)]
        codes = {one.code for _, rows in table.groups for row in rows for one in row.services}
        assert codes == {"X1: Operation", "X1: Security", "Y1"}


def test_the_example_is_a_row_that_no_departure_is_about():
    """Of three rows, one is in a tension; the ids of the others are those of a matrix and of a layer, which the tension names."""
    (example,) = [part.content for part in directives.parts(ENGLISH, "example", ())]
    assert example.link.anchor == "row.operation.audit"


def test_a_layer_of_the_stack_is_named_with_its_matrix():
    assert [plain(layer.layer) for layer in service_shares(ENGLISH, EXCHANGE)] == ["Operation: System", "Operation: Platform"]


def test_a_party_has_the_same_colour_in_every_matrix():
    """Though they name the parties in different orders: a colour says whose a letter is."""
    views = [MatrixViews(ENGLISH, EXCHANGE, matrix) for matrix in EXCHANGE.all_matrices]
    seen = {(party, one.heading(party).party) for one in views for party in one.matrix.parties}
    assert seen == {("customer", 0), ("provider", 1), ("reviewer", 2)}


def test_a_claim_leads_to_every_matrix_that_it_is_compared_with():
    def places(statement: str) -> tuple[str, ...]:
        return statement_view(ENGLISH, EXCHANGE, EXCHANGE.statements[statement], ENGLISH.linker()).about

    assert places("about-2") == ("operation.backup.platform.provider", "row.audit.backup")
    assert places("about-3") == ("row.audit.keys",)


def test_a_claim_leads_to_no_matrix_without_a_column_for_its_party(tmp_path):
    folder = edited(tmp_path, (FILE, "- {party: provider, does: [keys]}", "- {party: reviewer, does: [backup]}"), source=FOLDER)
    edition = Edition(read(folder), "en")
    service = edition.catalogue.objects["service"]["exchange"]
    assert statement_view(edition, service, service.statements["about-3"], edition.linker()).about == ("row.audit.backup",)


def test_a_claim_is_told_beside_the_letters_of_the_scheme_that_its_task_has():
    told = {
        found.heading: [said.id for said in found.said]
        for found in duties(ENGLISH, EXCHANGE, CATALOGUE.party("provider")).letters
    }
    assert told == {"Is accountable for": [], "Carries out": ["about-2"], "Runs": ["about-3"], "Is consulted on": []}


def test_letters_of_two_schemes_that_mean_the_same_are_told_apart(tmp_path):
    folder = edited(
        tmp_path, ("roles.yaml", "predicate: {da: kører, en: runs}", "predicate: {da: udfører, en: carries out}"), source=FOLDER
    )
    edition = Edition(read(folder), "en")
    page = views.page(edition, PageAddress("parties/provider/exchange", "duties", ("provider", "exchange")))
    own = next(iter(OWN_LETTERS.among(page.parts)))
    assert own.heading == "Is accountable for, carries out (RACI) and carries out (RCQ)"
    assert [(total.heading, total.count) for total in own.content.totals] == [
        ("Is accountable for", 1),
        ("Carries out (RACI)", 5),
        ("Carries out (RCQ)", 8),
    ]


def test_a_tension_about_a_letter_says_where_no_service_is_meant_of_which_it_is():
    (guide,) = [part.content for part in directives.parts(ENGLISH, "legend", ())]
    marks = [(mark.label, mark.words) for scheme in guide for entry in scheme.letters for mark in entry.departures]
    assert marks == [("X1 t1", "The text says two things: X1 t1")] * 3


def test_a_workbook_explains_the_letters_scheme_by_scheme():
    told = rows(opened(written(workbook([ENGLISH], EXCHANGE)))["About"])
    assert ["RACI: C", "Consulted: Is asked. (The text says two things: t1)"] in told
    assert ["RCQ: C", "Contributor: Supplies a part. (The text says two things: t1)"] in told


# ---- Booklets and annexes --------------------------------------------------------------------------------------------


def printed(folder: Path, *what: object, data: Path = FOLDER) -> str:
    """Return the text of the PDF in English that the command makes, without its spaces: there are none between two blocks of a page."""
    succeed(*what, "--data", data, "--out", folder)
    *_, pdf = sorted(folder.glob("*.pdf"))
    return tight(read_pdf(pdf).text)


def test_the_letters_are_explained_scheme_by_scheme_in_a_booklet(tmp_path):
    text = printed(tmp_path, "pdf", "exchange")
    assert tight("The letters RACI R Responsible. Carries out the task.") in text
    assert tight("RCQ R Runs. Runs the task and answers for it. C Contributor. Supplies a part.") in text


def test_the_index_of_the_whole_catalogue_leads_to_each_matrix(tmp_path):
    text = printed(tmp_path, "pdf", "catalogue")
    assert re.search(r"BackupX1\d,X1\d,Y1\d\d?Choiceofplatform", text)


ANNEX = TABLE["annex"]


def test_the_letters_are_explained_scheme_by_scheme_in_an_annex(tmp_path):
    (tmp_path / "annex.yaml").write_text(ANNEX, "utf-8")
    text = printed(tmp_path, "annex", "make", tmp_path / "annex.yaml")
    assert tight("The letters RACI R Responsible. Carries out the task.") in text
    assert tight("RCQ R Runs. Runs the task and answers for it. C Contributor. Supplies a part.") in text


def test_an_annex_says_whose_cells_are_to_be_agreed(tmp_path):
    (tmp_path / "annex.yaml").write_text(ANNEX, "utf-8")
    data = edited(
        tmp_path,
        (FILE, "premium: [R, Q, C]", "premium: [tbd, tbd, C]"),
        (FILE, "platform: [R, C 1, Q]", "platform: [R, C 1, tbd]"),
        source=FOLDER,
    )
    text = printed(tmp_path, "annex", "make", tmp_path / "annex.yaml", data=data)
    assert (
        tight(
            "To be agreed: Keys, System, Premium, Stoker; Keys, System, Premium, The customer; Keys, Platform, Basic, The reviewer; "
            "Keys, Platform, Premium, The reviewer."
        )
        in text
    )


def test_a_language_keeps_its_capitals_in_what_the_search_tells():
    german = Edition(catalogue_of(FIXTURES / "catalogues" / "nine-services"), "de")
    mail = german.catalogue.objects["service"]["mail"]
    numbers = {f"{kind}:{id}": 0 for kind in ("task", "party", "layer") for id in german.catalogue.by_kind[kind]}
    (*_, sentences, _, _, _) = answers(german, mail, numbers)[2][0]
    assert "{task}: Kunde: Durchführend und Verantwortlich." in sentences


def test_a_letter_that_two_schemes_have_is_counted_once(tmp_path):
    folder = edited(
        tmp_path, ("roles.yaml", "word: {da: Kører, en: Runs}", "word: {da: Udfører, en: Responsible}"), source=FOLDER
    )
    edition = Edition(read(folder), "en")
    found = letter_counts(edition, edition.catalogue.objects["service"]["exchange"], "provider")
    assert [[letter.letter, letter.word, count] for letter, count in found.items()] == TABLE["counted"]

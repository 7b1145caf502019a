"""The page of a standard, and the references to its clauses."""

from __future__ import annotations

from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.views.edition import Edition
from service_catalogue.views.glossary import (
    CLAUSES,
    STANDARD,
    glossary_page,
    standard_lines,
    standard_page,
    standards_of,
    term_view,
)
from service_catalogue.views.page import PageAddress

from tests.folders import FIXTURES, catalogue_of, copy, edited, plant

MINIMAL = FIXTURES / "catalogues" / "minimal"
CATALOGUE = catalogue_of(MINIMAL)
DA, EN = Edition(CATALOGUE, "da"), Edition(CATALOGUE, "en")


def page(edition: Edition, id: str):
    return standard_page(edition, PageAddress(f"standards/{id}", "standard", (id,)))


def cited(citations) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (one.label, [(place.words, f"{place.link.document}#{place.link.anchor}") for place in one.references])
        for one in citations
    ]


def test_each_standard_has_a_page():
    documents = [address.document for address in views.addresses(CATALOGUE)]
    assert [document for document in documents if document.startswith("standards")] == [
        "standards/index",
        "standards/norm",
        "standards/plain",
    ]
    assert (page(DA, "norm").title, page(EN, "plain").title) == ("Norm 7:2022", "The book")


def test_a_version_follows_a_space_and_a_year_a_colon(tmp_path):
    folder = edited(tmp_path, ("standards.yaml", "edition: 2022", "edition: 4"), source=MINIMAL)
    assert page(Edition(check(folder).catalogue, "en"), "norm").title == "Norm 7 4"


def test_the_clauses_in_order_with_what_refers_to_them():
    (part,) = CLAUSES.among(page(EN, "norm").parts)
    assert [(clause.number, clause.title[0].words) for clause in part.content] == [
        ("A.1.2", "Taking copies"),
        ("A.1.10", "Fetching them"),
    ]
    assert [cited(clause.citations) for clause in part.content] == [
        [
            ("Tasks", [("Backup", "tasks/backup#")]),
            ("Statements", [("H1 description-1", "services/hosting#description-1")]),
            ("See also the terms", [("accountable", "glossary#accountable")]),
        ],
        [("See also the tasks", [("Backup", "tasks/backup#")])],
    ]


def test_a_clause_without_a_number_and_the_standard_as_a_whole():
    (intro,) = STANDARD.among(page(DA, "plain").parts)
    assert (intro.content.edition, cited(intro.content.citations)) == (
        "",
        [("Se også opgaverne", [("Sikkerhedskopiering", "tasks/backup#")])],
    )
    (part,) = CLAUSES.among(page(DA, "plain").parts)
    assert [(clause.id, clause.number, clause.title[0].words) for clause in part.content] == [("wear", "", "Slid")]


def test_more_references_than_are_shown_are_counted(tmp_path):
    folder = copy(tmp_path, MINIMAL)
    tasks = "".join(
        f"  - id: task-{number}\n    group: operation\n    name: {{da: Opgave {number}, en: Task {number}}}\n    standards: [norm.A.1.10]\n"
        for number in range(33)
    )
    plant(folder, ("tasks.yaml", "tasks:\n", f"tasks:\n{tasks}"))
    (part,) = CLAUSES.among(page(Edition(check(folder).catalogue, "en"), "norm").parts)
    shown = part.content[1].citations[0]
    assert (len(shown.references), shown.more) == (30, "and 3 more")


def test_a_term_leads_to_its_clauses_and_the_glossary_to_the_standards():
    accountable = term_view(EN, CATALOGUE.term("accountable"))
    assert [(one.words, one.link) for one in accountable.see_also] == [
        ("Norm 7:2022, A.1.2 Taking copies", ("standards/norm", "clause.A.1.2"))
    ]
    assert accountable.standards == ()
    last = glossary_page(DA, PageAddress("glossary", "glossary")).parts[-1]
    assert [(entry.name[0].words, entry.link.document, entry.words) for entry in last.content] == [
        ("Norm 7:2022", "standards/norm", "2 afsnit"),
        ("Bogen", "standards/plain", "1 afsnit"),
    ]


def test_a_catalogue_without_standards_shows_nothing_of_them():
    edition = Edition(catalogue_of(FIXTURES / "small"), "en")
    assert all(part.anchor != "part.standards" for part in glossary_page(edition, PageAddress("glossary", "glossary")).parts)


def test_who_answers_for_the_tasks_of_a_clause_place_by_place():
    first, second = CLAUSES.among(page(EN, "norm").parts)[0].content
    assert second.answering == ()  # it is only related to a task
    (hosting,) = first.answering
    matrix = CATALOGUE.objects["service"]["hosting"].matrix
    assert (hosting.task.words, hosting.row.anchor) == ("Backup", "row.backup")
    assert len(hosting.places) == len(matrix.places)
    shown = {parties for _, parties in hosting.places}
    held = {cell.party for cell in matrix.cells if cell.task == "backup" and "A" in cell.letters}
    assert shown == {EN.plain(CATALOGUE.party(party).name) for party in held}


def test_the_list_for_spreadsheets():
    head, *lines = standard_lines(EN, CATALOGUE.objects["standard"]["norm"])
    assert head == ("Clause", "Title", "Task", "Service", "Place", "Accountable", "Statement")
    assert {(line[0], line[2], line[6]) for line in lines} == {("A.1.2", "Backup", ""), ("A.1.2", "", "H1 description-1")}


def named(folder) -> list[str]:
    catalogue = catalogue_of(folder)
    return [standard.id for standard in standards_of(Edition(catalogue, "en"), catalogue.objects["service"]["hosting"])]


def test_a_service_names_the_standards_that_its_own_text_names(tmp_path):
    """Those that its tasks and statements refer to are the catalogue's own reference."""
    text, term = (
        ("services/hosting.yaml", "server.}", "server by Norm 7 and the bible.}"),
        ("glossary.yaml", "norm.A.1.2]", "plain]"),
    )
    assert named(MINIMAL) == []
    assert named(edited(tmp_path / "name", text, source=MINIMAL)) == ["norm"]
    assert named(edited(tmp_path / "term", text, term, ("glossary.yaml", "en: accountable}", "en: bible}"), source=MINIMAL)) == ["norm", "plain"]  # fmt: skip
    assert named(edited(tmp_path / "other", (*text[:2], "server by Norm 77.}"), source=MINIMAL)) == []

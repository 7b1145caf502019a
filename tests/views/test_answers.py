"""A task's page begins with the answer: who answers for the task and who does it, where, with all notes and departures."""

from __future__ import annotations

from service_catalogue.views.allocation import ACROSS, ALLOCATION, ANSWERS, Answer, task_page
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.page import PageAddress

from tests.folders import FIXTURES, PLATFORM, catalogue_of

CATALOGUE = catalogue_of(PLATFORM)
SERVICE = CATALOGUE.objects["service"]["2a"]


def answers(task: str, language: str = "en") -> tuple[Answer, ...]:
    page = task_page(Edition(CATALOGUE, language), PageAddress(f"tasks/{task}", "task", (task,)))
    assert ANSWERS.shows(page.parts[0])
    return page.parts[0].content


def test_every_cell_with_an_a_or_an_r_is_in_one_sentence_with_its_marks():
    names = {layer.id: str(layer.name["en"]) for layer in CATALOGUE.layers}
    subjects = {"customer": "The customer", "provider": "Statens It"}
    for row in SERVICE.matrix.rows:
        (answer,) = answers(row.task)
        said = [
            (sentence.words, plain(place.name), tuple(mark.id for mark in place.marks if mark.kind == "note"))
            for sentence in answer.sentences
            for place in sentence.places
        ]
        verbs = {"A": "is accountable", "R": "carries it out", "AR": "is accountable and carries it out"}
        assert sorted(said) == sorted(
            (
                f"{subjects[cell.party]} {verbs[''.join(sorted(set(cell.letters) & set('AR')))]}",
                names[cell.values[0]],
                tuple(cell.notes),
            )
            for cell in SERVICE.matrix.cells
            if cell.task == row.task and set(cell.letters) & set("AR")
        )
        assert tuple(mark.id for mark in answer.own if mark.kind == "note") == tuple(row.note)


def test_the_table_marks_a_tension_once_at_the_accountable_party():
    page = task_page(Edition(CATALOGUE, "en"), PageAddress("tasks/patch-management", "task", ("patch-management",)))
    (table,) = ALLOCATION.among(page.parts)
    marked = [[[mark.label for mark in cell.departures] for cell in row.cells] for row in table.content.rows]
    assert marked == [[[], []], [["t7", "t8"], []], [[], ["t8"]], [[], ["t8"]]]


def test_letters_without_verbs_follow_a_colon():
    catalogue = catalogue_of(FIXTURES / "catalogues" / "odd-schemes")
    page = task_page(Edition(catalogue, "en"), PageAddress("tasks/fault-repair", "task", ("fault-repair",)))
    (part,) = ANSWERS.among(page.parts)
    said = [sentence.words for answer in part.content for sentence in answer.sentences]
    assert said == [
        "Carrier: responsible",
        "Fjordnet Operations: accountable",
        "Print supplier: responsible",
        "Service owner: accountable",
        "Field service: responsible",
    ]


def test_services_with_the_same_cells_share_a_row_and_a_note_is_explained_once():
    catalogue = catalogue_of(FIXTURES / "catalogues" / "example")
    page = task_page(Edition(catalogue, "en"), PageAddress("tasks/incidents", "task", ("incidents",)))
    (table,) = [part.content for part in ACROSS.among(page.parts)]
    shown = [(plain(place.name), ["+".join(one.code for one in row.services) for row in rows]) for place, rows in table.groups]
    assert shown[:3] == [("Applications", ["H1", "H2", "T2", "W1"]), ("Databases", ["H1+H2"]), ("Servers", ["H1+H2"])]
    assert [label for label, _ in table.notes] == ["1 (H1, H2)"]

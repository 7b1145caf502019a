"""Planted changes, and only those, are found between two states."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from service_catalogue.check import load
from service_catalogue.diff.compare import compare
from service_catalogue.diff.report import Report
from service_catalogue.locale import words_of
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import Walk

from tests.diff.states import SERVICE_2A, changes, read
from tests.folders import DATA, DESK, FIXTURES, PLATFORM, SMALL, catalogue_of, copy, edited, plant

FOLDERS = [SMALL, PLATFORM, FIXTURES / "tiny", FIXTURES / "nordic" / "data", *sorted((FIXTURES / "catalogues").glob("*/"))]


def found(tmp_path, *edits, source=SMALL) -> list[str]:
    """Each change in short: kind, action, place and field."""
    return [
        f"{change.kind.value} {change.action.value} {change.place} {change.field}".rstrip()
        for change in changes(tmp_path, *edits, source=source)
    ]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_catalogue_and_itself(folder):
    assert compare(catalogue_of(folder), read(folder)) == ()


#: Edits that say nothing new.
NOTHING = {
    "reflowed": (DESK, "Leverandøren tager en [[backup|kopi]]\n                af alt, hver nat.", "Leverandøren\n                tager en [[backup|kopi]] af alt, hver nat."),
    "quoted": (DESK, "da: Kunden får et skrivebord.", 'da: "Kunden får et skrivebord."'),
    "blocks for flows": (DESK, "text: {da: Spørg leverandøren., en: Ask the provider.}", "text:\n          en: Ask the provider.\n          da: Spørg leverandøren."),
    "a block that keeps its lines": (DESK, "da: >-\n                Leverandøren tager", "da: |\n                Leverandøren tager"),
    "commented": (DESK, "id: desk\n", "# Et bord.\nid: desk  # D1\n"),
    "letters in another order": (DESK, "upper: [AR, I only-faults 2]", "upper: [RA, I 2 only-faults]"),
    "letters with commas": (DESK, "lower: [CI, AR]", 'lower: ["I, C", "A,R"]'),
    "one text without its list": (DESK, "does: [backup]", "does: backup"),
    "claims in another order": (
        DESK,
        "              - {party: provider, does: [backup], on: [lower]}\n              - {party: customer, answers-for: [restore], on: [upper]}",
        "              - {party: customer, answers-for: [restore], on: [upper]}\n              - {party: provider, does: [backup], on: [lower]}",
    ),
    "terms in another order": ("glossary.yaml", "  - id: sit\n    name: {da: SIT, en: SIT}\n    definition: {da: Leverandøren., en: The provider.}\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", NOTHING)
def test_what_says_nothing_new(tmp_path, name):
    edits = [NOTHING[name]]
    if name == "terms in another order":
        _, moved, _ = NOTHING[name]
        edits.append(("glossary.yaml", "terms:\n", f"terms:\n{moved}"))
    assert found(tmp_path, *edits) == []


#: A planted change, and all that is found.
FOUND = {
    "a swapped cell": (
        [(DESK, "lower: [I, AR]", "lower: [AR, I]")],
        ["cell changed cell:desk.backup.lower.customer letters", "cell changed cell:desk.backup.lower.provider letters"],
    ),
    "a changed Danish sentence": (
        [(DESK, "Kunden får et skrivebord.", "Kunden får to skriveborde.")],
        ["text changed statement:desk.what-1 text"],
    ),
    "a removed statement": (
        [(DESK, "          - id: copies-2\n            text: {da: Kunden har ansvaret for kopien., en: The copy is the customer's responsibility.}\n            claims:\n              - {party: customer, answers-for: [backup], on: [lower]}\n              - {party: customer, may-do: [restore], on: [upper]}\n", "")],
        ["claim removed statement:desk.copies-2 claims", "claim removed statement:desk.copies-2 claims", "text removed statement:desk.copies-2"],
    ),
    "a claim of another party": (
        [(DESK, "{party: provider, does: [backup], on: [lower]}", "{party: customer, does: [backup], on: [lower]}")],
        ["claim removed statement:desk.copies-1 claims", "claim added statement:desk.copies-1 claims"],
    ),
    "a condition of a claim": (
        [(DESK, "may-do: [restore], on: [upper]}", "may-do: [restore], on: [upper], condition: {da: når det aftales, en: when agreed}}")],
        ["condition added statement:desk.copies-2 condition"],
    ),
    "a claim that gets words of its own": (
        [
            (DESK, "{party: customer, may-do: [restore], on: [upper]}", "{party: customer, may: {da: kan hente alt igen, en: can fetch all}, may-do: [restore]}"),
        ],
        ["claim changed statement:desk.copies-2 may", "claim added statement:desk.copies-2 on"],
    ),
    "a new note": (
        [(DESK, "notes:\n", "notes:\n  - id: 9\n    kind: information\n    text: {da: Nyt., en: New.}\n"), (DESK, "lower: [CI, AR]", "lower: [CI 9, AR]")],
        ["note added note:desk.9", "note added cell:desk.ownership.lower.customer note"],
    ),
    "a condition that no longer holds for a task": (
        [(DESK, "      note: 1\n", "")],
        ["condition removed row:desk.backup note"],
    ),
    "notes in another order": (
        [(DESK, "  - id: 1\n    kind: condition\n    text: {da: Kun hverdage., en: Weekdays only.}\n", ""), (DESK, "tensions:\n", "  - id: 1\n    kind: condition\n    text: {da: Kun hverdage., en: Weekdays only.}\ntensions:\n")],
        ["detail changed service:desk order.note"],
    ),
    "a definition": ([("glossary.yaml", "en: A copy.}", "en: One copy.}")], ["term changed term:backup definition"]),
    "a new task": ([("tasks.yaml", "tasks:\n", "tasks:\n  - id: tidying\n    group: running\n    name: {da: Oprydning, en: Tidying}\n")], ["id added task:tidying"]),
    "a new group": ([("tasks.yaml", "groups:\n", "groups:\n  - id: other\n    name: {da: Andet, en: Other}\n")], ["id added group:other"]),
    "words that bind": (
        [("catalogue.yaml", "redirects: {}", "redirects: {}\nlegal-words: [{da: [skal], en: [must, shall]}]")],
        ["detail added catalogue legal-words.0.da", "detail added catalogue legal-words.0.en"],
    ),
    "a date": ([(DESK, "to: 2026-12-31", "to: 2027-12-31")], ["detail changed service:desk valid.to"]),
    "an approver that is no longer stated": ([(DESK, "approver: {da: Direktøren, en: The director}", "approver:")], ["text removed service:desk approver"]),
    "a statement in another section": (
        [(DESK, "      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n", "      []\n"), (DESK, "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n", "        about: {tasks: [ownership], layers: [upper], parties: [customer]}\n      - id: ask-1\n        kind: information\n        text: {da: Spørg leverandøren., en: Ask the provider.}\n")],
        ["detail changed statement:desk.ask-1 in"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_is_found(tmp_path, name):
    edits, expected = FOUND[name]
    assert found(tmp_path, *edits) == expected


def renamed_task(folder, old: str, new: str) -> None:
    """Give a task another id in every file, and a redirect."""
    for path in folder.rglob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    plant(folder, ("catalogue.yaml", "redirects: {}", f"redirects: {{'task:{old}': 'task:{new}'}}"))


def test_a_rename_is_a_rename(tmp_path):
    folder = copy(tmp_path)
    renamed_task(folder, "ownership", "owning")
    (change,) = compare(catalogue_of(SMALL), read(folder))
    assert (change.kind.value, change.action.value, change.place) == ("id", "renamed", "task:owning")
    assert (change.old, change.new, change.touches) == ("ownership", "owning", ("service:desk",))


def test_without_a_redirect_it_is_another_task(tmp_path):
    folder = copy(tmp_path)
    renamed_task(folder, "ownership", "owning")
    plant(folder, ("catalogue.yaml", "redirects: {'task:ownership': 'task:owning'}", "redirects: {}"))
    actions = {(change.action.value, change.place) for change in compare(catalogue_of(SMALL), read(folder))}
    assert actions >= {("removed", "task:ownership"), ("added", "task:owning")}


def test_a_renamed_statement_and_a_renamed_note(tmp_path):
    """A note has no redirect: it is the same if it says the same."""
    edits = [
        (DESK, "          - id: copies-2", "          - id: copies-x"),
        (DESK, "at: [copies-1, copies-2, backup.lower]", "at: [copies-1, copies-x, backup.lower]"),
        (DESK, "  - id: only-faults\n", "  - id: faults\n"),
        (DESK, "note: [1, only-faults]", "note: [1, faults]"),
        (DESK, "I only-faults 2", "I faults 2"),
        ("catalogue.yaml", "redirects: {}", "redirects: {desk.copies-2: desk.copies-x}"),
    ]
    assert found(tmp_path, *edits) == ["id renamed statement:desk.copies-x", "id renamed note:desk.faults"]


def test_a_renamed_service(tmp_path):
    folder = edited(
        tmp_path,
        (DESK, "id: desk\n", "id: table\n"),
        ("catalogue.yaml", "redirects: {}", "redirects: {'service:desk': 'service:table'}"),
    )
    (folder / DESK).rename(folder / "services" / "table.yaml")
    (change,) = compare(catalogue_of(SMALL), read(folder))
    assert (change.action.value, change.place, change.old) == ("renamed", "service:table", "desk")


def test_a_service_that_extends_the_changed_one_is_touched(tmp_path):
    folder = copy(tmp_path)
    heir = "id: bench\ncode: D2\nname: {da: Bænk, en: Bench}\nprovider: provider\nmatrix: {extends: desk}\n"
    plant(folder, ("services/bench.yaml", "", heir))
    before = read(folder)
    plant(folder, (DESK, "lower: [I, AR]", "lower: [C, AR]"))
    (change,) = compare(before, read(folder))
    assert change.place == "cell:desk.backup.lower.customer"
    assert change.touches == ("layer:lower", "party:customer", "service:bench", "service:desk", "task:backup")


def test_a_new_service_is_one_change_and_what_each_party_does_in_it(tmp_path):
    edit = (
        "services/bench.yaml",
        "",
        "id: bench\ncode: D2\nname: {da: Bænk, en: Bench}\nprovider: provider\nmatrix: {extends: desk, cells: {restore: {lower: [I, AR]}}}\n",
    )
    assert found(tmp_path, edit) == ["cell changed cell:bench.restore.lower.customer unlike", "id added service:bench"]


def test_a_cell_touches_what_it_is_about(tmp_path):
    edit = (SERVICE_2A, "      middleware:             [I 5, AR]\n      operating-system:       [I 5, AR]\n      server-storage-network: [-, AR]\n    restore:",
            "      middleware:             [I 5, A]\n      operating-system:       [I 5, AR]\n      server-storage-network: [-, AR]\n    restore:")  # fmt: skip
    (change,) = changes(tmp_path, edit, source=PLATFORM)
    assert (change.old, change.new, change.party) == ("AR", "A", "provider")
    assert change.touches == ("layer:middleware", "party:provider", "service:2a", "task:backup")


CELL = st.sampled_from(("A", "R", "AR", "RA", "C", "I", "CI", "IC", "-", "tbd", "n/a"))
#: The cells of ``SMALL`` without their notes: place → what is written for the customer and the provider.
PLACES = ("ownership.upper", "ownership.lower", "backup.upper", "backup.lower", "restore.upper", "restore.lower")


def with_cells(folder: Path, cells: list[tuple[str, str]]) -> Catalogue:
    """Return the catalogue of ``folder`` with these cells."""
    rows = [f"    {task}:\n      upper: [{', '.join(upper)}]\n      lower: [{', '.join(lower)}]\n"
            for task, upper, lower in zip(("ownership", "backup", "restore"), cells[::2], cells[1::2], strict=True)]  # fmt: skip
    text = (SMALL / DESK).read_text("utf-8")
    start, end = text.index("    ownership:\n"), text.index("notes:\n")
    (folder / DESK).write_text(text[:start] + "".join(rows) + text[end:], "utf-8")
    return load(folder).catalogue


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(CELL, CELL), min_size=6, max_size=6), st.lists(st.tuples(CELL, CELL), min_size=6, max_size=6))
def test_the_cells_that_differ_and_no_others(tmp_path_factory, old, new):
    folder = copy(tmp_path_factory.mktemp("cells"))
    before = with_cells(folder, old)
    now = with_cells(folder, new)
    expected = {
        f"cell:desk.{place}.{party}"
        for place, cells_before, cells_now in zip(PLACES, old, new, strict=True)
        for party, was, is_ in zip(("customer", "provider"), cells_before, cells_now, strict=True)
        if sorted(was) != sorted(is_)
    }
    assert {change.place for change in compare(before, now)} == expected
    assert compare(now, now) == ()


@pytest.mark.parametrize(
    ("old", "new"), list(zip(FOLDERS, [*FOLDERS[1:], FOLDERS[0]], strict=True)), ids=lambda folder: folder.name
)
def test_catalogues_that_have_nothing_in_common(old, new):
    """Everything can be told, whatever the axes, the letters and the languages are."""
    before, now = catalogue_of(old), catalogue_of(new)
    report = Report(before, now, compare(before, now))
    for language in now.identity.languages:
        assert len(report.text(language).splitlines()) > 5
        assert report.markdown(language)
    assert report.json()


def test_every_kind_of_object_has_a_name_in_sentences():
    """A kind that the model gets has its words too, in each language of the interface."""
    kinds = {name.partition(":")[0] for folder in [*FOLDERS, DATA] for name in Walk(catalogue_of(folder)).objects}
    for language in ("da", "en"):
        assert {kind for kind in kinds if f"diff.at.{kind}" not in words_of(language).table} == set()


def test_standards(tmp_path):
    source = FIXTURES / "catalogues" / "minimal"
    edits = [
        (
            "standards.yaml",
            "standards:\n",
            "standards:\n  - id: new-1\n    name: {da: Ny 1, en: New 1}\n    edition: 2020\n    description: {da: Ny., en: New.}\n    clauses:\n      - {id: 1.1, title: {da: Punkt, en: Clause}}\n",
        )
    ]
    assert found(tmp_path, *edits, source=source) == ["detail added standard:new-1"]

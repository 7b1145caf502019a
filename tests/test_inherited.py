"""Inherited parts of a matrix stay as they were: notes, parties, departures, groups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.cli import main
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.model.statement import Statement
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.allocation import ACROSS
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.statements import ServiceViews

from tests.folders import CHAIR, DESK, EXAMPLE, PLATFORM, SMALL, added, chair, checked, edited, json_files

#: A service that extends 2A, with a note 1 of its own, which is about something else.
OWN = added("own")[2]
PATCHES = "All patches are part of patch management"


def extended(tmp_path: Path, text: str = OWN, source: Path = PLATFORM, name: str = "own") -> Catalogue:
    result = check(edited(tmp_path, (f"services/{name}.yaml", "", text), source=source))
    assert not result.failed, [problem.message["en"] for problem in result.problems]
    return result.catalogue


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return extended(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def own(catalogue: Catalogue) -> Service:
    return catalogue.objects["service"]["own"]


def texts(catalogue: Catalogue, service: Service, ids: tuple[str, ...]) -> list[str]:
    return [Edition(catalogue, "en").plain(service.notes_by_id[id].text) for id in ids]


# ---- Notes -------------------------------------------------------------------------------------------------------------


def test_an_inherited_note_keeps_its_owner_and_its_text_and_is_numbered_anew(catalogue: Catalogue, own: Service) -> None:
    assert [(note.id, note.owner) for note in own.notes] == [("1", ""), ("2a.1", "2a"), *((id, "2a") for id in "23456")]
    assert texts(catalogue, own, own.matrix.row("patch-management").note)[0].startswith(PATCHES)
    assert texts(catalogue, own, own.matrix.by_address["ownership.applications.customer"].notes) == ["In the last week only."]
    assert texts(catalogue, own, own.matrix.by_address["backup.middleware.customer"].notes) == [
        "Information is given only in the event of faults and deviations."
    ]

    assert [own.number_of_note(note.id) for note in own.notes] == list("1234567")
    base = catalogue.objects["service"]["2a"]
    assert [(note.id, note.owner) for note in base.notes] == [(id, "") for id in "123456"]
    assert base.matrix.row("patch-management").note == ("1",)


def test_the_page_numbers_an_inherited_note_and_names_its_owner(catalogue: Catalogue) -> None:
    page = views.page(Edition(catalogue, "en"), views.PageAddress("services/own", "service", ("own",)))
    notes = {view.number: view for part in page.walk() if part.template == "notes" for view in part.content}
    assert plain(notes["2"].text).startswith(PATCHES)
    assert (notes["1"].owner, notes["2"].owner.words, notes["2"].owner.link.document) == (
        None,
        "from 2A Platform operations",
        "services/2a",
    )
    (matrix,) = (part.content for part in page.walk() if part.template == "matrix")
    rows = {row.anchor: row for group in matrix.groups for row in group.rows}
    assert [(mark.label, mark.link.anchor) for mark in rows["row.patch-management"].notes] == [("2", "note.2a.1")]
    assert [mark.label for mark in rows["row.ownership"].cells[0].notes] == ["1"]


def test_the_json_has_an_inherited_note_with_its_owner(catalogue: Catalogue) -> None:
    data = json_files(catalogue)["services/own.json"]
    notes = {note["id"]: note for note in data["notes"]}
    tasks = {task["id"]: task["notes"] for task in data["matrix"]["tasks"]}
    assert notes[tasks["patch-management"][0]]["text"]["en"].startswith(PATCHES)
    assert (notes["2a.1"]["from"], notes["2a.1"]["number"], notes["1"]["from"]) == ("2a", "2", None)


def test_the_booklet_numbers_an_inherited_note_and_names_its_owner(catalogue: Catalogue) -> None:
    sheet = json.loads(Sheets(catalogue, "").service("en", "own").json)["service"]
    notes = {note["number"]: note for note in sheet["notes"]}
    assert "".join(piece if isinstance(piece, str) else piece["words"] for piece in notes["2"]["text"]).startswith(PATCHES)
    assert "2A Platform operations" in json.dumps(notes["2"]["owner"])
    rows = [row for table in sheet["matrices"][0]["tables"] for group in table["groups"] for row in group["rows"]]
    patching = next(row for row in rows if "Patch management" in json.dumps(row["name"]))
    assert [mark["label"] for mark in patching["marks"]] == ["2"]


def test_on_the_pages_of_tasks_layers_and_parties(catalogue: Catalogue) -> None:
    edition, service = Edition(catalogue, "en"), catalogue.objects["service"]["own"]
    for kind, id in (("task", "patch-management"), ("layer", "middleware")):
        page = views.page(edition, views.PageAddress(f"{kind}s/{id}", kind, (id,)))
        shown = [(label, plain(note.text)) for part in page.walk() if part.kind is ACROSS for label, note in part.content.notes]
        assert [text[: len(PATCHES)] for label, text in shown if "2 (2B)" in label] == [PATCHES]
    found = duties(edition, service, catalogue.party("provider"))
    assert [plain(note.text)[: len(PATCHES)] for note in found.notes if note.number == "2"] == [PATCHES]


def test_an_own_cell_can_name_an_inherited_note(tmp_path: Path) -> None:
    catalogue = extended(tmp_path, OWN.replace("[AR 1, -]", "[AR 1 2a.1 5, -]"))
    cell = catalogue.objects["service"]["own"].matrix.by_address["ownership.applications.customer"]
    assert cell.notes == ("1", "2a.1", "5")


def test_an_own_cell_brings_the_note_that_it_names_where_no_other_cell_has_it_any_more(tmp_path: Path) -> None:
    text = (
        CHAIR + "matrix:\n  extends: desk\n  axes: {layer: [upper, lower]}\n"
        "  cells:\n    backup: {upper: [A, R]}\n    restore: [AR, -]\n    ownership: {lower: [AR 2, -]}\n"
    )
    catalogue = extended(tmp_path, text, SMALL, "chair")
    service = catalogue.objects["service"]["chair"]
    assert [(note.id, note.owner) for note in service.notes] == [("1", "desk"), ("2", "desk"), ("only-faults", "desk")]
    assert texts(catalogue, service, service.matrix.by_address["ownership.lower.customer"].notes) == ["Small amounts only."]


def test_notes_of_one_id_over_three_services_stay_apart(tmp_path: Path) -> None:
    """A note of the first and one of the second with the same id are two in the third."""
    third = "id: third\ncode: 2C\nname: {da: Tredje, en: Third}\nprovider: provider\nmatrix: {extends: own}\n"
    result = check(edited(tmp_path, added("own"), ("services/third.yaml", "", third), source=PLATFORM))
    assert not result.failed
    service = result.catalogue.objects["service"]["third"]
    assert [(note.id, note.owner) for note in service.notes] == [
        ("own.1", "own"),
        ("2a.1", "2a"),
        *((id, "2a") for id in "23456"),
    ]
    assert texts(result.catalogue, service, service.matrix.by_address["ownership.applications.customer"].notes) == [
        "In the last week only."
    ]
    assert texts(result.catalogue, service, service.matrix.row("patch-management").note)[0].startswith(PATCHES)


# ---- Departures --------------------------------------------------------------------------------------------------------


def test_tensions_come_along_with_the_cells_and_keep_their_owner(catalogue: Catalogue, own: Service) -> None:
    assert [tension.id for tension in own.tensions] == [f"2a.t{number}" for number in range(1, 12)]
    assert {tension.owner for tension in own.tensions} == {"2a"}
    views_of = ServiceViews(Edition(catalogue, "en"), own)
    view = views_of.departure(own.tensions[0], views_of.edition.linker())
    assert (view.mark.label, view.anchor, view.owner.words) == ("2A t1", "tension.2a.t1", "from 2A Platform operations")
    assert [(one.words, one.link.document) for one in view.references] == [
        ("Backup, Applications", "services/own"),
        ("2A security-5", "services/2a"),
        ("Note 7", "services/own"),
    ]
    assert own.departures_at("security-5") == (), "a statement that is called the same has no part in it"


def test_a_tension_does_not_come_along_to_a_cell_that_is_changed(tmp_path: Path) -> None:
    text = OWN.replace("  cells:\n", "  cells:\n    user-access:\n      middleware: [AR, I]\n")
    own = extended(tmp_path, text).objects["service"]["own"]
    assert "2a.t5" not in [tension.id for tension in own.tensions]
    assert own.departures_at("user-access.middleware") == ()


def test_a_tension_says_which_of_its_cells_are_changed(tmp_path: Path) -> None:
    catalogue = extended(tmp_path, OWN.replace("  cells:\n", "  cells:\n    patch-management:\n      middleware: [I, AR]\n"))
    views_of = ServiceViews(Edition(catalogue, "en"), catalogue.objects["service"]["own"])
    said = {one.id: plain(views_of.departure(one, views_of.edition.linker()).text) for one in views_of.service.tensions}
    assert said["2a.t8"].endswith(". In 2B, these cells are different: Patch management, Middleware.")
    assert [id for id, text in said.items() if "different" in text] == ["2a.t8"]


def test_the_exception_comes_along_and_sections_and_statements_do_not(own: Service) -> None:
    assert [(exception.id, exception.owner, exception.at_, exception.notes) for exception in own.exceptions] == [
        ("2a.no-r", "2a", ("backup.applications",), ("6",))
    ]
    assert (list(own.statements), [section.id for section in own.all_sections]) == (["security-5"], ["terms"])


def test_of_several_matrices_one_may_extend_and_a_cell_without_axes_keeps_what_is_recorded_of_it(tmp_path: Path) -> None:
    one = "{scheme: raci, parties: [customer, provider], cells: {backup: [A, -], ownership: [A, R], restore: [A, R]}}"
    recorded = "exceptions:\n  - {rule: someone-responsible, at: [backup], reason: {da: Aftalt., en: Agreed.}}\n"
    tension = "tensions:\n  - {id: t1, at: [backup.provider], text: {da: Uklart., en: Unclear.}}\n"
    table = f"id: table\ncode: T1\nname: {{da: Bord, en: Table}}\nprovider: provider\nmatrix: {one}\n{recorded}{tension}"
    named = "name: {da: X, en: X}"
    two = f"  - {{id: first, {named}, extends: table}}\n  - {one.replace('{', f'{{id: second, {named}, ', 1).replace('A, -', 'A, R')}\n"
    result = check(edited(tmp_path, ("services/table.yaml", "", table), chair(f"matrices:\n{two}")))
    assert [problem.message["en"] for problem in result.problems] == []
    service = result.catalogue.objects["service"]["chair"]
    assert [tension.at_ for tension in service.tensions] == [("first.backup.provider",)]
    assert [exception.at_ for exception in service.exceptions] == [("first.backup",)]


# ---- Parties, groups, defaults -----------------------------------------------------------------------------------------


def test_a_group_that_was_empty_and_has_a_row_says_nothing_of_being_empty(tmp_path: Path) -> None:
    shift = "  - {id: late, name: {da: Sent, en: Late}}\ntasks:\n  - {id: shift, group: late, name: {da: Flytning, en: Shift}}\n"
    empty = "  empty: [{group: late, reason: {da: Ingen endnu., en: None yet.}}]\n"
    folder = edited(
        tmp_path,
        ("tasks.yaml", "tasks:\n", shift),
        (DESK, "  scheme: raci\n", f"  scheme: raci\n{empty}"),
        chair("matrix:\n  extends: desk\n  axes: {layer: [upper, lower]}\n  cells: {shift: [AR, -]}\n"),
    )
    result = check(folder)
    assert not result.failed
    edition = Edition(result.catalogue, "en")
    for id, reason in (("desk", "None yet."), ("chair", "")):
        page = views.page(edition, views.PageAddress(f"services/{id}", "service", (id,)))
        (matrix,) = (part.content for part in page.walk() if part.template == "matrix")
        assert [plain(group.reason) for group in matrix.groups if plain(group.path[-1]) == "Late"] == [reason]
        data = json_files(result.catalogue)[f"services/{id}.json"]["matrix"]["empty"]
        assert [entry["reason"]["en"] for entry in data] == ([reason] if reason else [])


# ---- Sections that a service holds -------------------------------------------------------------------------------------

HELD = "holds: [hosting.included, hosting.data, hosting.leaving]\n"
MANAGED = "services/managed-application.yaml"


@pytest.fixture(scope="module")
def holding(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    folder = edited(tmp_path_factory.mktemp("holds"), (MANAGED, "provider: it\n", f"provider: it\n{HELD}"), source=EXAMPLE)
    return checked(folder).catalogue


def test_the_claims_of_a_section_that_is_held_are_in_the_lists_of_who_holds_it(holding: Catalogue) -> None:
    edition, services = Edition(holding, "en"), holding.objects["service"]
    theirs = {
        f"hosting.{one.id}": one for name in ("included", "data", "leaving") for one in statements_in(services["hosting"], name)
    }
    assert sum(len(one.claims) for one in theirs.values()) == 13
    sheet = json.loads(Sheets(holding, "").service("en", "managed-application").json)["service"]
    paper = json.dumps([sheet["described"], sheet["sections"]], ensure_ascii=False)
    for id, one in theirs.items():
        for claim in one.claims:
            party = edition.catalogue.party(claim.party)
            mine = duties(edition, services["managed-application"], party)
            listed = [text for letter in mine.letters for text in letter.said] + [*mine.promised, *mine.rights, *mine.owns]
            assert id in {text.id for text in listed}
            assert {text.link.document for text in listed} == {"services/managed-application"}
        assert edition.plain(one.text) in plain(ServiceViews(edition, services["managed-application"]).shown_text(
            services["managed-application"].statements[id], edition.linker().mute()))  # fmt: skip
        assert f'"id": "{id}"' in paper or f'"id":"{id}"' in paper
    assert paper.count("from H1 Application hosting") == len(theirs)
    data = json_files(holding)["services/managed-application.json"]
    assert data["holds"] == ["hosting.included", "hosting.data", "hosting.leaving"]
    assert {one["id"] for one in data["statements"] if one["from"] == "hosting"} == theirs.keys()
    assert [one["from"] for one in data["sections"]][-3:] == ["hosting"] * 3


def statements_in(service: Service, section: str) -> tuple[Statement, ...]:
    return next(one.statements for one in service.all_sections if one.id == section)


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ("hosting.dat", "No section of another service has the id “hosting.dat”. Did you mean “hosting.data”?"),
        ("managed-application.about", "No section of another service has the id “managed-application.about”."),
    ],
)  # fmt: skip
def test_a_section_that_cannot_be_held_is_told_where_it_is_named(tmp_path: Path, held: str, message: str) -> None:
    result = checked(edited(tmp_path, (MANAGED, "provider: it\n", f"provider: it\nholds: [{held}]\n"), source=EXAMPLE))
    assert [(one.rule.name, one.message["en"]) for one in result.problems] == [("unknown-reference", message)]


def test_a_held_claim_that_the_matrix_contradicts_is_told_at_the_key(tmp_path: Path) -> None:
    folder = edited(tmp_path, (MANAGED, "provider: it\n", f"provider: it\n{HELD}"), source=EXAMPLE)
    path = folder / MANAGED
    path.write_text(
        path.read_text("utf-8").replace("  cells:\n", "  cells:\n    backup:\n      applications: [-, A, R]\n", 1), "utf-8"
    )
    told = [one for one in checked(folder).problems if one.rule.name == "claim-contradicts-matrix"]
    line = path.read_text("utf-8").splitlines().index(HELD.rstrip()) + 1
    assert {(one.at.path, one.at.line) for one in told} == {(path.as_posix(), line)} and "hosting.data-" in told[0].message["en"]


def test_the_id_of_a_service_that_is_held_can_change(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = edited(tmp_path, (MANAGED, "provider: it\n", f"provider: it\n{HELD}"), source=EXAMPLE)
    assert main(["rename", "service", "hosting", "housing", "--data", str(folder)]) == 0
    assert HELD.replace("hosting.", "housing.") in (folder / MANAGED).read_text("utf-8")

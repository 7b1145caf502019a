"""A withdrawn object keeps its id and its page, which says so."""

from __future__ import annotations

import json
from datetime import date

import pytest
from service_catalogue import views
from service_catalogue.export.json import table
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.glossary import GLOSSARY
from service_catalogue.views.page import LIST, STACK, PageAddress
from service_catalogue.views.plain import lines as lines_of
from service_catalogue.views.status import WITHDRAWN

from tests.folders import DESK, chair, checked, command, copy, json_files, plant, problems

REASON = ("--reason", "da=Erstattet.", "--reason", "en=Replaced.")


@pytest.mark.parametrize(
    ("kind", "id", "pages"),
    [
        ("service", "desk", {"services/desk", "parties/customer", "parties/provider"}),
        ("task", "restore", {"tasks/restore"}),
        ("party", "customer", {"parties/customer"}),
        ("layer", "upper", {"layers/upper"}),
    ],
)
def test_its_pages_say_so(folder, capsys, kind, id, pages):
    status, said = command(capsys, "withdraw", kind, id, "--on", "2026-12-01", *REASON)
    assert status == 0, said
    assert said.startswith(f"“{id}” is withdrawn from 2026-12-01, in data/")
    catalogue = checked(folder).catalogue
    assert checked(folder).problems == ()
    found = catalogue.by_kind[kind][id].withdrawn
    assert (found.on, dict(found.reason)) == (date(2026, 12, 1), {"da": "Erstattet.", "en": "Replaced."})
    edition = Edition(catalogue, "da")
    shown = {address.document: WITHDRAWN.among(views.page(edition, address).parts) for address in views.addresses(catalogue)}
    assert {page for page, parts in shown.items() if parts} == pages
    for page in pages:
        (part,) = shown[page]
        assert (part.content.words, plain(part.content.reason)) == (
            "Gælder ikke længere fra 1.\u00a0december 2026.",
            "Erstattet.",
        )


@pytest.mark.parametrize(
    ("kind", "id", "index"), [("task", "restore", "tasks"), ("party", "customer", "parties"), ("layer", "upper", "layers")]
)
def test_the_list_says_so(folder, capsys, kind, id, index):
    assert command(capsys, "withdraw", kind, id, "--on", "2026-12-01", *REASON)[0] == 0
    edition = Edition(checked(folder).catalogue, "en")
    listed = views.page(edition, PageAddress(f"{index}/index", index))
    said = {
        entry.link.document: entry.words for kind in (LIST, STACK) for part in kind.among(listed.walk()) for entry in part.content
    }
    assert said[f"{index}/{id}"] == "No longer applies from 1\u00a0December 2026."
    assert [words for words in said.values() if "No longer" in words] == [said[f"{index}/{id}"]]


def test_the_entry_of_a_term_says_so(folder, capsys):
    assert command(capsys, "withdraw", "term", "backup", "--on", "2026-12-01", *REASON)[0] == 0
    catalogue = checked(folder).catalogue
    assert checked(folder).problems == ()
    edition = Edition(catalogue, "da")
    address = next(address for address in views.addresses(catalogue) if address.kind == "glossary")
    entries = [view for part in GLOSSARY.among(views.page(edition, address).parts) for view in part.content]
    said = {view.id: (view.withdrawn.words, plain(view.withdrawn.reason)) for view in entries if view.withdrawn}
    assert said == {"backup": ("Gælder ikke længere fra 1.\u00a0december 2026.", "Erstattet.")}


@pytest.mark.parametrize(("day", "status"), [("2026-11-01", "retired"), ("2999-12-01", "in-force")])
def test_a_service_is_retired_from_the_day_of_its_withdrawal(folder, capsys, day, status):
    command(capsys, "withdraw", "service", "desk", "--on", day, *REASON)
    text = (folder / DESK).read_text("utf-8")
    assert f"status: {status}\n" in text
    assert f"withdrawn:\n  on: {day}\n  reason: {{da: Erstattet., en: Replaced.}}\napprover:" in text
    assert json_files(checked(folder).catalogue)["services/desk.json"]["withdrawn"]["on"] == day


def test_the_reason_can_be_written_later(folder, capsys):
    status, said = command(capsys, "withdraw", "task", "restore", "--on", "2026-12-01")
    assert (status, said.count("[missing-translation]")) == (1, 2)


def test_a_withdrawn_task_need_not_be_used(folder, capsys):
    plant(folder, ("tasks.yaml", "tasks:\n", "tasks:\n  - id: old\n    group: running\n    name: {da: Gammel, en: Old}\n"))
    assert "unused-task" in {problem.rule for problem in problems(folder)}
    assert command(capsys, "withdraw", "task", "old", "--on", "2026-12-01", *REASON)[0] == 0
    assert "unused-task" not in {problem.rule for problem in problems(folder)}


def test_every_matrix_list_booklet_and_table_that_has_it_says_so(folder, capsys):
    for kind, id in (("task", "restore"), ("party", "customer"), ("layer", "upper")):
        assert command(capsys, "withdraw", kind, id, "--on", "2026-12-01", *REASON)[0] == 0
    catalogue = checked(folder).catalogue
    edition, service = Edition(catalogue, "en"), catalogue.objects["service"]["desk"]
    page = views.page(edition, PageAddress("services/desk", "service", ("desk",)))
    (matrix,) = (part.content for part in page.walk() if part.template == "matrix")
    names = [plain(header.name) for row in matrix.header_rows for header in row]
    names += [plain(row.name) for group in matrix.groups for row in group.rows]
    assert {name for name in names if "†" in name} == {"Upper layer†", "Customer†", "Restore†"}
    since = "no longer applies from 1\N{NO-BREAK SPACE}December 2026"
    assert matrix.withdrawn == (f"† Customer: {since}.", f"† Upper layer: {since}.", f"† Restore: {since}.")
    sheet = json.loads(Sheets(catalogue, "").service("en", "desk").json)["service"]
    duties, matrices = (json.dumps(sheet[key], ensure_ascii=False) for key in ("parties", "matrices"))
    for name in ("Upper layer", "Customer", "Restore"):
        assert f"{name} ({since})" in duties.replace('", "', "")
    assert f"† Restore: {since}." in matrices
    part = views.page(edition, PageAddress("parties/customer/desk", "duties", ("customer", "desk")))
    assert f"Restore ({since})" in [line for shown in part.parts for line in lines_of(shown.content)]
    lines = table(catalogue, service).splitlines()
    assert lines[0].endswith(",withdrawn")
    (line,) = (line for line in lines if line.startswith("restore,upper,customer,"))
    assert line.endswith(",task:restore layer:upper party:customer")
    (line,) = (line for line in lines if line.startswith("backup,lower,provider,"))
    assert line.endswith(",")


#: A service that extends the desk and holds its copies, and a statement of its own.
HEIR = (
    "holds: [desk.copies]\nsections: [{id: own, name: {da: Egne, en: Own}, statements: [{id: own-1, kind: information, "
    "text: {da: Som dér., en: As there.}}]}]\nmatrix: {extends: desk, parties: [customer, provider], cells: {}}\n"
)
SINCE = "No longer applies from 1\N{NO-BREAK SPACE}December 2026. Replaced. It said: "


def shown(catalogue, document: str, kind: str, *ids: str) -> str:
    page = views.page(Edition(catalogue, "en"), PageAddress(document, kind, ids))
    return "\n".join(line for part in page.walk() for line in lines_of(part.content))


def test_a_statement_stays_at_its_address_and_is_nobodys_duty(folder, capsys):
    """Also where another service holds it, which the command names."""
    plant(folder, chair(HEIR))
    before = checked(folder).catalogue
    assert "copies-1" in shown(before, "parties/customer/desk", "duties", "customer", "desk")
    status, said = command(capsys, "withdraw", "statement", "desk.copies-1", "--on", "2026-12-01", *REASON)
    assert status == 0 and "in data/services/desk.yaml. It is in “chair” too.\n" in said
    assert "“copies-1” no longer applies from 2026-12-01" in said  # its exception names it, and accepts nothing any more
    catalogue = checked(folder).catalogue
    text = f"{SINCE}The provider takes a copy of everything, every night."
    for id, mark in (("desk", ""), ("chair", " (from D1 Desk)")):
        assert text + mark in shown(catalogue, f"services/{id}", "service", id)
        for party in ("customer", "provider"):
            assert "copies-1" not in shown(catalogue, f"parties/{party}/{id}", "duties", party, id)
        (sheet,) = (json.loads(Sheets(catalogue, "").service("en", id).json)["service"],)
        assert "It said:" in json.dumps(sheet["sections"]) + json.dumps(sheet["described"])
        assert not any(each.endswith("copies-1") for each in sheet["margins"])
    files = json_files(catalogue)
    statement = next(one for one in files["services/desk.json"]["statements"] if one["id"] == "copies-1")
    assert (statement["withdrawn"]["on"], statement["claims"]) == ("2026-12-01", [])


def test_a_withdrawn_note_is_a_problem_at_each_cell_that_uses_it(folder, capsys):
    assert command(capsys, "withdraw", "note", "desk.note.2", "--on", "2026-12-01", *REASON)[0] == 0
    lines = (folder / DESK).read_text("utf-8").splitlines()
    found = {(lines[one.line - 1].strip(), one.column) for one in problems(folder) if one.rule == "withdrawn-reference"}
    assert found == {("upper: [A 2, -]", 17), ("upper: [AR, I only-faults 2]", 33), ("notes: [2]", 13)}
    plant(folder, (DESK, "A 2", "A"), (DESK, "only-faults 2", "only-faults"), (DESK, "    notes: [2]\n", ""))
    assert problems(folder) == []
    assert f"{SINCE}Small amounts only." in shown(checked(folder).catalogue, "services/desk", "service", "desk")


def test_what_builds_on_a_withdrawn_service_is_told_with_its_successor(folder, capsys):
    plant(folder, chair(HEIR.replace("Som dér.", "'Som [[service:desk]].'")))
    _, said = command(capsys, "withdraw", "service", "desk", "--on", "2026-12-01", "--successor", "chair", *REASON)
    assert "  successor: chair\n" in (folder / DESK).read_text("utf-8") and "It is in “chair” too." in said
    places = [line.split(": ")[0] for line in said.splitlines() if "Its successor is “chair”. [withdrawn-reference]" in line]
    chair_file = (folder / "services/chair.yaml").read_text("utf-8").splitlines()
    assert [chair_file[int(place.split(":")[1]) - 1].partition(":")[0] for place in places] == ["holds", "sections", "matrix"]
    for wrong in (("service", "chair", "--successor", "desks"), ("task", "restore", "--successor", "chair")):
        assert command(capsys, "withdraw", *wrong, *REASON)[0] == 2


def test_the_difference_names_who_loses_a_duty_and_who_builds_on_it(tmp_path, capsys):
    old = copy(tmp_path / "old")
    plant(old, chair(HEIR))
    new = copy(tmp_path / "new", old)
    assert command(capsys, "withdraw", "statement", "desk.copies-1", "--on", "2026-12-01", *REASON, "--data", new)[0] == 0
    said = command(capsys, "diff", old, new, "--data", new)[1].replace("\N{NO-BREAK SPACE}", " ")
    customer = said.partition("\nCustomer\n")[2].partition("\n\n")[0]
    assert "No longer according to the statement copies-1 in D1, and C1, which builds on it: " in customer
    assert (
        "The statement copies-1 in D1, and C1, which builds on it, is withdrawn from 1 December 2026. Reason: Replaced." in said
    )

"""A service that extends 2A with a third party, and has every cell of the parties of 2A as 2A has it."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.export.json import table
from service_catalogue.export.workbook import workbook, written
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.pdf.annex import annex_sheet, read_annex
from service_catalogue.pdf.sheets import Sheets, put_labels, service_parts
from service_catalogue.pdf.typesetting import Encoder
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.service import booklet_page

from tests.built import run
from tests.folders import FIXTURES, PLATFORM, edited, json_files, table_of

TABLE = table_of(__file__)

HEADING = "In 2A, on which this matrix builds, the source says two things"
NUMBERS = range(1, 12)


def supplied(supplier: str = "-") -> str:
    """Return a service with each row of 2A and ``supplier`` in the cells of the supplier."""
    source = (PLATFORM / "services" / "2a.yaml").read_text("utf-8")
    cells = source[source.index("  cells:\n") : source.index("\nnotes:")]
    rows = re.sub(r"\[([^],]+, [^],]+)\]", rf"[\1, {supplier}]", cells)
    return (
        "id: supplied\ncode: 2S\nname: {da: Med leverandør, en: With a supplier}\nprovider: provider\n"
        f"matrix:\n  extends: 2a\n  parties: [customer, provider, third-party-supplier]\n"
        f"  axes: {{layer: [applications, middleware, operating-system, server-storage-network]}}\n{rows}\n"
    )


def catalogue_with(folder: Path, text: str) -> tuple[Catalogue, list[str]]:
    result = check(edited(folder, ("services/supplied.yaml", "", text), source=PLATFORM))
    assert not result.failed, [problem.message["en"] for problem in result.problems]
    return result.catalogue, [problem.rule.name for problem in result.problems]


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue, problems = catalogue_with(tmp_path_factory.mktemp("supplied"), supplied())
    assert "departure-not-inherited" not in problems
    return catalogue


@pytest.fixture(scope="module")
def service(catalogue: Catalogue) -> Service:
    return catalogue.objects["service"]["supplied"]


def page(catalogue: Catalogue, document: str, kind: str, *ids: str) -> views.Page:
    return views.page(Edition(catalogue, "en"), views.PageAddress(document, kind, ids))


def test_every_departure_is_inherited(service: Service) -> None:
    assert [tension.id for tension in service.tensions] == [f"2a.t{number}" for number in NUMBERS]
    assert [exception.id for exception in service.exceptions] == ["2a.no-r"]


@pytest.mark.parametrize(("old", "new", "lost"), TABLE["cells"])
def test_a_tension_about_another_cell_is_reported(tmp_path: Path, old: str, new: str, lost: list[str]) -> None:
    head, mark, rest = supplied().partition("    backup:\n")
    data = edited(tmp_path, ("services/supplied.yaml", "", head + mark + rest.replace(old, new, 1)), source=PLATFORM)
    found = [problem for problem in check(data).problems if problem.rule.name == "departure-not-inherited"]
    assert [(id in problem.message["en"], problem.addresses) for problem, id in zip(found, lost, strict=True)] == [
        (True, ("backup.applications",)) for _ in lost
    ]
    assert all(Path(problem.at.path).name == "supplied.yaml" for problem in found)


@pytest.mark.parametrize(
    "recorded",
    [
        "tensions:\n  - {id: t1, at: [backup.applications], text: {da: Uklart., en: Unclear.}}\n",
        "exceptions:\n  - rule: departure-not-inherited\n    at: [backup.applications]\n    reason: {da: Kilden er enig., en: The source agrees.}\n",
    ],
)
def test_it_is_reported_no_more_where_something_is_recorded(tmp_path: Path, recorded: str) -> None:
    text = supplied().replace("[A 6, -, -]", "[AR 6, -, -]")
    assert "departure-not-inherited" in catalogue_with(tmp_path / "without", text)[1]
    assert not {"departure-not-inherited", "unneeded-exception"} & {*catalogue_with(tmp_path / "with", text + recorded)[1]}


def test_the_page_links_to_the_statements_of_2a(catalogue: Catalogue) -> None:
    parts = [part for part in page(catalogue, "services/supplied", "service", "supplied").walk() if part.template == "departures"]
    assert [(part.anchor, part.heading) for part in parts] == [
        ("part.tensions", HEADING),
        ("part.exceptions", "Where the matrix departs from a rule of this catalogue"),
    ]
    views_of = {view.mark.id: view for view in parts[0].content}
    linked = {one.words: (one.link.document, one.link.anchor) for one in views_of["2a.t1"].references}
    assert linked["2A security-5"] == ("services/2a", "security-5")
    assert linked["Backup, Applications"] == ("services/supplied", "backup.applications.customer")
    assert views_of["2a.t9"].references[0].words.startswith("the letter A")


def test_own_tensions_come_first_under_their_own_heading(tmp_path: Path) -> None:
    text = supplied() + "tensions:\n  - {id: t1, at: [restore.middleware], text: {da: Uklart., en: Unclear.}}\n"
    catalogue, _ = catalogue_with(tmp_path, text)
    parts = [part for part in page(catalogue, "services/supplied", "service", "supplied").walk() if part.template == "departures"]
    assert [(part.anchor, part.heading) for part in parts[:2]] == [
        ("part.tensions", "Where the source says two different things"),
        ("part.tensions.2a", HEADING),
    ]


def test_a_part_names_where_a_tension_is_from(catalogue: Catalogue, service: Service) -> None:
    found = duties(Edition(catalogue, "en"), service, catalogue.party("customer"))
    tensions = [view for view in found.departures if view.mark.kind == "tension"]
    assert tensions
    assert {view.kind for view in tensions} == {HEADING}
    shown = page(catalogue, "services/supplied", "service", "supplied")
    assert HEADING in [part.heading for part in shown.walk()]


def quoted(sheet: dict[str, Any]) -> None:
    """Assert that the text of 2A is quoted, with a reason, in a document without it."""
    tensions = next(part for part in sheet["departures"] if part.content[0].mark.kind == "tension")
    assert tensions.heading == HEADING
    assert sheet["elsewhere"].startswith("The text of 2A is not part of this document.")
    (quote,) = tensions.content[0].quotes
    assert quote.source.words == "2A security-5"
    assert plain(quote.text).startswith("The customer is accountable for the application's backup")


def sheet_of(catalogue: Catalogue, id: str) -> dict[str, Any]:
    encoder, service = Encoder(Edition(catalogue, "en"), ""), catalogue.objects["service"][id]
    view = booklet_page(encoder.edition, service)
    put_labels(encoder, view)
    return service_parts(encoder, service, view)


def test_the_booklet_quotes_the_sentences_of_2a(catalogue: Catalogue) -> None:
    quoted(sheet_of(catalogue, "supplied"))
    own = sheet_of(catalogue, "2a")
    assert own["elsewhere"] == ""
    assert not any(view.quotes for part in own["departures"] for view in part.content)


def test_the_whole_catalogue_quotes_them_as_its_own(catalogue: Catalogue) -> None:
    alone, whole = (json.loads(Sheets(catalogue, "").service("en", "supplied", whole).json)["service"] for whole in (False, True))
    quotes = [[one["quotes"][0]["text"] for one in part["content"] if one["quotes"]] for part in whole["departures"]]
    assert len(quotes[0]) > 5
    assert quotes == [[one["quotes"][0]["text"] for one in part["content"] if one["quotes"]] for part in alone["departures"]]
    assert (bool(alone["elsewhere"]), whole["elsewhere"]) == (True, "")


def test_the_annex_quotes_the_sentences_of_2a(tmp_path: Path) -> None:
    """And is set with the notes of a matrix that takes pages of its own, to which marks lead."""
    data = edited(tmp_path, ("services/supplied.yaml", "", supplied()), source=PLATFORM)
    file = tmp_path / "annex.yaml"
    file.write_text((FIXTURES / "annex.yaml").read_text("utf-8").replace("service: 2a", "service: supplied"), "utf-8")
    catalogue = check(data).catalogue
    annex = read_annex(file, catalogue).annex
    assert annex
    sheet = annex_sheet(annex, "0" * 12, catalogue, ["changed"], "")[0].json
    assert "The text of 2A is not part of this document." in sheet
    assert "2A security-5" in sheet
    # In a process of its own: Typst starts threads, and what forks afterwards would wait for them.
    done = run("-m", "service_catalogue", "annex", "make", file, "--data", data, "--out", tmp_path / "out", "--lang", "en")
    assert done.returncode in (0, 1), done.stdout
    assert (tmp_path / "out" / "annex.pdf").is_file()


def test_exports_have_the_departures_with_their_owner(catalogue: Catalogue, service: Service) -> None:
    data = json_files(catalogue)["services/supplied.json"]
    assert [(tension["id"], tension["from"]) for tension in data["tensions"]] == [(f"2a.t{number}", "2a") for number in NUMBERS]
    line = next(line for line in table(catalogue, service).splitlines() if line.startswith("backup,applications,customer"))
    assert line.endswith("tension.2a.t1 exception.2a.no-r,")
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    with zipfile.ZipFile(io.BytesIO(written(workbook(editions, service)))) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist())
    assert [number for number in NUMBERS if f"2A t{number}" not in texts] == []

"""Interfaces for programs and other documents: the JSON, the inventory, the addresses."""

from __future__ import annotations

import json

import pytest
from service_catalogue.check.digest import data_digest
from service_catalogue.diff.compare import compare
from service_catalogue.diff.states import read_state
from sphinx.util.inventory import InventoryFile

from tests.built import LANGUAGES, Site, source_cells, source_rows, squeeze
from tests.folders import DATA, catalogue_of

pytestmark = pytest.mark.content


@pytest.fixture(scope="module")
def site(live_site: Site) -> Site:
    return live_site


@pytest.fixture(scope="module")
def catalogue(site: Site) -> dict:
    return json.loads((site / "api/v1/catalogue.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def service(site: Site) -> dict:
    return json.loads((site / "api/v1/services/2a.json").read_text("utf-8"))


# ---- api/v1 ----------------------------------------------------------------------------------------------------------


def test_the_data_as_they_were_parsed(site: Site) -> None:
    """``catalogue diff`` reads the catalogue from them, and a contract annex names their digest."""
    data = json.loads((site / "api/v1/data.json").read_text("utf-8"))
    assert data["digest"] == data_digest(DATA)
    assert "catalogue.yaml" in data["files"] and "services/2a.yaml" in data["parts"]
    assert json.loads((site / "api/v1/data/services/2a.yaml.json").read_text("utf-8"))["id"] == "2a"
    state = read_state(str(site.folder), DATA)
    assert state.digest == data["digest"]
    assert compare(catalogue_of(DATA), state.result.catalogue) == ()


# ---- objects.inv -----------------------------------------------------------------------------------------------------


def inventory(site: Site, language: str):
    return InventoryFile.loads((site / language / "objects.inv").read_bytes(), uri="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_inventory_lists_every_object(site: Site, catalogue: dict, service: dict, language: str) -> None:
    data = inventory(site, language).data
    found = {kind.removeprefix("catalogue:"): set(items) for kind, items in data.items() if kind.startswith("catalogue:")}
    of_services = ("statement", "note", "cell")
    own = {kind: {id for id in ids if kind not in of_services or id.startswith("2a.")} for kind, ids in found.items()}
    assert own == {
        "service": {entry["id"] for entry in catalogue["services"]},
        "statement": {f"2a.{statement['id']}" for statement in service["statements"]},
        "task": {task["id"] for task in catalogue["tasks"]},
        "party": {party["id"] for party in catalogue["parties"]},
        "layer": {layer["id"] for layer in catalogue["layers"]},
        "term": {term["id"] for term in catalogue["terms"]},
        "standard": {standard["id"] for standard in catalogue["standards"]},
        "note": {f"2a.note.{note['id']}" for note in service["notes"]},
        "cell": {f"2a.{cell.address}" for cell in source_cells()},
    }
    assert {"customer", "provider"} <= found["party"]
    assert {row.task for row in source_rows()} <= found["task"]
    assert set(data["std:doc"]) == {page.inner.removesuffix(".html") for page in site.pages(language)}
    # Each object is a label too, for projects that do not have the extension.
    by_kind = {f"{kind}.{id}" for kind in ("service", "task", "party", "layer", "term", "standard") for id in found[kind]}
    assert by_kind | found["statement"] | found["note"] | found["cell"] <= set(data["std:label"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_inventory_has_the_name_of_the_catalogue_and_leads_to_places_that_exist(
    site: Site, catalogue: dict, language: str
) -> None:
    head = (site / language / "objects.inv").read_bytes().splitlines()[1].decode()
    assert head == {"da": "# Project: Ydelseskatalog", "en": "# Project: Service catalogue"}[language]
    faults = []
    for kind, items in inventory(site, language).data.items():
        for name, item in items.items():
            path, _, anchor = item.uri.partition("#")
            if not site.leads(f"{language}/{path}", anchor):
                faults.append(f"{kind} {name}: {item.uri}")
    assert faults == []
    tasks = inventory(site, language).data["catalogue:task"]
    assert {name: tasks[name].display_name for name in ("backup",)} == {"backup": "Backup"}
    names = {term["id"]: squeeze(term["name"][language]) for term in catalogue["terms"]}
    terms = inventory(site, language).data["catalogue:term"]
    # Where it is the same as the id, an inventory has a dash for the name.
    assert {id: id if item.display_name == "-" else item.display_name for id, item in terms.items()} == names


# ---- The folder ------------------------------------------------------------------------------------------------------


def test_nothing_is_published_that_is_only_for_building(site: Site) -> None:
    names = {path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*")}
    private = ("_sources", ".buildinfo", ".doctrees", "doctrees", "catalogue.json.new", "environment.pickle", ".page", ".new")
    assert [name for name in names if name.endswith(private) or "/_sources/" in name or "/." in name] == []
    at_root = {"index.html", "404.html", "da", "en", "api", "pdf", "edition.json", "llms.txt", ".nojekyll"}
    # What is kept of editions is in a site with --out alone: the local one has none.
    assert {name for name in names if "/" not in name} - {"v"} == at_root

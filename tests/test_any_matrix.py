"""Every kind of responsibility matrix that operators publish: the fixture catalogues hold to the rules, and say what they should."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest
import yaml
from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.views.duties import duties
from service_catalogue.views.edition import Edition, plain
from service_catalogue.views.matrix import MatrixView, MatrixViews

from tests import folders, matrices
from tests.folders import FIXTURES, Found, json_files

CATALOGUES = FIXTURES / "catalogues"
NAMES = sorted(path.name for path in CATALOGUES.iterdir())
#: What the check says of each; nothing, where nothing stands here.
EXPECTED = {
    # Two tasks with one title, which is what the operator publishes.
    "plans-and-phases": [Found("tasks.yaml", 32, 53, "similar-titles")]
}


@functools.cache
def catalogue(name: str) -> Catalogue:
    return check(CATALOGUES / name).catalogue


def service(name: str, id: str) -> Service:
    return catalogue(name).objects["service"][id]


def matrix_view(name: str, id: str, language: str = "en", index: int = 0) -> MatrixView:
    found = service(name, id)
    return MatrixViews(Edition(catalogue(name), language), found, found.all_matrices[index]).view()


def changed(tmp_path: Path, name: str, *edits: tuple[str, str, str]) -> Catalogue | None:
    """Return a catalogue with ``edits``, in which the check finds what their marks announce and nothing else."""
    return folders.assert_finds(tmp_path, edits, CATALOGUES / name)


def said(view: MatrixView) -> list[list[str]]:
    """Return the rows of headings, in words."""
    return [[plain(header.name) for header in row] for row in view.header_rows]


def groups(view: MatrixView) -> list[str]:
    return [" › ".join(map(plain, group.path)) for group in view.groups]


# ---- Every catalogue -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_holds_to_the_rules(name: str) -> None:
    assert folders.problems(CATALOGUES / name) == EXPECTED.get(name, [])


@pytest.mark.parametrize("name", NAMES)
def test_says_what_is_written(name: str) -> None:
    """Each cell at its address, read by other means than the catalogue's own; in the JSON too."""
    files = json_files(catalogue(name))
    for id, expected in matrices.cells(CATALOGUES / name).items():
        found = service(name, id)
        data = files[f"services/{id}.json"]
        exported = {}
        for matrix in data["matrices"] or filter(None, [data["matrix"]]):
            for cell in matrix["cells"]:
                values = [cell[axis] for axis in matrix["axes"]]
                address = ".".join(filter(None, [matrix.get("id"), cell["task"], *values, cell["party"]]))
                assert address not in exported
                exported[address] = (cell["roles"], tuple(cell["notes"]), cell["state"])
        assert exported == expected
        assert {cell.address for matrix in found.all_matrices for cell in matrix.cells} == set(expected)


# ---- Six services, one of which extends another --------------------------------------------------------------------------


def test_a_layer_of_no_axis_is_found_in_an_extending_matrix(tmp_path: Path) -> None:
    service = "services/managed-application.yaml"
    deep = (
        service,
        "requests:\n      applications: [I, AR, S]",
        "requests:\n      applications: {⟦unknown-reference⟧gold: [I, AR, S]}",
    )
    wrong = (service, "    incidents:\n      applications", "    incidents:\n      ⟦unknown-reference⟧aplications")
    changed(tmp_path, "example", deep, wrong)


# ---- Nine services in four languages -----------------------------------------------------------------------------------


def test_groups_three_levels_deep() -> None:
    assert groups(matrix_view("nine-services", "colocation", "sv"))[0] == "Drift › Daglig drift › Övervakning"
    page = views.page(
        Edition(catalogue("nine-services"), "de"),
        next(each for each in views.addresses(catalogue("nine-services")) if each.kind == "tasks"),
    )
    operation = next(part for part in page.parts if part.anchor == "group.operation")
    assert [part.heading for part in operation.walk()][:3] == ["Betrieb", "Täglicher Betrieb", "Überwachung"]


def test_the_interface_in_a_language_of_the_catalogue() -> None:
    swedish, german = (Edition(catalogue("nine-services"), language) for language in ("sv", "de"))
    assert swedish.words("nav.tasks") == "Uppgifter"
    assert swedish.words("compare.places", count=1) == "1 plats"
    assert type(swedish.words("nav.tasks")) is not type(german.words("glossary.synonyms"))
    assert (german.words("nav.tasks"), german.words("glossary.synonyms")) == ("Aufgaben", "Also")
    assert (swedish.own_name, german.own_name) == ("Svenska", "Deutsch")
    danish = Edition(catalogue("nine-services"), "da")
    assert [danish.language_name(code) for code in ("da", "en", "de", "sv")] == ["dansk", "engelsk", "Tysk", "Svensk"]


# ---- Owner only --------------------------------------------------------------------------------------------------------


def test_owner_only_by_area() -> None:
    view = matrix_view("owner-only", "public-cloud")
    assert said(view)[0] == ["Access", "Updates", "Backup", "Monitoring", "Incidents"]
    assert said(view)[1] == ["Customer", "Nordvang"] * 5
    assert [entry.letter.letter for entry in view.legend] == ["O", "S"]


def test_one_letter_a_place_needs_no_list_and_no_row_of_parties() -> None:
    view = matrix_view("owner-only", "edge-cloud")
    assert said(view) == [["Access", "Updates", "Backup", "Monitoring", "Incidents"]]
    matrix = service("owner-only", "edge-cloud").matrix
    assert matrix.by_address["physical-host.backup.owner"].state.value == "n-a"
    assert {cell.letters for cell in matrix.cells if cell.task == "archive-storage"} == {"O"}


def test_duties_in_words_name_their_area() -> None:
    edition = Edition(catalogue("owner-only"), "en")
    found = duties(edition, service("owner-only", "public-cloud"), edition.catalogue.party("customer"))
    areas = {"access": "Access", "updates": "Updates", "backup": "Backup", "monitoring": "Monitoring", "incidents": "Incidents"}
    assert [(said.id, said.claim.where) for said in found.promised] == [(f"{id}-customer", name) for id, name in areas.items()]
    assert all(said.is_whole for said in found.promised)


# ---- Odd schemes -------------------------------------------------------------------------------------------------------


def test_each_service_has_the_letters_of_its_own_scheme() -> None:
    legends = {
        id: "".join(entry.letter.letter for entry in matrix_view("odd-schemes", id).legend)
        for id in ("wide-area-network", "workplace", "print")
    }
    assert legends == {"wide-area-network": "RCI", "workplace": "RASCI", "print": "RACI"}
    assert matrix_view("odd-schemes", "print").legend[2].letter.word == "Contributor"


def test_a_scheme_without_a_counts_its_r(tmp_path: Path) -> None:
    edit = ("services/wide-area-network.yaml", "ordering: [R, C, I]", "ordering: [R, ⟦one-accountable⟧R, I]")
    changed(tmp_path, "odd-schemes", edit)


def test_eight_parties_without_an_axis() -> None:
    view = matrix_view("odd-schemes", "workplace")
    assert len(view.header_rows) == 1
    assert said(view)[0] == [
        "Owner",
        "Municipality",
        "Service desk",
        "Field service",
        "Identity",
        "Security",
        "Hardware",
        "Auditor",
    ]
    assert [header.party for header in view.header_rows[0]] == [0, 1, 2, 3, 4, 5, 0, 1]


# ---- Plans and phases --------------------------------------------------------------------------------------------------


def test_a_matrix_with_two_axes_has_two_rows_of_headings() -> None:
    view = matrix_view("plans-and-phases", "backup", "da")
    assert said(view) == [["Kundens system", "Platform"], ["Basis", "Standard", "Premium"] * 2, ["Kunde", "Havblik"] * 6]
    assert [header.span for header in view.header_rows[0] + view.header_rows[1]] == [6, 6, 2, 2, 2, 2, 2, 2]
    assert view.starts == (True, *[False] * 5) * 2


# ---- The manual ----------------------------------------------------------------------------------------------------------

GUIDE = (folders.ROOT / "docs/manual/en/editors/matrices.md").read_text("utf-8")
_EXAMPLE = re.compile(r"```yaml\n(.*?)```", re.DOTALL)
#: By section: its label and its examples.
SECTIONS = [
    (label, _EXAMPLE.findall(text)) for label, text in re.findall(r"\((matrix-[a-z-]+)\)=\n##(.*?)(?=\n\(|\Z)", GUIDE, re.DOTALL)
]
#: What the check says of an example, where it says anything: what the section is about.
SAID = {"matrix-languages": {"missing-translation"}}


@pytest.mark.content
@pytest.mark.parametrize(("label", "examples"), SECTIONS, ids=[label for label, _ in SECTIONS])
def test_the_examples_of_the_guide_are_right(tmp_path: Path, label: str, examples: list[str]) -> None:
    """Each put into the minimal catalogue, in the place of what its file says under the same keys, or beside it in a list of objects."""
    folder = folders.copy(tmp_path, CATALOGUES / "minimal")
    for example in examples:
        named = re.match(r"# (\S+\.yaml)\n", example)
        path = folder / (named[1] if named else "services/hosting.yaml")
        path.parent.mkdir(exist_ok=True)
        data = matrices.read(path) if path.is_file() else {}
        for key, value in yaml.load(example, yaml.CBaseLoader).items():
            if isinstance(value, list) and key in data and key not in ("languages", "sections"):
                ids = [item["id"] for item in value]
                value = [*(item for item in data[key] if item["id"] not in ids), *value]
            data[key] = value
        if "matrices" in data:
            data.pop("matrix", None)
        path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), "utf-8")
    assert {problem.rule for problem in folders.problems(folder)} == SAID.get(label, set())

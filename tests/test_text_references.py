"""References in texts: the number of a note is that of the service that shows the text, in every output."""

from __future__ import annotations

import csv
import io
import itertools
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from service_catalogue import views
from service_catalogue.cli import main
from service_catalogue.export.json import table
from service_catalogue.export.workbook import workbook, written
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf.annex import annex_sheet, read_annex
from service_catalogue.pdf.sheets import Sheets
from service_catalogue.search.entries import entries_in
from service_catalogue.views.edition import Edition, PieceKind, plain
from service_catalogue.views.plain import lines, service_markdown

from tests.folders import DESK, FIXTURES, Case, assert_finds, case_file, catalogue_of, chair, checked, edited, json_files, plant
from tests.test_inherited import extended

#: As t4 and t6 of 2A cite their notes: there, and in the service that has a note of its own.
AT_HOME = {"en": ("note 3 says that", ". Note 4 stands at"), "da": ("note 3 siger, at", ". Note 4 står ved")}
INHERITED = {
    "en": ("note 4 (note 3 of 2A) says that", ". Note 5 (note 4 of 2A) stands at"),
    "da": ("note 4 (note 3 i 2A) siger, at", ". Note 5 (note 4 i 2A) står ved"),
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return extended(tmp_path_factory.mktemp("own"))


def strings(value: Any) -> Iterator[str]:
    """Yield the texts in the values of a PDF, each as a whole."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(item, str) or (isinstance(item, dict) and "words" in item) for item in value):
        yield "".join(item if isinstance(item, str) else item["words"] for item in value)
    elif isinstance(value, dict | list):
        yield from itertools.chain.from_iterable(map(strings, value.values() if isinstance(value, dict) else value))


def page_of(catalogue: Catalogue, id: str, language: str) -> views.Page:
    return views.page(Edition(catalogue, language), views.PageAddress(f"services/{id}", "service", (id,)))


def on_page(catalogue: Catalogue, id: str, language: str) -> str:
    return "\n".join(line for part in page_of(catalogue, id, language).walk() for line in lines(part.content))


def in_markdown(catalogue: Catalogue, id: str, language: str) -> str:
    return service_markdown(Edition(catalogue, language), catalogue.objects["service"][id])


def in_booklet(catalogue: Catalogue, id: str, language: str) -> str:
    return "\n".join(strings(json.loads(Sheets(catalogue, "").service(language, id).json)))


def in_json(catalogue: Catalogue, id: str, language: str) -> str:
    data = json_files(catalogue)[f"services/{id}.json"]
    return "\n".join(tension["text"][language] for tension in data["tensions"])


def in_workbook(catalogue: Catalogue, id: str, language: str) -> str:
    editions = [Edition(catalogue, code) for code in catalogue.identity.languages]
    with zipfile.ZipFile(io.BytesIO(written(workbook(editions, catalogue.objects["service"][id])))) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def in_search(catalogue: Catalogue, id: str, language: str) -> str:
    found = entries_in(Edition(catalogue, language), catalogue.objects["service"][id])
    return "\n".join(f"{entry.text} {entry.shown}" for entry in found)


OUTPUTS: list[Callable[[Catalogue, str, str], str]] = [
    on_page, in_markdown, in_booklet, in_json, in_workbook, in_search,
]  # fmt: skip


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_an_output_numbers_the_notes_that_a_text_refers_to(
    catalogue: Catalogue, output: Callable[[Catalogue, str, str], str], language: str
) -> None:
    for id, texts in (("2a", AT_HOME), ("own", INHERITED)):
        shown = output(catalogue, id, language)
        assert [text for text in texts[language] if text not in shown] == []
        assert "[[" not in shown


def test_the_annex_numbers_the_notes_that_a_text_refers_to(catalogue: Catalogue, tmp_path: Path) -> None:
    path = tmp_path / "annex.yaml"
    path.write_text((FIXTURES / "annex.yaml").read_text("utf-8").replace("service: 2a", "service: own"), "utf-8")
    found = read_annex(path, catalogue)
    assert found.annex, found.problems
    shown = "\n".join(strings(json.loads(annex_sheet(found.annex, found.digest, catalogue, [], "")[0].json)))
    assert [text for texts in INHERITED.values() for text in texts if text not in shown] == []


def test_the_table_has_the_ids_of_notes(catalogue: Catalogue) -> None:
    """It has the ids of notes, by which the other files number them."""
    notes = {note["id"]: note["number"] for note in json_files(catalogue)["services/own.json"]["notes"]}
    rows = csv.DictReader(io.StringIO(table(catalogue, catalogue.objects["service"]["own"]).removeprefix("\ufeff")))
    cell = next(row for row in rows if (row["task"], row["layer"]) == ("administrative-access", "middleware"))
    assert [notes[id] for id in cell["task-notes"].split()] == ["4"]
    assert "tension.2a.t4" in cell["departures"]


# ---- What is shown, and where it leads -------------------------------------------------------------------------------

PLAIN = "text: {da: Spørg leverandøren., en: Ask the provider.}"
SHOWN = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))["shown"]


@pytest.mark.parametrize(("text", "words", "place"), SHOWN, ids=[text for text, _, _ in SHOWN])
def test_a_reference_has_its_words_and_leads_to_its_place(tmp_path: Path, text: str, words: str, place: str) -> None:
    catalogue = catalogue_of(edited(tmp_path, (DESK, PLAIN, f'text: {{da: "{text}", en: "{text}"}}')))
    asked = catalogue.objects["service"]["desk"].statements["ask-1"].text
    edition = Edition(catalogue, "en")
    assert edition.plain(asked) == plain(edition.rich(asked)) == words
    (link,) = [piece.link for piece in edition.rich(asked) if piece.kind is PieceKind.REFERENCE]
    assert link
    assert f"{link.document}#{link.anchor}" == place


def test_a_text_that_services_share(tmp_path: Path) -> None:
    written = 'definition: {da: "[[desk.note:2]]", en: "By [[desk.note:2]], [[desk.statement:what-1]]"}'
    catalogue = catalogue_of(edited(tmp_path, ("glossary.yaml", "definition: {da: En kopi., en: A copy.}", written)))
    assert Edition(catalogue, "en").plain(catalogue.term("backup").definition) == "By note 2 of D1, what-1 of D1"
    assert Edition(catalogue, "da").plain(catalogue.term("backup").definition) == "Note 2 i D1"


# ---- The check, and the commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("edits", case_file(__file__))
def test_what_the_check_finds(tmp_path: Path, edits: list[tuple[str, str, str]]) -> None:
    assert_finds(tmp_path, edits, aside=("parity", "terms-differ"))


@pytest.mark.parametrize("layout", case_file(__file__, "layout"))
def test_the_layout_has_quotation_marks(tmp_path: Path, layout: Case) -> None:
    """Each text as it is written, and in the layout."""
    ((_, written, formatted),) = layout
    folder = edited(tmp_path, (DESK, PLAIN, written))
    main(["ready", "--data", str(folder)])
    assert formatted in (folder / DESK).read_text("utf-8")


def test_a_new_id_is_in_the_references(folder: Path) -> None:
    text = "[[task:ownership]] [[cell:ownership.upper.customer|felt]] [[desk.note:2]] [[service:desk]]"
    plant(folder, (DESK, PLAIN, f'text: {{da: "{text}", en: "{text}"}}'))
    for kind, old, new in (("task", "ownership", "owning"), ("layer", "upper", "top-layer"), ("service", "desk", "table")):
        assert main(["rename", kind, old, new]) == 0
    written = (folder / "services" / "table.yaml").read_text("utf-8")
    assert written.count("[[task:owning]] [[cell:owning.top-layer.customer|felt]] [[table.note:2]] [[service:table]]") == 2
    assert not checked(folder).failed


def test_the_inputs_of_a_text_that_refers_elsewhere(tmp_path: Path) -> None:
    """A page is made again where the number of a note that it refers to has changed."""
    folder = edited(
        tmp_path,
        (
            "glossary.yaml",
            "definition: {da: En kopi., en: A copy.}",
            'definition: {da: "[[desk.note:2]]", en: "[[desk.note:2]]"}',
        ),
        chair(),
    )
    before = checked(folder).catalogue
    plant(folder, (DESK, "Ro på", "Ro nu"))
    same = checked(folder).catalogue
    plant(folder, (DESK, "notes:\n  - id: 1\n", "notes:\n  - {id: 9, kind: limit, text: {da: Ny., en: New.}}\n  - id: 1\n"))
    after = checked(folder).catalogue
    assert before
    assert same
    assert after
    assert before.shared_inputs == same.shared_inputs != after.shared_inputs
    assert before.inputs["chair"] == same.inputs["chair"] != after.inputs["chair"]

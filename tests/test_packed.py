"""What a service holds is packed once it is read, and unpacked where it is asked for: nobody sees a difference."""

from __future__ import annotations

import gc
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest
from service_catalogue.check.checker import Checker, check
from service_catalogue.check.load import load
from service_catalogue.kept import Kept
from service_catalogue.model import packed
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.service import Service
from service_catalogue.yaml.values import Scalar

from tests.bench.many import many_services
from tests.folders import FIXTURES, copy

THREE = FIXTURES / "catalogues" / "three-models"
NINE = FIXTURES / "catalogues" / "nine-services"
#: What is in memory of a service that is not packed.
HELD = ("sections", "matrix", "matrices", "notes", "tensions")


def unpacked(catalogue: Catalogue) -> list[Service]:
    return [service for service in catalogue.services if any(name in vars(service) for name in HELD)]


def break_dates(service: Path) -> None:
    text = re.sub(
        r"^valid:.*\n(?: .*\n)*", "valid: {from: 2027-01-01, to: 2026-01-01}\n", service.read_text("utf-8"), flags=re.MULTILINE
    )
    service.write_text(text, "utf-8")


def test_what_a_service_is_known_by_is_known_while_it_is_packed() -> None:
    catalogue = load(NINE).partial
    for service in catalogue.services:
        assert service.id and service.name and service.outline.statements
        assert service.uses(next(iter(service.outline.matrices[0].tasks)))
        assert service.concerns(service.provider)
    assert not unpacked(catalogue)


def test_the_outline_says_what_the_service_does() -> None:
    for service in load(NINE).partial.services:
        outline = service.outline
        assert outline.statements == tuple(service.statements)
        assert outline.notes == tuple(note.id for note in service.notes)
        assert outline.extended == tuple(matrix.extends for matrix in service.all_matrices if matrix.extends)
        assert outline.cells.splitlines() == [cell.address for matrix in service.all_matrices for cell in matrix.cells]
        assert set(outline.texts_about) == {party for text in service.texts for party in text.parties}
        for known, matrix in zip(outline.matrices, service.all_matrices, strict=True):
            assert known.tasks == {row.task for row in matrix.rows}
            assert {matrix.address(task) for task in known.tasks} == {known.address(task) for task in known.tasks}
            for party in matrix.parties:
                held = "".join(cell.letters for cell in matrix.cells if cell.party == party)
                assert known.letters[party] == {letter: held.count(letter) for letter in held}


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("code: M1", "code: M2", False),
        ("id: what-1\n", "id: what-one\n", False),
        ("syv dage", "otte dage", True),
    ],
)
def test_the_outlook_tells_what_is_known_of_a_service_while_it_is_packed(tmp_path: Path, old: str, new: str, same: bool) -> None:
    folder = copy(tmp_path, NINE)

    def outlook() -> str:
        """As another process works it out, where sets have another order."""
        told = "from service_catalogue.check.load import load; import pathlib, sys; "
        told += "print(next(s.outlook for s in load(pathlib.Path(sys.argv[1])).partial.services if s.id == 'mail'))"
        return subprocess.run([sys.executable, "-c", told, folder], check=True, capture_output=True, text=True).stdout

    before = outlook()
    file = folder / "services" / "mail.yaml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    assert (outlook() == before) is same


def test_only_a_few_are_unpacked_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "UNPACKED", 2)
    catalogue = load(NINE).partial
    said = [service.all_sections for service in catalogue.services]
    assert unpacked(catalogue) == list(catalogue.services[-2:])
    assert [service.all_sections for service in catalogue.services] == said


def test_what_was_unpacked_knows_where_it_stands() -> None:
    catalogue = load(THREE).partial
    again: Catalogue = pickle.loads(pickle.dumps(catalogue))
    assert again == catalogue
    for one, other in zip(catalogue.services, again.services, strict=True):
        assert [text.at for text in one.statements.values()] == [text.at for text in other.statements.values()]
        cells = [cell.written.locate(0) for matrix in one.all_matrices for cell in matrix.cells]
        assert cells == [cell.written.locate(0) for matrix in other.all_matrices for cell in matrix.cells]
        assert all(at.path.endswith(".yaml") and at.line > 1 for at in cells)


def test_no_default_stands_in_the_place_of_what_is_packed() -> None:
    """A class attribute would: Python finds it before it asks for what is not there."""
    assert not [name for name in HELD if hasattr(Service, name)]
    with pytest.raises(AttributeError, match="'Service' object has no attribute 'matrixes'"):
        _ = load(THREE).partial.services[0].matrixes


@pytest.mark.parametrize("source", [THREE, NINE, FIXTURES / "small"])
def test_the_check_finds_the_same_however_few_it_looks_at_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: Path
) -> None:
    folder = copy(tmp_path, source)
    for path in folder.glob("services/*.yaml"):  # what is wrong with one service, and what with all together
        break_dates(path)
        path.write_text(path.read_text("utf-8").replace("provider: ", "provider: x"), "utf-8")
    whole = check(folder)
    monkeypatch.setattr(packed, "UNPACKED", 1)
    assert check(folder) == whole
    assert {"unknown-reference", "impossible-dates"} <= {problem.rule.name for problem in whole.problems}


def test_a_date_that_is_kept_knows_where_it_stands(tmp_path: Path) -> None:
    """Its service is looked at again where something else has changed, and nothing of it read."""
    folder = copy(tmp_path, FIXTURES / "small")
    break_dates(folder / "services" / "desk.yaml")
    checker = Checker(folder, kept=Kept(tmp_path / "kept"))
    before = checker.check()
    assert [problem.rule.name for problem in before.problems] == ["impossible-dates"]
    (folder / "glossary.yaml").write_text((folder / "glossary.yaml").read_text("utf-8") + "\n", "utf-8")
    assert checker.check().problems == before.problems


def test_what_is_read_is_not_in_memory_any_more_once_it_is_packed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody looks for garbage during a check: what refers to itself would stay."""
    monkeypatch.setattr(packed, "UNPACKED", 2)
    folder = many_services(tmp_path, 5)
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        result = check(folder)
        gc.collect()
        left = [thing for thing in gc.garbage if isinstance(thing, Scalar)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    assert result.catalogue and len(unpacked(result.catalogue)) == 2
    assert not left

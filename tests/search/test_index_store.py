"""The stored index equals one from nothing after any edit or damage, and unchanged entries are not computed again."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.check.load import load
from service_catalogue.model.service import Service
from service_catalogue.search import index
from service_catalogue.search.entries import ProseSection
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

from tests.bench.many import many_services
from tests.built import contents
from tests.folders import index_of

PROSE = {
    "about": [ProseSection("who", "Who made it", "We did.")],
    "about/more": [ProseSection("when", "When it was made", "Last year.")],  # a document in a folder with the name of another
    "home": [ProseSection("what", "What it is", "A catalogue.")],
}


def edition_of(data: Path) -> Edition:
    catalogue = load(data).catalogue
    assert catalogue is not None
    return Edition(catalogue, "da")


def edit(data: Path, service: str) -> None:
    """Another word in one text of ``service``, and none of the former ones."""
    path = data / "services" / f"{service}.yaml"
    text = path.read_text("utf-8")
    assert "»Stabil platform«" in text
    path.write_text(text.replace("»Stabil platform«", "»Grundigt kvarkfundament«"), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five services, with what is stored of them, and the index."""
    folder = tmp_path_factory.mktemp("built")
    data = many_services(folder, 4)
    index.write(folder / "search", edition_of(data), PROSE, "program", Store(folder / "store"))
    return folder


@pytest.fixture
def again(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "again"))


def written_again(folder: Path) -> None:
    """Write the index with what is stored; it must be what it is from nothing."""
    edition = edition_of(folder / "data")
    index.write(folder / "search", edition, PROSE, "program", Store(folder / "store"))
    found = {path.name: path.read_text("utf-8") for path in (folder / "search").iterdir()}
    assert found == index_of(Edition(edition.catalogue, "da"), PROSE, "program")


def test_after_an_edit_the_entries_of_other_services_are_not_made_and_few_parts_are_written(
    again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    entries_in, answers = index.entries_in, index.answers

    def note_entries(edition: Edition, service: Service) -> object:
        asked.append(f"entries of {service.id}")
        return entries_in(edition, service)

    def note_answers(edition: Edition, service: Service, *rest: object) -> object:
        asked.append(f"answers of {service.id}")
        return answers(edition, service, *rest)

    edit(again / "data", "s3")
    edition = edition_of(again / "data")
    before = {path.name: path.stat().st_mtime_ns for path in (again / "search").iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(index, "entries_in", note_entries)
        patch.setattr(index, "answers", note_answers)
        index.write(again / "search", edition, PROSE, "program", Store(again / "store"))
    assert asked == ["entries of s3", "answers of s3"]
    after = {path.name: path.stat().st_mtime_ns for path in (again / "search").iterdir()}
    assert 0 < len([name for name in after if before.get(name) != after[name]]) < len(after) / 2
    written_again(again)


def test_what_is_stored_of_others_stays(again: Path) -> None:
    edit(again / "data", "s3")
    before = {path.relative_to(again) for path in (again / "store").rglob("*") if path.is_file()}
    store = Store(again / "store")
    index.write(again / "search", edition_of(again / "data"), PROSE, "program", store)
    store.prune()
    assert {path.relative_to(again) for path in (again / "store").rglob("*") if path.is_file()} == before


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [_halve, pytest.param(Path.unlink, marks=pytest.mark.long)], ids=["halved", "gone"])
@pytest.mark.parametrize(
    "name", ["*", *(pytest.param(one, marks=pytest.mark.long) for one in ("services/s3", "answers/*", "services/*", "all/*"))]
)
def test_what_is_damaged_is_made_again(again: Path, name: str, damage: Callable[[Path], None]) -> None:
    edit(again / "data", "s3")
    damaged = [path for path in (again / "store" / "search").rglob(name) if path.is_file()]
    assert damaged
    for path in damaged:
        damage(path)
    written_again(again)


def test_the_first_service_with_a_list_can_go_and_come_again(again: Path) -> None:
    before = contents(again / "search")
    path = again / "data" / "services" / "2a.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("id: 2a\n", "id: z9\n", 1), "utf-8")
    path.rename(path.with_name("z9.yaml"))
    written_again(again)
    path.with_name("z9.yaml").unlink()
    path.write_text(text, "utf-8")
    index.write(again / "search", edition_of(again / "data"), PROSE, "program", Store(again / "store"))
    assert contents(again / "search") == before

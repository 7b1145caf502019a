"""What is kept of the index: the same as from nothing, whatever has been edited or damaged, and of what has not changed nothing is made again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from service_catalogue.check.checker import check
from service_catalogue.kept import Kept
from service_catalogue.search import index
from service_catalogue.search.entries import Passage
from service_catalogue.search.items import EntryItems, KeyItems
from service_catalogue.views.edition import Edition

from tests.bench.many import many_services
from tests.folders import FIXTURES, copy
from tests.random_edits import random_edit

PROSE = {"about": [Passage("who", "Who made it", "We did.")], "home": [Passage("what", "What it is", "A catalogue.")]}


def edition_of(data: Path) -> Edition:
    catalogue = check(data).catalogue
    assert catalogue is not None
    return Edition(catalogue, "da")


def edit(data: Path, service: str) -> None:
    """Another word in one text of ``service``, and none of what it had there."""
    path = data / "services" / f"{service}.yaml"
    text = path.read_text("utf-8")
    assert "»Stabil platform«" in text
    path.write_text(text.replace("»Stabil platform«", "»Grundigt kvarkfundament«"), "utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six services, with what is kept of them, and the index."""
    folder = tmp_path_factory.mktemp("built")
    data = many_services(folder, 5)
    index.write(folder / "search", edition_of(data), PROSE, "program", Kept(folder / "kept"))
    return folder


@pytest.fixture
def again(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "again"))


def written_again(folder: Path) -> None:
    """Write the index with what is kept; it must be what it is from nothing."""
    edition = edition_of(folder / "data")
    index.write(folder / "search", edition, PROSE, "program", Kept(folder / "kept"))
    found = {path.name: path.read_text("utf-8") for path in (folder / "search").iterdir()}
    assert found == index.files(edition_of(folder / "data"), PROSE, "program")


def test_after_an_edit_nothing_is_read_of_other_services_and_few_parts_are_made(
    again: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    made: list[int] = []
    read_object = Kept.read_object

    def read(kept: Kept, name: str, made_from: str) -> object:
        asked.append(name)
        return read_object(kept, name, made_from)

    edit(again / "data", "s3")
    edition = edition_of(again / "data")
    with monkeypatch.context() as patch:
        patch.setattr(Kept, "read_object", read)
        for kind in (KeyItems, EntryItems):
            text = kind.text
            patch.setattr(kind, "text", lambda self, number, text=text: made.append(number) or text(self, number))
        index.write(again / "search", edition, PROSE, "program", Kept(again / "kept"))
    assert {"entries/services/s3.pickle", "shares/s3.pickle", "answers/s3"} <= {*asked}
    # The service that has the first of each list that all have is asked for these.
    assert not [
        name for name in asked if name.startswith("entries/services/") and name.split("/")[2] not in ("s3.pickle", "2a.pickle")
    ]
    count = len(index.files(edition_of(again / "data"), PROSE))
    assert 0 < len(made) < count / 2, "items, of which a part has several"
    written_again(again)


def test_what_is_kept_of_others_stays(again: Path) -> None:
    """Though nobody asks for it."""
    edit(again / "data", "s3")
    before = {path.relative_to(again) for path in (again / "kept").rglob("*") if path.is_file()}
    kept = Kept(again / "kept")
    index.write(again / "search", edition_of(again / "data"), PROSE, "program", kept)
    kept.tidy()
    assert {path.relative_to(again) for path in (again / "kept").rglob("*") if path.is_file()} == before


def _halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("damage", [_halve, pytest.param(Path.unlink, marks=pytest.mark.long)], ids=["halved", "gone"])
@pytest.mark.parametrize(
    "name", ["summaries", "together", "parts", "written", "shares/s3.pickle", "shares/*", "*/services/*", "*"]
)
def test_what_is_damaged_is_made_again(again: Path, name: str, damage: Callable[[Path], None]) -> None:
    edit(again / "data", "s3")
    damaged = [path for path in (again / "kept").rglob(name) if path.is_file()]
    assert damaged
    for path in damaged:
        damage(path)
    written_again(again)


def test_more_changes_than_a_few_give_the_same(again: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service_catalogue.search.together._FEW", 1)
    for service in ("s1", "s2", "s3"):
        edit(again / "data", service)
    (again / "data" / "services" / "s4.yaml").unlink()
    written_again(again)


def test_the_first_service_with_a_list_can_go_and_come_again(again: Path) -> None:
    path = again / "data" / "services" / "2a.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("id: 2a\n", "id: z9\n", 1), "utf-8")
    path.rename(path.with_name("z9.yaml"))
    written_again(again)
    path.with_name("z9.yaml").unlink()
    path.write_text(text, "utf-8")
    written_again(again)


@pytest.mark.parametrize("seed", [5, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4))])
def test_random_edits_one_after_the_other_give_what_is_made_from_nothing(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    data = copy(tmp_path, FIXTURES / "catalogues" / "nine-services")
    for edits in range(6):
        catalogue = random_edit(data, chance)
        again = index.files(Edition(catalogue, "en"), PROSE, "", Kept(tmp_path / "kept"))
        assert again == index.files(Edition(catalogue, "en"), PROSE), edits

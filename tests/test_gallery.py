"""The gallery: catalogues of others, which a new version has to check, build and publish with the same cells."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import yaml

from tests.built import build, succeed
from tests.folders import ROOT

GALLERY = ROOT / "tests" / "gallery"
INDEX = yaml.safe_load((GALLERY / "index.yaml").read_text("utf-8"))


@pytest.mark.long
@pytest.mark.parametrize("name", INDEX)
def test_a_catalogue_of_others_is_published_with_the_cells_of_its_table(name: str, tmp_path: Path) -> None:
    data, version = ROOT / INDEX[name]["data"], INDEX[name]["format"]
    succeed("check", "--data", data, "--lang", "en")
    api = build(tmp_path, data=data).folder / "api/v1"
    catalogue = json.loads((api / "catalogue.json").read_text("utf-8"))
    published = {}
    for listed in catalogue["services"]:
        service = json.loads((api / listed["data"]).read_text("utf-8"))
        assert service["format-version"].partition(".")[0] == version.partition(".")[0]
        for matrix in service["matrices"] or [service["matrix"]]:
            for cell in matrix["cells"]:
                place = " ".join(cell[axis] for axis in matrix["axes"])
                state = cell["state"].replace("n-a", "n/a")
                published[service["id"], cell["task"], place, cell["party"]] = cell["roles"] or state
    with (GALLERY / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        _, *lines = csv.reader(file)
    assert published == {tuple(key): roles for *key, roles in lines}


def test_the_gallery_has_several_schemes_languages_and_numbers_of_places() -> None:
    """So that it proves more than one shape; every folder in it is listed."""
    folders = [ROOT / each["data"] for each in INDEX.values()]
    assert {path for path in GALLERY.iterdir() if path.is_dir()} <= set(folders)
    for file, key, least in (("roles.yaml", "cell-order", 4), ("catalogue.yaml", "languages", 3)):
        values = [line for folder in folders for line in (folder / file).read_text("utf-8").splitlines() if f"{key}:" in line]
        assert len({*values}) >= least
    tables = [list(csv.DictReader((GALLERY / f"{name}.csv").read_text("utf-8").splitlines())) for name in INDEX]
    assert len({len({line["place"] for line in table}) for table in tables}) >= 3

"""A cell without a role is written so that any tool can read it, and the data are YAML 1.2 for one that is not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from service_catalogue.check.digest import data_digest

from tests.folders import DATA, DESK, ROOT, catalogue_of, copy, plant, problems

NODE = shutil.which("node")
YAML = ROOT / ".venv" / "node" / "node_modules" / "yaml"
#: Prints the number of errors in each file that is named.
ERRORS = """
const yaml = require(process.argv[1]), fs = require("fs");
const errors = (file) => yaml.parseAllDocuments(fs.readFileSync(file, "utf8")).reduce((sum, one) => sum + one.errors.length, 0);
console.log(JSON.stringify(Object.fromEntries(process.argv.slice(2).map((file) => [file, errors(file)]))));
"""


def errors(*files: Path) -> dict[str, int]:
    command = [str(NODE), "-e", ERRORS, str(YAML), *map(str, files)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.content
@pytest.mark.skipif(not (NODE and YAML.is_dir()), reason="npm yaml is not installed")
def test_another_tool_reads_every_file(tmp_path):
    files = [*DATA.rglob("*.yaml"), *(ROOT / "docs" / "manual" / "example" / "data").rglob("*.yaml")]
    assert {file: count for file, count in errors(*files).items() if count} == {}
    folder = copy(tmp_path)
    assert errors(folder / DESK)[str(folder / DESK)] > 0, "a hyphen in brackets is an error"


@pytest.mark.parametrize("sign", ["–", ".", '"-"', "'–'"])
def test_a_cell_without_a_role(tmp_path, sign):
    """However it is written, the catalogue and its digest are the same."""
    known = copy(tmp_path / "known")
    folder = copy(tmp_path / "other")
    edits = [("      lower: [-, AR]", f"      lower: [{sign}, AR]"), ("      upper: [A 2, -]", f"      upper: [A 2, {sign}]")]
    plant(folder, *((DESK, old, new) for old, new in edits))
    assert problems(folder) == []
    assert data_digest(folder) == data_digest(known)
    cells, as_before = ([str(cell.written) for cell in catalogue_of(at).services[0].matrix.cells] for at in (folder, known))
    assert cells == as_before

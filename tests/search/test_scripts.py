"""The scripts of the search by themselves, in Node where it is there: how they fold, compare, join and rank words."""

import shutil
import subprocess
from pathlib import Path

import pytest
import service_catalogue.theme
from service_catalogue.check.checker import check
from service_catalogue.search import index
from service_catalogue.search.entries import Passage
from service_catalogue.sphinx_ext.assets import stemmer
from service_catalogue.views.edition import Edition

from tests.built import LANGUAGES
from tests.folders import PLATFORM

SCRIPTS = Path(service_catalogue.theme.__file__).parent / "search"
TESTS = Path(__file__).parent / "scripts.test.js"
NODE = shutil.which("node")
#: A guide for customers, and one for editors that speaks of the same.
PROSE = {
    "how-to-read": [Passage("letters", "The letters of a matrix", "What the letters mean.")],
    "editors/format": [Passage("matrix", "Write a matrix in YAML", "Keep a backup copy of what you write.")],
}


@pytest.mark.long
@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_scripts_by_themselves(tmp_path):
    catalogue = check(PLATFORM).catalogue
    for language in LANGUAGES:
        folder = Path(shutil.copytree(SCRIPTS, tmp_path / language))
        (folder / "stemmer.js").write_text(stemmer(language), "utf-8")
        index.write(folder, Edition(catalogue, language), PROSE, "{program}")  # as it stands in the scripts
    done = subprocess.run(
        [NODE, "--test", TESTS],
        env={"INDEX_DA": str(tmp_path / "da"), "INDEX_EN": str(tmp_path / "en"), "PATH": str(Path(NODE).parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stdout

"""The scripts of the search by themselves, in Node where it is there: how they fold, compare, join and rank words."""

import shutil
import subprocess
from pathlib import Path

import pytest
import service_catalogue.theme
from service_catalogue.check.checker import check
from service_catalogue.search import index
from service_catalogue.search.entries import ProseSection
from service_catalogue.sphinx_ext.theme import squeezed, stemmer
from service_catalogue.store import Store
from service_catalogue.views.edition import Edition

from tests.built import LANGUAGES
from tests.folders import EXAMPLE, PLATFORM, copy

SCRIPTS = Path(service_catalogue.theme.__file__).parent / "search"
TESTS = Path(__file__).parent / "scripts.test.js"
NODE = shutil.which("node")
PROSE = {"how-to-read": [ProseSection("letters", "The letters of a matrix", "What the letters mean.")]}


@pytest.mark.parametrize("line", Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines())
def test_a_published_script_has_no_space_that_says_nothing(line):
    source, _, published = line.partition(" ⇒ ")
    assert squeezed(f"  {source} // a reason\n\n", ".js") == f"{published}\n"


@pytest.mark.long
@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_the_scripts_by_themselves(tmp_path):
    new = Path(shutil.copytree(PLATFORM, tmp_path / "data"))
    (new / "search-words.yaml").unlink()  # as a new service has none
    named = copy(tmp_path / "named.data", EXAMPLE)
    hosting = named / "services" / "hosting.yaml"
    hosting.write_text(
        hosting.read_text("utf-8").replace("name: {en: Application hosting}", "name: {en: Monitoring}", 1), "utf-8"
    )
    indexes = (*((language, PLATFORM, language) for language in LANGUAGES), ("new", new, "en"), ("named", named, "en"))
    for name, data, language in indexes:
        folder = Path(shutil.copytree(SCRIPTS, tmp_path / name))
        (folder / "stemmer.js").write_text(stemmer(language), "utf-8")
        edition, store = Edition(check(data).catalogue, language), Store(folder / "store")
        index.write(folder, edition, PROSE, "{program}", store)  # the program as it is in the scripts
    done = subprocess.run(
        [NODE, "--test", TESTS],
        env={"INDEXES": str(tmp_path), "PATH": str(Path(NODE).parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert done.returncode == 0, done.stdout

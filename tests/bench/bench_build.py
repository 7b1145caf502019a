"""What the site takes, without booklets: from nothing, after an edit, and where nothing has changed; and how large it is.

``SIZES=100,400,1600`` in the environment says how many services; without it, there are 100. The real data come first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import ROOT, catalogue, cost, row
from tests.built import give_fonts, replace

_TERM = """\
  - id: zz-bun
    name: {da: fastelavnsbolle, en: carnival bun}
    definition: {da: En bolle., en: A bun.}
    forms: {da: [fastelavnsboller], en: [carnival buns]}
    synonyms: {da: [], en: []}
"""


def test_build(tmp_path: Path) -> None:
    print("\n\nThe site, without booklets")
    shutil.copytree(ROOT / "data", tmp_path / "real" / "data")
    _measure("the real data", tmp_path / "real" / "data")
    for size in map(int, os.environ.get("SIZES", "100").split(",")):
        _measure(f"{size} services", many_services(tmp_path / str(size), size - 1))
        shutil.rmtree(tmp_path / str(size))


def _measure(name: str, data: Path) -> None:
    site = data.parent / "site"
    command = catalogue("build", "--no-pdf", "--data", data, "--out", site, "--work", data.parent / "work")
    give_fonts(data.parent / "work" / "cache" / "fonts")
    service, glossary = data / "services" / "2a.yaml", data / "glossary.yaml"

    def edit() -> None:
        replace(service, "Stabil platform", "Stabil base")

    def add_a_term() -> None:
        glossary.write_text(glossary.read_text("utf-8") + _TERM, "utf-8")

    _step(f"{name}, from nothing", command, site)
    files = [path for path in site.rglob("*") if path.is_file()]
    print(f"  {len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    _step(f"{name}, nothing changed", command, site)
    _step(f"{name}, one text edited", command, site, edit)
    _step(f"{name}, one term more", command, site, add_a_term)


def _step(name: str, command: tuple[str, ...], site: Path, change: Callable[[], None] = lambda: None) -> None:
    """Build after ``change``, and say what that took and how many files of the site are others."""
    before = _files(site)
    change()
    row(name, cost(*command, summed=True))
    after = _files(site)
    changed = [path for path in after.keys() | before.keys() if after.get(path) != before.get(path)]
    of_search = [path for path in changed if "search" in path.parts]
    print(f"  {len(changed)} files written or removed, {len(of_search)} of them of the search")


def _files(site: Path) -> dict[Path, tuple[int, int]]:
    found = {path.relative_to(site.resolve()): path.stat() for path in site.resolve().rglob("*") if path.is_file()}
    return {path: (status.st_mtime_ns, status.st_ino) for path, status in found.items()}

"""What booklets take: one by itself, a hundred services in two languages, again without a change; beside WeasyPrint if it is there."""

from __future__ import annotations

import resource
import time
from importlib.util import find_spec
from pathlib import Path

from catalogue.check import check
from catalogue.pdf.build import booklets

from tests.bench.many import many_services
from tests.bench.measure import ROOT, Cost, best, catalogue, cost, row

#: As many booklets as a process makes before another takes its place.
_BOOKLETS = 12


def test_one_booklet(tmp_path: Path) -> None:
    print("\n\nBooklets")
    data = many_services(tmp_path / "few", _BOOKLETS - 1)
    read = check(data).catalogue
    ids = [str(service.id) for service in read.services]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    made = booklets(read, tmp_path / "pdf", "", ids, 1, lambda *_: None)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    wall = time.perf_counter() - started
    row("a booklet of eight pages, one of many", Cost(wall / len(made), cpu / len(made), after.ru_maxrss / 1024))
    row("2A in two languages, by the command", best(3, *catalogue("pdf", "2a", "--out", tmp_path / "pdf")))


def test_many_booklets(tmp_path: Path) -> None:
    data = many_services(tmp_path / "many", 99)
    ids = ["2a", *(f"s{number}" for number in range(99))]
    row("100 services in two languages, the booklets", cost(*catalogue("pdf", *ids, "--data", data, "--out", tmp_path / "pdf")))
    row("and the whole, which is put together from them", cost(*catalogue("pdf", "--data", data, "--out", tmp_path / "all")))
    row("again, without a change", cost(*catalogue("pdf", "--data", data, "--out", tmp_path / "all")))


def test_weasyprint(tmp_path: Path) -> None:
    if not find_spec("weasyprint"):
        print("WeasyPrint is not installed: pip install weasyprint (it needs Pango) to have it in the table")
        return
    cost(*catalogue("build", "--no-pdf", "--data", ROOT / "data", "--out", tmp_path / "site", "--work", tmp_path / "work"))
    page = tmp_path / "site" / "da" / "services" / "2a.html"
    row("WeasyPrint, the page of 2A", best(3, "python", "-m", "weasyprint", "--pdf-variant", "pdf/ua-1", str(page), str(tmp_path / "2a.pdf")))

"""What booklets take: one by itself, a hundred services in two languages, again without a change; beside WeasyPrint if it is there."""

from __future__ import annotations

import re
import resource
import shutil
import time
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.pdf.build import booklets

from tests.bench.many import many_services
from tests.bench.measure import ROOT, Cost, best, catalogue, cost, row
from tests.bench.stages import print_stages
from tests.built import replace

#: As many booklets as a process makes before another takes its place.
_BOOKLETS = 8


def test_one_booklet(tmp_path: Path) -> None:
    print("\n\nBooklets")
    data = many_services(tmp_path / "few", _BOOKLETS - 1)
    read = check(data).catalogue
    ids = [str(service.id) for service in read.services]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    made = booklets(read, tmp_path / "pdf", "", ids, 1, lambda *_: None)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = (time.perf_counter() - started, after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime)
    row("a booklet of eight pages, one of many", Cost(*(seconds / len(made) for seconds in spent), after.ru_maxrss / 1024))
    row("2A in two languages, by the command", cost(*catalogue("pdf", "2a", "--out", tmp_path / "one")))
    print_stages("by the command, all of them", "pdf", *ids, "--data", data, "--out", tmp_path / "looked-at")


def test_many_booklets(tmp_path: Path) -> None:
    data = many_services(tmp_path / "many", 99)
    ids = ["2a", *(f"s{number}" for number in range(99))]
    row("100 services in two languages, the booklets", cost(*catalogue("pdf", *ids, "--data", data, "--out", tmp_path / "pdf")))
    row("and the whole, which is put together from them", cost(*catalogue("pdf", "--data", data, "--out", tmp_path / "all")))
    row("again, without a change", cost(*catalogue("pdf", "--data", data, "--out", tmp_path / "all")))
    replace(data / "services" / "2a.yaml", "Stabil platform", "Stabil base")
    row("again, one text edited", cost(*catalogue("pdf", "--data", data, "--out", tmp_path / "all")))


def test_weasyprint(tmp_path: Path) -> None:
    command = shutil.which("weasyprint")
    if command is None:
        print("WeasyPrint is not on the PATH (it needs Pango): without it, it has no row here")
        return
    cost(*catalogue("build", "--no-pdf", "--data", ROOT / "data", "--out", tmp_path / "site", "--work", tmp_path / "work"))
    page = tmp_path / "site" / "da" / "services" / "2a.html"
    plain = page.with_name("plain.html")  # WeasyPrint 70 fails on the style of the page
    plain.write_text(re.sub("<link rel=.stylesheet.[^>]*>", "", page.read_text("utf-8")), "utf-8")
    row(
        "WeasyPrint, the page of 2A without its style",
        best(3, command, "--pdf-variant", "pdf/ua-1", str(plain), str(tmp_path / "2a.pdf")),
    )

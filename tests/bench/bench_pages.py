"""Lighthouse's marks of the pages of the live data, on a phone and at a desk.

The site is built as it is published, with an address of its own (without one, search engines are not told where the other
languages are), and nginx serves it with the file in ``deploy/``.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.chromium import find_chromium
from tests.built import LANGUAGES, ROOT, build
from tests.site.servers import nginx

LIGHTHOUSE = shutil.which("lighthouse", path=ROOT / ".venv" / "lighthouse" / "node_modules" / ".bin")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "home": "index.html",
    "service": "services/2a.html",
    "task": "tasks/backup.html",
    "part": "parties/customer.html",
    "search": "search.html",
}
DEVICES = {"phone": (), "desk": ("--preset=desktop",)}
#: How often each page is measured; the row has the middle.
RUNS = int(os.environ.get("RUNS", "3"))
_ATTEMPTS = 3

pytestmark = pytest.mark.skipif(LIGHTHOUSE is None, reason="Lighthouse is not installed: there is no npm")


@pytest.fixture(scope="session")
def address(tmp_path_factory) -> Iterator[str]:
    site = build(tmp_path_factory.mktemp("published"), "--base-url", "https://catalogue.example")
    conf = ROOT / "deploy" / "nginx.conf"
    with nginx(site.folder, tmp_path_factory.mktemp("nginx"), f"include {conf};") as port:
        print(f"\n\n{'page':<16} {'':<6} {'':<4} {'marks':<20} {'LCP s':>6} {'TBT ms':>7} {'CLS':>6} {'kB':>6}   not passed")
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_marks(address: str, tmp_path: Path, language: str, device: str, page: str) -> None:
    found = [_measured(f"{address}/{language}/{PAGES[page]}", DEVICES[device], tmp_path) for _ in range(RUNS)]
    marks = [statistics.median(round(100 * run["categories"][name]["score"]) for run in found) for name in CATEGORIES]
    shown = " / ".join(f"{mark:.0f}" for mark in marks)
    lcp, tbt, cls, weight = (
        statistics.median(run["audits"][name]["numericValue"] for run in found)
        for name in ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift", "total-byte-weight")
    )
    print(
        f"{page:<16} {device:<6} {language:<4} {shown:<20} {lcp / 1000:6.2f} {tbt:7.0f} {cls:6.3f} {weight / 1000:6.1f}   "
        + ", ".join(_not_passed(found[-1]))
    )


def _measured(address: str, device: tuple[str, ...], folder: Path) -> dict:
    assert LIGHTHOUSE
    report = folder / "report.json"
    command = [
        LIGHTHOUSE, address, *device, f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={report}",
        "--quiet", "--no-enable-error-reporting", "--chrome-flags=--headless=new --no-sandbox",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": str(find_chromium())}
    # On a busy machine Lighthouse loses its browser now and then, and says nothing of the page.
    if not any(subprocess.run(command, env=environment).returncode == 0 for _ in range(_ATTEMPTS)):
        pytest.fail(f"Lighthouse gave up {_ATTEMPTS} times: {address}")
    return json.loads(report.read_text("utf-8"))


def _not_passed(report: dict) -> Iterator[str]:
    """Yield the audits that count for a mark and did not pass."""
    for category in CATEGORIES:
        for reference in report["categories"][category]["auditRefs"]:
            score = report["audits"][reference["id"]]["score"]
            if reference["weight"] and score is not None and score < 1:
                yield f"{reference['id']} {score:.2f}"

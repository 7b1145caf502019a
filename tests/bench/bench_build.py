"""How long the site takes: the real data, and a hundred services, each cold, again without a change, and after one edit."""

from __future__ import annotations

from pathlib import Path

from tests.bench.many import many_services
from tests.bench.measure import best, catalogue, cost, row


def test_build(tmp_path: Path) -> None:
    print("\n\nThe site")
    for name, data in (
        ("the real data", many_services(tmp_path / "real", 0)),
        ("101 services", many_services(tmp_path / "many", 100)),
    ):
        command = catalogue("build", "--data", data, "--out", data.parent / "site", "--work", data.parent / "work")
        row(f"{name}, cold", cost(*command))
        row(f"{name}, again", best(2, *command))
        service = data / "services" / "2a.yaml"
        service.write_text(service.read_text("utf-8").replace("Stabil platform", "Stabil base"), "utf-8")
        row(f"{name}, after one edit", cost(*command))

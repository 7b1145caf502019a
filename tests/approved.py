"""The approvals of frozen catalogues, recorded again: for whoever changes one, or what an approval covers.

``python -m tests.approved FOLDER …`` writes the records of what is approved, and of an earlier version the digests in YAML too.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.editing.lifecycle import record_text
from service_catalogue.model.approvals import APPROVED_FOLDER, BY, WHOLE, approved_by, covered, record
from service_catalogue.yaml.values import digest


def record_again(folder: Path) -> None:
    """Write the newest approval of the catalogue in ``folder``, and of each service, as if it were of today's data."""
    catalogue = check(folder).catalogue
    for id, service in {WHOLE: None, **catalogue.objects["service"]}.items():
        approvals, path = (service or catalogue.identity).approval, folder / APPROVED_FOLDER / f"{id}.txt"
        if not approvals:
            continue
        path.parent.mkdir(exist_ok=True)
        given = approvals[-1]
        if path.exists() and catalogue.approved[id].approval:
            path.write_text(record_text(catalogue, id, given.by, str(given.date), given.evidence), "utf-8")
            continue
        items = record({**covered(catalogue, service), BY: approved_by(given.by, given.date, given.evidence)})
        path.write_text(items, "utf-8")
        path = folder / (f"services/{id}.yaml" if service else "catalogue.yaml")
        text = re.sub(r",? *\bdigest: [0-9a-f]{12}\n? *", "", path.read_text("utf-8"))
        flow = re.sub(r"(?m)^(approval: \{.*)\}$", rf"\1, digest: {digest(items.encode())}}}", text)
        block = re.sub(r"(?m)^(approval:\n(?:  .*\n)*)", rf"\1  digest: {digest(items.encode())}\n", text)
        path.write_text(flow if flow != text else block, "utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record_again(Path(name))

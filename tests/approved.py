"""The approvals of frozen catalogues, recorded again: for whoever changes one, or what an approval covers.

``python -m tests.approved FOLDER …`` writes the digests and the records of what is approved.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from service_catalogue.check.checker import check
from service_catalogue.model.approvals import APPROVED_FOLDER, WHOLE, covered, record
from service_catalogue.yaml.values import digest


def record_again(folder: Path) -> None:
    """Write the newest approval of the catalogue in ``folder``, and of each service, as if it were of today's data."""
    catalogue = check(folder).catalogue
    for id, service in {WHOLE: None, **catalogue.objects["service"]}.items():
        if not (service or catalogue.identity).approval:
            continue
        path = folder / (f"services/{id}.yaml" if service else "catalogue.yaml")
        items = record(covered(catalogue, service)).encode()
        text = re.sub(r",? *\bdigest: [0-9a-f]{12}\n? *", "", path.read_text("utf-8"))
        flow = re.sub(r"(?m)^(approval: \{.*)\}$", rf"\1, digest: {digest(items)}}}", text)
        block = re.sub(r"(?m)^(approval:\n(?:  .*\n)*)", rf"\1  digest: {digest(items)}\n", text)
        path.write_text(flow if flow != text else block, "utf-8")
        (folder / APPROVED_FOLDER).mkdir(exist_ok=True)
        (folder / APPROVED_FOLDER / f"{id}.txt").write_bytes(items)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record_again(Path(name))

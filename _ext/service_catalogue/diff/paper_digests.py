"""The digests in the metadata of a PDF or a workbook, which name the state that it was made from."""

import re
import zipfile
from pathlib import Path

from service_catalogue.check.digest import data_digest
from service_catalogue.diff.history import History
from service_catalogue.diff.publications import DATA_DIGEST
from service_catalogue.diff.states import in_site
from service_catalogue.messages.failure import Refused

#: The endings of files that carry a digest.
PAPERS = (".pdf", ".xlsx")
#: The part of a workbook with its properties, and the most of it that is read.
_PROPERTIES, _LONGEST_PROPERTIES = "docProps/custom.xml", 100_000


def digests_in(pdf: Path) -> list[str]:
    """Return possible digests in the metadata of a PDF, or of a workbook. Raise :class:`Refused` for a damaged file."""
    return list(dict.fromkeys(DATA_DIGEST.findall(_metadata(pdf))))


def service_of_pdf(pdf: Path) -> str:
    """Return the id of the service that a PDF is about; empty for one about the whole catalogue."""
    hit = re.search(r"\b(?:data|content) [0-9a-f]{12}, service ([^\s,]+)", _metadata(pdf))
    return hit[1] if hit else ""


def _metadata(pdf: Path) -> str:
    import pikepdf

    try:
        if pdf.suffix == ".xlsx":
            with zipfile.ZipFile(pdf) as book, book.open(_PROPERTIES) as part:
                return part.read(_LONGEST_PROPERTIES).decode("utf-8", "replace")
        with pikepdf.open(pdf) as document:
            texts = [str(value) for value in document.docinfo.values()] if document.docinfo else []
            if "/Metadata" in document.Root:
                texts.append(document.Root.Metadata.read_bytes().decode("utf-8", "replace"))
    except OSError:
        raise
    except Exception as error:  # a damaged file makes these raise almost anything
        raise Refused("diff.unreadable", path=pdf) from error
    return "\n".join(texts)


def state_of_pdf(pdf: Path, data: Path, site: Path | None) -> str:
    """Return the data digest in ``pdf`` whose state is known. Raise :class:`Refused` if there is none."""
    digests, own, history = digests_in(pdf), data_digest(data), History(data)
    if not digests:
        raise Refused("diff.no-digest", path=pdf)
    for digest in digests:
        if digest == own or history.with_digest(digest) or in_site(digest, site):
            return digest
    raise Refused("diff.unknown-digest", digest=digests[0])

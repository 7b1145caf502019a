"""The digest of the data that a booklet or an annex is from, as its metadata have it."""

from __future__ import annotations

import re
from pathlib import Path

from service_catalogue.failure import Refused

#: A SHA-256 or its first twelve digits, by itself.
_DIGEST = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-f]{64}|[0-9a-f]{12})(?![0-9A-Za-z])")


def read(file: Path) -> str:
    """The digest in the metadata of ``file``. Raises ``Refused`` if there is none, and ``OSError``."""
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            told = [str(value) for value in pdf.docinfo.values()] if "/Info" in pdf.trailer else []
            told += [str(value) for value in pdf.open_metadata().values() if value]
    except pikepdf.PdfError as error:
        raise OSError(0, str(error), str(file)) from None
    found = [match[0] for text in told for match in _DIGEST.finditer(text)]
    if not found:
        raise Refused("failure.no-digest", file=file)
    return found[0]

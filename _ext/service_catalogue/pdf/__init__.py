"""Booklets: views as PDFs to print, attach to a contract and archive."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Booklet:
    """A finished PDF."""

    id: str
    language: str
    path: Path
    size: int
    pages: int
    #: The digest at its foot: of what it prints, or of the data.
    digest: str

    @property
    def name(self) -> str:
        return self.path.name


def with_own_digest(pdf: bytes) -> bytes:
    """Return ``pdf`` with the digest of all its other bytes as the second half of its ID, by which a change of any of them is found."""
    start, mark, rest = pdf.rpartition(b"/ID [<")
    first, between, end = rest.partition(b"><")
    other = start + mark + first + between
    return other + hashlib.sha256(other + end[32:]).hexdigest()[:32].encode() + end[32:]


def file_name(id: str, language: str) -> str:
    """Return the file name of the PDF of a service, or of the catalogue."""
    return f"{id}-{language}.pdf"

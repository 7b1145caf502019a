"""Booklets: views as PDFs to print, attach to a contract and archive."""

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


def file_name(id: str, language: str) -> str:
    """Return the file name of the PDF of a service, or of the catalogue."""
    return f"{id}-{language}.pdf"

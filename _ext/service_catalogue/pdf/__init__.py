"""Booklets: the views as PDFs that can be printed, attached to a contract and archived."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Booklet:
    """A PDF that is made."""

    id: str
    language: str
    path: Path
    size: int
    pages: int

    @property
    def name(self) -> str:
        return self.path.name


def file_name(id: str, language: str) -> str:
    """What the PDF of a service, or of the catalogue, is called."""
    return f"{id}-{language}.pdf"

"""Two states of a frozen catalogue that differ by planted changes."""

from __future__ import annotations

from pathlib import Path

from service_catalogue.check.load import load
from service_catalogue.diff.compare import Change, compare
from service_catalogue.diff.report import Report
from service_catalogue.model.catalogue import Catalogue

from tests.folders import PLATFORM, SMALL, catalogue_of, edited

#: The service of ``PLATFORM``.
SERVICE_2A = "services/2a.yaml"

#: The row of Backup in ``PLATFORM``, with the accountability for Middleware moved from the provider to the customer, and back.
BACKUP = """\
    backup:
      applications:           [A 6, -]
      middleware:             [I 5, AR]
"""
SWAPPED = BACKUP.replace("[I 5, AR]", "[AR 5, I]")


def read(folder: Path) -> Catalogue:
    """Return the catalogue of ``folder``, whatever rules of meaning it breaks."""
    loaded = load(folder)
    assert not any(problem.is_error for problem in loaded.problems), loaded.problems
    assert loaded.catalogue is not None
    return loaded.catalogue


def changed(tmp_path: Path, *edits: tuple[str, str, str], source: Path = SMALL) -> tuple[Catalogue, Catalogue]:
    """``source`` as it is, and with ``edits`` made to it."""
    return catalogue_of(source), read(edited(tmp_path, *edits, source=source))


def changes(tmp_path: Path, *edits: tuple[str, str, str], source: Path = SMALL) -> tuple[Change, ...]:
    return compare(*changed(tmp_path, *edits, source=source))


def told(tmp_path: Path, language: str, *edits: tuple[str, str, str], source: Path = PLATFORM) -> list[str]:
    """Return the sentences about ``edits``, each behind the headings that it stands under."""
    old, new = changed(tmp_path, *edits, source=source)
    return sentences(Report(old, new, compare(old, new)), language)


def sentences(report: Report, language: str) -> list[str]:
    return [
        ": ".join(filter(None, (section.heading, group.heading, sentence.plain)))
        for section in report.meaning(language)
        for group in section.groups
        for sentence in group.sentences
    ]

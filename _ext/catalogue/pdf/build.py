"""The PDFs of a catalogue, made in processes side by side, each again only if what it shows is another."""

from __future__ import annotations

import itertools
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from catalogue.model import Catalogue
from catalogue.pdf import Booklet
from catalogue.pdf.sheets import Sheet, Sheets
from catalogue.pdf.typeset import TypesettingError, digest, typeset

#: The name of the PDF of everything, among the ids of services.
WHOLE = "catalogue"
#: How many PDFs a process makes before another takes its place: Typst keeps what it has set, and would fill the memory.
_TASKS_OF_A_PROCESS = 12


class BookletError(Exception):
    """A PDF that cannot be made, and why."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


@dataclass(frozen=True)
class _Maker:
    """Makes PDFs, in one process."""

    sheets: Sheets
    folder: Path

    def make(self, id: str, language: str) -> Booklet:
        sheet = self.sheets.whole(language) if id == WHOLE else self.sheets.service(language, id)
        return kept_or_made(self.folder / f"{id}-{language}.pdf", id, language, sheet)


def names(catalogue: Catalogue) -> list[str]:
    """What there is a PDF of: the catalogue, which takes longest and comes first, and each service."""
    return [WHOLE, *(str(service.id) for service in catalogue.services)]


def booklets(
    catalogue: Catalogue, folder: Path, base_url: str, ids: Iterable[str], jobs: int, tell: Callable[[int, int, Booklet], None]
) -> list[Booklet]:
    """Make the PDFs ``ids`` in every language into ``folder``; ``tell`` hears how many are made, of how many, and the last.

    Raises :class:`BookletError`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tasks = [(id, language) for id in ids for language in catalogue.identity.languages]
    made = []
    for booklet in _made(_Maker(Sheets(catalogue, base_url), folder), tasks, max(jobs, 1)):
        made.append(booklet)
        tell(len(made), len(tasks), booklet)
    order = {task: place for place, task in enumerate(tasks)}
    return sorted(made, key=lambda booklet: order[booklet.id, booklet.language])


def _made(maker: _Maker, tasks: list[tuple[str, str]], jobs: int) -> Iterator[Booklet]:
    global _maker
    _maker = maker  # the processes inherit it: nothing has to be read or sent again
    waiting = iter(tasks)
    while some := list(itertools.islice(waiting, jobs * _TASKS_OF_A_PROCESS)):
        with ProcessPoolExecutor(min(jobs, len(some)), multiprocessing.get_context("fork"), _begin) as pool:
            futures = {pool.submit(_make, *task): task for task in some}
            for future in as_completed(futures):
                name = "{}-{}.pdf".format(*futures[future])
                try:
                    yield future.result()
                except TypesettingError as error:
                    raise BookletError(name, str(error)) from None
                except BrokenProcessPool:
                    raise BookletError(name, "the process that made it was ended from outside") from None


_maker: _Maker | None = None


def _begin() -> None:
    os.environ["RAYON_NUM_THREADS"] = "1"  # Typst's own threads: there is a process for each core already


def _make(id: str, language: str) -> Booklet:
    return _maker.make(id, language)


def kept_or_made(path: Path, id: str, language: str, sheet: Sheet) -> Booklet:
    """The PDF at ``path``, made again if it is not that of ``sheet``; beside it stands what it was made from."""
    stamp = digest(sheet)
    note = path.with_suffix(".json")
    try:
        known = json.loads(note.read_text("utf-8"))
        if known["digest"] == stamp and path.stat().st_size == known["size"]:
            return Booklet(id, language, path, known["size"], known["pages"])
    except (OSError, ValueError, KeyError):
        pass  # there is none, or a run that was cut short has left half of it
    content, pages = typeset(sheet)
    _write(path, content)
    _write(note, json.dumps({"digest": stamp, "size": len(content), "pages": pages}).encode())
    return Booklet(id, language, path, len(content), pages)


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(path.name + ".new")
    partial.write_bytes(content)
    partial.replace(path)

"""The PDFs of a catalogue, made in parallel processes, and again only if their content has changed."""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service_catalogue.messages.failure import Refused, process_context, uninterrupted
from service_catalogue.messages.problem import quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet, file_name
from service_catalogue.pdf.annex import annex_sheet
from service_catalogue.pdf.annex_file import ReadAnnex
from service_catalogue.pdf.assembly import Imprint, SetFeet, finish, join
from service_catalogue.pdf.calls import call_sheet
from service_catalogue.pdf.encoding import Encoder, dump
from service_catalogue.pdf.sheets import KEYWORD, Frame, Heading, Sheet, Sheets, feet
from service_catalogue.pdf.tags import completed
from service_catalogue.pdf.typesetting import Pages, Position, TypesettingError, digest, typeset
from service_catalogue.store import Store
from service_catalogue.views.calls import CALLS_PDF as CALLS, has_calls
from service_catalogue.views.edition import Edition
from service_catalogue.yaml.atomic_write import write_whole

#: The name of the PDF of everything, among the ids of services.
WHOLE = "catalogue"
#: The folder with the pages that booklets are made of, and what is recorded of them and of the booklets.
PAGES = ".catalogue.pages"
#: The suffix of the pages of a service by itself; no id ends with it.
_ALONE = "_alone"
#: Usual number of pages before the services in the whole: cover, contents, how to read it.
_USUAL_BEFORE = 2
#: Maximum number of times the pages before the services are set until they are as many as was assumed.
_MOST_PASSES = 5
#: Number of tasks of a process before another replaces it: the cache of Typst would fill the memory.
_TASKS_OF_A_PROCESS = 8


class BookletError(Exception):
    """A PDF that cannot be made, with the reason."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


def names(catalogue: Catalogue) -> list[str]:
    """Return the names of all PDFs: the ids of services, the sheets of those with situations, and the whole."""
    services = [str(service.id) for service in catalogue.services]
    return [*services, *(CALLS + service.id for service in catalogue.services if has_calls(catalogue, service)), WHOLE]


def booklets(
    catalogue: Catalogue, folder: Path, base_url: str, ids: Iterable[str], jobs: int, tell: Callable[[int, int, Booklet], None]
) -> list[Booklet]:
    """Make the PDFs ``ids`` in every language into ``folder``, and call ``tell`` with the number made, the total and the last.

    Raises :class:`BookletError`.
    """
    (folder / PAGES).mkdir(parents=True, exist_ok=True)
    ids, languages = list(ids), catalogue.identity.languages
    whole = WHOLE in ids
    services = [str(service.id) for service in catalogue.services]
    maker = _Maker(Sheets(catalogue, base_url), folder, Store(folder / PAGES), frozenset(ids), whole)
    total = len(ids) * len(languages)
    first: list[tuple[str, str, str]] = [
        ("service", id, language) for id in services if whole or id in ids for language in languages
    ]
    made = []
    first += [("calls", id, language) for id in ids if id.startswith(CALLS) for language in languages]
    # The whole is joined from the pages of the services.
    last: list[tuple[str, str, str]] = [("whole", WHOLE, language) for language in languages if whole]
    for tasks in (first, last):
        for booklet in filter(None, _made(maker, tasks, max(jobs, 1))):
            made.append(booklet)
            tell(len(made), total, booklet)
    return sorted(made, key=lambda booklet: (ids.index(booklet.id), languages.index(booklet.language)))


def _made(maker: _Maker, tasks: list[tuple[str, str, str]], jobs: int) -> Iterator[Booklet | None]:
    waiting = iter(tasks)
    while some := list(itertools.islice(waiting, jobs * _TASKS_OF_A_PROCESS)):
        with (
            tempfile.TemporaryDirectory(prefix="catalogue-pdf-") as scratch,
            # A process that is forked inherits its arguments: nothing has to be read or sent again.
            ProcessPoolExecutor(min(jobs, len(some)), process_context(), _begin, (maker, scratch)) as pool,
        ):
            with uninterrupted():
                futures = {pool.submit(_make, *task): task for task in some}
            try:
                for future in as_completed(futures):
                    _, id, language = futures[future]
                    try:
                        yield future.result()
                    except TypesettingError as error:
                        raise BookletError(file_name(id, language), str(error)) from None
                    except BrokenProcessPool:
                        reason = "the process that made it was ended from outside"
                        raise BookletError(file_name(id, language), reason) from None
            finally:
                pool.shutdown(cancel_futures=True)


#: Returns a PDF and its number of pages.
_Make = Callable[[SetFeet, Imprint], tuple[bytes, int]]

#: Set once in a process of the pool, which inherits it: as an argument of a task, the catalogue would be pickled each time.
_maker: _Maker


def _begin(maker: _Maker, scratch: str) -> None:
    global _maker
    _maker = maker
    tempfile.tempdir = scratch  # a forked process does not tidy up after itself
    os.environ["RAYON_NUM_THREADS"] = "1"  # threads of Typst: each core has a process already


def _make(kind: str, id: str, language: str) -> Booklet | None:
    if kind == "whole":
        return _maker.whole(language)
    return _maker.calls(id, language) if kind == "calls" else _maker.service(id, language)


@dataclass(frozen=True)
class _Maker:
    """Makes PDFs, in one process."""

    sheets: Sheets
    folder: Path
    store: Store
    ids: frozenset[str]
    #: Whether the pages of the services are needed for the whole.
    for_whole: bool

    def service(self, id: str, language: str) -> Booklet | None:
        made = None
        if id in self.ids:
            name = self._service_pages(id, language, whole=False)
            made = self._of_service(id, name, id, self.sheets.frame_of_service(language, id))
        if self.for_whole:
            self._service_pages(id, language, whole=True)
        return made

    def calls(self, id: str, language: str) -> Booklet:
        """Make the sheet with whom to call about a service."""
        service = id.removeprefix(CALLS)
        sheet = call_sheet(
            [Encoder(self.sheets.edition(language), self.sheets.base_url)], self.sheets.catalogue.objects["service"][service]
        )

        self._pages(id, language, sheet, whole=False)
        return self._of_service(id, id, service, sheet.frame)

    def _of_service(self, id: str, name: str, service: str, frame: Frame) -> Booklet:
        """Make the PDF ``id`` from the pages ``name``; it carries the digest of what it prints, and no other edit changes it."""
        says = dump([self._record(name, frame.lang)["says"], self.sheets.foot(frame.lang, "", service)])
        make = functools.partial(self._alone, name, service, frame.lang)
        return self._booklet(id, frame, service, _digest_of(says.encode())[:12], self._digest(name, frame.lang), make)

    def _service_pages(self, id: str, language: str, whole: bool) -> str:
        """Set the pages of a service, by itself or for the ``whole``, unless those in the cache are from the same inputs.

        Returns the name of the pages.
        """
        name = id if whole else f"{id}{_ALONE}"
        inputs = self.sheets.inputs_of_service(language, id, whole)
        stamp = digest(inputs) if inputs else ""
        if not (stamp and self._known(f"{name}-{language}", self._pages_file(name, language), "inputs", stamp)):
            self._pages(name, language, self.sheets.service(language, id, whole), stamp, whole=whole)
        return name

    def _alone(self, name: str, id: str, language: str, set_feet: SetFeet, imprint: Imprint) -> tuple[bytes, int]:
        pages = self._cached(name, language)
        return finish(pages, id, set_feet, imprint), pages.count

    def whole(self, language: str) -> Booklet:
        """Make the booklet of the catalogue: the pages before the services, theirs, and those after them."""
        services = {id: self._cached(id, language) for id in map(str, self.sheets.catalogue.objects["service"])}
        inside = {id: [Heading(*each) for each in self._record(id, language)["headings"]] for id in services}
        before = Pages(b"", _USUAL_BEFORE, {})
        for _ in range(_MOST_PASSES):  # the contents hold the numbers of pages that come after as many as the contents take
            assumed = Pages(b"", before.count, {})
            numbers = _numbers([assumed, *services.values()])
            after = self._pages(f"{WHOLE}_after", language, self.sheets.after(language, numbers))
            numbers = _numbers([assumed, *services.values(), after])
            sheet = self.sheets.before(language, inside, numbers)
            before = self._pages(f"{WHOLE}_before", language, sheet)
            if before.count == assumed.count:
                break
        parts = [before, *services.values(), after]
        made_of = [self._digest(id, language) for id in (f"{WHOLE}_before", *services, f"{WHOLE}_after")]
        count, data = sum(part.count for part in parts), self.sheets.catalogue.digest
        return self._booklet(WHOLE, sheet.frame, "", data, digest(*made_of), lambda *feet: (join(parts, *feet), count))

    def _booklet(self, id: str, frame: Frame, service: str, printed: str, stamp: str, make: _Make) -> Booklet:
        """Make a PDF with the digest ``printed`` unless it is that of ``stamp`` and its feet; what it was made from is recorded."""
        language, lines = frame.lang, self.sheets.foot(frame.lang, printed, service)
        path, record = self.folder / file_name(id, language), f"booklets/{id}-{language}"
        stamp = digest(stamp, dump(lines))
        known = self._known(record, path, "digest", stamp)
        if known is None:
            digests = f"content {printed}, service {service}" if service else f"data {printed}"
            edition = self.sheets.edition(language)
            imprint = Imprint(edition.words("pdf.page"), KEYWORD, digests, frame.date is not None, covers=not service)
            content, count = make(lambda flipped: typeset(feet(frame, Encoder(edition, ""), lines, flipped)), imprint)
            known = {"digest": stamp, "size": len(content), "pages": count, "content": _digest_of(content)}
            _write(path, content)
            self.store.put(record, "", known)
        return Booklet(id, language, path, known["size"], known["pages"], printed)

    def _pages_file(self, name: str, language: str) -> Path:
        return self.folder / PAGES / file_name(name, language)

    def _record(self, name: str, language: str) -> dict[str, Any]:
        """Return what is recorded of the pages ``name``."""
        record: dict[str, Any] = self.store.get(f"{name}-{language}", "")
        assert record is not None, "it was read, or written, before"
        return record

    def _known(self, record: str, pdf: Path, key: str, stamp: str) -> dict[str, Any] | None:
        """Return what is recorded of ``pdf`` if ``stamp`` is its value of ``key`` and the file is as it was; else ``None``."""
        known: dict[str, Any] | None = self.store.get(record, "")
        is_current = known is not None and known[key] == stamp and pdf.is_file()
        return known if known and is_current and _digest_of(pdf.read_bytes()) == known["content"] else None

    def _digest(self, name: str, language: str) -> str:
        """Return the digest of the sheet of the pages ``name``."""
        return str(self._record(name, language)["digest"])

    def _pages(self, name: str, language: str, sheet: Sheet, inputs: str = "", *, whole: bool = True) -> Pages:
        """Return the pages of ``sheet``, which is made from ``inputs``; those for the ``whole`` have complete tags."""
        stamp, path, record = digest(sheet.json), self._pages_file(name, language), f"{name}-{language}"
        known = self._known(record, path, "digest", stamp)
        if known is None:
            pages = typeset(sheet.json)
            content = completed(pages.content, name) if whole else pages.content
            _write(path, content)
            found = {"count": pages.count, "positions": pages.positions, "headings": sheet.headings}
            known = {**found, "content": _digest_of(content)}
        self.store.put(record, "", {**known, "digest": stamp, "says": _digest_of(sheet.json.encode()), "inputs": inputs})
        return self._cached(name, language)

    def _cached(self, name: str, language: str) -> Pages:
        known = self._record(name, language)
        positions = {label: Position(*position) for label, position in known["positions"].items()}
        return Pages(self._pages_file(name, language).read_bytes(), known["count"], positions)


def make_annex(
    read: ReadAnnex, catalogue: Catalogue, draft: Sequence[str], base_url: str, path: Path, *, for_wall: bool
) -> Booklet:
    """Make a contract annex, or the sheet ``for_wall``, into the file ``path``; ``draft`` is why nobody may sign it."""
    assert read.annex is not None, "one with errors is not made"
    service = catalogue.objects["service"][read.annex.service]
    if for_wall and not has_calls(catalogue, service):
        task = next((row.task for matrix in service.all_matrices for row in matrix.rows), "")
        raise Refused("command.no-sheet", id=quote(service.id), example=f"situations: [{{situation: fault, tasks: [{task}]}}]")
    sheet, lines, digests = annex_sheet(read.annex, read.digest, catalogue, draft, base_url, for_wall=for_wall)
    language = sheet.frame.lang
    edition = Edition(catalogue, language)

    def set_feet(flipped: list[bool]) -> Pages:
        return typeset(feet(sheet.frame, Encoder(edition, ""), lines, flipped))

    pages = typeset(sheet.json)
    content = finish(pages, "annex", set_feet, Imprint(edition.words("pdf.page"), KEYWORD, digests, dated=True))
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, content)
    return Booklet(str(read.annex.service), language, path, len(content), pages.count, catalogue.digest)


def _numbers(parts: Sequence[Pages]) -> dict[str, str]:
    """Return the printed number of the page of each label."""
    numbers: dict[str, str] = {}
    first = 0
    for part in parts:
        numbers.update((label, str(first + position.page)) for label, position in part.positions.items())
        first += part.count
    return numbers


def _digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


_write = functools.partial(write_whole, synced=False)

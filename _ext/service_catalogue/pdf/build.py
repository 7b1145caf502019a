"""The PDFs of a catalogue, made in parallel processes, and again only if their content has changed: parts are joined, with feet, links and tags.

Typst has no row headings yet, and its heading over a group of rows hides those of the columns. So each heading of a table gets
its scope and an id, and each cell the ids of its headings. The block quotations of the template become notes.
"""

from __future__ import annotations

import functools
import hashlib
import io
import itertools
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, String

from service_catalogue.files import write_whole
from service_catalogue.messages.failure import Refused, process_context, uninterrupted
from service_catalogue.messages.quotation import quote
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet, file_name, with_own_digest
from service_catalogue.pdf.annex import ReadAnnex, annex_sheet, call_sheet
from service_catalogue.pdf.sheets import KEYWORD, Frame, PaperSheet, SheetHeading, Sheets, feet
from service_catalogue.pdf.typesetting import LABEL, Encoder, Pages, Position, TypesettingError, digest, dump, typeset
from service_catalogue.store import Store, state_of
from service_catalogue.views.edition import Edition
from service_catalogue.views.service import CALLS_PDF as CALLS, has_calls


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return ``pdf`` as a compressed file, with the same bytes each time, and their digest."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return with_own_digest(out.getvalue())


def completed(content: bytes, name: str) -> bytes:
    """Return ``content`` with complete tags."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        complete(pdf, name)
        return saved(pdf)


def complete(pdf: pikepdf.Pdf, name: str) -> None:
    """Complete the tags of ``pdf``; the ids of elements begin with ``name``."""
    root = pdf.Root.StructTreeRoot
    ids: dict[str, Object] = {}
    tables, notes = itertools.count(1), itertools.count(1)
    for element in _elements(root):
        tag = element.S
        if tag == Name.Table:
            _finish_table(element, f"{name}.table-{next(tables)}", ids)
        elif tag == Name.BlockQuote:
            element.S = Name.Note
            _identify(element, f"{name}.note-{next(notes)}", ids)
    put_ids(pdf, ids)


def put_ids(pdf: pikepdf.Pdf, ids: Mapping[str, Object]) -> None:
    """Write the index of the elements of ``pdf`` by their ids."""
    names = itertools.chain.from_iterable((String(id), ids[id]) for id in sorted(ids))
    pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))


def ids_of(root: Object) -> dict[str, Object]:
    """Return the elements below the root of a structure, by their ids."""
    return {str(id): element for id, element in pairs(root.IDTree.Names)}


def pairs(values: Object) -> list[tuple[Object, Object]]:
    """Return the keys of a name or number tree with their values."""
    flat = list(values)
    return list(zip(flat[::2], flat[1::2], strict=True))


def _elements(parent: Object) -> Iterator[Object]:
    """Yield the elements below ``parent`` in reading order, without those inside tables and paragraphs."""
    waiting = list(reversed(kids(parent)))
    while waiting:
        element = waiting.pop()
        yield element
        if element.S not in (Name.Table, Name.P, Name.Note):
            waiting += reversed(kids(element))


def kids(element: Object) -> list[Object]:
    """Return the child elements of ``element``."""
    inner = element.get(Name.K)
    if inner is None:
        return []
    return [kid for kid in (inner if isinstance(inner, Array) else [inner]) if isinstance(kid, Dictionary) and Name.S in kid]


def _identify(element: Object, id: str, ids: dict[str, Object]) -> String:
    ids[id] = element
    element.ID = String(id)
    made: String = element.ID
    return made


def _finish_table(table: Object, name: str, ids: dict[str, Object]) -> None:
    """Connect cells with the headings of their column, row and group; the group is a row of one heading over all columns."""
    columns: dict[int, list[tuple[int, String]]] = {}
    group: list[String] = []
    parts = ((part.S, part) for part in kids(table))
    rows = ((tag, row) for tag, part in parts if tag in (Name.THead, Name.TBody, Name.TFoot) for row in kids(part))
    for y, (tag, row) in enumerate(rows):
        cells = kids(row)
        spans = [_span(cell) for cell in cells]
        if len(cells) == 1 and cells[0].S == Name.TH and spans[0][0] == len(columns) > 1:
            group = [_identify(cells[0], f"{name}.{y}", ids)]
            _describe(cells[0], (), Name.Column, spans[0])
            continue
        x = 0
        row_heading: list[String] = []
        for cell, (across, down) in zip(cells, spans, strict=True):
            while tag == Name.THead and any(below > y for below, _ in columns.get(x, ())):
                x += 1  # a heading of a row above spans this row
            above = [heading for _, heading in columns.get(x, ())]
            if tag == Name.THead:
                heading = _identify(cell, f"{name}.{y}.{x}", ids)
                _describe(cell, above, Name.Column, (across, down))
                for column in range(x, x + across):
                    columns.setdefault(column, []).append((y + down, heading))
            elif x == 0 and len(cells) > 1:
                cell.S = Name.TH
                row_heading = [_identify(cell, f"{name}.{y}.{x}", ids)]
                _describe(cell, [*group, *above], Name.Row, (across, down))
            else:
                _describe(cell, [*group, *above, *row_heading], None, (across, down))
            x += across


def _span(cell: Object) -> tuple[int, int]:
    """Return the number of columns and rows that ``cell`` spans."""
    across = down = 1
    attributes = cell.get(Name.A)
    if attributes is None:
        return across, down
    for attribute in attributes if isinstance(attributes, Array) else [attributes]:
        across = int(attribute.get(Name.ColSpan, across))
        down = int(attribute.get(Name.RowSpan, down))
    return across, down


def _describe(cell: Object, headings: Sequence[String], scope: Name | None, span: tuple[int, int]) -> None:
    """Replace the attributes of ``cell`` by those that matter to a reader: not those of its lines."""
    attributes = Dictionary(O=Name.Table)
    if scope is not None:
        attributes.Scope = scope
    if headings:
        attributes.Headers = Array(headings)
    for name, count in zip((Name.ColSpan, Name.RowSpan), span, strict=True):
        if count > 1:
            attributes[name] = count
    cell.A = attributes


#: The XMP elements with the time at which the file was made.
_DATES = re.compile(rb"<xmp:(ModifyDate|CreateDate)>.*?</xmp:\1>|<xmpMM:History>.*?</xmpMM:History>", re.DOTALL)

#: Sets the feet of pages, given for each whether it lies on its side.
SetFeet = Callable[[list[bool]], Pages]


class Imprint(NamedTuple):
    """Data of the finished file about itself."""

    #: The word for a page.
    page_word: str
    #: In the metadata, where their placeholder is.
    digests: str
    #: Whether it has a date.
    dated: bool
    #: Number of pages before the first with a foot.
    covers: int = 0


class _Bookmark(NamedTuple):
    title: str
    #: From 0.
    page: int
    x: Object
    y: Object
    closed: bool
    inner: list[_Bookmark]


def finish(pages: Pages, name: str, set_feet: SetFeet, imprint: Imprint) -> bytes:
    """Return the PDF of ``pages`` by themselves; the ids of their tags, which are completed, begin with ``name``."""
    with pikepdf.open(io.BytesIO(pages.content)) as pdf:
        complete(pdf, name)
        return _finished(pdf, [pages], set_feet, imprint)


def join(parts: Sequence[Pages], set_feet: SetFeet, imprint: Imprint) -> bytes:
    """Return the PDF of ``parts``, the tags of which are complete."""
    with pikepdf.open(io.BytesIO(parts[0].content)) as pdf:
        ids, bookmarks = ids_of(pdf.Root.StructTreeRoot), _bookmarks(pdf, 0)
        for part in parts[1:]:
            _append(pdf, part, ids, bookmarks)
        put_ids(pdf, ids)
        _put_bookmarks(pdf, bookmarks)
        return _finished(pdf, parts, set_feet, imprint)


def _finished(pdf: pikepdf.Pdf, parts: Sequence[Pages], set_feet: SetFeet, imprint: Imprint) -> bytes:
    """Return ``pdf``, which has the pages of ``parts``, with a foot on each."""
    _put_feet(pdf, set_feet, imprint.covers)
    _link(pdf, parts, imprint.page_word)
    pdf.docinfo[Name.Keywords] = String(imprint.digests)
    metadata = pdf.Root.Metadata.read_bytes().replace(KEYWORD.encode(), imprint.digests.encode())
    if not imprint.dated:
        del pdf.docinfo[Name.CreationDate], pdf.docinfo[Name.ModDate]
        metadata = _DATES.sub(b"", metadata)
    pdf.Root.Metadata.write(metadata)
    return saved(pdf)


def _append(pdf: pikepdf.Pdf, pages: Pages, ids: dict[str, Object], bookmarks: list[_Bookmark]) -> None:
    """Append ``pages`` to ``pdf`` with their tags, and their elements to ``ids`` and ``bookmarks``."""
    with pikepdf.open(io.BytesIO(pages.content)) as other:
        root = pdf.Root.StructTreeRoot
        first, start = len(pdf.pages), int(root.ParentTreeNextKey)
        pdf.pages.extend(other.pages)
        # The tags are copied after their pages, or their references to pages would be lost.
        tags = pdf.copy_foreign(other.Root.StructTreeRoot)
        for page in list(pdf.pages)[first:]:
            if Name.StructParents in page.obj:  # an empty page has none
                page.obj.StructParents += start
            for annotation in page.obj.get(Name.Annots, ()):
                if Name.StructParent in annotation:
                    annotation.StructParent += start
        numbers = root.ParentTree.Nums
        for key, value in pairs(tags.ParentTree.Nums):
            numbers.append(int(key) + start)
            numbers.append(value)
        root.ParentTreeNextKey = start + int(tags.ParentTreeNextKey)
        document = kids(root)[0]
        for element in kids(kids(tags)[0]):
            element.P = document
            document.K.append(element)
        ids |= ids_of(tags)
        bookmarks += _bookmarks(other, first)


def _bookmarks(pdf: pikepdf.Pdf, first: int) -> list[_Bookmark]:
    """Return the bookmarks of ``pdf``, whose first page gets the index ``first``."""
    numbers = {page.obj.objgen: first + index for index, page in enumerate(pdf.pages)}

    def read(item: OutlineItem) -> _Bookmark:
        target = item.destination
        assert isinstance(target, Array), "Typst writes no named destinations"
        return _Bookmark(item.title, numbers[target[0].objgen], target[2], target[3], item.is_closed, [*map(read, item.children)])

    with pdf.open_outline() as outline:
        return [*map(read, outline.root)]


def _put_bookmarks(pdf: pikepdf.Pdf, bookmarks: list[_Bookmark]) -> None:
    pages = [page.obj for page in pdf.pages]

    def outline_item(bookmark: _Bookmark) -> OutlineItem:
        item = OutlineItem(bookmark.title, Array([pages[bookmark.page], Name.XYZ, bookmark.x, bookmark.y, 0]))
        item.is_closed = bookmark.closed
        item.children.extend(map(outline_item, bookmark.inner))
        return item

    with pdf.open_outline() as outline:
        outline.root[:] = map(outline_item, bookmarks)


def _put_feet(pdf: pikepdf.Pdf, set_feet: SetFeet, covers: int) -> None:
    """Lay the foot of each page over it, as an artifact, which is no part of the text."""
    flipped = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
    with pikepdf.open(io.BytesIO(set_feet(flipped).content)) as other:
        for page, foot in list(zip(pdf.pages, other.pages, strict=True))[covers:]:
            form = pdf.copy_foreign(foot.as_form_xobject())
            name = page.add_resource(form, Name.XObject, Name.Foot)
            page.contents_add(f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {name} Do Q EMC".encode())


def _link(pdf: pikepdf.Pdf, parts: Sequence[Pages], page_word: str) -> None:
    """Replace each link to a label by one to its place."""
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.MediaBox[3]) for page in pages]
    destinations: dict[str, tuple[Array, String]] = {}
    first = 0
    for part in parts:
        for label, position in part.positions.items():
            index = first + position.page - 1
            target = Array([pages[index], Name.XYZ, round(position.x, 2), round(heights[index] - position.y, 2), 0])
            destinations[label] = target, String(f"{page_word} {first + position.page}")
        first += part.count
    for page in pages:
        for annotation in page.get(Name.Annots, ()):
            action = annotation.get(Name.A)
            if action is not None and (address := str(action.get(Name.URI, ""))).startswith(LABEL):
                target, name = destinations[address.removeprefix(LABEL)]
                del annotation.A
                annotation.Dest = target
                annotation.Contents = name
    if Name.Names in pdf.Root:
        del pdf.Root.Names  # Typst's names of labels, which no link uses


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
    maker = _BookletProcess(Sheets(catalogue, base_url), folder, Store(folder / PAGES), frozenset(ids), whole)
    total = len(ids) * len(languages)
    needed = [*(id for id in services if whole or id in ids), *(id for id in ids if id.startswith(CALLS))]
    built = []
    # The whole is joined from the pages of the services.
    for some in (needed, [WHOLE] if whole else []):
        tasks = [(id, language) for id in some for language in languages]
        for booklet in filter(None, _made(maker, tasks, max(jobs, 1))):
            built.append(booklet)
            tell(len(built), total, booklet)
    return sorted(built, key=lambda booklet: (ids.index(booklet.id), languages.index(booklet.language)))


def _made(maker: _BookletProcess, tasks: Iterable[tuple[str, str]], jobs: int) -> Iterator[Booklet | None]:
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
                    name = file_name(*futures[future])
                    try:
                        yield future.result()
                    except TypesettingError as error:
                        raise BookletError(name, str(error)) from None
                    except BrokenProcessPool:
                        raise BookletError(name, "the process that made it was ended from outside") from None
            finally:
                pool.shutdown(cancel_futures=True)


#: Returns a PDF and its number of pages.
_Make = Callable[[SetFeet, Imprint], tuple[bytes, int]]

#: Set once in a process of the pool, which inherits it: as an argument of a task, the catalogue would be pickled each time.
_maker: _BookletProcess


def _begin(maker: _BookletProcess, scratch: str) -> None:
    global _maker
    _maker = maker
    tempfile.tempdir = scratch  # a forked process does not tidy up after itself
    os.environ["RAYON_NUM_THREADS"] = "1"  # threads of Typst: each core has a process already


def _make(id: str, language: str) -> Booklet | None:
    if id == WHOLE:
        return _maker.whole(language)
    return _maker.calls(id, language) if id.startswith(CALLS) else _maker.service(id, language)


@dataclass(frozen=True)
class _BookletProcess:
    """Makes PDFs, in one process."""

    sheets: Sheets
    folder: Path
    store: Store
    ids: frozenset[str]
    #: Whether the pages of the services are needed for the whole.
    for_whole: bool

    def service(self, id: str, language: str) -> Booklet | None:
        part = None
        if id in self.ids:
            name = self._service_pages(id, language, whole=False)
            part = self._of_service(id, name, id, self.sheets.frame_of_service(language, id))
        if self.for_whole:
            self._service_pages(id, language, whole=True)
        return part

    def calls(self, id: str, language: str) -> Booklet:
        """Make the sheet with whom to call about a service."""
        service = id.removeprefix(CALLS)
        sheet = call_sheet([self.sheets.encoder(language)], self.sheets.catalogue.objects["service"][service])
        self._pages(id, language, sheet, whole=False)
        return self._of_service(id, id, service, sheet.frame)

    def _of_service(self, id: str, name: str, service: str, frame: Frame) -> Booklet:
        """Make the PDF ``id`` from the pages ``name``; it carries the digest of what it prints, and no other edit changes it."""
        record = self._record(name, frame.lang)
        says = dump([record["says"], self.sheets.foot(frame.lang, "", service)])

        def make(set_feet: SetFeet, imprint: Imprint) -> tuple[bytes, int]:
            pages = self._cached(name, frame.lang)
            return finish(pages, service, set_feet, imprint), pages.count

        return self._booklet(id, frame, service, _digest_of(says.encode())[:12], record["digest"], make)

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

    def whole(self, language: str) -> Booklet:
        """Make the booklet of the catalogue: the pages before the services, theirs, and those after them."""
        services = {id: self._cached(id, language) for id in map(str, self.sheets.catalogue.objects["service"])}
        inside = {id: [SheetHeading(*each) for each in self._record(id, language)["headings"]] for id in services}
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
        made_of = [self._record(id, language)["digest"] for id in (f"{WHOLE}_before", *services, f"{WHOLE}_after")]
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
            edition = self.sheets.editions[language]
            imprint = Imprint(edition.words("pdf.page"), digests, frame.date is not None, covers=not service)
            content, count = make(lambda flipped: typeset(feet(frame, Encoder(edition, ""), lines, flipped)), imprint)
            _write(path, content)
            known = {"digest": stamp, "size": len(content), "pages": count, "state": state_of(path)}
            self.store.put(record, "", known)
        return Booklet(id, language, path, known["size"], known["pages"], printed)

    def _pages_file(self, name: str, language: str) -> Path:
        return self.folder / PAGES / file_name(name, language)

    def _record(self, name: str, language: str) -> dict[str, Any]:
        """Return the record of the pages ``name``."""
        record: dict[str, Any] = self.store.get(f"{name}-{language}", "")
        assert record is not None, "it was read, or written, before"
        return record

    def _known(self, record: str, pdf: Path, key: str, stamp: str) -> dict[str, Any] | None:
        """Return the record of ``pdf`` if ``stamp`` is its value of ``key`` and the file is as it was; else ``None``."""
        known: dict[str, Any] | None = self.store.get(record, "")
        is_current = known is not None and known[key] == stamp and pdf.is_file()
        return known if known and is_current and state_of(pdf) == known["state"] else None

    def _pages(self, name: str, language: str, sheet: PaperSheet, inputs: str = "", *, whole: bool = True) -> Pages:
        """Return the pages of ``sheet``, which is made from ``inputs``; those for the ``whole`` have complete tags."""
        stamp, path, record = digest(sheet.json), self._pages_file(name, language), f"{name}-{language}"
        known = self._known(record, path, "digest", stamp)
        if known is None:
            pages = typeset(sheet.json)
            content = completed(pages.content, name) if whole else pages.content
            _write(path, content)
            layout = {"count": pages.count, "positions": pages.positions, "headings": sheet.headings}
            known = {**layout, "state": state_of(path)}
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
    content = finish(pages, "annex", set_feet, Imprint(edition.words("pdf.page"), digests, dated=True))
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

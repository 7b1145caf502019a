"""Completion of the tags of a PDF that Typst has made.

Typst has no row headings yet, and its heading over a group of rows hides those of the columns. So each heading of a table gets
its scope and an id, and each cell the ids of its headings. The block quotations of the template become notes.
"""

import io
import itertools
from collections.abc import Iterator, Mapping, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Return ``pdf`` as a compressed file, with the same bytes each time."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True)
    return out.getvalue()


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
    group: String | None = None
    width = 1
    parts = ((part.S, part) for part in kids(table))
    rows = ((tag, row) for tag, part in parts if tag in (Name.THead, Name.TBody, Name.TFoot) for row in kids(part))
    for y, (tag, row) in enumerate(rows):
        in_head = tag == Name.THead
        cells = kids(row)
        spans = [_span(cell) for cell in cells]
        if len(cells) == 1 and cells[0].S == Name.TH and spans[0][0] == width > 1:
            group = _identify(cells[0], f"{name}.{y}", ids)
            _describe(cells[0], (), Name.Column, spans[0])
            continue
        x = 0
        row_heading: String | None = None
        for cell, (across, down) in zip(cells, spans, strict=True):
            while in_head and any(below > y for below, _ in columns.get(x, ())):
                x += 1  # a heading of a row above spans this row
            above = [heading for _, heading in columns.get(x, ())]
            id = f"{name}.{y}.{x}"
            if in_head:
                heading = _identify(cell, id, ids)
                _describe(cell, above, Name.Column, (across, down))
                for column in range(x, x + across):
                    columns.setdefault(column, []).append((y + down, heading))
                width = max(width, x + across)
            else:
                headings = [group, *above] if group is not None else above
                if x == 0 and len(cells) > 1:
                    cell.S = Name.TH
                    row_heading = _identify(cell, id, ids)
                    _describe(cell, headings, Name.Row, (across, down))
                else:
                    _describe(cell, [*headings, row_heading] if row_heading is not None else headings, None, (across, down))
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

"""One PDF from pages: parts that were set by themselves are joined, with feet, and with links from one to another."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Name, Object, OutlineItem, String

from service_catalogue.pdf.encoding import LABEL
from service_catalogue.pdf.tags import complete, ids_of, kids, pairs, put_ids, saved
from service_catalogue.pdf.typesetting import Pages

#: The XMP elements with the time at which the file was made.
_DATES = re.compile(rb"<xmp:(ModifyDate|CreateDate)>.*?</xmp:\1>|<xmpMM:History>.*?</xmpMM:History>", re.DOTALL)

#: Sets the feet of pages, given for each whether it lies on its side.
SetFeet = Callable[[list[bool]], Pages]


class Imprint(NamedTuple):
    """Data of the finished file about itself."""

    #: The word for a page.
    page_word: str
    #: The placeholder of the digests in the metadata, and the digests.
    keyword: str
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
    _put_digests(pdf, imprint)
    if not imprint.dated:
        del pdf.docinfo[Name.CreationDate], pdf.docinfo[Name.ModDate]
        pdf.Root.Metadata.write(_DATES.sub(b"", pdf.Root.Metadata.read_bytes()))
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

    def made(bookmark: _Bookmark) -> OutlineItem:
        item = OutlineItem(bookmark.title, Array([pages[bookmark.page], Name.XYZ, bookmark.x, bookmark.y, 0]))
        item.is_closed = bookmark.closed
        item.children.extend(map(made, bookmark.inner))
        return item

    with pdf.open_outline() as outline:
        outline.root[:] = map(made, bookmarks)


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
    found: dict[str, tuple[Array, String]] = {}
    first = 0
    for part in parts:
        for label, position in part.positions.items():
            index = first + position.page - 1
            target = Array([pages[index], Name.XYZ, round(position.x, 2), round(heights[index] - position.y, 2), 0])
            found[label] = target, String(f"{page_word} {first + position.page}")
        first += part.count
    for page in pages:
        for annotation in page.get(Name.Annots, ()):
            action = annotation.get(Name.A)
            if action is not None and (address := str(action.get(Name.URI, ""))).startswith(LABEL):
                target, name = found[address.removeprefix(LABEL)]
                del annotation.A
                annotation.Dest = target
                annotation.Contents = name
    if Name.Names in pdf.Root:
        del pdf.Root.Names  # Typst's names of labels, which no link uses


def _put_digests(pdf: pikepdf.Pdf, imprint: Imprint) -> None:
    """Replace the placeholder in the metadata by the digests."""
    pdf.docinfo[Name.Keywords] = String(imprint.digests)
    metadata = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(metadata.replace(imprint.keyword.encode(), imprint.digests.encode()))

"""Pages to one PDF: parts that were set for themselves are put together, and their links lead to each other."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, String

from service_catalogue.pdf.tags import complete, ids_of, kids, pairs, put_ids, saved
from service_catalogue.pdf.typeset import Pages

#: How the template writes a link to a place.
_PLACE = "place:"
#: What XMP says of when the file was made.
_DATES = re.compile(rb"<xmp:(ModifyDate|CreateDate)>.*?</xmp:\1>|<xmpMM:History>.*?</xmpMM:History>", re.DOTALL)


class Part(NamedTuple):
    """Pages of a PDF that are numbered together."""

    pages: Pages
    #: What stands before their number.
    prefix: str = ""
    #: Whether their numbers are Roman.
    roman: bool = False


class _Bookmark(NamedTuple):
    title: str
    #: From 0.
    page: int
    x: Object
    y: Object
    closed: bool
    inner: list[_Bookmark]


def join(parts: Sequence[Part], page_word: str, dated: bool) -> bytes:
    """The PDF of ``parts``, the tags of all but the first of which are complete; unless it is ``dated``, it says nothing of when
    it was made. ``page_word`` is the word for a page.
    """
    with pikepdf.open(io.BytesIO(parts[0].pages.content)) as pdf:
        ids, bookmarks = complete(pdf, "first"), _bookmarks(pdf, 0)
        for part in parts[1:]:
            _append(pdf, part.pages, ids, bookmarks)
        if len(parts) > 1:
            put_ids(pdf, ids)
            _put_bookmarks(pdf, bookmarks)
        _number(pdf, parts)
        _link(pdf, parts, page_word)
        if not dated:
            del pdf.docinfo[Name.CreationDate], pdf.docinfo[Name.ModDate]
            pdf.Root.Metadata.write(_DATES.sub(b"", pdf.Root.Metadata.read_bytes()))
        return saved(pdf)


def _append(pdf: pikepdf.Pdf, pages: Pages, ids: dict[str, Object], bookmarks: list[_Bookmark]) -> None:
    """Put ``pages`` at the end of ``pdf``, with their tags; adds the elements that have ids, and the bookmarks."""
    with pikepdf.open(io.BytesIO(pages.content)) as other:
        root = pdf.Root.StructTreeRoot
        first, start = len(pdf.pages), int(root.ParentTreeNextKey)
        pdf.pages.extend(other.pages)
        # The tags come after their pages, or what they say of pages would be lost on the way.
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
    """The bookmarks of ``pdf``, whose first page comes to be at ``first``."""
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


def _number(pdf: pikepdf.Pdf, parts: Sequence[Part]) -> None:
    """Name the pages as they are numbered in print."""
    labels, first = Array(), 0
    for part in parts:
        style = Dictionary(S=Name.r if part.roman else Name.D)
        if part.prefix:
            style.P = String(part.prefix)
        labels.append(first)
        labels.append(style)
        first += part.pages.count
    pdf.Root.PageLabels = Dictionary(Nums=labels)


def page_name(part: Part, page: int) -> str:
    """What stands on a page as its number."""
    if not part.roman:
        return f"{part.prefix}{page}"
    tens, ones = divmod(page, 10)
    return part.prefix + "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]


def _link(pdf: pikepdf.Pdf, parts: Sequence[Part], page_word: str) -> None:
    """Turn each link to a place into one that a reader follows."""
    pages = [page.obj for page in pdf.pages]
    heights = [float(page.MediaBox[3]) for page in pages]
    found: dict[str, tuple[Array, String]] = {}
    first = 0
    for part in parts:
        for label, place in part.pages.places.items():
            index = first + place.page - 1
            target = Array([pages[index], Name.XYZ, round(place.x, 2), round(heights[index] - place.y, 2), 0])
            found[label] = target, String(f"{page_word} {page_name(part, place.page)}")
        first += part.pages.count
    for page in pages:
        for annotation in page.get(Name.Annots, ()):
            action = annotation.get(Name.A)
            if action is not None and (address := str(action.get(Name.URI, ""))).startswith(_PLACE):
                target, name = found[address.removeprefix(_PLACE)]
                del annotation.A
                annotation.Dest = target
                annotation.Contents = name
    if Name.Names in pdf.Root:
        del pdf.Root.Names  # Typst's names of places, which no link of ours uses

"""The logo of a catalogue: an SVG or a PNG that does nothing but show a picture."""

from __future__ import annotations

import hashlib
import re
import struct
import zlib
from collections.abc import Mapping
from pathlib import Path
from xml.parsers import expat

from service_catalogue.messages import Message, message
from service_catalogue.model.identity import Logo
from service_catalogue.problem import Location, Problem, Rule, quote
from service_catalogue.yaml.values import Scalar

UNSAFE_LOGO = Rule("unsafe-logo", failing="brand: {logo: ../logo.svg}\n", passing="brand: {}\n", file="catalogue.yaml")
RULES = (UNSAFE_LOGO,)

#: The largest file, and the most pixels on a side of a PNG: a small file can hold a picture that fills the memory.
MAX_BYTES = 100_000
MAX_PIXELS = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png)")

_SVG = "http://www.w3.org/2000/svg"
#: Elements that draw. None runs code, fetches a file, moves, or shows another element again: that multiplies, and text needs a font.
_ELEMENTS = frozenset(
    [
        "svg",
        "g",
        "defs",
        "title",
        "desc",
        "style",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "linearGradient",
        "radialGradient",
        "stop",
        "clipPath",
        "mask",
    ]
)
#: What a style or an attribute may not hold: another file, or a sign that hides the name of one.
_IMPORT = re.compile(r"@import|\\|\b(image|image-set|src)\(", re.IGNORECASE)
_FOREIGN = re.compile(r"url\(\s*[\"']?\s*(?!#)", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Bits of a pixel by colour type: how many values it has.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class _RefusedError(Exception):
    """What is wrong with a file, and where in it."""

    def __init__(self, why: Message, line: int = 1, column: int = 1) -> None:
        super().__init__(why)
        self.why, self.line, self.column = why, line, column


def read_logo(folder: Path, name: Scalar) -> tuple[Logo | None, Problem | None]:
    """The logo in the file ``name`` of ``folder``; ``None`` and a problem if it is not there, or is not safe to show."""
    path = folder / name
    if not _NAME.fullmatch(name):
        return None, UNSAFE_LOGO.problem(name.at, "name", name=quote(name))
    if path.is_symlink() or not path.is_file():
        return None, UNSAFE_LOGO.problem(name.at, "missing", name=quote(name))
    with path.open("rb") as file:
        content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return None, UNSAFE_LOGO.problem(name.at, "too-large", name=quote(name), most=MAX_BYTES // 1000)
    kind = path.suffix[1:]
    try:
        width, height = _size_of_svg(content) if kind == "svg" else _size_of_png(content)
    except _RefusedError as refused:
        return None, Problem(Location(path.as_posix(), refused.line, refused.column), UNSAFE_LOGO, refused.why)
    return Logo(kind, content, width, height, hashlib.sha256(content).hexdigest()), None


# ---- SVG


def _size_of_svg(content: bytes) -> tuple[float, float]:
    """Width and height of a picture. Raises :class:`_RefusedError` at the first thing that may not be in it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    sizes: list[tuple[float, float]] = []
    styles: list[str] = []

    def refuse(why: str, **values: object) -> None:
        raise _RefusedError(message(f"unsafe-logo.{why}", **values), parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def start(name: str, attributes: Mapping[str, str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if namespace != _SVG or tag not in _ELEMENTS or (not sizes and tag != "svg"):
            refuse("element", name=quote(tag))
        for full, value in attributes.items():
            attribute = full.rpartition(" ")[2]
            if attribute.lower().startswith("on"):
                refuse("handler", name=quote(attribute))
            leads_out = attribute.lower() in ("href", "src", "base") and not value.startswith("#")
            if leads_out or _IMPORT.search(value) or _FOREIGN.search(value):
                refuse("reference", name=quote(value))
        if not sizes:
            size = _written_size(attributes)
            if size is None:
                refuse("no-size")
            else:
                sizes.append(size)
        if tag == "style":
            styles.append("")

    def text(said: str) -> None:
        if styles:
            styles[-1] += said
            if _IMPORT.search(styles[-1]) or _FOREIGN.search(styles[-1]):
                refuse("reference", name=quote(styles[-1].strip()))

    def end(name: str) -> None:
        if name == f"{_SVG} style":
            styles.pop()

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    # A declaration can define what multiplies, and an instruction names a style of another file.
    parser.StartDoctypeDeclHandler = lambda *_: refuse("declaration")
    parser.ProcessingInstructionHandler = lambda *_: refuse("declaration")
    parser.buffer_text = True
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _RefusedError(message("unsafe-logo.not-svg"), error.lineno, error.offset + 1) from None
    return sizes[0]


def _written_size(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    written = box[2:] if len(box) == 4 else [attributes.get("width", ""), attributes.get("height", "")]
    lengths = [_LENGTH.fullmatch(length) for length in written]
    sizes = [float(length[1]) for length in lengths if length]
    return (sizes[0], sizes[1]) if len(sizes) == 2 and all(0 < size < 1e6 for size in sizes) else None


# ---- PNG


def _size_of_png(content: bytes) -> tuple[float, float]:
    """Width and height of a picture that is whole. Raises :class:`_RefusedError`."""
    refused = _RefusedError(message("unsafe-logo.not-png"))
    if not content.startswith(_SIGNATURE):
        raise refused
    at, data = len(_SIGNATURE), b""
    kinds: list[bytes] = []
    width = height = bits = 0
    while at < len(content):
        if at + 12 > len(content):
            raise refused
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        body, end = content[at + 8 : at + 8 + length], at + 12 + length
        if end > len(content) or struct.unpack(">I", content[end - 4 : end])[0] != zlib.crc32(kind + body):
            raise refused
        if not kinds and (kind != b"IHDR" or length != 13):
            raise refused
        if not kinds:
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            bits = depth * _CHANNELS.get(colour, 0)
            if not (0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS) or bits not in (1, 2, 4, 8, 16, 24, 32, 48, 64):
                raise _RefusedError(message("unsafe-logo.pixels", most=MAX_PIXELS))
        data += body if kind == b"IDAT" else b""
        kinds.append(kind)
        at = end
    if not kinds or kinds[-1] != b"IEND":
        raise refused
    # Each row has a byte of its own, and an interlaced picture has rows of seven pictures.
    most = (width * bits // 8 + 2) * height * 2 + 64
    try:
        unpacked = zlib.decompressobj().decompress(data, most)
    except zlib.error:
        raise refused from None
    if len(unpacked) < width * bits // 8 * height or len(unpacked) == most:
        raise refused
    return float(width), float(height)

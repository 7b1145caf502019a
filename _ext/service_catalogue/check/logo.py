"""The logo of a catalogue: a PNG, or a flat SVG."""

import hashlib
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

from service_catalogue.messages import Message, message
from service_catalogue.messages.problem import Location, Problem, Rule, quote
from service_catalogue.model.identity import Logo
from service_catalogue.yaml.values import Scalar

UNSAFE_LOGO = Rule(
    "unsafe-logo",
    example="""\
-brand: {logo: ../logo.svg}
+brand: {}
""",
    file="catalogue.yaml",
)
RULES = (UNSAFE_LOGO,)

#: The largest file, and the most pixels on a side of a PNG: a small file can hold a picture that fills the memory.
MAX_BYTES = 100_000
MAX_PIXELS = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png)")

#: The most elements of an SVG, and the most inside each other.
MAX_ELEMENTS = 2_000
MAX_LEVELS = 100

_SVG = "http://www.w3.org/2000/svg "
#: A flat picture: nothing that is shown by reference, cut out, repeated or filtered, for that multiplies the work; no text, which needs a font.
_ELEMENTS = re.compile(
    "svg|g|defs|title|desc|style|path|rect|circle|ellipse|line|polyline|polygon|linearGradient|radialGradient|stop"
)
#: The allowed attributes and declarations of styles.
_ATTRIBUTES = re.compile(
    "id|class|version|role|aria-label|aria-labelledby|data-name|viewBox|preserveAspectRatio|transform|d|points|"
    "x|y|width|height|x1|x2|y1|y2|cx|cy|r|rx|ry|fx|fy|offset|gradientUnits|gradientTransform|spreadMethod|stop-color|stop-opacity|"
    "fill|fill-opacity|fill-rule|clip-rule|opacity|color|stroke|stroke-width|stroke-opacity|stroke-linecap|stroke-linejoin|"
    "stroke-miterlimit|enable-background|isolation"
)
#: Forbidden in a value: an escape, or a function other than those for colours, transformations and gradients of the picture.
_UNSAFE = re.compile(
    r"\\|@|(?<![\w-])(?!(?:rgba?|hsla?|matrix|translate|scale|rotate|skew[xy])\(|url\(#[\w.-]+\))[\w-]*\(", re.IGNORECASE
)
_LENGTH = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)(?:px)?\s*")

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Number of values of a pixel by colour type.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class _RefusedError(Exception):
    """A fault of a file, and its place in it."""

    def __init__(self, why: Message, line: int = 1, column: int = 1) -> None:
        super().__init__(why)
        self.why, self.line, self.column = why, line, column


def read_logo(folder: Path, name: Scalar) -> tuple[Logo | None, Problem | None]:
    """Return the logo in the file ``name`` of ``folder``; ``None`` and a problem if it is missing or not safe to show."""
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
    """Return width and height of a flat picture. Raises :class:`_RefusedError` at the first thing that may not be in it."""
    parser = expat.ParserCreate(namespace_separator=" ")
    sizes: list[tuple[float, float]] = []
    inside: list[str] = []
    count = 0
    style = ""

    def refuse(why: str, **values: object) -> NoReturn:
        raise _RefusedError(message(f"unsafe-logo.{why}", **values), parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)

    def check(settings: Iterable[tuple[str, str]]) -> None:
        for name, value in settings:
            if not _ATTRIBUTES.fullmatch(name) or _UNSAFE.search(value):
                refuse("attribute", name=quote(f"{name.rpartition(' ')[2]}: {value.strip()}"))

    def start(name: str, attributes: Mapping[str, str]) -> None:
        nonlocal count
        tag = name.removeprefix(_SVG)
        if name == tag or not _ELEMENTS.fullmatch(tag) or (not inside and tag != "svg"):
            refuse("element", name=quote(tag.rpartition(" ")[2]))
        inside.append(tag)
        count += 1
        if count > MAX_ELEMENTS or len(inside) > MAX_LEVELS:
            refuse("complex", elements=MAX_ELEMENTS, levels=MAX_LEVELS)
        check((key, value) for key, value in attributes.items() if key != "style")
        check(_declarations(attributes.get("style", "")))
        if not sizes:
            sizes.append(_written_size(attributes) or refuse("no-size"))

    def text(said: str) -> None:
        nonlocal style
        style += said if inside[-1] == "style" else ""

    def end(name: str) -> None:
        nonlocal style
        inside.pop()
        if name == f"{_SVG}style":
            for rule in style.split("}"):
                selector, _, declarations = rule.partition("{")
                check([("class", selector), *_declarations(declarations)])
            style = ""

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    # A declaration can define what multiplies, and an instruction names a style of another file.
    parser.StartDoctypeDeclHandler = lambda *_: refuse("declaration")
    parser.ProcessingInstructionHandler = lambda *_: refuse("declaration")
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise _RefusedError(message("unsafe-logo.not-svg"), error.lineno, error.offset + 1) from None
    return sizes[0]


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    """Return name and value of each declaration in ``style``."""
    for declaration in filter(str.strip, style.split(";")):
        name, _, value = declaration.partition(":")
        yield name.strip(), value


def _written_size(attributes: Mapping[str, str]) -> tuple[float, float] | None:
    box = re.split(r"[\s,]+", attributes.get("viewBox", "").strip())
    written = box[2:] if len(box) == 4 else [attributes.get("width", ""), attributes.get("height", "")]
    lengths = [_LENGTH.fullmatch(length) for length in written]
    sizes = [float(length[1]) for length in lengths if length]
    return (sizes[0], sizes[1]) if len(sizes) == 2 and all(0 < size < 1e6 for size in sizes) else None


# ---- PNG


def _size_of_png(content: bytes) -> tuple[float, float]:
    """Return width and height of a complete picture. Raises :class:`_RefusedError`."""
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

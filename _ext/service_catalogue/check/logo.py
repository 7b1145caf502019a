"""Reads the logo of a catalogue, if it is safe to show."""

import hashlib
import re
import struct
import zlib
from dataclasses import replace
from pathlib import Path

from service_catalogue.messages.failure import Refused
from service_catalogue.messages.problem import CheckRule, Location, Problem, Severity
from service_catalogue.messages.quotation import quote
from service_catalogue.model.catalogue import (
    Logo,
)
from service_catalogue.yaml.values import Scalar

UNSAFE_LOGO = CheckRule("unsafe-logo", file="catalogue.yaml")

#: The largest file, and the most pixels on a side of a PNG: a small file can hold a picture that fills the memory.
MAX_LOGO_BYTES = 100_000
MAX_PIXELS = 2_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.png")

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
#: Number of values of a pixel by colour type.
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def read_logo(folder: Path, name: Scalar) -> tuple[Logo | None, Problem | None]:
    """Return the logo in the file ``name`` of ``folder``; ``None`` and a problem if it is missing or not safe to show."""
    path = folder / name
    if path.suffix == ".svg":
        return None, replace(UNSAFE_LOGO, severity=Severity.WARNING).problem(name.at, "svg", name=quote(name))
    if not _NAME.fullmatch(name):
        return None, UNSAFE_LOGO.problem(name.at, "name", name=quote(name))
    if path.is_symlink() or not path.is_file():
        return None, UNSAFE_LOGO.problem(name.at, "missing", name=quote(name))
    with path.open("rb") as file:
        content = file.read(MAX_LOGO_BYTES + 1)
    if len(content) > MAX_LOGO_BYTES:
        return None, UNSAFE_LOGO.problem(name.at, "too-large", name=quote(name), most=MAX_LOGO_BYTES // 1000)
    try:
        width, height = _size_of_png(content)
    except Refused as refused:
        return None, Problem(Location(path.as_posix()), UNSAFE_LOGO, refused.said)
    return Logo(content, width, height, hashlib.sha256(content).hexdigest()), None


def _size_of_png(content: bytes) -> tuple[float, float]:
    """Return width and height of a complete picture. Raises :class:`Refused`."""
    refused = Refused("unsafe-logo.not-png")
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
        is_whole = end <= len(content) and struct.unpack(">I", content[end - 4 : end])[0] == zlib.crc32(kind + body)
        if not is_whole or (not kinds and (kind, length) != (b"IHDR", 13)):
            raise refused
        if not kinds:
            width, height, depth, colour = struct.unpack(">IIBB", body[:10])
            bits = depth * _CHANNELS.get(colour, 0)
            if not (0 < width <= MAX_PIXELS and 0 < height <= MAX_PIXELS) or bits not in (1, 2, 4, 8, 16, 24, 32, 48, 64):
                raise Refused("unsafe-logo.pixels", most=MAX_PIXELS)
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

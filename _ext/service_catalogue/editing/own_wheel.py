"""The wheel of this program: the file that it was installed from, or its installed files packed again, to the same bytes."""

import base64
import hashlib
import io
import json
import re
import zipfile
from importlib import metadata
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from service_catalogue import PACKAGE

_PROJECT = PACKAGE.name
#: The files of a wheel; others in RECORD are made by the installer.
_PACKED = re.compile(rf"{_PROJECT}/.*(?<!\.pyc)|{_PROJECT}-[^/]+/(METADATA|WHEEL|entry_points\.txt|licenses/.*)")
#: The time that the build backend gives to every file, and the modes of files that it copies and of those that it makes.
_TIME, _COPIED, _MADE = (2020, 2, 2, 0, 0, 0), 0o100644, 0o644


def own_wheel() -> tuple[str, bytes] | None:
    """Return the name and the content of the wheel; ``None`` if the program runs from a folder of its source. Raise ``OSError``."""
    installed = next(iter(metadata.distributions(name=_PROJECT, path=[str(PACKAGE.parent)])), None)
    if installed is None or not installed.files:
        return None
    origin = json.loads(installed.read_text("direct_url.json") or "{}")  # absent if it comes from an index
    file = Path(url2pathname(urlsplit(origin.get("url", "")).path))
    content = file.read_bytes() if file.suffix == ".whl" and file.is_file() else b""
    if hashlib.sha256(content).hexdigest() == origin.get("archive_info", {}).get("hashes", {}).get("sha256"):
        return file.name, content
    return f"{_PROJECT}-{installed.version}-py3-none-any.whl", _packed(installed)


def _packed(installed: metadata.Distribution) -> bytes:
    files = {path.as_posix(): path for path in installed.files or () if _PACKED.fullmatch(path.as_posix())}
    archive, record, record_file = io.BytesIO(), "", f"{_PROJECT}-{installed.version}.dist-info/RECORD"
    with zipfile.ZipFile(archive, "w") as wheel:
        for name in (*sorted(files, key=_order), record_file):
            content = f"{record}{name},,\n".encode() if name == record_file else files[name].read_binary()
            entry = zipfile.ZipInfo(name, _TIME)
            entry.external_attr = (_COPIED if name.startswith(f"{_PROJECT}/") else _MADE) << 16
            wheel.writestr(entry, content, zipfile.ZIP_DEFLATED)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            record += f"{name},sha256={digest},{len(content)}\n"
    return archive.getvalue()


def _order(name: str) -> tuple[bool, bool, list[tuple[bool, str]]]:
    """Return the build backend's order of files: the package, what is included from elsewhere, the metadata; files before folders."""
    *folders, file = name.split("/")
    return folders[0] != _PROJECT, "project" in folders[1:2], [*((True, folder) for folder in folders), (False, file)]

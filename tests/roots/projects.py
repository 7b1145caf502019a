"""The projects in this folder, built by plain Sphinx."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tests.built import SMALL, Page, run

ROOTS = Path(__file__).parent


def copy_root(target: Path, name: str = "foreign", *lines: str) -> Path:
    """Return a copy of a project with the small catalogue where it looks for it; ``lines`` are put at the end of its conf.py."""
    folder = target / "roots" / name
    shutil.copytree(ROOTS / name, folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(SMALL, target / "fixtures" / "small", dirs_exist_ok=True)
    with (folder / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write("".join(f"{line}\n" for line in lines))
    return folder


def sphinx(
    root: Path, out: Path, builder: str = "html", *options: object, theme: str = "furo"
) -> subprocess.CompletedProcess[str]:
    """Build ``root`` into ``out``, every warning an error; the doctrees are beside ``out``."""
    doctrees = out.parent / "doctrees"
    themed = ("-D", f"html_theme={theme}") if theme else ()
    return run("-m", "sphinx", "-W", "--keep-going", "-q", *themed, "-b", builder, "-d", doctrees, *options, root, out)


def built(*arguments: object, **options: str) -> Path:
    """As ``sphinx``, and it has to succeed without a word; gives the folder."""
    done = sphinx(*arguments, **options)
    assert (done.returncode, done.stdout) == (0, "")
    return arguments[1]


def pages(out: Path) -> list[Page]:
    return [
        Page(path.relative_to(out).as_posix(), path.read_text("utf-8"))
        for path in sorted(out.rglob("*.html"))
        if "_static" not in path.parts
    ]


def dead_links(out: Path) -> list[str]:
    """Return the links on the pages below ``out`` without a target."""
    found, known = [], {page.path: page for page in pages(out)}
    for page in known.values():
        for element in page.root.walk():
            for name in ("href", "src", "action"):
                address = element.get(name)
                if address is None or urlsplit(address).scheme or (element.tag == "form" and not address):
                    continue
                parts = urlsplit(address)
                target = (out / page.path).parent / unquote(parts.path) if parts.path else out / page.path
                if target.is_dir() and parts.path:
                    target = target / "index.html"
                path = (
                    target.resolve().relative_to(out.resolve()).as_posix()
                    if target.resolve().is_relative_to(out.resolve())
                    else ""
                )
                anchor = unquote(parts.fragment)
                if not target.is_file() or (anchor and path in known and anchor not in known[path].anchors):
                    found.append(f"{page.path}: {address}")
    return found

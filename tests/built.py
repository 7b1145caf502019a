"""Building the site as a user does, in a process of its own, and reading what was built."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import functools
import os
import pkgutil
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from service_catalogue import store

from tests import forks

ROOT = Path(__file__).parents[1]
#: A catalogue that has every part once.
SMALL = Path(__file__).parent / "fixtures" / "small"
#: A few short pages in each language, for builds that are not about the prose of the project.
PROSE = Path(__file__).parent / "fixtures" / "prose"
#: Where ``make`` keeps the templates that are compiled.
CACHE = ROOT / "_build" / "cache"
_FILLED_BY = {"templates": "sphinx_ext.project:compile_templates"}
#: The matrix as its source has it.
SOURCE_MATRIX = Path(__file__).parent / "fixtures" / "2a-raci.csv"
LANGUAGES = ("da", "en")
#: Publications are recorded as of 15 January 2027, others as of 7 February.
LATER = "1802000000"


# ---- Building --------------------------------------------------------------------------------------------------------


def run(*arguments: object, root: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """``python …`` in the project at ``root``, with ``variables`` in its environment; without colours, which Sphinx uses in CI.

    A command of this project in a Python like that of the tests is forked: to import what it needs takes as long as its work.
    """
    words = list(map(str, arguments))
    in_english = {"LC_MESSAGES": "C"} if "sphinx" in words[:2] else {}  # it knows Danish too
    environment = {**_environment(root), **in_english, **variables}
    if (
        words[0] == "-m"
        and words[1] in forks.MODULES
        and root == ROOT
        and not any(name.startswith("PYTHON") for name in variables)
    ):
        with forks.Started(words[1:], environment, ROOT, session=False) as process:
            return subprocess.CompletedProcess(words, process.wait(), process.said())
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")


def succeed(*words: object, root: Path = ROOT) -> str:
    """Run the command of the catalogue, which has to succeed; return what it says."""
    done = run("-m", "service_catalogue", *words, root=root)
    assert done.returncode == 0, done.stdout
    return done.stdout


def started(*words: object, folder: Path = ROOT, session: bool = False) -> forks.Started:
    """``python -m …`` of this project in ``folder``, forked: to meet it while it runs, in a session of its own or not."""
    return forks.Started(list(map(str, words)), _environment(ROOT), folder, session)


def _environment(root: Path) -> dict[str, str]:
    return {"SOURCE_DATE_EPOCH": "1800000000", **os.environ, "NO_COLOR": "1", "PYTHONPATH": str(root / "_ext"), "TZ": "UTC"}


@contextlib.contextmanager
def alone(base: Path, name: str) -> Iterator[Path]:
    """Yield the folder ``base/name`` to one of pytest's processes at a time."""
    base.mkdir(parents=True, exist_ok=True)
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield base / name


@functools.cache
def kept(name: str) -> Path:
    """Return the folder ``name`` of :data:`CACHE`, filled by whichever of pytest's processes comes first."""
    with alone(CACHE, name) as folder:
        pkgutil.resolve_name(f"service_catalogue.{_FILLED_BY[name]}")(folder)
    return folder


def give_cache(work: Path) -> None:
    """Put templates that are compiled already to where a build with the folder ``work`` looks for them."""
    for name in _FILLED_BY:
        if not (work / "cache" / name).exists():
            shutil.copytree(kept(name), work / "cache" / name)
            seal(work)


def seal(work: Path) -> None:
    """Have the program take what is in ``work`` for its own, as what tests put there."""
    store.seal(work, [path for name in ("cache", "html", "doctrees") for path in work.glob(f"{name}/*")])


def try_build(
    folder: Path,
    *options: object,
    data: Path | None = None,
    root: Path = ROOT,
    pdf: bool = False,
    cache: bool = True,
    **variables: str,
) -> subprocess.CompletedProcess[str]:
    """Build into ``folder``: the site in ``site``, all else in ``work``; booklets, which take longest, only with ``pdf``."""
    options = options if pdf else ("--no-pdf", *options)
    if cache:
        give_cache(root / folder / "work")
    where = ("--out", folder / "site", "--work", folder / "work", *(("--data", data) if data else ()))
    return run("-m", "service_catalogue", "build", *where, *options, root=root, **variables)


def build(folder: Path, *options: object, **variables: object) -> Site:
    """As ``try_build``, and it has to succeed."""
    done = try_build(folder, *options, **variables)
    assert done.returncode == 0, f"the site does not build:\n{done.stdout}"
    return Site(folder / "site")


def once(base: Path, name: str, make: Callable[[Path], object]) -> Path:
    """Return the folder ``base/name``, filled by ``make`` in whichever of pytest's processes comes first."""
    with alone(base, name) as folder:
        if not (folder / "done").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            (folder / "done").touch()
    return folder


def shared_folder(tmp_path_factory) -> Path:
    """Return a temporary folder that all of pytest's processes have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


def built_site(tmp_path_factory) -> Site:
    """Return the site of the project, built once a session or before it ($BUILT_SITE); nobody may change it."""
    if before := os.environ.get("BUILT_SITE"):
        return Site(ROOT / before)
    folder = once(shared_folder(tmp_path_factory), "built", lambda folder: build(folder, "--jobs", 1, pdf=True, TZ="UTC"))
    return Site(folder / "site")


def build_manual(folder: Path) -> None:
    """Build the manual into ``folder``, as ``make manual`` does, without the example."""
    for language in LANGUAGES:
        options = ("-q", "-W", "-c", "docs/manual", "-d", folder / "doctrees" / language)
        done = run("-m", "sphinx", *options, f"docs/manual/{language}", folder / "site" / language)
        assert done.returncode == 0, f"the manual does not build:\n{done.stdout}"
    for name in ("index.html", "index.css"):
        shutil.copy(ROOT / "docs/manual" / name, folder / "site")


def copy_catalogue(target: Path, source: Path = SMALL) -> Path:
    """Return a copy of ``source`` with prose of its own, to break and to change; gives the folder of its data."""
    shutil.copytree(PROSE, target / "docs")
    return Path(shutil.copytree(source, target / "data"))


def copy_project(target: Path, *, small: bool = False) -> Path:
    """Return a copy of what a build reads, to break and to change, with the ``small`` catalogue instead of the live one."""
    shutil.copytree(ROOT / "_ext", target / "_ext")  # with what Python has compiled
    if small:
        copy_catalogue(target)
    else:
        for name in ("docs", "data"):
            shutil.copytree(ROOT / name, target / name, ignore=shutil.ignore_patterns("manual"))
    for name in ("conf.py", "pyproject.toml"):
        shutil.copy(ROOT / name, target / name)
    return target


def replace(path: Path, old: str, new: str, count: int = 1) -> None:
    """Put ``new`` for ``old``, which occurs at least ``count`` times in ``path``."""
    text = path.read_text("utf-8")
    assert text.count(old) >= count, f"{path.name} no longer holds {old!r}: correct the test"
    path.write_text(text.replace(old, new, count), "utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of ``folder``, by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def timeless(folder: Path) -> dict[str, bytes]:
    """Every file of a site but the record of publications and the pages that show it, which have times and commits."""
    recorded = re.compile(r"v/(editions\.json|index\.html|[0-9a-f]{12}/now\.html)")
    return {path: content for path, content in contents(folder).items() if not recorded.fullmatch(path)}


def differences(one: Path, other: Path) -> list[str]:
    """In what two folders differ; empty if all but the times of publications is the same, to the byte."""
    left, right = timeless(one), timeless(other)
    found = [f"only in the first: {name}" for name in left if name not in right]
    found += [f"only in the second: {name}" for name in right if name not in left]
    for name in left:
        if name in right and left[name] != right[name]:
            pairs = zip(left[name].splitlines(), right[name].splitlines(), strict=False)
            line = next((f"{a[:300]!r} != {b[:300]!r}" for a, b in pairs if a != b), "one is longer")
            found.append(f"{name}: {line}")
    return found


# ---- Reading ---------------------------------------------------------------------------------------------------------

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Element:
    """An element of a page."""

    def __init__(self, tag: str, attributes: dict[str, str], parent: Element | None) -> None:
        self.tag = tag
        self.attributes = attributes
        self.parent = parent
        self.children: list[Element | str] = []

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes}>"

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str) -> str | None:
        return self.attributes.get(name)

    def walk(self) -> Iterator[Element]:
        """Iterate over this element and all in it, in the order of the page."""
        return iter(self._walked)

    @functools.cached_property
    def _walked(self) -> list[Element]:
        found, waiting = [], [self]
        while waiting:
            element = waiting.pop()
            found.append(element)
            waiting += [child for child in reversed(element.children) if isinstance(child, Element)]
        return found

    def all(self, *tags: str, **attributes: str | bool) -> list[Element]:
        """Return the elements in this one with one of ``tags`` (any, if none) and ``attributes`` (``True``: any value)."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self._walked[1:]
            if (not tags or element.tag in tags)
            and all(name in element.attributes if value is True else element.get(name) == value for name, value in wanted.items())
        ]

    def one(self, *tags: str, **attributes: str | bool) -> Element:
        found = self.all(*tags, **attributes)
        assert len(found) == 1, f"{len(found)} and not one of {tags} {attributes} in {self!r}"
        return found[0]

    def ancestors(self) -> Iterator[Element]:
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def language(self) -> str:
        """The language of its words."""
        return next((element["lang"] for element in (self, *self.ancestors()) if element.get("lang")), "")

    def strings(self, leave_out: Callable[[Element], bool] = lambda element: False) -> Iterator[tuple[str, Element]]:
        """Its text, run by run, each with the element around it."""
        for child in self.children:
            if isinstance(child, str):
                yield child, self
            elif not leave_out(child):
                yield from child.strings(leave_out)

    def text_without(self, leave_out: Callable[[Element], bool]) -> str:
        return squeeze("".join(text for text, _ in self.strings(leave_out)))

    @property
    def text(self) -> str:
        return squeeze("".join(text for text, _ in self.strings()))

    @property
    def heard(self) -> str:
        """Return the part of its text that a screen reader gets."""
        return self.text_without(lambda element: element.get("aria-hidden") == "true")


def shown(cell: Element) -> tuple[str, tuple[str, ...], str]:
    """Return the letters that a cell of a matrix shows, the notes that it is marked with, and its state."""
    marks = [link["href"] for link in cell.all("a", class_="mark")]
    notes = tuple(mark.partition("#note.")[2] for mark in marks if "#note." in mark)
    return "".join(letter.text for letter in cell.all("b")), notes, cell.get("data-state") or ""


def squeeze(text: str) -> str:
    return " ".join(text.split())


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self._open = Element("", {}, None)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        if len(set(names)) < len(names):
            self.faults.append(f"line {self.getpos()[0]}: <{tag}> has an attribute twice")
        element = Element(tag, {name: value or "" for name, value in attrs}, self._open)
        self._open.children.append(element)
        if tag not in _VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open.tag and self._open.parent is not None:
            self._open = self._open.parent
        else:
            self.faults.append(f"line {self.getpos()[0]}: </{tag}> where <{self._open.tag}> is open")

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def close(self) -> None:
        super().close()
        if self._open is not self.root:
            self.faults.append(f"<{self._open.tag}> is never closed")


class Page:
    """A page of the site."""

    def __init__(self, path: str, source: str) -> None:
        self.path = path
        self.source = source
        parser = _Parser()
        parser.feed(source)
        parser.close()
        #: Tags that do not match.
        self.faults = parser.faults
        self.root = parser.root
        self.html = next(element for element in parser.root.walk() if element.tag == "html")
        self.all = self.root.all
        self.one = self.root.one

    def __repr__(self) -> str:
        return self.path

    @property
    def language(self) -> str:
        """The language folder that it is in; empty at the root."""
        return self.path.partition("/")[0] if "/" in self.path else ""

    @property
    def inner(self) -> str:
        """Its path in its language."""
        return self.path.partition("/")[2] if self.language else self.path

    @property
    def title(self) -> str:
        return self.one("title").text

    @functools.cached_property
    def ids(self) -> list[str]:
        return [element["id"] for element in self.root.walk() if element.get("id") is not None]

    @functools.cached_property
    def anchors(self) -> frozenset[str]:
        return frozenset(self.ids)

    def by_id(self, id: str) -> Element:
        return self.one(id=id)

    @property
    def headings(self) -> list[Element]:
        return self.all("h1", "h2", "h3", "h4", "h5", "h6")

    @property
    def main(self) -> Element:
        return self.one("main")

    def target(self, address: str) -> Target:
        """Return the target of a relative ``address`` on this page."""
        parts = urlsplit(address)
        if not parts.path:
            return Target(self.path, unquote(parts.fragment))
        base = PurePosixPath("/" if parts.path.startswith("/") else "/" + self.path).parent
        normal = os.path.normpath(base / unquote(parts.path))
        climbed = parts.path.count("../") > len(base.parts) - 1 and parts.path.startswith("../")
        return Target("(outside the site)" if climbed else normal.lstrip("/"), unquote(parts.fragment))


class Target(NamedTuple):
    """A place of the site."""

    path: str
    anchor: str


def _leads_on(path: Path) -> bool:
    return '<meta http-equiv="refresh"' in path.read_text("utf-8")


class Site:
    """A built site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __truediv__(self, path: str) -> Path:
        return self.folder / path

    @functools.cached_property
    def paths(self) -> list[str]:
        """The path of every page of the current edition, except those that only redirect."""
        return [path for path in self._files if not _leads_on(self.folder / path)]

    @functools.cached_property
    def moved(self) -> list[str]:
        """The path of every page that only redirects."""
        return [path for path in self._files if _leads_on(self.folder / path)]

    @property
    def _files(self) -> list[str]:
        paths = (path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*.html"))
        return sorted(path for path in paths if not path.startswith("v/"))

    def leads(self, path: str, anchor: str) -> bool:
        """Return whether ``path`` is a page, and ``anchor``, if there is one, a place on it."""
        return path in self.paths and (not anchor or anchor in self.page(path).anchors)

    @functools.cached_property
    def languages(self) -> list[str]:
        return sorted({path.partition("/")[0] for path in self.paths if "/" in path})

    @functools.cache  # noqa: B019  (a handful of sites live as long as the tests)
    def page(self, path: str) -> Page:
        return Page(path, (self.folder / path).read_text("utf-8"))

    def pages(self, language: str | None = None) -> list[Page]:
        """Every page, of ``language`` if given: those at the root have the language ``""``."""
        pages = [self.page(path) for path in self.paths]
        return [page for page in pages if language is None or page.language == language]

    def in_languages(self) -> list[Page]:
        """Every page but those at the root."""
        return [page for page in self.pages() if page.language]


# ---- What the source says --------------------------------------------------------------------------------------------


class SourceCell(NamedTuple):
    """A cell of the matrix in its source."""

    task: str
    layer: str
    party: str
    roles: str
    notes: tuple[str, ...]

    @property
    def address(self) -> str:
        return f"{self.task}.{self.layer}.{self.party}"


class SourceRow(NamedTuple):
    """A row of the matrix in its source, with names in Danish."""

    group: str
    task: str
    name: str
    notes: tuple[str, ...]
    cells: tuple[SourceCell, ...]


@functools.cache
def source_rows() -> tuple[SourceRow, ...]:
    """Return the matrix of 2A in its source."""
    rows = []
    with SOURCE_MATRIX.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cells = []
            for column, value in row.items():
                if "/" in column:
                    roles, _, note = value.rstrip("]").partition("[")
                    cells.append(SourceCell(row["task_id"], *column.split("/"), roles, tuple(note.split())))
            rows.append(SourceRow(row["group"], row["task_id"], row["task"], tuple(row["task_note"].split()), tuple(cells)))
    return tuple(rows)


def source_cells() -> list[SourceCell]:
    return [cell for row in source_rows() for cell in row.cells]

"""The editions of a site: the manifest of each, what is kept of former ones, and the link to the current one.

``SITE`` leads to ``SITE.editions/<digest>``. Another edition takes its place by one rename, so that a visit never sees two. Of
each, ``v/<digest>/`` in the site keeps the pages of services, the PDFs and the data, and ``v/editions.json`` when it was published.
"""

import json
import os
import posixpath
import re
import shutil
import stat
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from pathlib import Path

from service_catalogue import FORMAT_VERSION
from service_catalogue.diff.paper_digests import PAPERS
from service_catalogue.diff.publications import FORMER
from service_catalogue.files import FILE_MODE, LOCK, make_folder, sync
from service_catalogue.messages.failure import Refused
from service_catalogue.site import Files, Source, digest_of, read_json
from service_catalogue.yaml.values import digest

CURRENT = "edition.json"
NEXT = "edition.next.json"
#: A file is written here before it gets its name.
PARTIAL = "edition.partial"
#: Matches a path that is empty, leaves the edition, or is no name of a file.
_NO_PATH = re.compile(r"\A(?:/|\Z)|(?:\A|/)\.\.(?:/|\Z)|[\0\ud800-\udfff]")


@dataclass(frozen=True)
class Manifest:
    """An edition: its digest, the digests of its inputs (data, prose, program, settings) and of its papers, and its files."""

    edition: str
    #: Those of what a booklet or a workbook says are by its path.
    made_from: Mapping[str, str]
    #: The SHA-256 of each file, by its path.
    files: Mapping[str, str]

    @property
    def text(self) -> str:
        """The content of ``edition.json``."""
        content = {"format-version": FORMAT_VERSION, "edition": self.edition, **self.made_from, "files": self.files}
        return json.dumps(content, ensure_ascii=False, indent=1) + "\n"

    @property
    def papers(self) -> dict[str, list[str]]:
        """The digests of each booklet and workbook by its path: of what it says, as at its foot, and of its bytes."""
        return {path: [self.made_from.get(path, ""), digest] for path, digest in self.files.items() if path.endswith(PAPERS)}


def manifest_of(files: Files, made_from: Mapping[str, str]) -> Manifest:
    """Return the manifest of an edition that consists of ``files``."""
    listed = {path: digest_of(files[path]) for path in sorted(files)}
    inputs = json.dumps([sorted(made_from.items()), [*listed.items()]], ensure_ascii=False, separators=(",", ":"))
    return Manifest(digest(inputs.encode()), dict(made_from), listed)


def manifest_in(source: bytes | Path, name: str = CURRENT) -> Manifest | None:
    """Return the manifest in a folder, or of these bytes; ``None`` if it cannot be read, or names a file outside the edition."""
    content = read_json(source if isinstance(source, bytes) else source / name)
    if not isinstance(content, dict) or not isinstance(files := content.pop("files", None), dict):
        return None
    edition, _ = content.pop("edition", None), content.pop("format-version", None)
    if {*map(type, (edition, *content.values(), *files.values()))} != {str} or any(map(_NO_PATH.search, (edition, *files))):
        return None
    return Manifest(edition, content, files)


def listed_in(site: Path) -> set[str]:
    """Return the files that the manifests in ``site`` list, with the manifests that can be read."""
    manifests = {name: manifest_in(site, name) for name in (CURRENT, NEXT)}
    return {path for name, manifest in manifests.items() if manifest for path in (*manifest.files, name)}


def holds(path: str | Path, digest: str) -> bool:
    """Return whether ``path`` is a file and no link, with the right mode and this digest."""
    try:
        return os.lstat(path).st_mode == stat.S_IFREG | FILE_MODE and digest_of(path) == digest
    except OSError:
        return False


#: What is kept of an edition: the pages of services with what they need, the papers and the data; no compressed copy.
_KEPT = re.compile(
    r"(?:[^/]+/(?:services|_static(?!/(?:search|suggest)/))/|pdf/|api/v1/(?:[^/]+\Z|(?:data|services)/)).*(?<!\.gz)(?<!\.br)\Z",
    re.DOTALL,
)
#: What a page offers of today: the menu, the search, and the form for a change.
_OF_TODAY = re.compile(
    r'<(a|button|div|li) (?:class="(?:correction|menu|menu-button|search-link)"|data-way="correction").*?</\1>', re.DOTALL
)
#: A relative address on a page.
_RELATIVE = re.compile(r'(?<= )(href|src|action)="([^"#?:/][^"#?:]*)(?=["#?])')


def kept_of(files: Files, manifest: Manifest, top_line: Callable[[str, str], str]) -> dict[str, Source]:
    """Return the files that are kept of an edition, by path in its folder: each page with the ``top_line`` for its language and its way up.

    A page has no menu, search and form for a change; a link to a page that is not kept leads to the one of the site.
    """
    kept: dict[str, Source] = {path: source for path, source in files.items() if _KEPT.match(path)}
    for path in [path for path in kept if path.endswith(".html")]:
        source, up = files[path], "../" * path.count("/")
        text = (source if isinstance(source, bytes) else Path(source).read_bytes()).decode()
        page = _moved(_OF_TODAY.sub("", text), path, kept)
        if 'rel="canonical"' not in page:
            page = page.replace("</head>", f'<link rel="canonical" href="{up}../../{path}">\n</head>', 1)
        before, start, rest = page.partition("<header" if "<header" in page else "<main")
        kept[path] = (before + top_line(path.partition("/")[0], up) + start + rest).encode()
    listed = {path: digest_of(source) for path, source in sorted(kept.items())}
    return kept | {CURRENT: Manifest(manifest.edition, manifest.made_from, listed).text.encode()}


def _moved(page: str, path: str, kept: Container[str]) -> str:
    """Return the page at ``path`` of an edition with the links for its place below ``v/``."""

    def moved(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), link[2]))
        return link[0] if target in kept else f'{link[1]}="{"../" * (path.count("/") + 2)}{target}'

    return _RELATIVE.sub(moved, page)


#: The suffix of the folder with the editions: the current one, and for a moment the one before.
_EDITIONS = ".editions"
#: An edition that is being made, one that is being removed, and the link that is about to become the site.
_COMING, _GOING, _SWITCH = ".coming", ".going", ".switch"


class LinkedSite:
    """The site ``site`` as a link to an edition."""

    def __init__(self, site: Path) -> None:
        # The editions are beside the site, under its name; "." and ".." name none.
        self.site = site if site.name not in ("", "..") else site.resolve()
        self.folder = self.site.parent / f"{self.site.name}{_EDITIONS}"

    @property
    def is_used(self) -> bool:
        """True if the site is, or would be, a link to an edition and not a folder."""
        if self.site.is_symlink():
            return self.site.readlink().parent.name == self.folder.name
        return not self.site.exists()

    @property
    def enclosing(self) -> Path | None:
        """The edition of another site that contains the path of this one, if there is one."""
        above = self.site.absolute().parent.resolve()
        return next(
            (path for path in (above, *above.parents) if path.parent.suffix == _EDITIONS and (path / CURRENT).is_file()), None
        )

    @property
    def current(self) -> str:
        """The digest of the edition that is the site now; empty if there is none."""
        return self.site.readlink().name if self.site.is_symlink() and self.is_used else ""

    @property
    def beside(self) -> tuple[Path, ...]:
        """The files that are, or may be, beside the edition."""
        return tuple(self.folder / name for name in (_COMING, _GOING, _SWITCH, LOCK))

    def copy(self) -> Path:
        """Return a new folder with what the current edition has, foreign files too; none is written to, so they are shared."""
        coming = self.folder / _COMING
        make_folder(self.folder)
        if self.current:
            shutil.copytree(self.folder / self.current, coming, symlinks=True, copy_function=_share)
        return coming

    def switch(self, coming: Path, edition: str) -> None:
        """Make the folder ``coming`` the site, by one rename."""
        coming.rename(self.folder / edition)
        sync(self.folder)
        switch = self.folder / _SWITCH
        try:
            switch.symlink_to(f"{self.folder.name}/{edition}")
        except OSError as error:
            raise Refused("failure.no-links", site=self.site) from error
        switch.replace(self.site)
        sync(self.site.parent.absolute())

    def tidy(self) -> None:
        """Remove what a command that was cut short has left, and editions before the current."""
        (self.folder / _SWITCH).unlink(missing_ok=True)
        for name in (_COMING, _GOING):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for folder in self.folder.glob("*") if self.folder.is_dir() else ():
            # One without former editions is of an earlier version of the program, which kept whole ones.
            if folder.name != self.current and (folder / FORMER).is_dir():
                folder.rename(self.folder / _GOING)
                shutil.rmtree(self.folder / _GOING)


def _share(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, or too many of them
        shutil.copy2(source, target)

"""One language: its source folder is assembled, and Sphinx builds it in a process of its own.

Two Sphinx applications in one process leak translations and registrations into each other; a forked child cannot, and inherits
what is already imported and read.
"""

from __future__ import annotations

import os
import shutil
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from service_catalogue import views
from service_catalogue.locale import FALLBACK
from service_catalogue.model import Catalogue
from service_catalogue.pdf import Booklet

#: The folder that holds ``conf.py`` and the prose.
PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Request:
    """What to build."""

    catalogue: Catalogue
    data: Path
    #: Where everything that is built on the way is kept.
    work: Path
    base_url: str
    edit_url: str
    jobs: int
    #: The PDFs that the site offers.
    booklets: tuple[Booklet, ...] = ()

    def source(self, language: str) -> Path:
        return self.work / "source" / language

    def output(self, language: str) -> Path:
        return self.work / "html" / language

    def doctrees(self, language: str) -> Path:
        return self.work / "doctrees" / language


def assemble(request: Request, language: str) -> None:
    """Make the source folder of ``language``: its prose, a stub for each page from data, and its settings."""
    from service_catalogue.sphinx_ext.parser import SUFFIX, stub
    from service_catalogue.sphinx_ext.settings import MARKER, Settings

    folder = request.source(language)
    prose = PROJECT / "docs" / language
    if not prose.is_dir():
        prose = PROJECT / "docs" / FALLBACK
    wanted = {Path(MARKER)}
    for path in sorted(prose.rglob("*")):
        if path.is_file():
            wanted.add(path.relative_to(prose))
            _write(folder / path.relative_to(prose), path.read_bytes())
    for address in views.addresses(request.catalogue):
        path = Path(address.document + SUFFIX)
        wanted.add(path)
        _write(folder / path, stub(address).encode())
    Settings(
        language=language,
        data=_relative(request.data, folder),
        prose=_relative(prose, folder),
        base_url=request.base_url,
        edit_url=request.edit_url,
        booklets={made.id: (made.size, made.pages) for made in request.booklets if made.language == language},
    ).write(folder)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(folder) not in wanted:
            path.unlink()


def _write(path: Path, content: bytes) -> None:
    """Write only what differs, so that Sphinx sees a change where there is one."""
    if not path.is_file() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _relative(path: Path, folder: Path) -> str:
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def build_languages(request: Request) -> bool:
    """Build every language of the catalogue side by side; whether all of them are without a warning."""
    import myst_parser.sphinx_ext.main  # noqa: F401  (imported once, before the fork)
    import sphinx.application
    import sphinx.builders.html  # noqa: F401

    from service_catalogue.fonts import cut_fonts
    from service_catalogue.sphinx_ext import settings

    languages = request.catalogue.identity.languages
    for language in languages:
        assemble(request, language)
    cut_fonts()
    settings.remember(settings.data_folder(request.source(languages[0]).resolve()), request.catalogue)
    children = {}
    for language in languages:
        sys.stdout.flush()
        sys.stderr.flush()
        child = os.fork()
        if child == 0:
            os._exit(_build_in_child(request, language))
        children[language] = child
    statuses = {language: os.waitpid(child, 0)[1] for language, child in children.items()}
    return not any(statuses.values())


def _build_in_child(request: Request, language: str) -> int:
    try:
        return _sphinx(request, language)
    except BaseException:  # the child must end here, whatever happens
        traceback.print_exc()
        return 3
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _sphinx(request: Request, language: str) -> int:
    from sphinx.application import Sphinx
    from sphinx.errors import SphinxError
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    os.environ["SOURCE_DATE_EPOCH"] = "0"  # nothing that is built reads the clock
    nocolor()  # a message begins with its file, for editors and for programs that look for it
    # What a build that failed or was cut short has left is of no use: a page half written, or read and not warned of again.
    unfinished = request.doctrees(language) / "unfinished"
    if unfinished.exists():
        shutil.rmtree(request.output(language), ignore_errors=True)
        shutil.rmtree(request.doctrees(language))
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    unfinished.touch()
    try:
        with patch_docutils(PROJECT), docutils_namespace():
            app = Sphinx(
                srcdir=request.source(language),
                confdir=PROJECT,
                outdir=request.output(language),
                doctreedir=request.doctrees(language),
                buildername="html",
                status=None,
                warning=sys.stderr,
                warningiserror=True,
                parallel=max(1, request.jobs // len(request.catalogue.identity.languages)),
            )
            app.build()
            status = app.statuscode
    except SphinxError as error:
        print(error, file=sys.stderr)
        status = 2
    if not status:
        unfinished.unlink()
    return status

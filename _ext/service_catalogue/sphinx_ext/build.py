"""The languages of a catalogue: Sphinx builds each in a process of its own.

Two Sphinx applications in one process leak translations and registrations into each other; a forked child cannot, and inherits
what is already imported and read.
"""

from __future__ import annotations

import functools
import logging
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from service_catalogue import PROJECT
from service_catalogue.locale import FALLBACK, table_of
from service_catalogue.messages import language_for
from service_catalogue.messages.failure import ProcessEnded, explain, uninterrupted
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet, file_name
from service_catalogue.store import Store
from service_catalogue.theme.fonts import are_cut, cut_fonts

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: What Sphinx and MyST import only when an application begins.
_IMPORTED_LATE = (
    "myst_parser.parsers.sphinx_",
    "myst_parser.sphinx_ext.directives",
    "myst_parser.sphinx_ext.main",
    "myst_parser.sphinx_ext.mathjax",
    "myst_parser.sphinx_ext.myst_refs",
    "sphinx.builders.latex.transforms",
    "sphinx.ext.intersphinx",
    "sphinx.ext.mathjax",
    "sphinx_design.extension",
)
#: The languages of the code that our own prose shows beside what is made from the data. Pygments compiles what it needs for one
#: when it first meets it.
_CODE = ("markdown", "python")


def docs_of(data: Path, languages: Iterable[str]) -> Path:
    """The folder of the prose of a catalogue: beside its data, if any of its ``languages`` is there, else the package's."""
    own = data.absolute().parent / "docs"
    return own if any((own / language).is_dir() for language in languages) else PROJECT / "docs"


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
    #: What an earlier build computed from the data, besides the pages of each language.
    store: Store
    #: The PDFs that the site offers.
    booklets: tuple[Booklet, ...] = ()

    @property
    def docs(self) -> Path:
        """The folder of the prose."""
        return docs_of(self.data, self.catalogue.identity.languages)

    def source(self, language: str) -> Path:
        """The source folder for ``language``; falls back to another language where it is missing."""
        known = (language, FALLBACK, self.catalogue.identity.authoritative, *self.catalogue.identity.languages)
        return next(self.docs / other for other in known if (self.docs / other).is_dir())

    @property
    def cache(self) -> Path:
        return self.work.resolve() / "cache"

    @property
    def fonts(self) -> Path:
        """The folder of the fonts that are cut, once for all languages."""
        return self.cache / "fonts"

    def output(self, language: str) -> Path:
        return self.work / "html" / language

    def doctrees(self, language: str) -> Path:
        return self.work / "doctrees" / language


def build_languages(request: Request, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Build every language of the catalogue side by side, and do ``meanwhile`` here; true if all of them are without a warning.

    Raises ``ProcessEnded`` if the process of one was ended from outside.
    """
    # To cut the fonts takes more memory than to build a language, so that is given back.
    if not are_cut(request.fonts) and not side_by_side(request, [functools.partial(_cut_fonts, request)]):
        return False
    prepare(request)
    works = [functools.partial(_build, request, language) for language in request.catalogue.identity.languages]
    return side_by_side(request, works, meanwhile)


def prepare(request: Request) -> None:
    """Import, read and compile what each language needs, once and before the processes are forked."""
    from pygments.lexers import get_lexer_by_name
    from sphinx.application import builtin_extensions

    from service_catalogue.sphinx_ext import config, templates

    for module in (*builtin_extensions, *_IMPORTED_LATE):
        import_module(module)
    for language in (*request.catalogue.identity.languages, FALLBACK):
        table_of(language)
    is_read = any(request.doctrees(language).is_dir() for language in request.catalogue.identity.languages)
    for code in _CODE if request.docs == PROJECT / "docs" and not is_read else ():
        get_lexer_by_name(code)
    templates.compile_templates(request.cache / "templates")
    config.remember(request.data, request.catalogue)


def side_by_side(request: Request, works: Iterable[Callable[[], int]], meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Do all ``works`` side by side, each in a process of its own, and ``meanwhile`` in this one; true if each gave 0.

    Raises ``ProcessEnded`` if one was ended from outside.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    children: list[int] = []
    try:
        with uninterrupted():
            for work in works:
                child = os.fork()
                if child == 0:
                    os._exit(_do_in_child(request, work))
                children.append(child)
        meanwhile()
        statuses = []
        while children:
            statuses.append(os.waitpid(children[0], 0)[1])
            del children[0]
    finally:
        for child in children:
            with suppress(ProcessLookupError, ChildProcessError):  # it may have ended just before
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
    if any(map(os.WIFSIGNALED, statuses)):
        raise ProcessEnded
    return not any(statuses)


def _do_in_child(request: Request, work: Callable[[], int]) -> int:
    try:
        return work()
    except BaseException as error:  # the child must end here, whatever happens
        with suppress(OSError):
            print(explain(error, request.work)[language_for(request.catalogue.identity.authoritative)], file=sys.stderr)
        return 3
    finally:
        with suppress(OSError):  # whoever read the output may have gone
            sys.stdout.flush()
            sys.stderr.flush()


def _cut_fonts(request: Request) -> int:
    cut_fonts(request.fonts)
    return 0


@contextmanager
def application(request: Request, language: str, warning: TextIO) -> Iterator[Sphinx]:
    """Sphinx for one language, which tells ``warning`` what is wrong."""
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    os.environ["SOURCE_DATE_EPOCH"] = "0"  # nothing that is built reads the clock
    logging.disable(logging.INFO)  # Sphinx makes a thousand messages, only to leave them out
    nocolor()  # a message begins with its file, for editors and for programs that look for it
    with patch_docutils(PROJECT), docutils_namespace():
        yield Sphinx(
            srcdir=request.source(language),
            confdir=PROJECT,
            outdir=request.output(language),
            doctreedir=request.doctrees(language),
            buildername="html",
            confoverrides=_overrides(request, language),
            status=None,
            warning=warning,
            warningiserror=True,
            parallel=max(1, request.jobs // len(request.catalogue.identity.languages)),
        )


def _build(request: Request, language: str) -> int:
    from sphinx.errors import ExtensionError, SphinxError

    from service_catalogue.sphinx_ext import recovery
    from service_catalogue.sphinx_ext.assets import SEARCH_FOLDER

    recovery.begin(request.output(language), request.doctrees(language))
    # Sphinx leaves files that are no longer part of a theme. The search knows which of its own are.
    for path in (request.output(language) / "_static").glob("*"):
        if path.is_dir() and path.name != SEARCH_FOLDER:
            shutil.rmtree(path)
        elif not path.is_dir():
            path.unlink()
    try:
        with application(request, language, sys.stderr) as app:
            warned = recovery.Warned()
            app.build()
            _remove_stale(app)
            warned.finish(app)
            return app.statuscode
    except SphinxError as error:
        if isinstance(error, ExtensionError) and error.orig_exc:  # of a handler of an event, which Sphinx shows as a function
            raise error.orig_exc from None
        print(error, file=sys.stderr)
        return 2


def _overrides(request: Request, language: str) -> dict[str, object]:
    """What is settled here and not in conf.py."""
    prose = request.source(language).name
    downloads = {
        str(made.id): (f"../pdf/{file_name(made.id, language)}", made.size, made.pages)
        for made in request.booklets
        if made.language == language
    }
    return {
        "catalogue_data": str(request.data.absolute()),
        "catalogue_language": str(language),
        # What Sphinx itself says stands on documents alone.
        "language": prose if find_spec(f"docutils.languages.{prose}") else FALLBACK,
        "catalogue_languages": {str(other): f"../{other}" for other in request.catalogue.identity.languages},
        "catalogue_downloads": {"pdf": downloads, "data": "../api/v1"},
        "catalogue_edit_url": str(request.edit_url),
        "catalogue_fonts": str(request.fonts),
        "html_baseurl": request.base_url and f"{request.base_url.rstrip('/')}/{language}/",
    }


def _remove_stale(app: Sphinx) -> None:
    """Remove what an earlier build wrote for documents, images and downloads that are gone."""
    from service_catalogue.sphinx_ext.domain import domain_of
    from service_catalogue.sphinx_ext.project import html_builder

    out, suffix = Path(app.outdir), html_builder(app).out_suffix
    pages = {f"{out}/{document}{suffix}" for document in (*app.env.found_docs, *domain_of(app.env).project.pages)}
    for folder, _, found in os.walk(str(out)):
        for name in found:
            if name.endswith(suffix) and f"{folder}/{name}" not in pages:
                Path(folder, name).unlink()
    for folder, kept in (("_images", app.env.images), ("_downloads", app.env.dlfiles)):
        names = {name for _, name in kept.values()}
        for path in (out / folder).rglob("*"):
            if path.is_file() and path.relative_to(out / folder).as_posix() not in names:
                path.unlink()

"""Build of the languages of a catalogue, each by Sphinx in a process of its own.

Two Sphinx applications in one process leak translations and registrations into each other; a forked child cannot, and inherits
what is already imported and read.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from service_catalogue import PROJECT
from service_catalogue.locale.words import LAST_LANGUAGE, table_of
from service_catalogue.messages.failure import ProcessEnded, explain, process_context, uninterrupted
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.pdf import Booklet, file_name
from service_catalogue.sphinx_ext.project import source_folder
from service_catalogue.store import Store
from service_catalogue.timings import stage

if TYPE_CHECKING:
    from sphinx.application import Sphinx

#: Modules that Sphinx and MyST import only when an application starts.
_IMPORTED_LATE = (
    "jinja2.ext",
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
#: The file of Sphinx's environment; each build that changes it writes one with the next number.
_ENVIRONMENT = "environment.{}.pickle"
#: The languages of code in our own prose, whose lexers Pygments compiles at their first use.
_CODE = ("markdown", "python")


@dataclass(frozen=True)
class Request:
    """The parameters of a build."""

    catalogue: Catalogue
    data: Path
    #: The folder of intermediate files.
    work: Path
    base_url: str
    edit_url: str
    jobs: int
    #: Results of earlier builds, besides the pages of each language.
    store: Store
    #: The PDFs that the site offers.
    booklets: tuple[Booklet, ...] = ()
    #: The language of messages.
    language: str = LAST_LANGUAGE
    #: Whether it is a live preview, in which the data can be changed.
    live: bool = False
    #: Whether the site keeps former editions.
    keeps_editions: bool = False

    @property
    def docs(self) -> Path:
        """The folder of the prose: beside the data, if it has any of the languages, else that of the package."""
        own = self.data.absolute().parent / "docs"
        return own if any((own / language).is_dir() for language in self.catalogue.identity.languages) else PROJECT / "docs"

    def source(self, language: str) -> Path:
        """Return the source folder for ``language``, or for another language if it is missing."""
        return source_folder(self.docs, language, self.catalogue.identity)

    def output(self, language: str) -> Path:
        return self.work / "html" / language

    def doctrees(self, language: str) -> Path:
        return self.work / "doctrees" / language


def prepare(request: Request) -> None:
    """Import, read and compile what all languages need, before their processes are forked."""
    from pygments.lexers import get_lexer_by_name
    from sphinx.application import builtin_extensions

    from service_catalogue.sphinx_ext import project

    for module in (*builtin_extensions, *_IMPORTED_LATE):
        import_module(module)
    for language in (*request.catalogue.identity.languages, LAST_LANGUAGE):
        table_of(language)
    is_read = any(request.doctrees(language).is_dir() for language in request.catalogue.identity.languages)
    for code in _CODE if request.docs == PROJECT / "docs" and not is_read else ():
        get_lexer_by_name(code)
    project.compile_templates(request.work.resolve() / "cache" / "templates")


def build_languages(request: Request, meanwhile: Callable[[], object] = lambda: None) -> bool:
    """Build all languages in parallel processes, and do ``meanwhile`` in this one; return whether all were built without a warning.

    Raises ``ProcessEnded`` if one was ended from outside.
    """
    prepare(request)
    sys.stdout.flush()
    sys.stderr.flush()
    context = process_context()
    children = [context.Process(target=_do_in_child, args=(request, one)) for one in request.catalogue.identity.languages]
    try:
        with uninterrupted():
            for child in children:
                child.start()
        meanwhile()
        for child in children:
            child.join()
    finally:
        for child in children:
            if child.is_alive():
                child.kill()
                child.join()
    if any((child.exitcode or 0) < 0 for child in children):
        raise ProcessEnded
    return not any(child.exitcode for child in children)


def _do_in_child(request: Request, language: str) -> None:
    sys.exit(_status_of(request, language))


def _status_of(request: Request, language: str) -> int:
    gc.freeze()  # to look through all that is inherited, and lives as long as the process, takes a quarter of an edit
    try:
        return _build(request, language)
    except BaseException as error:  # the child must end here, whatever happens
        with suppress(OSError):
            print(explain(error, request.work)[request.language], file=sys.stderr)
        return 3
    finally:
        with suppress(OSError):  # whoever read the output may have gone
            sys.stdout.flush()
            sys.stderr.flush()


@contextmanager
def application(request: Request, language: str, warning: TextIO) -> Iterator[Sphinx]:
    """Yield Sphinx for one language, which writes warnings to ``warning``."""
    from sphinx.application import Sphinx
    from sphinx.util.console import nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    from service_catalogue.sphinx_ext import project

    project.remember(request.data, request.catalogue)
    os.environ["SOURCE_DATE_EPOCH"] = "0"  # no output depends on the clock
    logging.disable(logging.INFO)  # Sphinx formats a thousand messages that nobody sees
    nocolor()  # editors and programs look for the file at the beginning of a message
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
    from sphinx import application as sphinx_application
    from sphinx.errors import ExtensionError, SphinxError

    from service_catalogue.sphinx_ext.theme import keep_assets

    doctrees = request.doctrees(language)
    numbers = sorted(int(path.name.split(".")[1]) for path in doctrees.glob(_ENVIRONMENT.format("*")))
    for number in numbers[:-1]:
        (doctrees / _ENVIRONMENT.format(number)).unlink()
    if not (request.output(language) / ".buildinfo").is_file():  # Sphinx would not see that a setting has changed
        shutil.rmtree(request.output(language), ignore_errors=True)
    try:
        sphinx_application.ENV_PICKLE_FILENAME = _ENVIRONMENT.format(last := max(numbers, default=0))
        with stage(f"pages/{language}") as part, application(request, language, sys.stderr) as app:
            # What a build that is stopped would overwrite, the next one needs.
            sphinx_application.ENV_PICKLE_FILENAME = _ENVIRONMENT.format(last + 1)
            record_assets = keep_assets(app)
            app.build()
            record_assets()
            part.count = len(app.env.found_docs)
            _remove_stale(app)
            return app.statuscode
    except SphinxError as error:
        if isinstance(error, ExtensionError) and error.orig_exc:  # from an event handler, which Sphinx would name by its repr
            raise error.orig_exc from None
        print(error, file=sys.stderr)
        return 2


def _overrides(request: Request, language: str) -> dict[str, object]:
    """Return the settings that are not in conf.py."""
    prose = request.source(language).name
    booklets = [made for made in request.booklets if made.language == language]
    downloads = {str(made.id): (f"../pdf/{file_name(made.id, language)}", made.size, made.pages) for made in booklets}
    editions = f"../v/index.html#{language}" if request.keeps_editions else ""
    return {
        "catalogue_data": str(request.data.absolute()),
        "catalogue_language": str(language),
        # The texts of Sphinx itself appear in documents only.
        "language": prose if find_spec(f"docutils.languages.{prose}") else LAST_LANGUAGE,
        "catalogue_languages": {str(other): f"../{other}" for other in request.catalogue.identity.languages},
        "catalogue_downloads": {"pdf": downloads, "data": "../api/v1", "editions": editions},
        "catalogue_edit_url": str(request.edit_url),
        "catalogue_form": request.live,
        "catalogue_prose": str(source_folder(PROJECT / "docs", prose, request.catalogue.identity)),
        "html_baseurl": request.base_url and f"{request.base_url.rstrip('/')}/{language}/",
    }


def _remove_stale(app: Sphinx) -> None:
    """Remove the files of an earlier build for documents, images and downloads that no longer exist."""
    from service_catalogue.sphinx_ext.project import html_builder

    out, suffix = Path(app.outdir), html_builder(app).out_suffix
    pages = {out / f"{document}{suffix}" for document in app.env.found_docs}
    for path in set(out.rglob(f"*{suffix}")) - pages:
        path.unlink()
    for folder, kept in (("_images", app.env.images), ("_downloads", app.env.dlfiles)):
        names = {name for _, name in kept.values()}
        for path in (out / folder).rglob("*"):
            if path.is_file() and path.relative_to(out / folder).as_posix() not in names:
                path.unlink()

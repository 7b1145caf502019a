"""Pages as the build that follows will make them, for those who are looking at them now."""

from __future__ import annotations

import functools
import io
import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from service_catalogue.sphinx_ext.build import Request, application, prepare, side_by_side, unfinished


def pages_ahead(request: Request, wanted: Collection[str]) -> dict[str, bytes]:
    """The pages ``wanted`` (``da/services/mail.html``), by their names; only those that are made from data and were built before.

    Never the search, which is not as it will be until its index is.
    """
    folder = request.work / "ahead"
    shutil.rmtree(folder, ignore_errors=True)
    languages = [language for language in request.catalogue.identity.languages if _is_built(request, language)]
    documents = {language: _documents(language, wanted) for language in languages}
    works = [functools.partial(_make, request, language, found, folder) for language, found in documents.items() if found]
    if not works:
        return {}
    prepare(request)
    if not side_by_side(request, works):
        return {}
    return {name: path.read_bytes() for name in wanted if (path := folder / name).is_file()}


def _is_built(request: Request, language: str) -> bool:
    return (request.doctrees(language) / "environment.pickle").is_file() and not unfinished(request, language).exists()


def _documents(language: str, wanted: Iterable[str]) -> list[str]:
    """The documents of which the pages of ``language`` among ``wanted`` are made."""
    prefix = f"{language}/"
    return [name.removeprefix(prefix).removesuffix(".html") for name in wanted if name.startswith(prefix)]


def _make(request: Request, language: str, documents: Iterable[str], folder: Path) -> int:
    from service_catalogue.sphinx_ext.domain import domain_of
    from service_catalogue.sphinx_ext.pages import rendered
    from service_catalogue.sphinx_ext.project import html_builder

    # What there is to warn of, the build that follows says.
    with application(request, language, io.StringIO()) as app:
        builder, project = html_builder(app), domain_of(app.env).project
        app.env.find_files(app.config, builder)
        project.find_pages()
        builder.prepare_writing(app.env.found_docs)
        # Sphinx would look there for files to tell of in the addresses, which have their names by now.
        builder.outdir = folder / language
        for document in documents:
            if document in project.pages and project.pages[document].kind != "search":
                name, context, template = rendered(app, project.page(document))
                builder.handle_page(name, context, template)
    return 0

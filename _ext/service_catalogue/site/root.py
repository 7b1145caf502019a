"""The pages that no language has: the choice of language, the page for missing addresses, redirects and the sitemap."""

from __future__ import annotations

from pathlib import PurePosixPath

from service_catalogue.model.published_ids import Ids
from service_catalogue.site.files import files_in
from service_catalogue.sphinx_ext.asset_names import find
from service_catalogue.sphinx_ext.build import Request
from service_catalogue.theme.policy import POLICY
from service_catalogue.views.edition import Edition

#: The kinds of ids in the address of a page, by the folder that it is in.
_IDS_IN = {
    "services": ("service",),
    "tasks": ("task",),
    "standards": ("standard",),
    "parties": ("party", "service"),
    "layers": ("layer", "service"),
}


def root_pages(request: Request) -> dict[str, str]:
    """Return the choice of language, the page for addresses that do not exist and, where the address is known, the sitemap."""
    catalogue, base = request.catalogue, request.base_url.rstrip("/")
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    choices = [
        {
            "language": edition.language,
            "own_name": edition.own_name,
            "words": edition.words,
            "name": edition.plain(catalogue.identity.name),
            "tagline": edition.plain(catalogue.identity.tagline),
        }
        for edition in editions
    ]
    pairs = zip(editions, choices, strict=True)
    spoken = [choice for edition, choice in pairs if edition.words.has("missing.title")] or choices[:1]
    # A page for a missing address is served at any depth, so its links begin at the root of the site.
    root = f"/{base.split('://', 1)[-1].partition('/')[2]}/".replace("//", "/")
    first = catalogue.identity.languages[0]
    pages = {
        "index.html": _rendered(request, first, "index.html", choices=choices, root="", base=base),
        "404.html": _rendered(request, first, "404.html", choices=spoken, root=root, base=base),
    }
    if base:
        documents, languages = _documents(request), catalogue.identity.languages
        pages["sitemap.xml"] = _rendered(request, first, "sitemap.xml", base=base, languages=languages, documents=documents)
    return pages


def moved_pages(request: Request, language: str) -> dict[str, str]:
    """Return a page at each address that a page had under an id that is renamed; it redirects to the page.

    The Markdown file beside a page cannot redirect, and is there under both.
    """
    edition, base = Edition(request.catalogue, language), request.base_url.rstrip("/")
    pages: dict[str, str] = {}
    for document in _documents(request) if Ids(request.catalogue).former else ():
        folder, *ids = PurePosixPath(document).with_suffix("").parts
        kinds = _IDS_IN.get(folder, ())
        for former in edition.former(*zip(kinds, ids, strict=False)) if ids and len(ids) <= len(kinds) else ():
            address, root = "/".join((folder, *former)), "../" * len(ids)
            file = (request.output(language) / document).with_suffix(".md")
            if file.is_file():
                pages[f"{address}.md"] = file.read_text("utf-8")
            canonical = base and f"{base}/{language}/{document}"
            values = {"edition": edition, "words": edition.words, "root": root, "to": root + document, "canonical": canonical}
            pages[f"{address}.html"] = _rendered(request, language, "redirect.html", **values)
    return pages


def _rendered(request: Request, language: str, name: str, **values: object) -> str:
    """Return a page for the root, with the assets of ``language``."""
    from service_catalogue.sphinx_ext.templates import environment

    static = request.output(language) / "_static"
    template = environment().get_template(f"root/{name}")
    return template.render(policy=POLICY, asset=lambda name: find(static, name), **values)


def _documents(request: Request) -> list[str]:
    """Return every page, below each language."""
    return sorted(path for path in files_in(request.output(request.catalogue.identity.languages[0])) if path.endswith(".html"))

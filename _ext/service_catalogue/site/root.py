"""The pages that no language has: the choice of language, the page for missing addresses, redirects and the sitemap."""

from __future__ import annotations

from pathlib import PurePosixPath

from service_catalogue.model.published import Ids
from service_catalogue.site.files import files_in
from service_catalogue.sphinx_ext.build import Request
from service_catalogue.sphinx_ext.names import find
from service_catalogue.theme.policy import POLICY
from service_catalogue.views.edition import Edition


def root_pages(request: Request) -> dict[str, str]:
    """The choice of language, the page for addresses that do not exist and, where the address is known, the sitemap."""
    from service_catalogue.sphinx_ext.render import environment

    catalogue = request.catalogue
    editions = [Edition(catalogue, language) for language in catalogue.identity.languages]
    base = request.base_url.rstrip("/")
    # A page for a missing address is served at any depth, so its links begin at the root of the site.
    root = f"/{base.split('://', 1)[-1].partition('/')[2]}/".replace("//", "/")
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
    static = request.output(catalogue.identity.languages[0]) / "_static"
    pages = {
        name: environment()
        .get_template(f"root/{name}")
        .render(choices=shown, root=prefix, base=base, policy=POLICY, asset=lambda name: find(static, name))
        for name, shown, prefix in (("index.html", choices, ""), ("404.html", spoken, root))
    }
    if base:
        pages["sitemap.xml"] = (
            environment()
            .get_template("root/sitemap.xml")
            .render(base=base, languages=catalogue.identity.languages, documents=_documents(request))
        )
    return pages


#: The kinds of ids in the address of a page, by the folder that it is in.
_IDS_IN = {
    "services": ("service",),
    "tasks": ("task",),
    "standards": ("standard",),
    "parties": ("party", "service"),
    "layers": ("layer", "service"),
}


def moved_pages(request: Request, language: str) -> dict[str, str]:
    """A page at each address that a page had under an id that is renamed; it leads to where the page is now.

    The Markdown file beside a page cannot lead on, and is there under both.
    """
    from service_catalogue.sphinx_ext.render import environment

    edition = Edition(request.catalogue, language)
    base = request.base_url.rstrip("/")
    pages: dict[str, str] = {}
    for document in _documents(request) if Ids(request.catalogue).former else ():
        folder, *ids = PurePosixPath(document).with_suffix("").parts
        kinds = _IDS_IN.get(folder, ())
        for former in edition.former(*zip(kinds, ids, strict=False)) if ids and len(ids) <= len(kinds) else ():
            root = "../" * len(ids)
            file = (request.output(language) / document).with_suffix(".md")
            if file.is_file():
                pages["/".join((folder, *former)) + ".md"] = file.read_text("utf-8")
            pages["/".join((folder, *former)) + ".html"] = (
                environment()
                .get_template("root/redirect.html")
                .render(
                    edition=edition,
                    words=edition.words,
                    root=root,
                    policy=POLICY,
                    asset=lambda name: find(request.output(language) / "_static", name),
                    to=root + document,
                    canonical=base and f"{base}/{language}/{document}",
                )
            )
    return pages


def _documents(request: Request) -> list[str]:
    """Every page, below each language."""
    return sorted(path for path in files_in(request.output(request.catalogue.identity.languages[0])) if path.endswith(".html"))

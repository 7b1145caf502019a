"""Pages that no language has: the choice of language, the page for missing addresses, redirects and the sitemap."""

from pathlib import PurePosixPath

from service_catalogue.model.published_ids import Ids
from service_catalogue.site.files import files_in
from service_catalogue.sphinx_ext.assets import find
from service_catalogue.sphinx_ext.build import Request
from service_catalogue.theme import POLICY
from service_catalogue.views.comparison import CHOICE_DOCUMENT, pairs
from service_catalogue.views.edition import Edition
from service_catalogue.views.service_markdown import contents

#: The kinds of ids in the address of a page, by the folder that it is in.
_IDS_IN = {
    "services": ("service",),
    "tasks": ("task",),
    "standards": ("standard",),
    "parties": ("party", "service"),
    "layers": ("layer", "service"),
    "whom-to-call": ("service",),
}


def root_pages(request: Request) -> dict[str, str]:
    """Return the choice of language, the page for missing addresses, the list for programs and, where the address is known, the sitemap."""
    identity, base = request.catalogue.identity, request.base_url.rstrip("/")
    editions = [Edition(request.catalogue, language) for language in identity.languages]
    translated = [edition for edition in editions if edition.words.has("missing.title")] or editions[:1]
    # A page for a missing address is served at any depth, so its links begin at the root of the site.
    root = f"/{base.split('://', 1)[-1].partition('/')[2]}/".replace("//", "/")
    first = identity.languages[0]
    pages = {
        "index.html": _rendered(request, first, "index.html", editions=editions, identity=identity, base=base),
        "404.html": _rendered(request, first, "404.html", editions=translated, root=root),
    }
    # For programs that read texts.
    pages["llms.txt"] = "\n".join(contents(edition, f"{base}/" if base else "") for edition in editions)
    if base:
        values = {"base": base, "languages": identity.languages, "documents": _documents(request)}
        pages["sitemap.xml"] = _rendered(request, first, "sitemap.xml", **values)
    return pages


def moved_pages(request: Request, language: str) -> dict[str, str]:
    """Return a redirect for each former address of a page; the file beside it is published under both."""
    edition, base = Edition(request.catalogue, language), request.base_url.rstrip("/")
    pages: dict[str, str] = {}
    moved = {"patterns.html": f"{CHOICE_DOCUMENT if len(request.catalogue.services) > 1 else 'services/index'}.html"}
    compared = {f"{pair.document}.html": pair for pair in pairs(request.catalogue)}
    for document in _documents(request) if Ids(request.catalogue).former else ():
        folder, *ids = PurePosixPath(document).with_suffix("").parts
        kinds = _IDS_IN.get(folder, ())
        names = [*zip(kinds, ids, strict=False)] if len(ids) <= len(kinds) else []
        if document in compared:
            names = [("service", service.id) for service in compared[document]]
        for former in edition.former(*names) if names else ():
            address = f"{folder}/{('-' if document in compared else '/').join(former)}"
            file = (request.output(language) / document).with_suffix(".csv")
            if file.is_file():
                pages[f"{address}{file.suffix}"] = file.read_bytes().decode()
            moved[f"{address}.html"] = document
    for address, document in moved.items():
        root, canonical = "../" * address.count("/"), base and f"{base}/{language}/{document}"
        values = {"edition": edition, "root": root, "to": root + document, "canonical": canonical}
        pages[address] = _rendered(request, language, "redirect.html", **values)
    return pages


def _rendered(request: Request, language: str, name: str, **values: object) -> str:
    """Return a page for the root, with the assets of ``language``."""
    from service_catalogue.sphinx_ext.templates import environment

    static = request.output(language) / "_static"
    template = environment().get_template(f"root/{name}")
    brand = request.catalogue.identity.brand
    logo = "logo.png" if brand and brand.picture else ""
    return template.render(policy=POLICY, asset=lambda name: find(static, name), logo=logo, **values)


def _documents(request: Request) -> list[str]:
    """Return the addresses of all pages, relative to the folder of a language."""
    return sorted(path for path in files_in(request.output(request.catalogue.identity.languages[0])) if path.endswith(".html"))

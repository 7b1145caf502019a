"""The whole site: every language, the pages at the root, the data for machines; published only if all of it is right."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from service_catalogue.check.digest import published_data
from service_catalogue.export import json
from service_catalogue.model.published import Ids
from service_catalogue.pdf import file_name
from service_catalogue.site import manifest as manifests
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.views.edition import Edition

#: A file of every site, by which a folder is known as one.
_SIGN = Path("api/v1/catalogue.json")

#: What Sphinx keeps for itself among its outputs.
_NOT_PUBLISHED = (".buildinfo", ".buildinfo.bak")


def build_site(request: Request, site: Path) -> bool:
    """Build into ``site``; if a language fails, ``site`` stays as it was, and the result is false."""
    if not build_languages(request):
        return False
    staged: dict[Path, bytes | Path] = {}
    for language in request.catalogue.identity.languages:
        output = request.output(language)
        for path in sorted(output.rglob("*")):
            if path.is_file() and path.name not in _NOT_PUBLISHED:
                staged[Path(language) / path.relative_to(output)] = path
        for name, text in _moved_pages(request, language).items():
            staged.setdefault(Path(language) / name, text.encode())
    former = Ids(request.catalogue).former
    for booklet in request.booklets:
        # A PDF cannot redirect: where a service has a former id, it is published under both.
        for id in (booklet.id, *former.get(("service", booklet.id), ())):
            staged[Path("pdf") / file_name(id, booklet.language)] = booklet.path
    for name, text in json.files(request.catalogue):
        staged[Path("api/v1") / name] = text.encode()
    staged[Path("api/v1/data.json")] = published_data(request.data).encode("utf-8", "surrogatepass")
    for name, text in _root_pages(request).items():
        staged[Path(name)] = text.encode()
    _publish(staged, site)
    return True


def is_free(site: Path) -> bool:
    """Whether a site may be put into the folder ``site``.

    True if it is not there, holds a site already, or a publication that was cut short, or nothing but hidden files (a checkout
    that is published by branch has ``.git``).
    """
    if not site.exists():
        return True
    if not site.is_dir():
        return False
    signs = (_SIGN, manifests.CURRENT, manifests.NEXT)
    return any((site / sign).is_file() for sign in signs) or all(path.name.startswith(".") for path in site.iterdir())


def _root_pages(request: Request) -> dict[str, str]:
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
    pages = {
        name: environment().get_template(f"root/{name}").render(choices=shown, root=prefix, base=base)
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


def _moved_pages(request: Request, language: str) -> dict[str, str]:
    """A page at each address that a page had under an id that is renamed; it leads to where the page is now."""
    from service_catalogue.sphinx_ext.render import environment

    edition = Edition(request.catalogue, language)
    base = request.base_url.rstrip("/")
    pages = {}
    for document in _documents(request):
        folder, *ids = PurePosixPath(document).with_suffix("").parts
        kinds = _IDS_IN.get(folder, ())
        for former in edition.former(*zip(kinds, ids, strict=False)) if ids and len(ids) <= len(kinds) else ():
            root = "../" * len(ids)
            pages["/".join((folder, *former)) + ".html"] = (
                environment()
                .get_template("root/redirect.html")
                .render(
                    edition=edition,
                    words=edition.words,
                    root=root,
                    to=root + document,
                    canonical=base and f"{base}/{language}/{document}",
                )
            )
    return pages


def _documents(request: Request) -> list[str]:
    """Every page, below each language."""
    output = request.output(request.catalogue.identity.languages[0])
    return sorted(path.relative_to(output).as_posix() for path in output.rglob("*.html"))


def _publish(staged: dict[Path, bytes | Path], site: Path) -> None:
    """Put ``staged`` into ``site``, and take out what the last edition had and this one has not; what is foreign stays.

    What pages need comes before them, and what is gone goes last, so that no visit misses a file. A file that is the same is
    not touched.
    """
    files = {path: content.read_bytes() if isinstance(content, Path) else content for path, content in staged.items()}
    manifest = Path(manifests.CURRENT)
    text = manifests.text_of(files).encode()
    before = manifests.listed_in(site)
    if before != {*files, manifest} or (site / manifest).read_bytes() != text:
        _put(text, site / manifests.NEXT)
    for path in sorted(files, key=lambda path: (path.suffix == ".html", path)):
        _put(files[path], site / path)
    _put(text, site / manifest)
    for path in sorted((before | {Path(manifests.NEXT)}) - {*files, manifest}):
        (site / path).unlink(missing_ok=True)
        for folder in path.parents[:-1]:
            if (site / folder).is_dir() and not any((site / folder).iterdir()):
                (site / folder).rmdir()


def _put(content: bytes, target: Path) -> None:
    if target.is_file() and target.stat().st_size == len(content) and target.read_bytes() == content:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".new")
    partial.write_bytes(content)
    partial.replace(target)  # a reader sees the old file or the new, never half of one

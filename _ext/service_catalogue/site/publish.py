"""The whole site: every language, the pages at the root and the data for machines, published only if all of it was built."""

import functools
import gzip
import json
import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo

import brotli

from service_catalogue import FORMAT_VERSION
from service_catalogue.diff.history import History
from service_catalogue.diff.publications import FORMER, RECORD_FILE, publications
from service_catalogue.diff.report import since
from service_catalogue.diff.signatures import sign
from service_catalogue.diff.states import published_catalogue
from service_catalogue.export import write as write_data
from service_catalogue.files import make_folder, refuse_links, sync
from service_catalogue.messages.failure import Refused
from service_catalogue.model.published_ids import Ids
from service_catalogue.pdf import file_name
from service_catalogue.site import Files, Source, digest_of, files_in, folders_of, refuse_linked, remove, write
from service_catalogue.site.editions import CURRENT, NEXT, PARTIAL, LinkedSite, Manifest, holds, kept_of, listed_in, manifest_of
from service_catalogue.site.headers import COMPRESSED
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.sphinx_ext.theme import find
from service_catalogue.store import digest_of_program, seal, trusted
from service_catalogue.theme import POLICY
from service_catalogue.timings import stage
from service_catalogue.views.comparison import CHOICE_DOCUMENT, pairs
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import services_of
from service_catalogue.views.plain import contents
from service_catalogue.views.status import withdrawn_words
from service_catalogue.yaml.transaction import locked
from service_catalogue.yaml.values import canonical, digest

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
    render = functools.partial(_rendered, request, identity.languages[0])
    pages = {
        "index.html": render("index.html", editions=editions, identity=identity, base=base),
        "404.html": render("404.html", editions=translated, root=root),
    }
    # For programs that read texts.
    pages["llms.txt"] = "\n".join(contents(edition, f"{base}/" if base else "") for edition in editions)
    if base:
        pages["sitemap.xml"] = render("sitemap.xml", base=base, languages=identity.languages, documents=_documents(request))
    return pages


#: An anchor on a page, with the heading of its part.
_ANCHOR = re.compile(r' id="([^"]+)"(?: aria-label="([^"]+)")?')


def moved_pages(request: Request, language: str) -> dict[str, str]:
    """Return a redirect for each former address of a page; the file beside it is published under both."""
    edition, base = Edition(request.catalogue, language), request.base_url.rstrip("/")
    pages: dict[str, str] = {}
    moved = {"patterns.html": f"{CHOICE_DOCUMENT if len(request.catalogue.services) > 1 else 'services/index'}.html"}
    compared = {f"{pair.document}.html": pair for pair in pairs(request.catalogue)}
    alone = {
        f"parties/{party.id}/{services[0].id}.html": f"parties/{party.id}.html"
        for party in request.catalogue.parties
        if len(services := services_of(edition, party.id)) == 1
    }
    for document in (*_documents(request), *alone) if Ids(request.catalogue).former else ():
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
            moved[f"{address}.html"] = alone.get(document, document)
    for address, document in {**moved, **alone}.items():
        root, lasting = "../" * address.count("/"), base and f"{base}/{language}/{document}"
        target = request.output(language) / document
        service = request.catalogue.objects["service"].get(target.stem) if document.startswith("services/") else None
        main = target.read_text("utf-8").partition('id="top"')[2].partition("</main>")[0] if address in alone else ""
        values = {
            "edition": edition,
            "root": root,
            "to": root + document,
            "canonical": lasting,
            "anchors": _ANCHOR.findall(main),
            "notice": withdrawn_words(edition, service.withdrawn) if service else "",
        }
        pages[address] = _rendered(request, language, "redirect.html", **values)
    return pages


def _rendered(request: Request, language: str, name: str, **values: object) -> str:
    """Return a page for the root, with the assets of ``language``."""
    from service_catalogue.sphinx_ext.project import environment

    static = request.output(language) / "_static"
    template = environment().get_template(f"root/{name}")
    brand = request.catalogue.identity.brand
    logo = "logo.png" if brand and brand.picture else ""
    return template.render(policy=POLICY, asset=lambda name: find(static, name), logo=logo, **values)


def _documents(request: Request) -> list[str]:
    """Return the addresses of all pages, relative to the folder of a language."""
    return sorted(path for path in files_in(request.output(request.catalogue.identity.languages[0])) if path.endswith(".html"))


#: A file of every site, which identifies a folder as one.
_SIGN = Path("api/v1/catalogue.json")
#: Where the data for machines are.
API = "api/v1"
#: Outputs of Sphinx for itself.
_NOT_PUBLISHED = (".buildinfo", ".buildinfo.bak")
#: How a text is compressed, by the ending of its copy.
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {"gz": lambda text: gzip.compress(text, mtime=0), "br": brotli.compress}
#: Seconds for which the files of the previous edition stay, for pages that are being loaded.
GRACE = 3.0


@contextmanager
def publishing(site: Path, *, as_folder: bool) -> Iterator[None]:
    """Lock ``site`` and clean up after an interrupted command; ``as_folder`` makes a missing site no link. Raise ``Refused``."""
    linked = LinkedSite(site)
    if enclosing := linked.enclosing:
        raise Refused("failure.inside", site=site, edition=enclosing)
    is_link = linked.is_used and not as_folder
    if is_link:
        refuse_links(linked.folder)
    elif not is_free(site):
        raise Refused("failure.occupied", site=site)
    with locked(linked.folder if is_link else site):
        if is_link:
            linked.tidy()
        yield


def is_free(site: Path) -> bool:
    """Return whether a site may be put into ``site``: nothing, a site, a part of one, or nothing but hidden files.

    A checkout that is published by branch may have ``.git`` alone. The home of a user is refused, whatever it holds.
    """
    if not site.exists():
        return not site.is_symlink()
    if not site.is_dir() or site.resolve() == Path("~").expanduser().resolve():
        return False
    signs = (_SIGN, CURRENT, NEXT, PARTIAL)
    return any((site / sign).is_file() for sign in signs) or all(path.name.startswith(".") for path in site.iterdir())


def check_extra(extra: Path) -> None:
    """Raise ``Refused`` if ``extra`` is no folder, or holds a special file, or a link that would publish what is elsewhere."""
    if not extra.is_dir():
        raise Refused("failure.no-folder", file=extra)
    inside = extra.resolve()
    if linked := [
        path
        for path in sorted(extra.rglob("*"))
        if (path.is_symlink() if path.is_dir() else not (path.is_file() and path.resolve().is_relative_to(inside)))
    ]:
        raise Refused("failure.linked", files=linked)


@dataclass(frozen=True)
class Publication:
    """The parameters of a publication."""

    site: Path
    #: A folder of files to add.
    extra: Path | None
    #: The endings of compressed copies of each text, ``gz`` or ``br``.
    compressed: Collection[str]
    #: Seconds for which the files of the edition before stay.
    grace: float
    #: Whether it waits for the disk; if not, a power cut may damage a folder.
    synced: bool
    #: A site with the former editions, for one that has none; ``None`` for a site that keeps none.
    archive: Path | None
    #: That signs the record; ``None`` for one that is not signed.
    key: Path | None = None


def build_site(request: Request, publication: Publication) -> Manifest | None:
    """Build and publish to a site, which :func:`publishing` holds; return the manifest, or ``None`` if a language fails.

    Raise ``Refused``.
    """
    extra = publication.extra
    data: dict[str, str] = {}
    api = request.work / API

    def export() -> None:
        with stage("data") as part:
            data.update(write_data(request.catalogue, request.data, api, request.store, request.base_url))
            part.count = len(data)

    of_languages = [f"{name}/{each}" for name in ("html", "doctrees") for each in request.catalogue.identity.languages]
    folders = trusted(request.work, "cache/fonts", "cache/store", "cache/templates", *of_languages)
    if not build_languages(request, export):
        return None
    seal(request.work, folders)
    with stage("publish") as part:
        files = _files(request, data)
        added = {path: f"{extra}/{path}" for path in sorted(files_in(extra))} if extra else {}
        if taken := [path for path in added if path in files or path in (CURRENT, NEXT, PARTIAL) or path.startswith(FORMER)]:
            raise Refused("failure.taken", files=taken)
        files |= added
        for path in [path for path in files if path.endswith(tuple(f".{ending}" for ending in COMPRESSED))]:
            source = files[path]
            for ending in publication.compressed:
                files[f"{path}.{ending}"] = _COMPRESS[ending](source if isinstance(source, bytes) else Path(source).read_bytes())
        part.count = len(files)
        manifest = manifest_of(files, _made_from(request, data))
        former = former_files(request, files, manifest, publication) if publication.archive else {}
        publish(files, manifest, publication, former, added.keys())
        request.store.prune()
    return manifest


def publish(files: Files, manifest: Manifest, publication: Publication, former: Files, allowed: Set[str] = frozenset()) -> None:
    """Publish to a site, which :func:`publishing` holds, replacing foreign files only if ``allowed``. Raise ``Refused``."""
    linked, folder = LinkedSite(publication.site), publication.site
    refuse_linked(folder, {**manifest.files, **former})
    obstacles = _obstacles(folder, manifest, allowed)
    if not any((folder / name).exists() for name in (RECORD_FILE, NEXT)):
        obstacles += [path for path in _unwritten(folder, former) if (folder / path).exists()]
    if obstacles:
        raise Refused("failure.in-the-way", site=folder, files=obstacles)
    coming = linked.copy() if linked.is_used and linked.current != manifest.edition else None
    gone = _put(files, manifest, coming or folder, former, synced=publication.synced)
    if coming:
        remove(coming, {path for path in gone if path.endswith(".html")})
        linked.switch(coming, manifest.edition)
    if (folder / NEXT).exists():
        # For pages that are being loaded.
        if not all(path.endswith(".html") for path in gone):
            time.sleep(publication.grace)
        remove(folder, gone)
        write(manifest.text.encode(), folder / CURRENT, folder / PARTIAL, synced=publication.synced)
        (folder / NEXT).unlink()
        sync(folder, synced=publication.synced)
    if linked.current:
        linked.tidy()


def _obstacles(site: Path, manifest: Manifest, allowed: Set[str]) -> list[str]:
    """Return the files in ``site`` that the edition would replace, and that are neither the site's own nor among ``allowed``."""
    ours = listed_in(site)
    if not ours and (site / _SIGN).is_file():
        return []  # a site whose manifest is missing, or damaged
    paths = [path for path in manifest.files if path not in ours and path not in allowed and (site / path).exists()]
    return [path for path in paths if not (site / path).is_file() or digest_of(site / path) != manifest.files[path]]


def _put(files: Files, manifest: Manifest, site: Path, former: Files, *, synced: bool) -> set[str]:
    """Put ``files``, and what is kept of ``former`` editions, into a folder; return the files of the site that are gone.

    No visit misses a file: new ones are first, then pages, and then the record of the publication. Foreign files stay.
    """
    make_folder(site)
    (site / PARTIAL).unlink(missing_ok=True)
    put_one = functools.partial(write, by_way_of=site / PARTIAL, synced=synced)
    text = manifest.text.encode()
    before = listed_in(site)
    gone = before - manifest.files.keys() - {CURRENT, NEXT}
    # If this one is cut short too, the next has to remove what only an earlier one that was cut short has listed.
    coming = Manifest(manifest.edition, manifest.made_from, dict.fromkeys(sorted(gone), "") | dict(manifest.files))
    if former:
        gone |= {f"{FORMER}{path}" for path in files_in(site / FORMER)} - former.keys()
    other = [path for path, digest in manifest.files.items() if not holds(f"{site}/{path}", digest)] + _unwritten(site, former)
    if not other and not gone and NEXT not in before and holds(site / CURRENT, digest_of(text)):
        return gone
    put_one(coming.text.encode(), site / NEXT)
    sync(site, synced=synced)
    contents = {**files, **former}
    for path in sorted(other, key=lambda path: (path == RECORD_FILE, path.endswith(".html"), (site / path).exists(), path)):
        put_one(contents[path], site / path)
    # Files that an interrupted publication has written are unchanged now, but their names may not be on the disk.
    sync(*(site / folder for folder in folders_of(contents if NEXT in before else other)), synced=synced)
    return gone


def _unwritten(site: Path, former: Files) -> list[str]:
    """Return the paths of ``former`` that ``site`` lacks, or has with other bytes where these are given."""
    return [
        path
        for path, source in former.items()
        if not (site / path).is_file() or (isinstance(source, bytes) and (site / path).read_bytes() != source)
    ]


#: The path of a file of an edition, in the folder of former ones.
_EDITION = re.compile(r"[0-9a-f]{12}/")


def former_files(request: Request, files: Files, manifest: Manifest, publication: Publication) -> dict[str, Source]:
    """Return the files of former editions, and of this one: what is kept of it, the record, and what has come since each."""
    known = next((each for each in (publication.site, publication.archive) if each and publications(each)), publication.site)
    record = publications(known)
    names = {each["edition"] for each in record}
    # An edition that is not recorded is of a publication that was cut short.
    own = [path for path in files_in(known / FORMER) if path.partition("/")[0] in names or not _EDITION.match(path)]
    former: dict[str, Source] = {f"{FORMER}{path}": f"{known}/{FORMER}{path}" for path in own}
    if record and record[-1]["edition"] == manifest.edition:
        return former
    editions = [Edition(request.catalogue, language) for language in request.catalogue.identity.languages]
    entry = _entry(request, manifest, record, known)
    # The same edition keeps the same files.
    moment = next((each for each in record if each["edition"] == manifest.edition), entry)["from"]
    of_line = {"digest": manifest.edition, "moment": moment, "editions": {each.language: each for each in editions}}
    kept = kept_of(files, manifest, lambda own, up: _rendered(request, own, "former.html", own=own, up=up, **of_line))
    if manifest.edition not in names:
        former |= {f"{FORMER}{manifest.edition}/{path}": source for path, source in kept.items()}
    record.append(entry | {"manifest": digest_of(kept[CURRENT])})
    values = {"editions": editions, "record": record, "former": {*former}, "key": publication.key}

    def page(name: str, number: int = 0) -> bytes:
        return _rendered(request, editions[0].language, name, number=number, **values).encode()

    pages = {f"{FORMER}{entry['edition']}/now.html": page("now.html", number) for number, entry in enumerate(record)}
    pages[f"{FORMER}index.html"] = page("editions.html")
    former |= pages
    record[-1]["pages"] = {path: digest_of(pages[path]) for path in sorted(pages)}
    if publication.key:
        record[-1]["signature"] = sign(canonical(record[-1]), publication.key)
    content = {"format-version": FORMAT_VERSION, "editions": record}
    former[RECORD_FILE] = (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
    return former


def _entry(request: Request, manifest: Manifest, record: list[dict[str, Any]], known: Path) -> dict[str, Any]:
    """Return the entry for the record of an edition that is published now."""
    now, last = _now(request), record[-1]["from"] if record else ""
    if last and now < datetime.fromisoformat(last):
        raise Refused("failure.before-last", now=now.isoformat("T", "seconds"), last=last)
    before = published_catalogue(known / FORMER / record[-1]["edition"]) if record else None
    languages = request.catalogue.identity.languages
    return {
        "edition": manifest.edition,
        "data": request.catalogue.digest,
        "commit": History(request.data).commit_of(request.catalogue.digest),
        "from": now.isoformat("T", "seconds"),
        "site": digest_of(manifest.text.encode()),
        "papers": manifest.papers,
        "changes": before and {str(each): since(before, request.catalogue, each) for each in languages},
        "before": digest_of(canonical(record[-1])) if record else "",
    }


def _now(request: Request) -> datetime:
    """Return the time of a publication in the catalogue's time zone; ``SOURCE_DATE_EPOCH`` sets it, as for other programs."""
    seconds, site = os.environ.get("SOURCE_DATE_EPOCH", ""), request.catalogue.identity.site
    time_of_day = datetime.fromtimestamp(int(seconds) if seconds.isdecimal() else time.time(), UTC)
    return time_of_day.astimezone(ZoneInfo(site.time_zone) if site and site.time_zone else UTC)


def _files(request: Request, data: Iterable[str]) -> dict[str, Source]:
    """Return every file of the site, by its path; ``data`` are those for machines."""
    files: dict[str, Source] = {}
    for language in request.catalogue.identity.languages:
        output = request.output(language)
        files |= {f"{language}/{path}": f"{output}/{path}" for path in files_in(output).difference(_NOT_PUBLISHED)}
        for name, text in moved_pages(request, language).items():
            files.setdefault(f"{language}/{name}", text.encode())
    former = Ids(request.catalogue).former
    for booklet in request.booklets:
        # A PDF cannot redirect: where a service has a former id, it is published under both.
        for id in (booklet.id, *former.get(("service", booklet.id), ())):
            files[f"pdf/{file_name(id, booklet.language)}"] = booklet.path
    files |= {f"{API}/{path}": f"{request.work / API}/{path}" for path in data}
    files |= {name: text.encode() for name, text in root_pages(request).items()}
    files[".nojekyll"] = b""  # hosts by branch would leave out folders that begin with "_"
    return files


def _made_from(request: Request, data: Mapping[str, str]) -> dict[str, str]:
    """Return the digests of data, prose, program and settings, of the content of each booklet, and of each workbook in ``data``."""
    folders = [request.source(language) for language in request.catalogue.identity.languages]
    prose = [(folder.name, path, digest_of(folder / path)) for folder in folders for path in sorted(files_in(folder))]
    settings = [request.base_url, request.edit_url, bool(request.booklets)]
    return {
        "data": request.catalogue.digest,
        "prose": digest(json.dumps(prose).encode()),
        "program": digest_of_program(),
        "settings": digest(json.dumps(settings).encode()),
        **{f"pdf/{booklet.name}": booklet.digest for booklet in request.booklets},
        **{f"{API}/{name}": digest for name, digest in data.items() if digest},
    }

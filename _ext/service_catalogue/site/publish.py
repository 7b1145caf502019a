"""The whole site: every language, the pages at the root, the data for machines; published only if all of it is right."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import brotli

from service_catalogue.export.files import write
from service_catalogue.messages.failure import Refused
from service_catalogue.model.published_ids import Ids
from service_catalogue.pdf import file_name
from service_catalogue.site import folder as in_place
from service_catalogue.site.digests import Digests
from service_catalogue.site.editions import Editions
from service_catalogue.site.files import Source, files_in
from service_catalogue.site.headers import COMPRESSED
from service_catalogue.site.lock import locked
from service_catalogue.site.manifest import CURRENT, DIGITS, NEXT, PARTIAL, Manifest, manifest_of
from service_catalogue.site.root import moved_pages, root_pages
from service_catalogue.sphinx_ext.build import Request, build_languages
from service_catalogue.store import digest_of_program

#: Where the data for machines are.
API = "api/v1"
#: What Sphinx keeps for itself among its outputs.
_NOT_PUBLISHED = (".buildinfo", ".buildinfo.bak")
#: How a text is compressed, by the ending of its copy.
_COMPRESS: dict[str, Callable[[bytes], bytes]] = {"gz": lambda text: gzip.compress(text, mtime=0), "br": brotli.compress}
#: Seconds for which the files of the edition before stay, for pages that are being loaded.
GRACE = 3.0


@contextmanager
def publishing(site: Path, *, as_folder: bool) -> Iterator[None]:
    """Keep others from publishing to ``site`` meanwhile, and clear away what a command that was cut short has left.

    ``as_folder`` makes a missing site a folder and not a link to an edition. Raises ``Refused``.
    """
    editions = Editions(site)
    if enclosing := editions.enclosing:
        raise Refused("failure.inside", site=site, edition=enclosing)
    if editions.are_used and not as_folder:
        with locked(editions.folder):
            editions.tidy()
            if foreign := editions.foreign():
                raise Refused("failure.foreign", site=site, files=foreign)
            yield
        return
    if not in_place.is_free(site):
        raise Refused("failure.occupied", site=site)
    with locked(site):
        yield


def check_extra(extra: Path) -> None:
    """Raise ``Refused`` for a folder of files to add that does not exist, or holds a link that leads out of it, or a special file.

    A link would publish whatever it leads to.
    """
    if not extra.is_dir():
        raise Refused("failure.no-folder", file=extra)
    inside = extra.resolve()
    if linked := [
        path
        for path in sorted(extra.rglob("*"))
        if (path.is_symlink() if path.is_dir() else not (path.is_file() and path.resolve().is_relative_to(inside)))
    ]:
        raise Refused("failure.linked", files=linked)


def build_site(
    request: Request,
    site: Path,
    extra: Path | None = None,
    *,
    compressed: Collection[str] = (),
    grace: float = GRACE,
    synced: bool = True,
) -> Manifest | None:
    """Build and publish to ``site``, which :func:`publishing` holds; return the manifest, or ``None`` if a language fails.

    ``extra`` is a folder of files to add; ``compressed`` are the endings of compressed copies of each text, ``gz`` or ``br``. A folder
    that is not ``synced`` does not wait for the disk, and a power cut may damage it. Raises ``Refused``.
    """
    data: list[str] = []
    if not build_languages(
        request, lambda: data.extend(write(request.catalogue, request.data, request.work / API, request.store))
    ):
        return None
    files = _files(request, data)
    added = {path: f"{extra}/{path}" for path in sorted(files_in(extra))} if extra else {}
    if taken := [path for path in added if path in files or path in (CURRENT, NEXT, PARTIAL)]:
        raise Refused("failure.taken", files=taken)
    files |= added
    texts = [path for path in files if path.endswith(tuple(f".{ending}" for ending in COMPRESSED))]
    for ending in compressed:
        for path in texts:
            source = files[path]
            content = source if isinstance(source, bytes) else Path(source).read_bytes()
            files[f"{path}.{ending}"] = _COMPRESS[ending](content)
    digests = Digests(request.store)
    manifest = manifest_of(files, _made_from(request), digests)
    publish(files, manifest, site, digests, grace, added, synced=synced)
    digests.keep()
    request.store.prune()
    return manifest


def publish(
    files: Mapping[str, Source],
    manifest: Manifest,
    site: Path,
    digests: Digests,
    grace: float = GRACE,
    allowed: Collection[str] = (),
    *,
    synced: bool = True,
) -> None:
    """Publish an edition to ``site``, which :func:`publishing` holds; ``allowed`` are files of others that it may replace.

    A folder may do without being ``synced``. Raises ``Refused``.
    """
    editions = Editions(site)
    if not editions.are_used:
        if in_the_way := in_place.in_the_way(site, manifest, allowed, digests):
            raise Refused("failure.in-the-way", site=site, files=in_the_way)
        in_place.put(files, manifest, site, grace, digests, synced=synced)
        return
    editions.add(files, manifest, digests)
    editions.switch(manifest.edition, grace)
    editions.prune(newest=manifest.edition)


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


def _made_from(request: Request) -> dict[str, str]:
    """Return the digests of the data, the prose, the program and the settings."""
    prose = hashlib.sha256()
    for language in request.catalogue.identity.languages:
        source = request.source(language)
        for path in sorted(path for path in source.rglob("*") if path.is_file()):
            prose.update(f"{language}/{path.relative_to(source).as_posix()}".encode() + b"\0" + path.read_bytes() + b"\0")
    settings = [request.base_url, request.edit_url, bool(request.booklets)]
    return {
        "data": request.catalogue.digest,
        "prose": prose.hexdigest()[:DIGITS],
        "program": digest_of_program(),
        "settings": hashlib.sha256(json.dumps(settings).encode()).hexdigest()[:DIGITS],
    }

"""Publishing into a folder that is there already, such as a checkout that is published by branch: file by file, in place."""

from __future__ import annotations

import functools
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from service_catalogue.site.digests import Digests
from service_catalogue.site.files import Source, folders_of, make_folder, remove, sync, write
from service_catalogue.site.manifest import CURRENT, NEXT, PARTIAL, Manifest, listed_in

#: A file of every site, by which a folder is known as one.
_SIGN = Path("api/v1/catalogue.json")


def is_free(site: Path) -> bool:
    """Return whether a site may be put into the folder ``site``.

    True if it is not there, holds a site already, or a publication that was cut short, or nothing but hidden files (a checkout
    that is published by branch has ``.git``). Never the home of a user, where hidden files may be all there is.
    """
    if not site.exists():
        return not site.is_symlink()
    if not site.is_dir() or site.resolve() == Path("~").expanduser().resolve():
        return False
    signs = (_SIGN, CURRENT, NEXT, PARTIAL)
    return any((site / sign).is_file() for sign in signs) or all(path.name.startswith(".") for path in site.iterdir())


def in_the_way(site: Path, manifest: Manifest, allowed: Collection[str], digests: Digests) -> list[str]:
    """Return the files in ``site`` that are not its own nor among ``allowed``, and that those of ``manifest`` would replace."""
    ours = listed_in(site)
    if not ours and (site / _SIGN).is_file():
        return []  # a site whose manifest is missing, or damaged
    paths = [path for path in manifest.files if path not in ours and path not in allowed and (site / path).exists()]
    return [path for path in paths if not (site / path).is_file() or digests.of(site / path) != manifest.files[path]]


def put(
    files: Mapping[str, Source], manifest: Manifest, site: Path, grace: float, digests: Digests, *, synced: bool = True
) -> None:
    """Put ``files`` into ``site``, and remove what the last edition had and this one has not; foreign files stay.

    New files come before those that they replace, and pages last: what a page names is there before it. What is gone is
    removed at the end, ``grace`` seconds later. So no visit misses a file. A file that is the same is not touched. What is not
    ``synced`` does not wait for the disk, and a power cut may damage it.
    """
    make_folder(site)
    (site / PARTIAL).unlink(missing_ok=True)
    put_one = functools.partial(write, by_way_of=site / PARTIAL, synced=synced)
    text = manifest.text.encode()
    before = listed_in(site)
    gone = before - manifest.paths - {NEXT}
    other = digests.faults(site, manifest.files)
    if not other and not gone and NEXT not in before:
        if not digests.holds(site / CURRENT, digests.of(text)):
            put_one(text, site / CURRENT)
        return
    put_one(text, site / NEXT)
    if synced:
        sync(site)
    for path in sorted(other, key=lambda path: (path.endswith(".html"), (site / path).exists(), path)):
        put_one(files[path], site / path)
    if synced:
        # Files that a publication which was cut short has put there are the same now, and their names not yet safe.
        sync(*(site / folder for folder in folders_of(files if NEXT in before else other)))
    if not all(path.endswith(".html") for path in gone):
        time.sleep(grace)
    remove(site, gone)
    put_one(text, site / CURRENT)
    (site / NEXT).unlink()
    if synced:
        sync(site)

"""The inventory, by which other projects refer to what is shown here: written again only where something in it has changed.

To compress a line for each cell of each service was a fifth of what a language took where one text of 100 services had changed.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder
from sphinx.domains import Domain
from sphinx.environment import BuildEnvironment

from service_catalogue.kept import Kept
from service_catalogue.sphinx_ext.domain import CatalogueDomain, domain_of
from service_catalogue.sphinx_ext.labels import labels_to_put

_BYTES = 16


def _begin(app: Sphinx, builder: Builder) -> None:
    if isinstance(builder, StandaloneHTMLBuilder):
        # Sphinx has no event before it.
        builder.dump_inventory = functools.partial(_dump, app, builder)  # type: ignore[method-assign]


def _dump(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    objects = itertools.chain.from_iterable(map(_objects_of, app.env.domains.sorted()))
    made_from = _sum_of(itertools.chain([(app.config.project, app.config.version, builder.name)], objects))
    kept, name = Kept(Path(app.doctreedir)), f"catalogue-inventory-{builder.name}.json"
    file = Path(app.outdir, INVENTORY_FILENAME)
    if not file.is_file() or kept.read(name, made_from) != _digest(file):
        with _with_labels(app.env):
            type(builder).dump_inventory(builder)
        kept.write(name, made_from, _digest(file))


@contextmanager
def _with_labels(env: BuildEnvironment) -> Iterator[None]:
    """The standard domain says that it has our labels too, which would take as much memory again in its tables."""
    standard = env.domains.standard_domain
    objects = standard.get_objects
    ours = ((name, target.name, "label", *target.link, -1) for name, target in labels_to_put(domain_of(env)))
    standard.get_objects = lambda: itertools.chain(objects(), ours)  # type: ignore[method-assign]
    try:
        yield
    finally:
        del standard.get_objects


def _objects_of(domain: Domain) -> Iterator[tuple[object, ...]]:
    """What tells the objects of ``domain`` from those of another build."""
    if isinstance(domain, CatalogueDomain):
        yield domain.name, domain.digest_of_objects()
    else:
        yield from ((domain.name, *each) for each in domain.get_objects())


def _sum_of(lines: Iterable[object]) -> str:
    """A digest of ``lines`` in whatever order: a document that is read again comes last, and to sort them takes memory for all."""
    digests = (hashlib.blake2b(repr(line).encode(), digest_size=_BYTES).digest() for line in lines)
    return f"{sum(map(int.from_bytes, digests)) % 256**_BYTES:x}"


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)

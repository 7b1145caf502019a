"""The inventory, by which other projects refer to what is shown here: written again only where something in it has changed.

To compress a line for each cell of each service was a fifth of what a language took where one text of 100 services had changed.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import INVENTORY_FILENAME, StandaloneHTMLBuilder

from service_catalogue import views
from service_catalogue.kept import Kept


def _begin(app: Sphinx, builder: Builder) -> None:
    if isinstance(builder, StandaloneHTMLBuilder):
        # Sphinx has no event before it.
        builder.dump_inventory = functools.partial(_dump, app, builder)  # type: ignore[method-assign]


def _dump(app: Sphinx, builder: StandaloneHTMLBuilder) -> None:
    # In an order of their own: a document that is read again comes last.
    objects = ((domain.name, *each) for domain in app.env.domains.sorted() for each in sorted(domain.get_objects()))
    made_from = views.digest_of_all(itertools.chain([(app.config.project, app.config.version, builder.name)], objects))
    kept, name = Kept(Path(app.doctreedir)), f"catalogue-inventory-{builder.name}.json"
    file = Path(app.outdir, INVENTORY_FILENAME)
    if not file.is_file() or kept.read(name, made_from) != _digest(file):
        type(builder).dump_inventory(builder)
        kept.write(name, made_from, _digest(file))


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def setup(app: Sphinx) -> None:
    app.connect("write-started", _begin)

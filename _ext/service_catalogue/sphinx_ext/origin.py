"""Messages name the file that an editor knows, and not its copy in the assembled folder."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from sphinx.application import Sphinx

from service_catalogue.sphinx_ext import settings


class _OriginalLocation(logging.Filter):
    def __init__(self, source: Path, prose: Path) -> None:
        super().__init__()
        self._source = f"{source}{os.sep}"
        self._prose = os.path.relpath(prose)

    def filter(self, record: logging.LogRecord) -> bool:
        location = getattr(record, "location", None)
        if isinstance(location, str) and location.startswith(self._source):
            record.location = os.path.join(self._prose, location.removeprefix(self._source))  # noqa: PTH118
        return True


def _name_originals(app: Sphinx) -> None:
    source = Path(app.srcdir)
    prose = Path(os.path.normpath(source / settings.of(source).prose))
    for handler in logging.getLogger("sphinx").handlers:
        handler.addFilter(_OriginalLocation(source, prose))


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _name_originals)

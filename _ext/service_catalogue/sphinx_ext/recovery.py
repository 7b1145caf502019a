"""Recovery from a build that was stopped or has failed: incomplete results are removed, complete ones stay.

Sphinx saves its environment before it writes, so an environment may say that documents are read whose pages were never written, or
were read with warnings that nobody would see again.
"""

import logging
from pathlib import Path

from docutils import nodes
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.util.logging import NAMESPACE, get_node_location

from service_catalogue.sphinx_ext.pages import made_pages

#: The file of doctrees during a build with the environment from before it; empty if there was none.
MARK = "unfinished"


def begin(output: Path, doctrees: Path) -> None:
    """Undo the last build if it is still marked as unfinished, and mark this one."""
    mark, environment = doctrees / MARK, doctrees / ENV_PICKLE_FILENAME
    if mark.exists():
        _undo(mark, output, doctrees)
    doctrees.mkdir(parents=True, exist_ok=True)
    partial = mark.with_suffix(".partial")
    partial.write_bytes(environment.read_bytes() if environment.exists() else b"")
    partial.replace(mark)


def _undo(mark: Path, output: Path, doctrees: Path) -> None:
    """Restore the environment in ``mark``, and remove the doctrees and files that were written since.

    Pages from data stay: each is recorded when it is complete.
    """
    status, environment, recorded = mark.stat(), doctrees / ENV_PICKLE_FILENAME, made_pages(output, doctrees)
    for path in (*doctrees.rglob("*.doctree"), *output.rglob("*")):
        if path.is_file() and path.stat().st_mtime_ns >= status.st_mtime_ns and path not in recorded:
            path.unlink()
    if status.st_size:
        mark.replace(environment)
    else:
        environment.unlink(missing_ok=True)


class Warned(logging.Handler):
    """A log handler that collects the places of Sphinx's warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._places: set[str] = set()
        logging.getLogger(NAMESPACE).addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        place = getattr(record, "location", None)
        place = place[0] if isinstance(place, tuple) else get_node_location(place) if isinstance(place, nodes.Node) else place
        self._places.add(place or "")

    def finish(self, app: Sphinx) -> None:
        """Remove the mark; after a failed build, also the doctrees of documents with warnings, which are then read again.

        The mark stays if a warning is about anything but a document.
        """
        found = {self._document(place, app) for place in self._places} if app.statuscode else set()
        for document in filter(None, found):
            Path(app.doctreedir, f"{document}.doctree").unlink(missing_ok=True)
        if None not in found:
            Path(app.doctreedir, MARK).unlink()

    def _document(self, place: str, app: Sphinx) -> str | None:
        name = place.partition(":")[0]
        document = name if name in app.env.found_docs else app.env.path2doc(name)
        return document if document in app.env.found_docs else None

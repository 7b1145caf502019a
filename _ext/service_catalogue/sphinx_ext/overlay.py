"""Documents of another folder that complete the source folder: pages about every catalogue, which an own page of that name replaces."""

import itertools
from collections.abc import Iterable
from pathlib import Path

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util import logging

from service_catalogue.locale import FALLBACK
from service_catalogue.model.identity import Identity

logger = logging.getLogger(__name__)


def source_folder(docs: Path, language: str, identity: Identity) -> Path:
    """Return the folder in ``docs`` with the documents for ``language``: those of another language if it has none."""
    known = (language, FALLBACK, identity.authoritative, *identity.languages)
    return next((docs / other for other in known if (docs / other).is_dir()), docs / language)


class CompletedProject(Project):
    """A project with the documents of its source folder and, where it has none of the name, those of ``catalogue_prose``."""

    def __init__(self, project: Project, folder: Path) -> None:
        super().__init__(project.srcdir, project.source_suffix)
        self.restore(project)
        self.folder = folder
        #: The documents of the other folder.
        self.added: dict[str, Path] = {}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find the documents of both folders."""
        own = frozenset(super().discover(exclude_paths, include_paths))
        found = {path.relative_to(self.folder).with_suffix("").as_posix(): path for path in sorted(self.folder.rglob("*.md"))}
        self.added = {document: path for document, path in found.items() if document not in own}
        # Sphinx joins these paths to the source folder, which an absolute one ignores.
        self._docname_to_path |= self.added
        self.docnames |= self.added.keys()
        return self.docnames

    def path2doc(self, filename: str | Path) -> str | None:  # type: ignore[override]
        """Return the document of a file in either folder: a link between documents of the other folder may lead to an own one."""
        path = Path(filename)
        return super().path2doc(path.relative_to(self.folder) if path.is_relative_to(self.folder) else path)


def added_documents(env: BuildEnvironment) -> dict[str, Path]:
    """Return the documents that complete the source folder, and their files."""
    return env.project.added if isinstance(env.project, CompletedProject) else {}


def _complete(app: Sphinx) -> None:
    if app.config.catalogue_prose:
        app.project = app.env.project = CompletedProject(app.project, Path(app.confdir, app.config.catalogue_prose).resolve())


def _allow_outside_of_menus(app: Sphinx, env: BuildEnvironment) -> None:
    """Let a toctree that lists own documents leave the others out without a warning."""
    for document in added_documents(env):
        env.metadata[document].setdefault("orphan", "")


def _hint_at_menu(app: Sphinx, env: BuildEnvironment) -> None:
    """Say how to correct Sphinx's warnings of own documents that no menu has."""
    listed = {env.config.root_doc, *itertools.chain.from_iterable(env.toctree_includes.values())}
    left = sorted(name for name in env.found_docs - listed if "orphan" not in env.metadata[name])
    if left and env.config.catalogue_prose:
        logger.warning("Add this at the end of %s.md:\n\n```{toctree}\n:hidden:\n\n%s\n```", env.config.root_doc, "\n".join(left))


def _link(app: Sphinx, doctree: nodes.document) -> None:
    """Let links of Markdown lead to the added documents, whose files MyST looks for in the source folder."""
    for link in doctree.findall(pending_xref):
        document, _, anchor = link["reftarget"].partition("#")
        document = document.removesuffix(".md")
        if link["reftype"] == "myst" and document in added_documents(app.env):
            link.attributes |= {"refdomain": "doc", "reftarget": document, "reftargetid": anchor or None}


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _complete, priority=0)
    app.connect("doctree-read", _link)
    app.connect("env-updated", _allow_outside_of_menus)
    app.connect("env-check-consistency", _hint_at_menu)

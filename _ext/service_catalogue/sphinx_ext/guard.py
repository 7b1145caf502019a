"""Restriction of prose to an allow-list of markup, and to files of the source folder.

A project that sets ``catalogue_allow`` accepts documents from people who may not run code on its site. Its documents can use
the directives and roles of the list alone, no front matter (which could switch extensions of MyST on), and images and
downloads that are plain files of the source folder.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from types import ModuleType, NoneType
from typing import TYPE_CHECKING

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.parsers.rst.states import Inliner
from docutils.utils import Reporter
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import DocutilsRenderer, token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.util.docutils import CustomReSTDispatcher

if TYPE_CHECKING:
    from sphinx.util.typing import RoleFunction

logger = logging.getLogger(__name__)

_FRONT_MATTER = re.compile(r"\A\s*---\s*$", re.MULTILINE)
#: An address that is not relative.
_SCHEME = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")
_WEB = re.compile(r"(?:https?://|mailto:)[^\s]", re.IGNORECASE)


class Refused(Directive):
    """The replacement of a directive that is not allowed, which reports it."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        raise self.error(f"The directive {self.name!r} is not allowed here. Allowed are those of catalogue_allow in conf.py.")


def _refused_role(
    name: str, rawtext: str, text: str, lineno: int, inliner: Inliner, *rest: object, **options: object
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    message = f"The role {name!r} is not allowed here. Allowed are those of catalogue_allow in conf.py."
    return [], [inliner.reporter.error(message, line=lineno)]


class Dispatcher(CustomReSTDispatcher):
    """A lookup of directives and roles that finds only those that are allowed."""

    def __init__(self, directives: frozenset[str], allowed_roles: frozenset[str]) -> None:
        super().__init__()
        self._directives = directives
        self._roles = allowed_roles

    def directive(
        self, directive_name: str, language_module: ModuleType, document: nodes.document
    ) -> tuple[type[Directive] | None, list[nodes.system_message]]:
        found, messages = super().directive(directive_name, language_module, document)
        return (Refused if found and directive_name not in self._directives else found), messages

    def role(
        self, role_name: str, language_module: ModuleType, lineno: int, reporter: Reporter
    ) -> tuple[RoleFunction, list[nodes.system_message]]:
        found, messages = super().role(role_name, language_module, lineno, reporter)
        return (_refused_role if found and role_name not in self._roles else found), messages


def _guard(app: Sphinx, docname: str, content: list[str]) -> None:
    allowed = app.config.catalogue_allow
    if allowed is None:
        return
    text = content[0]
    if _FRONT_MATTER.match(text):
        logger.error("Front matter is not allowed here.", location=(docname, 1), type="catalogue", subtype="prose")
        text = _FRONT_MATTER.sub("", text, count=1)
    content[0] = text
    # Only for this document: Sphinx restores the former dispatcher after it is read.
    Dispatcher(frozenset(allowed.get("directives", ())), frozenset(allowed.get("roles", ()))).enable()


def _render_restructuredtext(renderer: DocutilsRenderer, token: SyntaxTreeNode) -> None:
    """Refuse ``eval-rst``, wherever MyST finds it, in a project that sets ``catalogue_allow``: it can do more than Markdown."""
    env = renderer.sphinx_env
    if env is None or getattr(env.config, "catalogue_allow", None) is None:
        DocutilsRenderer.render_restructuredtext(renderer, token)
        return
    place = (env.current_document.docname, token_line(token))
    logger.error("The directive 'eval-rst' is not allowed here.", location=place, type="catalogue", subtype="prose")


def _check_addresses(app: Sphinx, doctree: nodes.document) -> None:
    """Report and remove images and downloads that are no plain files of the source folder, and links to anything but pages or mail."""
    if app.config.catalogue_allow is None:
        return
    for node in [each for each in doctree.findall(nodes.Element) if isinstance(each, nodes.image | nodes.reference)]:
        if isinstance(node, nodes.image | addnodes.download_reference):
            address = node.get("uri") or node.get("reftarget") or ""
            fault = "" if _is_own_file(app, address) else "is not a file of the source folder"
        else:
            address = node.get("refuri", "")
            fault = "is not an address on the web" if _SCHEME.match(address) and not _WEB.match(address) else ""
        if fault:
            logger.error("%r %s.", address, fault, location=node, type="catalogue", subtype="prose")
            node.parent.remove(node)


def _is_own_file(app: Sphinx, address: str) -> bool:
    if _SCHEME.match(address) or address.startswith(("//", "\\")):
        return False
    _, path = app.env.relfn2path(address, app.env.current_document.docname)
    # Symbolic links must not lead out of the folder.
    return Path(os.path.realpath(path)).is_relative_to(os.path.realpath(app.srcdir))


def _check_folder(app: Sphinx) -> None:
    """Raise an error for symbolic links and special files, before any file is opened."""
    if app.config.catalogue_allow is None:
        return
    refused = []
    for folder, folders, files in os.walk(app.srcdir):
        for name in sorted((*folders, *files)):
            path = Path(folder, name)
            mode = path.lstat().st_mode
            if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
                kind = "a symbolic link" if stat.S_ISLNK(mode) else "a special file"
                refused.append(f"{os.path.relpath(path)}:1:1: error: This is {kind}. Put a plain file here.")
    if refused:
        raise ExtensionError("the source folder holds what cannot be read:\n" + "\n".join(refused))


def _close(app: Sphinx) -> None:
    _check_folder(app)
    if app.config.catalogue_allow is not None:
        app.env.settings["raw_enabled"] = False
        app.env.settings["file_insertion_enabled"] = False


def setup(app: Sphinx) -> None:
    # MyST looks neither for a directive nor for a role here, and takes no other renderer.
    SphinxRenderer.render_restructuredtext = _render_restructuredtext  # type: ignore[method-assign,assignment]
    app.add_config_value("catalogue_allow", None, "env", types=(dict, NoneType))
    app.connect("builder-inited", _close)
    app.connect("source-read", _guard, priority=900)  # after the dispatchers of other extensions
    app.connect("doctree-read", _check_addresses, priority=300)  # before the collector of images

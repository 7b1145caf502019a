"""The roles: a reference to an object of the catalogue, or a name from it."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxRole

from service_catalogue.sphinx_ext.domain import CatalogueDomain, domain_of

#: The texts about the catalogue as a whole that a document can show.
TEXTS = ("name", "tagline", "owner", "manual")


class Reference(XRefRole):
    """``{catalogue:task}`backup```: a link to the object, with its name."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        domain_of(env).note(env.current_document.docname)
        return title, target


class Text(SphinxRole):
    """``{catalogue:text}`name```: the name of the catalogue, its tagline, its owner, or its manual, with a link if it has an address."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in TEXTS:
            message = f"The catalogue has no text {self.text!r}: choose one of {', '.join(TEXTS)}."
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        domain = domain_of(self.env)
        domain.note(self.env.current_document.docname)
        edition = domain.project.edition
        identity = edition.catalogue.identity
        is_manual = self.text == "manual"
        words = str(edition.words("manual.the")) if is_manual else edition.plain(getattr(identity, self.text))
        shown: nodes.Node = domain.project.named(words) if domain.project.borrowed else nodes.Text(words)
        if is_manual and (address := identity.manual_page("index", edition.language)):
            shown = nodes.reference("", "", shown, internal=False, refuri=address)
        return [shown], []


def setup(app: Sphinx) -> None:
    for kind in CatalogueDomain.object_types:
        app.add_role_to_domain("catalogue", kind, Reference(innernodeclass=nodes.inline, warn_dangling=True))
    app.add_role_to_domain("catalogue", "text", Text())

"""Markup of documents: roles for objects and texts of the catalogue, and directives for its views."""

from typing import ClassVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.docutils import SphinxDirective, SphinxRole

from service_catalogue.messages import FALLBACK
from service_catalogue.messages.problem import did_you_mean
from service_catalogue.sphinx_ext.domain import CatalogueDomain, domain_of, no_such
from service_catalogue.sphinx_ext.elements import catalogue_view
from service_catalogue.views import directive_views

#: The texts about the whole catalogue that a document can have.
TEXTS = ("name", "tagline", "owner", "manual")


class Reference(XRefRole):
    """A link to an object with its name: ``{catalogue:task}`backup```."""

    def process_link(
        self, env: BuildEnvironment, refnode: nodes.Element, has_explicit_title: bool, title: str, target: str
    ) -> tuple[str, str]:
        domain_of(env).note(env.current_document.docname)
        return title, target


class Text(SphinxRole):
    """The name, tagline, owner or manual of the catalogue, the manual with a link if it has an address: ``{catalogue:text}`name```."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        if self.text not in TEXTS:
            message = f"The catalogue has no text {self.text!r}: choose one of {', '.join(TEXTS)}."
            return [], [self.inliner.reporter.error(message, line=self.lineno)]
        domain = domain_of(self.env)
        document = self.env.current_document.docname
        domain.note(document)
        edition = domain.project.edition
        identity = edition.catalogue.identity
        is_manual = self.text == "manual"
        words = edition.words("manual.the") if is_manual else edition.plain(getattr(identity, self.text))
        named = domain.project.named(words, document)
        shown: nodes.Node = named if named["classes"] else nodes.Text(words)
        if is_manual and (address := identity.manual_page("index", edition.language)):
            shown = nodes.reference("", "", shown, internal=False, refuri=address)
        return [shown], []


class ViewDirective(SphinxDirective):
    """A view in a document: ``{catalogue:matrix} 2a``; the arguments are the ids of its objects."""

    view: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        domain = domain_of(self.env)
        wanted = directive_views.VIEWS[self.view].arguments
        if self.arguments and len(self.arguments) < len(wanted):
            raise self.error(f"All of these ids are expected here, or none: {', '.join(wanted)}.")
        only = self.options.get("only", ())
        for part in only:
            if part not in (known := directive_views.VIEWS[self.view].parts):
                raise self.error(f"catalogue:{self.view} has no part {part!r}.{did_you_mean(part, known)[FALLBACK]}")
        view = (self.view, tuple(self.arguments), only)
        try:
            domain.project.parts(view)
        except directive_views.UnknownIdError as error:
            cure = "" if error.known else " Leave the id out."
            raise self.error(no_such(error.kind, error.id, error.known) + cure) from None
        domain.note(self.env.current_document.docname, *view)
        node = catalogue_view(view=view)
        self.set_source_info(node)
        return [node]


def _words(argument: str | None) -> tuple[str, ...]:
    words = tuple((argument or "").replace(",", " ").split())
    if not words:
        raise ValueError("Name the parts that are shown, or leave the option out.")
    return words


def _directive(name: str) -> type[ViewDirective]:
    view = directive_views.VIEWS[name]
    attributes = {
        "__doc__": f"``{{catalogue:{name}}}``",
        "view": name,
        "optional_arguments": len(view.arguments) + len(view.optional),
        # The kinds of parts to show. Without any option, docutils takes ``:option:`` for an argument.
        "option_spec": {"only": _words},
        "final_argument_whitespace": False,
    }
    return type(f"{name.title()}Directive", (ViewDirective,), attributes)


def setup(app: Sphinx) -> None:
    for kind in CatalogueDomain.object_types:
        app.add_role_to_domain("catalogue", kind, Reference(innernodeclass=nodes.inline, warn_dangling=True))
    app.add_role_to_domain("catalogue", "text", Text())
    for name in directive_views.VIEWS:
        app.add_directive_to_domain("catalogue", name, _directive(name))

"""Labels, by which documents, and projects without this extension, refer to the objects."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.builders import Builder

from service_catalogue.sphinx_ext.domain import LABELLED_BY_KIND, CatalogueDomain, Target, domain_of
from service_catalogue.views.piece import Link

#: The kinds of pages that show everything of a kind, each with the key of its title; their labels are ``catalogue.<kind>``.
_OVERVIEWS = {
    "services": "nav.services",
    "tasks": "nav.tasks",
    "parties": "nav.parties",
    "layers": "nav.layers",
    "glossary": "nav.glossary",
    "changes": "diff.title",
}


def _labels(domain: CatalogueDomain) -> Iterator[tuple[str, Target]]:
    """Yield the label and the target of each object and overview that has a page."""
    for kind, id, target in domain.reached():
        yield (f"{kind}.{id}" if kind in LABELLED_BY_KIND else id), target
    for name, address in domain.project.pages.items():
        if address.kind in _OVERVIEWS:
            yield f"catalogue.{address.kind}", Target(str(domain.project.edition.words(_OVERVIEWS[address.kind])), Link(name))


def _note_labels(app: Sphinx, builder: Builder) -> None:
    """Add the labels to the standard domain, after the environment is pickled: these of an earlier build would be out of date."""
    domain, standard = domain_of(app.env), app.env.domains.standard_domain
    if domain.project.styled:  # without the pages of these labels of Sphinx's own, unless they are switched on
        for document, has_page in (("genindex", app.config.html_use_index), ("py-modindex", app.config.html_domain_indices)):
            if not has_page:
                standard.clear_doc(document)
    for name, target in _labels(domain):
        if name not in standard.anonlabels:  # a label of a document takes precedence
            standard.anonlabels[name] = (target.link.document, target.link.anchor)
            standard.labels[name] = (*target.link, target.name)


def setup(app: Sphinx) -> None:
    app.connect("write-started", _note_labels)

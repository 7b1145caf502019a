"""Labels, by which documents, and projects without this extension, refer to the objects.

They are put into Sphinx's standard domain where they are asked for, and taken out when a build ends: of many services there are a
hundred thousand, and the environment that is kept would mostly be these.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping

from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms.post_transforms import SphinxPostTransform

from service_catalogue.sphinx_ext.domain import KINDS, LABELLED_BY_KIND, CatalogueDomain, Target, domain_of
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


def labels_to_put(domain: CatalogueDomain) -> Iterator[tuple[str, Target]]:
    """The label of each object and overview, but for those of which there is one of the name."""
    reached = ((f"{kind}.{id}" if kind in LABELLED_BY_KIND else id, target) for kind, id, target in domain.reached())
    for name, target in itertools.chain(reached, _overviews(domain).items()):
        if not _is_put(domain, name):
            yield name, target


def _put_label(domain: CatalogueDomain, name: str) -> None:
    """Put the label ``name``, if it is one of an object or an overview."""
    kind, _, id = name.partition(".")
    found = [domain.target(kind, id) if kind in LABELLED_BY_KIND else None]
    found += [domain.target(kind, name) for kind in KINDS if kind not in LABELLED_BY_KIND]
    found += [_overviews(domain).get(name) if kind == "catalogue" else None]
    for target in found:
        if target and target.link.document in domain.project.pages and not _is_put(domain, name):
            domain.env.domains.standard_domain.anonlabels[name] = target.link.document, target.link.anchor
            domain.env.domains.standard_domain.labels[name] = (*target.link, target.name)
            domain.labels.append(name)


def _overviews(domain: CatalogueDomain) -> Mapping[str, Target]:
    words, kinds = domain.project.edition.words, ((address.kind, name) for name, address in domain.project.pages.items())
    return {f"catalogue.{kind}": Target(str(words(_OVERVIEWS[kind])), Link(name)) for kind, name in kinds if kind in _OVERVIEWS}


def _is_put(domain: CatalogueDomain, name: str) -> bool:
    """Whether there is a label ``name``, which is a document's, or ours and put before."""
    standard = domain.env.domains.standard_domain
    return name in standard.anonlabels or name in standard.labels


def _drop(env: BuildEnvironment, names: Iterable[str]) -> None:
    """Take labels out of the standard domain."""
    for name in names:
        env.domains.standard_domain.labels.pop(name, None)
        env.domains.standard_domain.anonlabels.pop(name, None)


class _PutLabels(SphinxPostTransform):
    """Puts the labels that a document refers to, before its references are resolved."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        for reference in self.document.findall(pending_xref):
            _put_label(domain_of(self.env), reference.get("reftarget") or "")


def _begin(app: Sphinx) -> None:
    domain_of(app.env).labels = []
    standard = app.env.domains.standard_domain
    for table in ("labels", "anonlabels"):  # an earlier build in our own theme has taken some of Sphinx's own out
        standard.data[table] = {**standard.initial_data[table], **standard.data[table]}


def _updated(app: Sphinx, env: BuildEnvironment) -> None:
    """Take out the labels of Sphinx's own for pages that our own theme does not have."""
    if not domain_of(env).project.own_theme:
        return
    # Sphinx has one for its search, and for each index even where it writes none.
    _drop(env, ["search", *(() if app.config.html_use_index else ("genindex",))])
    _drop(env, () if app.config.html_domain_indices else ("modindex", "py-modindex"))


def _finish(app: Sphinx, error: Exception | None) -> None:
    domain = domain_of(app.env)
    _drop(app.env, domain.labels)
    domain.labels.clear()


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", _begin)
    app.connect("env-updated", _updated)
    app.connect("build-finished", _finish)
    app.add_post_transform(_PutLabels)

"""The kinds of parts are the same in the views, in the templates of the theme and in documents of other builders."""

from __future__ import annotations

import importlib
import pkgutil

from service_catalogue import views
from service_catalogue.views.edition import Edition
from service_catalogue.views.page import PartKind

from tests.folders import ROOT, SMALL, catalogue_of, maker_of


def kinds() -> list[str]:
    """Return the template of each kind, module by module; a kind is a constant of the module that defines its content."""
    modules = [importlib.import_module(f"{views.__name__}.{module.name}") for module in pkgutil.iter_modules(views.__path__)]
    constants = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, PartKind)}
    return [kind.template for kind in constants.values()]


def test_each_kind_has_a_template_of_its_own():
    templates = [path.stem for path in (ROOT / "_ext/service_catalogue/theme/parts").glob("*.html")]
    assert sorted(kinds()) == sorted(templates)


def test_each_kind_has_a_function_that_makes_nodes_of_it():
    maker = maker_of(Edition(catalogue_of(SMALL), "en"))
    assert sorted({*kinds()} - {"change"}) == sorted(maker.handlers), "the form is on a page of our theme alone"

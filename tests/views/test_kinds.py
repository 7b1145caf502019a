"""The kinds of parts are the same in the views and in the templates of the theme."""

from __future__ import annotations

import importlib
import pkgutil

from service_catalogue import views
from service_catalogue.views.page import PartKind

from tests.folders import ROOT


def kinds() -> list[str]:
    """Return the template of each kind, module by module; a kind is a constant of the module that defines its content."""
    modules = [importlib.import_module(f"{views.__name__}.{module.name}") for module in pkgutil.iter_modules(views.__path__)]
    constants = {id(value): value for module in modules for value in vars(module).values() if isinstance(value, PartKind)}
    return [kind.template for kind in constants.values()]


def test_each_kind_has_a_template_of_its_own():
    templates = [path.stem for path in (ROOT / "_ext/service_catalogue/theme/parts").glob("*.html")]
    assert sorted(kinds()) == sorted(templates)

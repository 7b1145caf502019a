"""Rules, one a module: each ends with ``RULE``, and is found by that. The others are what several rules need."""

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules

from service_catalogue.rules.rule import CHECKS, Rule

_modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__) if module.name != "run"]
_found: list[Rule] = [
    replace(module.RULE, **{name: getattr(module, name) for name in CHECKS if hasattr(module, name)})
    for module in _modules
    if hasattr(module, "RULE")
]
#: Every rule, by phase and name.
RULES = tuple(sorted(_found, key=lambda rule: (rule.phase, rule.name)))

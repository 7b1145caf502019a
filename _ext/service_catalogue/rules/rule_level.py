"""The severity that a catalogue gives a rule is that of a rule that warns."""

from collections.abc import Iterator, Mapping

from service_catalogue.rules.rule import Catalogue, Problem, Rule, did_you_mean, is_adjustable, quote


def misnamed(catalogue: Catalogue, rules: Mapping[str, Rule]) -> Iterator[Problem]:
    """Return a problem for each name that is none of the ``rules`` that warn."""
    adjustable = [name for name, rule in rules.items() if is_adjustable(rule)]
    for name in catalogue.read_identity.rules if catalogue.read_identity else ():
        if name in rules and name not in adjustable:
            yield RULE.problem(name.at, "fixed", rule=quote(name))
        elif name not in rules:
            yield RULE.problem(name.at, rule=quote(name), hint=did_you_mean(name, adjustable))


RULE = Rule(
    name="rule-level",
    example="""\
-rules: {similar-title: off}
+rules: {similar-titles: off}
""",
    file="catalogue.yaml",
)

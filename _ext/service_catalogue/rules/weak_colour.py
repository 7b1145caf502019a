"""The colours of a brand have enough contrast on every ground of the pages."""

from collections.abc import Iterator

from service_catalogue.rules.rule import Kind, Problem, Rule, Severity, Shared, quote

#: The background colours of links, as in ``theme/styles/catalogue.css``.
GROUNDS = {"light": ("#fdfcfa", "#f5f2ea", "#f0ebe0"), "dark": ("#10181e", "#19232b", "#202b34")}
#: The contrast of text in WCAG 2.2 at level AAA.
LEAST = 7.0


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def check_shared(shared: Shared) -> Iterator[Problem]:
    brand = shared.identity.brand
    colours = brand.colours if brand else None
    for colour, ground in ((colours.light, "light"), (colours.dark, "dark")) if colours else ():
        least = min(contrast(colour, one) for one in GROUNDS[ground])
        if least < LEAST:
            yield RULE.problem(colour.at, ground, colour=quote(colour), contrast=int(least * 10) / 10)


RULE = Rule(
    name="weak-colour",
    severity=Severity.WARNING,
    example="""\
 brand:
-  colours: {light: "#d08a2b", dark: "#ffd9a0"}
+  colours: {light: "#5a2f04", dark: "#ffd9a0"}
""",
    file="catalogue.yaml",
    reads=(Kind.IDENTITY,),
)

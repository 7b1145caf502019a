"""What libyaml says of a text that is not YAML, in plain words."""

from __future__ import annotations

from typing import NamedTuple

import yaml

#: How many levels may lie inside each other.
MAX_DEPTH = 20


class Fault(NamedTuple):
    """What is wrong."""

    #: Of the message, among those of the rule ``unreadable-file``.
    name: str
    #: Whether its place is where the construct began, and not where it broke.
    at_context: bool = False


def in_plain_words(error: yaml.MarkedYAMLError, rest: str) -> Fault:
    """What ``error`` means; ``rest`` is the text from its place on."""
    said = " ".join(part for part in (error.problem, error.context) if part)
    if rest.startswith("\t"):
        said = "found a tab character"
    elif "expected node content" in said:
        said += " at the end" if not rest.strip() else f" before {rest[0]}"
    return next((fault for sign, fault in _FAULTS.items() if sign in said), Fault("syntax"))


_QUOTE = Fault("quote-not-closed", True)
_DIRECTIVE = Fault("directive", True)
#: By what libyaml says; the first that fits.
_FAULTS = {
    "found unexpected end of stream while scanning a quoted": _QUOTE,
    "found unexpected document indicator": _QUOTE,
    "found a tab character": Fault("tab"),
    "mapping values are not allowed": Fault("colon"),
    "found unknown escape character": Fault("unknown-escape"),
    "did not find expected key": Fault("key-expected"),
    "could not find expected ':'": Fault("colon-missing", True),
    "did not find expected '-' indicator": Fault("item-expected"),
    "did not find expected ',' or ']'": Fault("list-not-closed"),
    "did not find expected ',' or '}'": Fault("mapping-not-closed"),
    "found character that cannot start any token": Fault("first-character"),
    "did not find expected <document start>": Fault("after-end"),
    "block sequence entries are not allowed": Fault("item-in-line"),
    "expected node content while parsing a flow node at the end": Fault("bracket-not-closed"),
    "expected node content": Fault("value-expected"),
    "exceeded maximum nesting depth": Fault("too-deep"),
    "expected comment or line break": Fault("after-block-sign"),
    "indentation indicator": Fault("after-block-sign"),
    "invalid Unicode character escape code": Fault("invalid-escape"),
    "expected hexdecimal number": Fault("invalid-escape"),
    "expected alphabetic or numeric character": Fault("star-or-ampersand", True),
    "tag directive": _DIRECTIVE,
    "scanning a directive": _DIRECTIVE,
    "incompatible YAML document": _DIRECTIVE,
    "directive": _DIRECTIVE,
    "undefined tag handle": Fault("tag", True),
    "a tag": Fault("tag", True),
}

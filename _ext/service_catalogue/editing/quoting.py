"""Puts texts that YAML reads otherwise, such as references, into quotation marks."""

import itertools
import json
import re
from collections.abc import Iterator

from service_catalogue.editing.source_edits import line_start
from service_catalogue.messages.problem import Location
from service_catalogue.model.matrix import read_data
from service_catalogue.yaml.source import UNQUOTED_REFERENCE
from service_catalogue.yaml.values import Map, Scalar, Seq, Value

#: What is before a text on its line, and its rest from a reference on.
_BEFORE_TEXT = re.compile(r".*[\w-]: +|[ ]*(?:- +)+")
_IN_BRACES = re.compile(r"[^{}]*?(?=,\s*[\w-]+:\s|\s*\})")
#: A line of a text, without a comment behind it.
_LINE = r"[^\n]*?(?=[ ]+#|[ ]*(?:\n|$))"


def with_quotes(text: str) -> str:
    """Return ``text`` with quotation marks around each text that begins with a reference, or has one between braces."""
    while True:
        value, problems = read_data("", text.encode("utf-8", "surrogatepass"))
        slips = (problem.at for problem in problems if problem.message == UNQUOTED_REFERENCE)
        at = next(itertools.chain(slips, _read_as_lists(value)), None)
        quoted = _quoted_at(text, at) if at else text
        if quoted == text:
            return text
        text = quoted


def _read_as_lists(value: Value | None) -> Iterator[Location]:
    """Yield where a reference alone was read as a list in a list."""
    inner = value[0] if isinstance(value, Seq) and len(value) == 1 else None
    if isinstance(value, Seq) and isinstance(inner, Seq) and len(inner) == 1 and isinstance(inner[0], Scalar):
        # Without space between the brackets, and on one line.
        if inner.at == value.at._replace(column=value.at.column + 1) and inner[0].at.line == value.at.line:
            yield value.at
    elif isinstance(value, Map | Seq):
        for inner in value.values() if isinstance(value, Map) else value:
            yield from _read_as_lists(inner)


def _quoted_at(text: str, at: Location) -> str:
    """Return ``text`` with quotation marks around the text that has a reference at ``at``; it may go on on the next lines."""
    start = line_start(text, at)
    before = _BEFORE_TEXT.match(text, start, start + at.column - 1)
    if before is None:
        return text
    if "{" in before[0]:
        end = _IN_BRACES.match(text, before.end())
    else:
        # The lines below that are indented more than the key, or than the dash.
        own = before[0]
        deeper = (len(own) - len(own.lstrip(" -")) if ":" in own else own.rindex("-")) + 1
        end = re.compile(rf"{_LINE}(?:\n {{{deeper},}}(?!#){_LINE})*").match(text, before.end())
    if end is None or '"' in end[0]:
        return text
    quoted = "\n".join(json.dumps(line, ensure_ascii=False)[1:-1] for line in end[0].split("\n"))
    return f'{text[: before.end()]}"{quoted}"{text[end.end() :]}'

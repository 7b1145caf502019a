"""Documents that name objects of the catalogue: an id is changed where a role, a directive or a reference to a label names it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

#: The kinds of objects whose ids a directive takes, in their order.
ARGUMENTS = {
    "service": ("service",),
    "matrix": ("service", "matrix"),
    "duties": ("party", "service"),
    "task": ("task", "service"),
    "legend": ("scheme",),
    "terms": ("service",),
    "shares": ("service",),
}
#: The kinds whose labels are ``<kind>.<id>``; the label of anything else is its id.
_LABELLED_BY_KIND = ("service", "task", "party", "layer", "term")
_SUFFIXES = (".md", ".rst")

#: ``{catalogue:task}`backup` `` or ``{catalogue:task}`the copies <backup>` ``, in Markdown and in reStructuredText.
_ROLE = re.compile(r"(?:\{catalogue:(?P<kind>[a-z]+)\}|:catalogue:(?P<rst>[a-z]+):)`(?:[^`<]*<)?(?P<id>[^`<>]+)>?`")
#: ``{catalogue:duties} customer 2a``
_DIRECTIVE = re.compile(r"(?:\{catalogue:(?P<name>[a-z]+)\}|\.\. catalogue:(?P<rst>[a-z]+)::)[ \t]+(?P<ids>[^\s`].*)")
#: ``{ref}`task.backup` ``, ``[words](#task.backup)`` and ``<project:#task.backup>``
_LABEL = re.compile(r"(?:(?:\{ref\}|:ref:)`(?:[^`<]*<)?|\]\(#|<project:#)(?P<label>[^`<>()\s]+)")


def documents(folder: Path, moved: Mapping[tuple[str, str], str]) -> Iterator[tuple[Path, str]]:
    """The documents below ``folder`` that name something of ``moved``, by kind and id, each with the text that has the new ids."""
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file()):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        if (changed := renamed(text, moved)) != text:
            yield path, changed


def renamed(text: str, moved: Mapping[tuple[str, str], str]) -> str:
    """``text`` with the new ids."""
    labels = {_label(kind, old): _label(kind, new) for (kind, old), new in moved.items()}

    def in_role(hit: re.Match[str]) -> str:
        return _with(hit, "id", moved.get((hit["kind"] or hit["rst"], hit["id"].strip()), hit["id"]))

    def in_directive(hit: re.Match[str]) -> str:
        kinds = iter(ARGUMENTS.get(hit["name"] or hit["rst"], ()))
        return _with(hit, "ids", re.sub(r"\S+", lambda id: moved.get((next(kinds, ""), id[0]), id[0]), hit["ids"]))

    def in_label(hit: re.Match[str]) -> str:
        return _with(hit, "label", labels.get(hit["label"], hit["label"]))

    return _LABEL.sub(in_label, _DIRECTIVE.sub(in_directive, _ROLE.sub(in_role, text)))


def _label(kind: str, id: str) -> str:
    return f"{kind}.{id}" if kind in _LABELLED_BY_KIND else id


def _with(hit: re.Match[str], group: str, new: str) -> str:
    """What ``hit`` matches, with ``new`` in the place of its ``group``."""
    start, end = (place - hit.start() for place in hit.span(group))
    return hit[0][:start] + new + hit[0][end:]

"""Ids and paths: what would leave the folder, name a device, or be the same file elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from service_catalogue.model.published_ids import KINDS
from service_catalogue.schema.forms import RESERVED_IDS

from tests.folders import DESK, Found
from tests.hostile.case import Case, original, planted, quoted, texts_of
from tests.hostile.fields import IDS, REFERENCES

_TEXTS = texts_of(__file__)
_WRONG = (*_TEXTS["wrong"], unicodedata.normalize("NFD", "é"), "x" * 61, "x-" * 40 + "x")
#: Those of them that a statement, or a task, may have had.
_OLD = ("x.y", "x.html", "task:x")
_RIGHT = (*_TEXTS["right"], "x" * 60)
#: Names of files beside ``desk.yaml``.
_FILES = (
    "x y", "X", "Desk", "æ", unicodedata.normalize("NFD", "å"), "..x", "x.", ".x", "-x", "--help", "con", "COM1", "::error::x", "::error file=a::x", "x\ny", "x\t", "x\x1b[31m", "x\u202ey",
    "😀", "{{x}}", "<b>x<b>", "x" * 200, "x'y", 'x"y', "x;y", "$(x)", "`x`", "%s", "x:1:1", "*", "?", "|", "x\\y", "\udce6",
)  # fmt: skip


def cases() -> Iterator[Case]:
    for kind, (file, old, new) in IDS.items():
        for id in _WRONG:
            mark = "⟦invalid-id⟧"
            yield planted(f"{id!r} as the id of {kind}", (file, old, new.replace("¤", mark + quoted(id))))
        for id in sorted(RESERVED_IDS):
            yield planted(f"{id!r} as the id of {kind}", (file, old, new.replace("¤", f"⟦invalid-id⟧{id}")))
        for id in _RIGHT:
            yield planted(f"{id!r} as the id of {kind}", (file, old, new.replace("¤", id)))
    for kind, (file, old, new) in REFERENCES.items():
        for id in _WRONG:
            yield planted(f"{id!r} as {kind}", (file, old, new.replace("¤", "⟦unknown-reference⟧" + quoted(id))))
    for id in _WRONG:
        if id == "desk.what-1":
            continue
        kind, colon, _ = id.rpartition(":")
        known = not colon or kind in KINDS
        wrong = "" if id in _OLD else "⟦redirect⟧"
        for redirects in (
            f"{{backup-2: {'⟦invalid-value⟧' if chr(10) in id else '⟦redirect⟧'}{quoted(id)}}}",
            f"{{{wrong}{quoted(id)}: {'⟦redirect⟧' * known}nowhere}}",
            f"{{{wrong}{quoted(id)}: {'⟦redirect⟧' * (kind == 'task')}desk}}",
        ):
            yield planted(f"redirects: {redirects}", ("catalogue.yaml", "redirects: {}", f"redirects: {redirects}"))
    for name in _FILES:
        yield from _file(name)


def _file(name: str) -> Iterator[Case]:
    """Yield the case of a service in a file of that name, with the same id: the id is refused, and the path is shown harmlessly."""
    file = f"services/{name}.yaml"
    text = original(DESK).replace("id: desk\n", f"id: {quoted(name)}\n").encode("utf-8", "surrogateescape")
    plain = name.isprintable() and "\udce6" not in name
    rule = "invalid-id" if plain else "unreadable-file" if "\udce6" in name else "invisible-character"
    column = 5
    if name in ("x\ny", "x\t"):
        rule = "invalid-id"
    elif rule == "invisible-character":
        column = 6 + next(index for index, letter in enumerate(name) if not letter.isprintable())
    elif rule == "unreadable-file":
        column = 6
    yield Case(f"the file {name!r}", {file: text}, (Found(file, 1, column, rule),), others=True)
    yield Case(
        f"the file {name!r} with another id", {file: original(DESK).encode()}, (Found(file, 1, 5, "wrong-file"),), others=True
    )

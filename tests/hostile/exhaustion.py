"""Resource exhaustion: a little text that asks for much memory or time, and much text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from tests.folders import DESK
from tests.hostile.case import Case, planted, raw, whole
from tests.hostile.fields import CLOSED, IDS, TEXTS

#: Pieces that a search with steps back might take long over.
_PIECES = (
    "*", "**", "*a", "a*", "[", "]", "[[", "]]", "[[a", "[[a|", "[a", "[a]", "[a](", "](", "(", "[a](b", "[](", "[*", "*[", "a ", " ", "a*b", "[[a]](b)", "|", "https://", "å",
    "a-", "-a", "backup", "backup-", "SIT ", "\\n", "&", "<", "A,", ". ", "::", "…", "😀",
)  # fmt: skip
_MANY = 20_000
_EXTENDING = "id: s{number}\ncode: S{number}\nname: {{da: Y, en: S}}\nprovider: provider\nmatrix:\n  extends: {base}\n"


def cases() -> Iterator[Case]:
    yield from _deep()
    yield from _bombs()
    yield from _long()
    yield from _many()


def _deep() -> Iterator[Case]:
    """Yield lists that the form of a value refuses; what YAML refuses for its depth is in ``tests/test_source.py``."""
    for depth in (21, 100, 900):
        lists = f"{'[' * 11}⟦unreadable-file⟧{'[' * (depth - 11)}backup{']' * depth}"
        yield planted(f"{depth} lists in a claim", ("may-do: [restore]", f"may-do: {lists}"))


def _bombs() -> Iterator[Case]:
    names = "abcdefghijklmnopqrstuvwxyz"
    for width in (2, 9, 50):
        lines = ["a: ⟦forbidden-yaml⟧&a [x]"]
        lines += [f"{new}: &{new} [{', '.join([f'*{old}'] * width)}]" for old, new in itertools.pairwise(names)]
        yield whole(f"an alias bomb of {width} to the 25th", {DESK: "\n".join(lines) + "\n"}, others=True)
    lines = [
        "a: ⟦forbidden-yaml⟧&a {x: y}",
        *(f"{new}: &{new} {{<<: [*{old}, *{old}]}}" for old, new in itertools.pairwise(names)),
    ]
    yield whole("a bomb of merges", {DESK: "\n".join(lines) + "\n"}, others=True)
    yield whole("an alias of itself", {DESK: "⟦forbidden-yaml⟧&a [*a]\n"}, others=True)
    yield whole("keys that are aliases", {DESK: "a: ⟦forbidden-yaml⟧&a x\n" + "? *a\n: y\n" * 5_000}, others=True)
    head = "scheme: raci\n  axes: "
    old = f"{head}{{layer: [upper, lower]}}"
    for axes in (4, 8, 17):
        values = ", ".join(f"axis-{number}: [upper, lower]" for number in range(axes))
        # 17 axes are too many cells, which alone is reported.
        new = f"⟦wrong-shape⟧{head}{{{values}}}" if axes == 17 else f"{head}{{⟦unknown-reference⟧{values}}}"
        yield planted(f"{axes} axes", (old, new), others=True)
    many = ", ".join(f"x{number}" for number in range(2_000))
    new = f"⟦wrong-shape⟧{head}{{layer: [{many}], b: [{many}]}}"
    yield planted("a matrix of 2,000 by 2,000", (old, new), others=True)


def _long() -> Iterator[Case]:
    for size, name in ((10_000_000, "10 MB"), (1_000_001, "1 MB and a byte")):
        for letter in (b"a", b" ", b"\n", b"#", b"[", b"&", b"\xe6", b"\0"):
            yield raw(f"{name} of {letter!r}", DESK, letter * size, (1, 1, "unreadable-file"))
    for name in ("the motto", "a statement", "a task's name", "the service's code", "a term's name"):
        file, old, new = TEXTS[name]
        long = "⟦long-name⟧" if "name" in name else ""
        for length, mark in ((10_000, long), (10_001, "⟦invalid-value⟧"), (300_000, "⟦invalid-value⟧")):
            yield planted(f"{length} letters in {name}", (file, old, new.replace("¤", mark + "a" * length)))
            yield planted(f"{length} digits in {name}", (file, old, new.replace("¤", mark + "9" * length)))
    for name, (file, old, new) in CLOSED.items():
        yield planted(f"900,000 digits as {name}", (file, old, new.replace("¤", "⟦invalid-value⟧" + "9" * 900_000)))
    for name, (file, old, new) in IDS.items():
        for piece in ("a", "a-", "-", "9"):
            yield planted(
                f"900,000 of {piece} as the id of {name}",
                (file, old, new.replace("¤", "⟦invalid-id⟧'" + piece * (900_000 // len(piece)) + "x-'")),
            )
    for piece in _PIECES:
        for name in ("a statement", "a task's name", "a definition", "the motto"):
            file, old, new = TEXTS[name]
            length = len(piece.replace("\\n", "n"))
            text = piece * (400_000 // max(length, len(piece.encode())))
            yield planted(f"400,000 bytes of {piece!r} as {name}", (file, old, new.replace("¤", f'⟦invalid-value⟧"{text}"')))
            rule = "missing-translation" if piece in (" ", "\\n") else "unknown-term" if piece == "[[a]](b)" else ""
            text = piece * (10_000 // length)
            written = f'⟦{rule}⟧"{text}"' if rule == "missing-translation" else f'"⟦{rule}⟧{text}"' if rule else f'"{text}"'
            yield planted(f"10,000 of {piece!r} as {name}", (file, old, new.replace("¤", written)), others=True)
    yield planted("900,000 spaces", ("code: D1", "code: " + " " * 900_000 + "D1"))
    yield planted("900,000 blank lines", ("code: D1", "\n" * 900_000 + "code: D1"))
    yield planted("a comment of 900,000 letters", ("code: D1", "# " + "x" * 900_000 + "\ncode: D1"))
    yield planted("100,000 comments", ("code: D1", "# x\n" * 100_000 + "code: D1"))


def _many() -> Iterator[Case]:
    redirects = ", ".join(f"old-{number}: {'⟦redirect⟧' * (not number)}new-{number}" for number in range(_MANY))
    yield planted("many: redirects", ("catalogue.yaml", "redirects: {}", f"redirects: {{{redirects}}}"), others=True)
    values = "".join(f"      {'⟦unknown-reference⟧' * (not number)}q{number}: []\n" for number in range(_MANY))
    places = ", ".join(f"backup.x{number}" for number in range(_MANY))
    note, at = "      note: 1\n", "at: [backup.upper]"
    # Places are checked where the rows are right.
    yield planted("many: values that are on no axis", (note, note + values), (at, f"at: [backup.upper, {places}]"), others=True)
    yield planted("many: places at such values", (at, f"at: [backup.upper, ⟦unknown-reference⟧{places}]"), others=True)
    ids = "".join(f"    - {'⟦renamed-id⟧' * (not number)}gone-{number}\n" for number in range(_MANY))
    yield whole("many: published ids", {"published-ids.yaml": f"published:\n  task:\n{ids}"}, others=True)
    groups = "".join(
        f"  - {{id: g{number}, name: {{da: G, en: G}}, parent: {'⟦circular-reference⟧' * (number == 5_000 - 21)}g{number + 1}}}\n"
        for number in range(5_000)
    )
    yield planted(
        "many: groups in groups", ("tasks.yaml", "groups:\n", f"groups:\n{groups}  - {{id: g5000, name: {{da: G, en: G}}}}\n")
    )
    services = {
        f"services/s{number}.yaml": _EXTENDING.format(number=number, base=f"s{number + 1}" if number < 1_199 else "desk")
        for number in range(1_200)
    }
    yield whole("many: services that extend each other", services, others=True)
    tasks = "".join(
        f"  - {{id: t{number}, group: safety, name: {{da: Opgave {number}, en: Task {number}}}}}\n" for number in range(100)
    )
    yield planted("many: tasks", ("tasks.yaml", "tasks:\n", f"tasks:\n{tasks}"))
    terms = "".join(
        f"  - {{id: t{number}, name: {{da: ord{number}, en: word{number}}}, definition: {{da: X., en: X.}}}}\n"
        for number in range(1_000)
    )
    yield planted("many: terms", ("glossary.yaml", "terms:\n", f"terms:\n{terms}"))

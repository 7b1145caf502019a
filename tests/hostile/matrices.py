"""Matrices: every wrong letter in every place, and rows and axes of every wrong form."""

from __future__ import annotations

import string
from collections.abc import Iterator

from tests.hostile.case import Case, planted

#: Cells of the small catalogue: the line, the line with the cell at ``¤``, its letters and what follows them.
_CELLS = (
    ("      upper: [AR, -]", "      upper: [¤, -]", "AR", ""),
    ("      lower: [CI, AR]", "      lower: [¤, AR]", "CI", ""),
    ("      lower: [CI, AR]", "      lower: [CI, ¤]", "AR", ""),
    ("      upper: [A 2, -]", "      upper: [¤, -]", "A", " 2"),
    ("      lower: [I, AR]", "      lower: [¤, AR]", "I", ""),
    ("      lower: [I, AR]", "      lower: [I, ¤]", "AR", ""),
    ("      upper: [AR, I only-faults 2]", "      upper: [¤, I only-faults 2]", "AR", ""),
    ("      upper: [AR, I only-faults 2]", "      upper: [AR, ¤]", "I", " only-faults 2"),
    ("      lower: [-, AR]", "      lower: [-, ¤]", "AR", ""),
)
_LATIN = sorted(set(string.ascii_letters + string.digits + string.punctuation) - set("ARCI,"))
#: Letters that look Latin and are not.
_ALIKE = "АСІΑΙᎪℂⅭⅠＡＲＣＩ"
_OTHER = "æøåÆØÅéñçßþðΩЖאب日😀½²∞€™"
#: Cells of a wrong form.
_FORMS = (
    "A ⟦undefined-note⟧R", "A ⟦undefined-note⟧9", "A ⟦undefined-note⟧nowhere", "- ⟦undefined-note⟧9", "n/a ⟦undefined-note⟧9", "A⟦unknown-letter⟧-",
    "⟦unknown-letter⟧-A", "⟦unknown-letter⟧—", "⟦unknown-letter⟧−", "⟦unknown-letter⟧n.a.", "⟦unknown-letter⟧N/A",
    "⟦unknown-letter⟧n ⟦undefined-note⟧/ ⟦undefined-note⟧a", "⟦unknown-letter⟧TBD", "⟦unknown-letter⟧tbd.", "⟦unknown-letter⟧a",
    "⟦unknown-letter⟧ar", "A⟦unknown-letter⟧/R", "A⟦unknown-letter⟧+R", "⟦unknown-letter⟧(A)", "A⟦unknown-letter⟧*",
    "A⟦unknown-letter⟧?", "A⟦unknown-letter⟧1", "⟦unknown-letter⟧x", "⟦unknown-letter⟧yes", "⟦unknown-letter⟧1",
    "A, ⟦unknown-letter⟧r", "A,R,⟦unknown-letter⟧X 1",
)  # fmt: skip
#: Cells that have no form at all: the place is the cell's.
_FORMLESS = (",", ",A", "A,", "A,,R", "A, ,R", "A 1,2", "A,")
#: What stands in the place of a row; its key is at ``¤``.
_ROWS = {
    "nothing": "      ⟦wrong-shape⟧¤:",
    "a text": "      ¤: ⟦wrong-shape⟧AR",
    "an empty list": "      ⟦missing-cell⟧¤: []",
    "one cell of two": "      ⟦missing-cell⟧¤: [AR]",
    "three cells of two": "      ¤: [AR, -, ⟦missing-cell⟧-]",
    "a list in a list": "      ¤: [⟦wrong-shape⟧[AR], -]",
    "keys in a cell": "      ¤: [⟦wrong-shape⟧{A: R}, -]",
}
#: The lines that say what a matrix is, and what may not stand there.
_HEADS = (
    ("  scheme: raci", "  scheme: ⟦unknown-reference⟧RACI"),
    ("  scheme: raci", "  scheme: ⟦unknown-reference⟧rasci"),
    ("  scheme: raci", "  scheme: ⟦wrong-shape⟧[raci]"),
    ("  scheme: raci", "  ⟦missing-key⟧scheme:"),
    ("  parties: [customer, provider]", "  ⟦missing-key⟧parties: []"),
    ("  parties: [customer, provider]", "  parties: [customer, ⟦duplicate-id⟧customer]"),
    ("  parties: [customer, provider]", "  parties: [customer, ⟦unknown-reference⟧provder]"),
    ("  parties: [customer, provider]", "  parties: ⟦wrong-shape⟧{customer: provider}"),
    ("  parties: [customer, provider]", "  parties: [customer, ⟦wrong-shape⟧'']"),
    ("  parties: [customer, provider]", "  parties: [⟦missing-cell⟧customer]"),
    ("  parties: [customer, provider]", "  parties: [⟦unknown-reference⟧customer provider]"),
    ("  parties: [customer, provider]", "  parties: [customer, provider, ⟦duplicate-id⟧provider]"),
    ("  axes: {layer: [upper, lower]}", "  axes: {⟦unknown-reference⟧layers: [upper, lower]}"),
    ("  axes: {layer: [upper, lower]}", "  axes: {layer: [upper, ⟦duplicate-id⟧upper]}"),
    ("  axes: {layer: [upper, lower]}", "  axes: {layer: [upper, ⟦unknown-reference⟧lowr]}"),
    ("  axes: {layer: [upper, lower]}", "  axes: ⟦wrong-shape⟧[upper, lower]"),
    ("  axes: {layer: [upper, lower]}", "  axes: ⟦wrong-shape⟧layer"),
    ("  axes: {layer: [upper, lower]}", "  axes: {⟦missing-key⟧layer: []}"),
    ("  axes: {layer: [upper, lower]}", "  axes: {layer: [upper, ⟦invalid-id⟧note]}"),
    ("  axes: {layer: [upper, lower]}", "  axes: {layer: [upper, ⟦wrong-shape⟧'']}"),
    ("  axes: {layer: [upper, lower]}", "  axes: {layer: upper, ⟦missing-key⟧lower}"),
    ("  axes: {layer: [upper, lower]}", "  ⟦unknown-key⟧axis: {layer: [upper, lower]}"),
    ("  cells:\n", "  cells:\n    ⟦unknown-reference⟧nothing: {upper: [AR, -], lower: [AR, -]}\n"),
    ("  cells:\n", "  cells:\n    ⟦unknown-reference⟧Ownership: {upper: [AR, -], lower: [AR, -]}\n"),
    ("    restore:\n", "    restore:\n      ⟦unknown-reference⟧middle: [AR, -]\n"),
    ("      upper: [AR, I only", "      upper: [AR, -]\n      ⟦duplicate-key⟧upper: [AR, I only"),
    ("    backup:\n", "    ⟦unknown-reference⟧backups:\n"),
    ("      note: 1\n", "      note: ⟦undefined-note⟧7\n"),
    ("      note: 1\n", "      note: ⟦wrong-shape⟧{1: 2}\n"),
    ("      note: 1\n", "      ⟦unknown-key⟧notes: 1\n"),
)


def cases() -> Iterator[Case]:
    for line, template, letters, notes in _CELLS:
        where = template.strip()
        for wrong in [*_LATIN, *_OTHER]:
            quote = "" if wrong.isalnum() else "'" if wrong != "'" else '"'
            escaped = "\\\\" if wrong == "\\" and quote == '"' else wrong
            cell = f"{quote}{letters}⟦unknown-letter⟧{escaped}{notes}{quote}"
            yield planted(f"{wrong} in {where}", (line, template.replace("¤", cell)))
        for wrong in _ALIKE:
            yield planted(
                f"U+{ord(wrong):04X} in {where}", (line, template.replace("¤", f"{letters}⟦look-alike-letter⟧{wrong}{notes}"))
            )
        for twice in letters:
            yield planted(f"{twice} twice in {where}", (line, template.replace("¤", f"{letters}⟦unknown-letter⟧{twice}{notes}")))
        yield planted(f"nothing in {where}", (line, template.replace("¤", "⟦missing-cell⟧''")))
        for form in _FORMLESS:
            yield planted(f"{form!r} in {where}", (line, template.replace("¤", f'⟦unknown-letter⟧"{form}"')))
        for form in _FORMS:
            # Where its letters are some, they are counted.
            edit = (line, template.replace("¤", f'"{form}"'))
            yield planted(f"{form!r} in {where}", edit, others="unknown-letter" not in form)
    for line, template, *_ in _CELLS[:3]:
        key = template.partition(":")[0].strip()
        for name, value in _ROWS.items():
            yield planted(f"{name} in {template.strip()}", (line, value.replace("¤", key)))
    for old, new in _HEADS:
        yield planted(f"{new.strip()!r}", (old, new))

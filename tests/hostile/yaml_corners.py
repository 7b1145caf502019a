"""YAML's corners: what hides, multiplies or constructs is refused, and what is only another way of writing is read."""

from __future__ import annotations

from collections.abc import Iterator

from tests.folders import DESK
from tests.hostile.case import Case, original, planted, whole
from tests.hostile.fields import TEXTS

_PLACES = (
    "the catalogue's name",
    "a party's name",
    "a task's name",
    "a definition",
    "the service's code",
    "the motto",
    "the version",
    "a statement",
    "a note",
)
#: What is refused where a text belongs; the value is read where it can be.
_REFUSED = {
    "an anchor": "⟦forbidden-yaml⟧&a tekst",
    "an alias": "⟦forbidden-yaml⟧*a",
    "a tag": "⟦forbidden-yaml⟧!!str tekst",
    "a number's tag": "⟦forbidden-yaml⟧!!int '5'",
    "a date's tag": "⟦forbidden-yaml⟧!!timestamp 2026-01-01",
    "a tag of bytes": "⟦forbidden-yaml⟧!!binary dGVrc3Q=",
    "a tag of nothing": "⟦forbidden-yaml⟧!!null tekst",
    "a tag of one's own": "⟦forbidden-yaml⟧!mine tekst",
    "a tag in full": "⟦forbidden-yaml⟧!<tag:example.org,2026:x> tekst",
    "a tag that runs code": "⟦forbidden-yaml⟧!!python/object/apply:os.system tekst",
    "a tag that names code": "⟦forbidden-yaml⟧!!python/name:os.system tekst",
    "a tag of Ruby": "⟦forbidden-yaml⟧!ruby/object:Gem tekst",
    "a tag of Java": "⟦forbidden-yaml⟧!!javax.script.ScriptEngineManager tekst",
    "a tag that includes": "⟦forbidden-yaml⟧!include tekst",
    "a tag of the environment": "⟦forbidden-yaml⟧!ENV tekst",
    "a tag without a name": "⟦forbidden-yaml⟧! tekst",
}
#: The places with room for one line.
_LINES = ("the service's code", "the version")
#: What stops the reading.
_BROKEN = {
    "an unknown tag handle": "⟦unreadable-file⟧!e!x tekst",
    "an at sign": "⟦unreadable-file⟧@tekst",
    "a backquote": "⟦unreadable-file⟧`tekst`",
    "an unknown escape": '"⟦unreadable-file⟧\\q"',
    "a broken escape": '"\\x⟦unreadable-file⟧ZZ"',
    "an escape that is too short": '"\\u⟦unreadable-file⟧12"',
    "an escape beyond Unicode": '"\\U⟦unreadable-file⟧00110000"',
    "a quotation in a quotation": "'it'⟦unreadable-file⟧s'",
    "an asterisk alone": "⟦unreadable-file⟧* ",
    "an ampersand alone": "⟦unreadable-file⟧& x",
}
#: Other ways to write a text, and the text.
_WRITTEN = {
    "'enkelt'": "enkelt",
    '"dobbelt"': "dobbelt",
    "'it''s'": "it's",
    '"\\"x\\""': '"x"',
    '"\\x41\\u00e5\\U0001f600"': "Aå😀",
    '"\\t\\n\\r\\/ \\_x"': "\t\n\r/ \xa0x",
    '"a\\rb"': "a\rb",
    '"a\\\n          b"': "ab",
    "'a\n          b'": "a b",
    '"a # b"': "a # b",
    "a#b": "a#b",
    '"- a"': "- a",
    '"a: b"': "a: b",
    '"%a"': "%a",
    "-a": "-a",
    "a:b": "a:b",
    '"<<"': "<<",
    '"*a"': "*a",
    '"&a"': "&a",
    '"!a"': "!a",
    '"..."': "...",
    '"---"': "---",
    '"|"': "|",
}
#: Whole services: the form, and the rest of the file follows.
_HEADS = {
    "a document's start": "---\n",
    "a comment before the start": "# x\n---\n",
    "a directive": "⟦unreadable-file⟧%YAML 2.0\n---\n",
    "a directive that is known": "⟦forbidden-yaml⟧%YAML 1.1\n---\n",
    "a tag directive": "⟦forbidden-yaml⟧%TAG ! tag:example.org,2026:\n---\n",
    "two documents": "x: y\n⟦forbidden-yaml⟧---\n",
    "an end before the start": "x: y\n...\n⟦unreadable-file⟧",
    "a key without a colon": "x\nid⟦unreadable-file⟧: x\n",
    "a list": "- x\n⟦unreadable-file⟧",
    "a merge key": "⟦forbidden-yaml⟧<<: {motto: {da: a, en: b}}\n",
    "a merge of a list": "⟦forbidden-yaml⟧<<: [{a: b}, {c: d}]\n",
    "a list as a key": "? ⟦forbidden-yaml⟧[a, b]\n: c\n",
    "keys as a key": "? ⟦forbidden-yaml⟧{a: b}\n: c\n",
    "a key in quotation marks": "'motto': {da: a, en: b}\n",
    "a key with a question mark": "? ⟦unknown-key⟧x\n: y\n",
    "an unknown key": "⟦unknown-key⟧x: y\n",
    "an empty key": "⟦unreadable-file⟧: y\n",
    "an empty key in quotation marks": "⟦unknown-key⟧'': y\n",
    "a key with an anchor": "⟦forbidden-yaml⟧&a motto: {da: a, en: b}\n",
    "a key with a tag": "⟦forbidden-yaml⟧!!str motto: {da: a, en: b}\n",
    "a key on several lines": "a\nb⟦unreadable-file⟧: c\n",
    "a key of 2,000 letters": "k" * 2000 + "⟦unreadable-file⟧: x\n",
    "a tab before a key": "⟦unreadable-file⟧\tmotto: x\n",
}


def cases() -> Iterator[Case]:
    for name in _PLACES:
        file, old, new = TEXTS[name]
        for form, value in _REFUSED.items():
            yield planted(f"{form} in {name}", (file, old, new.replace("¤", value)))
        for form, value in _BROKEN.items():
            yield planted(f"{form} in {name}", (file, old, new.replace("¤", value)))
        for value, text in _WRITTEN.items():
            several = name in _LINES and not {"\n", "\r"}.isdisjoint(text)
            written = new.replace("¤", f"⟦invalid-value⟧{value}" if several else value)
            yield planted(f"{value} in {name}", (file, old, written), shown="" if several else text)
    service = original(DESK)
    for form, head in _HEADS.items():
        text = head + (service.replace("motto: {da: Ro på, en: Stay calm}\n", "") if "motto" in head else service)
        yield whole(form, {DESK: text}, others=True)
    for form in ("|", "|-", "|+", ">", ">-", ">+", "|2", ">2-"):
        old = "motto: {da: Ro på, en: Stay calm}"
        indent = "  " if "2" in form else ""
        yield planted(f"a block of text, {form}", (old, f"motto:\n  en: Stay calm\n  da: {form}\n    {indent}Ro\n    {indent}på"))

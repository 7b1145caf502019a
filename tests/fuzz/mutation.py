"""Files whose bytes are changed anywhere."""

from __future__ import annotations

from random import Random

_PIECES = (
    b"\n", b"\n\n", b" ", b"  ", b"\t", b": ", b":", b"- ", b"[", b"]", b"{", b"}", b",", b"'", b'"', b"#", b" #", b"&a ", b"*a", b"!", b"!!str ", b"|\n", b">-\n", b"---\n", b"...\n",
    b"? ", b"<<: ", b"%YAML 1.1\n", b"\\", b"\\u200b", b"\\ud800", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\0", "æ".encode(), "\u202e".encode(),
    "😀".encode(), "\u2028".encode(), b"\xc2\x85", b"[[x]]", b"](javascript:", b"*", b"id: ", b"AR", b"tbd", b"n/a", b"[" * 30, b"note: 1\n", b"extends: a\n",
)  # fmt: skip


def mutated(random: Random, raw: bytes) -> bytes:
    """``raw`` with a few of its bytes changed, put in, left out, doubled or moved."""
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        start = random.randint(0, len(raw))
        end = min(len(raw), start + random.choice((0, 0, 0, 1, 1, 2, 5, 40, 400)))
        way = random.randrange(5)
        if way < 2:
            raw = raw[:start] + random.choice(_PIECES) + raw[end:]
        elif way == 2:
            raw = raw[:start] + bytes(random.choices(range(256), k=random.randint(1, 3))) + raw[end:]
        elif way == 3:
            raw = raw[:start] + raw[end:]
        else:
            to = random.randint(0, len(raw))
            raw = raw[:to] + raw[start:end] + raw[to:]
    return raw

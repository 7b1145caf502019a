"""The shares of all services together: kept, and after an edit changed by the difference that it makes to a few of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from service_catalogue.kept import Kept
from service_catalogue.search import parts
from service_catalogue.search.coded import postings, postings_in
from service_catalogue.search.shares import Share, Shares

#: The name under which they are kept.
_TOGETHER = "together"
#: So many shares can be another; of more, all are put together anew.
_FEW = 16


class One(NamedTuple):
    """What is known of a share beside its postings."""

    made_from: str
    #: As in the share.
    items: dict[int, bytes]
    #: How many characters the answers of the service have, and a digest of them.
    answers: tuple[int, bytes]


class Together(NamedTuple):
    """Shares that are put together."""

    #: By their ids.
    shares: dict[str, One]
    #: The postings of each key, the lowest numbers first.
    keys: dict[str, bytes]


def together(shares: Shares, language: str, kept: Kept) -> Together:
    """All ``shares`` together."""
    before: Together = kept.read_object(_TOGETHER, language) or Together({}, {})
    same = {id: one for id, one in before.shares.items() if one.made_from == shares.made_from.get(id)}
    for id in same:
        shares.spare(id)
    if before.shares.keys() == same.keys() == shares.made_from.keys():
        return before
    others = [(id, one.made_from) for id, one in before.shares.items() if id not in same]
    gone = [shares.before(*other) for other in others] if len(others) <= _FEW else [None]
    if None in gone:
        before, same, gone = Together({}, {}), {}, []
    now = _changed(before, same, filter(None, gone), shares)
    kept.write_object(_TOGETHER, language, now)
    return now


def _changed(before: Together, same: Mapping[str, One], gone: Iterable[Share], shares: Shares) -> Together:
    """The shares together, of which some are the ``same`` as ``before`` and others are ``gone``."""
    ones = dict(same)
    less, more = defaultdict[str, bytearray](bytearray), defaultdict[str, bytearray](bytearray)
    for share in gone:
        _add(less, share)
    for id, made_from in shares.made_from.items():
        if id not in same:
            share = shares.of(id)
            _add(more, share)
            answers = shares.answers_of(id) if shares.has_answers(id) else ""
            ones[id] = One(made_from, share.items, (len(answers), parts.mark(answers.encode())))
    keys = dict(before.keys)
    for key in less.keys() | more.keys():
        was, come = ({*postings_in(bytes(found.pop(key, b"")))} for found in (less, more))
        if was != come:
            keys[key] = postings(sorted({*postings_in(keys.get(key, b""))} - was | come)).tobytes()
            if not keys[key]:
                del keys[key]
    return Together(ones, keys)


def _add(keys: defaultdict[str, bytearray], share: Share) -> None:
    for key, found in share.keys.items():
        keys[key] += found

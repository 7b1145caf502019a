"""The names of an object's fields and of their values, for the sentences about a change."""

from __future__ import annotations

import re
from dataclasses import dataclass

from service_catalogue.diff.names import Names
from service_catalogue.locale import Words
from service_catalogue.model.traversal import annotation_at, refers
from service_catalogue.schema.form import day_of

#: Fields whose place alone is clear.
_UNSAID = ("text", "name")
_INDEX = re.compile(r"\.\d+(?=\.|$)")
#: Fields whose values come from a closed list.
_CHOSEN = ("kind", "status", "duty", "count", "scope")
_LANGUAGES = ("authoritative", "languages", "lang")


@dataclass(frozen=True)
class Fields:
    """The fields of objects, in one language; a ``place`` is an object by its kind and id."""

    names: Names

    def name(self, field: str) -> str:
        """The name of a field, as it follows a place and a comma; empty if the place alone is clear."""
        if field in _UNSAID:
            return ""
        if field.startswith("order."):
            return self.words("diff.order")
        if field.startswith("axes.") and field != "axes.layer":
            return self.words.within(self.names.place(f"axis:{field.removeprefix('axes.')}"))
        known, rest = self._known(_INDEX.sub("", field))
        if rest in map(str, self.names.new.identity.languages):
            return f"{known} ({self.names.edition.language_name(rest)})"
        return ", ".join(filter(None, (known, rest)))

    def _known(self, field: str) -> tuple[str, str]:
        """The name of the longest known beginning of a field, and the rest, which is a key of the data."""
        keys = field.split(".")
        for length in range(len(keys), 0, -1):
            known = ".".join(keys[:length])
            if (key := f"diff.field.{known}") in self.words.table:
                return self.words(key), ".".join(keys[length:])
        return "", field

    def value(self, place: str, field: str, said: str | tuple[str, ...] | None) -> str:
        """The value of a field, with names in place of ids."""
        if isinstance(said, tuple):
            values = [self._value(place, field, each) for each in said]
            return ("; " if any("," in each for each in values) else ", ").join(values)
        return self._value(place, field, said) if said else ""

    def _value(self, place: str, field: str, said: str) -> str:
        first, _, rest = field.partition(".")
        if first == "order":
            return self._named(place, rest, said)
        if first == "in":
            return self.words.within(self.names.place(said))
        if first == "axes":
            return self.names.value(said, rest)
        if first in _LANGUAGES:
            return self.names.edition.language_name(said)
        if day := day_of(said):
            return self.words.date(day)
        if field in _CHOSEN:
            keys = (f"{field if field == 'status' else 'note'}.{said}", f"diff.value.{said}")
            return next((self.words(key) for key in keys if key in self.words.table), said)
        thing = self.names.object(place)
        return self._named(place, refers(annotation_at(type(thing), field)), said)

    def _named(self, place: str, kind: str, id: str) -> str:
        """The name of an object of this ``kind`` to which ``place`` refers."""
        service = place.partition(":")[2].partition(".")[0]
        if kind in ("value", "layer"):
            return self.names.value(id)
        if kind == "note":
            return self.names.note(service, id)
        if kind == "service":
            return self.names.service(id)
        if kind == "address":
            return self.names.address(service, id)
        if kind == "section":
            return self.names.named(f"section:{service}.{id}")
        return self.names.named(f"{kind}:{id}") if self.names.object(f"{kind}:{id}") is not None else id

    @property
    def words(self) -> Words:
        return self.names.edition.words

"""How places, parties and tasks are called in the sentences about a change, in one language."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from service_catalogue.diff.addresses import Located, located
from service_catalogue.model.catalogue import Catalogue
from service_catalogue.model.fields import objects
from service_catalogue.model.matrix import Matrix
from service_catalogue.schema.kinds import Localized
from service_catalogue.text import capitalised
from service_catalogue.views.annotations import ServiceViews
from service_catalogue.views.edition import Edition

#: Objects of a service: sentences name that too.
_OF_SERVICE = ("section", "statement", "note", "tension", "exception", "matrix", "row", "cell")

#: The kind of the parent, which is named too if there are several of that kind.
_PARENTS = {"letter": "scheme", "value": "axis", "clause": "standard"}


@dataclass(frozen=True)
class Names:
    """Names in one language: as in the newer state, or in the older one of what is gone."""

    old: Catalogue
    new: Catalogue
    language: str

    @functools.cached_property
    def edition(self) -> Edition:
        return Edition(self.new, self.language)

    @functools.cached_property
    def _editions(self) -> tuple[Edition, Edition]:
        return self.edition, Edition(self.old, self.language)

    def catalogue_with(self, service: str) -> Catalogue:
        """The newer state that has a service."""
        return next(catalogue for catalogue in (self.new, self.old) if service in catalogue.objects["service"])

    @functools.cached_property
    def _objects(self) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return objects(self.new), objects(self.old)

    def object(self, name: str) -> Any:
        """The object of this kind and id, in the newer state if it is there; ``None`` if in neither."""
        return next((known[name] for known in self._objects if name in known), None)

    def text(self, text: Localized | None) -> str:
        """``text`` in this language, in any other if it has none."""
        if not text:
            return ""
        return self.edition.plain(text) if self.language in text else str(next(iter(text.values())))

    def named(self, name: str) -> str:
        """The name of an object, its id if it has none."""
        thing = self.object(name)
        found = (
            self.text(next((text for key in ("name", "word", "title") if (text := getattr(thing, key, None))), None))
            if thing is not None
            else ""
        )
        return found or name.partition(":")[2].rpartition(".")[2]

    def party(self, id: str) -> str:
        """A party as it stands in a sentence."""
        party = self.object(f"party:{id}")
        if party is None:
            return id
        return self.text(party.definite) if party.definite else self.edition.words.in_sentence(self.text(party.name))

    def subject(self, id: str) -> str:
        """A party as it stands at the beginning of a sentence."""
        return capitalised(self.party(id))

    def service(self, id: str) -> str:
        """The code of a service."""
        service = self.object(f"service:{id}")
        return str(service.code) if service is not None else id

    def in_matrix(self, found: Located) -> str:
        """The code of a service, with the name of the matrix where it has several."""
        return self._in_matrix(found.service, found.matrix)

    def _in_matrix(self, service: str, matrix: Matrix) -> str:
        return ", ".join(filter(None, (self.service(service), self.text(matrix.name))))

    def value(self, id: str, axis: str | None = None) -> str:
        """The name of a layer, or of a value on another axis."""
        for edition in self._editions:
            try:
                return edition.plain(edition.value_name(id, axis))
            except KeyError:
                continue
        return id

    def place(self, name: str) -> str:
        """Where something is, at the beginning of a sentence."""
        words = self.edition.words
        kind, _, id = name.partition(":")
        if kind == "catalogue":
            return words("diff.at.catalogue")
        service, _, own = id.partition(".")
        if kind == "service":
            return words("diff.at.service", name=f"{self.service(id)} {self.named(name)}")
        if kind == "matrix":
            return words("diff.at.matrix", service=self._in_matrix(service, self.object(name)))
        if kind in ("row", "cell") and (found := located(f"{kind}:{id}", (self.new, self.old))):
            parts = [self.named(f"task:{found.task}"), *(self.value(value, axis) for axis, value in found.values.items())]
            parts += [self.named(f"party:{found.party}")] if found.party else []
            return words(f"diff.at.{kind}", name=", ".join(parts), service=self.in_matrix(found))
        if kind in (
            "section",
            "letter",
            "group",
            "task",
            "party",
            "layer",
            "axis",
            "value",
            "scheme",
            "term",
            "standard",
            "clause",
        ):
            shown = self.named(name)
            if (of := _PARENTS.get(kind)) and len(self.new.by_kind[of]) > 1:
                shown += f" ({self.named(f'{of}:{service}')})"
        elif kind == "note":
            shown = self.note(service, own)
        else:
            shown = own or id
        if kind == "search-words":
            shown = words.within(self.place(id))
        if kind in _OF_SERVICE:
            return words(f"diff.at.{kind}", name=shown, service=self.service(service))
        return words(f"diff.at.{kind}", name=shown)

    def address(self, service: str, address: str) -> str:
        """What is at an address in a service: a task on a layer, a statement, a note."""
        for edition in self._editions:
            with contextlib.suppress(LookupError):
                return ServiceViews(edition, edition.catalogue.objects["service"][service]).reference(address).words
        return address

    def note(self, service: str, id: str) -> str:
        """The number of a note, as readers see it."""
        for edition in self._editions:
            known = edition.catalogue.objects["service"].get(service)
            if known is not None and id in known.notes_by_id:
                return known.number_of_note(id)
        return id

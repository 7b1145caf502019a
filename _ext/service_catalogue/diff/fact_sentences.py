"""Sentences about facts of the catalogue and of services: status, tensions, the meaning of letters, withdrawals."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from service_catalogue.diff.change import Action, Change
from service_catalogue.diff.names import Sentences
from service_catalogue.model.matrix import Matrix
from service_catalogue.schema.form import day_of


class Facts(Sentences):
    """Sentences about the effect of a changed fact, in one language."""

    def sentence(self, change: Change, where: str) -> str:
        """Return the sentence about ``change`` of ``where``; empty if it is not about one of these facts."""
        kind = change.place.partition(":")[0]
        if kind == "tension" and not change.field:
            return self._tension(change, where)
        if kind == "letter" and change.field == "word":
            return self._letter(change)
        if (kind, change.field, change.action) == ("service", "", Action.ADDED):
            return self._new_service(change, where)
        if (kind, change.field) == ("service", "baseline"):
            return self._baseline(change, where)
        if change.field.startswith("approval.") and change.new:
            return self._approval(change, where)
        if (kind, change.field) == ("service", "status"):
            old, new = (
                self.words(f"status.{said}") if said else self.words("diff.status.none") for said in (change.old, change.new)
            )
            return self.words("diff.status", where=where, old=self.words.within(old), new=self.words.within(new))
        if (kind, change.field) == ("catalogue", "status"):
            key = "diff.adopted" if change.new == "adopted" else "diff.not-adopted"
            return self.words(key, owner=self.names.text(self.names.new.identity.owner))
        return ""

    def _tension(self, change: Change, where: str) -> str:
        said = cast(Mapping[str, Any], change.new or change.old)
        key = "diff.tension-added" if change.action is Action.ADDED else "diff.tension-removed"
        concerned = self.names.concerned(change.place)
        return (
            self.words(key, where=self.words.within(where), text=self.names.in_language(change.place, said))
            + f" {concerned}".rstrip()
        )

    def _new_service(self, change: Change, where: str) -> str:
        """Return what a new service builds on, and in how many places it differs from it; empty if it builds on none."""
        service = self.names.new.objects["service"][change.place.partition(":")[2]]
        for matrix in service.all_matrices:
            base = service.base_of(matrix)
            if base and base.matrix:
                cells = [(cell, base.matrix.cell(cell.task, cell.values, cell.party)) for cell in matrix.cells]
                places = dict.fromkeys((cell.task, cell.values) for cell, _ in cells)
                other = {
                    (cell.task, cell.values) for cell, known in cells if known is None or set(known.letters) != set(cell.letters)
                }
                counts = {"count": len(other), "total": len(places)}
                return self.words("diff.new-on-base", where=where, base=self.names.service(str(base.id)), **counts)
        return ""

    def _letter(self, change: Change) -> str:
        """Return the old and the new word of a letter, with the number of places that have it, by party."""
        scheme, _, letter = change.place.partition(":")[2].partition(".")
        counts: dict[str, int] = {}
        for service in self.names.new.services:
            for matrix in service.all_matrices:
                for cell in matrix.cells if str(matrix.scheme) == scheme else ():
                    if letter in cell.letters:
                        counts[str(cell.party)] = counts.get(str(cell.party), 0) + 1
        before, now = (self._in_language(said) for said in (change.old, change.new))
        said = self.words("diff.meant", letter=letter, before=before, now=now)
        if len(self.names.new.schemes) > 1:
            said = f"{self.names.named(f'scheme:{scheme}')}: {said}"
        places = [
            f"{self.names.party(str(party.id))} {counts[str(party.id)]}"
            for party in self.names.new.parties
            if str(party.id) in counts
        ]
        return f"{said}. {self.words('diff.meant-for', places=self.words.list(places))}" if places else f"{said}."

    def _approval(self, change: Change, where: str) -> str:
        approval = self.names.object(change.place).approval[int(change.field.split(".")[1])]
        said = {"by": self.words.in_sentence(self.names.text(approval.by)), "date": self.words.date(approval.date)}
        return self.words("diff.approved", where=where, evidence=self.names.text(approval.evidence), **said)

    def _baseline(self, change: Change, where: str) -> str:
        service = change.place.partition(":")[2]
        texts = [
            self.names.text(self.names.object(f"statement:{service}.{id}").text) if id else "" for id in (change.old, change.new)
        ]
        key = "diff.baseline-added" if change.new else "diff.baseline-removed"
        return self.words(key, where=where, text=texts[1] or texts[0])

    def _in_language(self, said: Any) -> str:
        return (
            str(said.get(self.names.language) or next(iter(said.values()), "")) if isinstance(said, Mapping) else str(said or "")
        )


class Withdrawals(Sentences):
    """Sentences about what a party loses by a withdrawal, in one language."""

    def of_party(self, change: Change) -> Iterator[str]:
        """Yield what the party has in each matrix up to the day of the withdrawal."""
        kind, _, id = change.place.partition(":")
        day = day_of(str(change.new))
        assert day, "the check has read it"
        words = self.names.edition.words
        found: dict[str, list[str]] = {}
        for service in self.names.new.services:
            for matrix in service.all_matrices if kind != "service" or service.id == id else ():
                if said := self._letters(matrix, kind, id, change.party):
                    found.setdefault(said, []).append(self.names.service(str(service.id)))
        what, party, date = words.within(self.names.place(change.place)), self.names.subject(change.party), words.date(day)
        for letters, services in found.items():
            yield words("diff.until", date=date, party=party, letters=letters, what=what, service=words.list(services))

    def _letters(self, matrix: Matrix, kind: str, id: str, party: str) -> str:
        """Return the letters that ``party`` has there, counted over a service, with their layers for a task."""
        scheme, words = self.names.new.scheme(matrix.scheme), self.names.edition.words
        found: dict[str, list[str]] = {}
        for cell in matrix.cells:
            at = {"task": cell.task == id, "layer": id in cell.values, "party": cell.party == id}.get(kind, True)
            for letter in cell.letters if at and cell.party == party else ():
                found.setdefault(letter, []).append(", ".join(map(self.names.value, cell.values)))
        letters = sorted(found, key=scheme.cell_order.find)
        if kind != "task":
            return words.list([f"{letter} × {len(found[letter])}" for letter in letters])
        by_place: dict[str, str] = {}
        for letter in letters:
            places = words.list(list(filter(None, found[letter])))
            by_place[places] = by_place.get(places, "") + letter
        return words.list([f"{letters} ({places})" if places else letters for places, letters in by_place.items()])

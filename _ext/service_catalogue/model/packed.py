"""Objects that hold much, of which few are in memory at a time: what the others hold is packed, and read again when it is asked for."""

from __future__ import annotations

import dataclasses
import functools
import gc
import io
import pickle
import zlib
from typing import Any, ClassVar

from service_catalogue.yaml.values import Text

#: How many objects stay unpacked: what shows several looks at the same again and again, and the rules at so many at a time.
UNPACKED = 32

#: Those that are unpacked, the one that was unpacked first at first.
_unpacked: list[Packable] = []


class Packable:
    """A frozen dataclass that can be packed: but for its fields ``_packed_fields``, all that is said of it stays in memory."""

    _packed_fields: ClassVar[tuple[str, ...]] = ()
    #: What is worked out before it is packed, and stays in memory too.
    _kept_properties: ClassVar[tuple[str, ...]] = ()

    def pack(self) -> None:
        """Pack what it holds, or leave it packed from now on. It can be used as before, and so can whatever was taken from it."""
        if "_packed" not in self.__dict__:
            for name in self._kept_properties:
                getattr(self, name)
            file = io.BytesIO()
            pickler = _Pickler(file, pickle.HIGHEST_PROTOCOL)
            pickler.dump([getattr(self, name) for name in self._packed_fields])
            self.__dict__["_packed"] = zlib.compress(file.getvalue(), level=1), tuple(pickler.texts)
        _unpacked[:] = [other for other in _unpacked if other is not self]
        self._leave_out()

    def __getattr__(self, name: str) -> Any:
        """What is packed: Python asks for it here where it is not in memory."""
        if name not in self._packed_fields or "_packed" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
        held = dict(zip(self._packed_fields, _unpickled(*self.__dict__["_packed"]), strict=True))
        self.__dict__.update(held)
        _unpacked.append(self)
        while len(_unpacked) > UNPACKED:
            _unpacked.pop(0)._leave_out()
        return held[name]

    def __getstate__(self) -> dict[str, Any]:
        """One that is packed stays so in another process."""
        return self.__dict__ if "_packed" not in self.__dict__ else {name: self.__dict__[name] for name in self._staying()}

    def _leave_out(self) -> None:
        """Keep nothing that is packed in memory, nor what was worked out of it."""
        staying = self._staying()
        for name in [name for name in self.__dict__ if name not in staying]:
            self.__dict__.pop(name, None)

    @classmethod
    @functools.cache
    def _staying(cls) -> frozenset[str]:
        """The names of what stays in memory."""
        plain = (field.name for field in dataclasses.fields(cls) if field.name not in cls._packed_fields)  # type: ignore[arg-type]  # it is a dataclass
        return frozenset(("_packed", *cls._kept_properties, *plain))


def _unpickled(packed: bytes, texts: tuple[Text, ...]) -> list[Any]:
    """What was packed. Nobody looks for garbage meanwhile: thousands of objects are made, all to stay, and it would take most of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        held: list[Any] = _Unpickler(packed, texts).load()
        return held
    finally:
        if enabled:
            gc.enable()


class _Pickler(pickle.Pickler):
    """Leaves out the texts of files: these are packed already, and what stays in memory stands in them too."""

    def __init__(self, file: io.BytesIO, protocol: int) -> None:
        super().__init__(file, protocol)
        self.texts: dict[Text, int] = {}

    def persistent_id(self, thing: object) -> int | None:
        return self.texts.setdefault(thing, len(self.texts)) if type(thing) is Text else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: bytes, texts: tuple[Text, ...]) -> None:
        super().__init__(io.BytesIO(zlib.decompress(packed)))
        self._texts = texts

    def persistent_load(self, id: int) -> Text:
        return self._texts[id]

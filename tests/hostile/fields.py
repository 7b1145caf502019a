"""The fields of the small catalogue by what may stand in them: the file, what stands there, and where the value goes."""

from __future__ import annotations

from tests.folders import Edit, named_cases


def _fields(part: str) -> dict[str, Edit]:
    return {name: case[0] for name, case in named_cases(__file__, part).items()}


#: Texts for readers: ``¤`` is where a text goes. All of them come out of the JSON.
TEXTS = _fields("texts")
#: Those of them that stand on one line.
ON_ONE_LINE = ("the service's code", "the version")
#: Those of them that are names of what stands in headings, columns and lists: 500 characters at the most.
SHORT = (
    "the catalogue's name", "a party's name", "a layer's name", "a group's name", "a task's name", "a scheme's name", "a letter's word", "a term's name",
    "the service's name", "a section's name",
)  # fmt: skip
#: One more object of each kind, whose id goes to ``¤``.
IDS = _fields("ids")
#: References, by the kind that they are to: the id goes to ``¤``.
REFERENCES = _fields("references")
#: Values of a closed form: what may not stand there is an ``invalid-value``.
CLOSED = _fields("closed")

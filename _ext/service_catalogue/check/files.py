"""Which files a catalogue is read from, what each holds, and the digest of what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from service_catalogue.model.shared_objects import Axis, Group, Layer, Party, Scheme, SearchWords, Task, Term
from service_catalogue.model.standard import Standard
from service_catalogue.yaml.digest import digest_of_files

#: The files that a folder may do without.
OPTIONAL_FILES = ("axes.yaml", "standards.yaml", "search-words.yaml")

#: What each file of the folder holds: its keys, each with the kind of the objects in its list.
FILES: dict[str, dict[str, type]] = {
    "parties.yaml": {"parties": Party},
    "layers.yaml": {"layers": Layer},
    "axes.yaml": {"axes": Axis},
    "tasks.yaml": {"groups": Group, "tasks": Task},
    "roles.yaml": {"schemes": Scheme},
    "glossary.yaml": {"terms": Term},
    "standards.yaml": {"standards": Standard},
    "search-words.yaml": {"search-words": SearchWords},
}
#: The lists that a file may do without.
OPTIONAL_LISTS = ("groups",)
IDENTITY_FILE = "catalogue.yaml"
#: The folder of the services, a file each.
SERVICES_FOLDER = "services"


def is_data(path: str) -> bool:
    """True if the file at ``path``, relative to the folder of the data, says something of the catalogue; a record does not."""
    folder, _, name = path.rpartition("/")
    return path in (IDENTITY_FILE, *FILES) if not folder else folder == SERVICES_FOLDER and name.endswith(".yaml")


def digest_of_data(paths: Iterable[str], canonical: Callable[[str], bytes]) -> str:
    """The data digest of the files at ``paths``, of each of which ``canonical`` gives the canonical JSON: SHA-256 of the whole, 12 hexadecimal digits.

    What has been published and which translations are confirmed is no part of it.
    """
    return digest_of_files(filter(is_data, paths), canonical)

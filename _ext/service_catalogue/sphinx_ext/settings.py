"""What an assembled source folder says of itself: its language, and where its data and prose are."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path, PurePosixPath

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError

from service_catalogue.load import load
from service_catalogue.locale import FALLBACK
from service_catalogue.model import Catalogue
from service_catalogue.views.edition import Download

#: The file in an assembled folder that holds its :class:`Settings`.
MARKER = "catalogue.json"


@dataclass(frozen=True)
class Settings:
    """The settings of an assembled folder; paths are relative to it, so that its bytes are the same anywhere."""

    language: str
    data: str
    prose: str
    base_url: str = ""
    edit_url: str = ""
    #: The PDFs in this language: id → size in bytes and number of pages. Only the pages that name one depend on them.
    booklets: Mapping[str, tuple[int, int]] = field(default_factory=dict, repr=False)

    @property
    def downloads(self) -> dict[str, Download]:
        return {id: Download(f"pdf/{id}-{self.language}.pdf", *numbers) for id, numbers in self.booklets.items()}

    @property
    def prose_language(self) -> str:
        """The language of the prose, where that is not written in the language itself."""
        return PurePosixPath(self.prose).name

    def write(self, folder: Path) -> None:
        text = json.dumps(self.__dict__, indent=1)
        marker = folder / MARKER
        if not marker.is_file() or marker.read_text("utf-8") != text:
            marker.write_text(text, "utf-8")


def of(folder: Path) -> Settings:
    """The settings of the assembled ``folder``."""
    try:
        return Settings(**json.loads((folder / MARKER).read_text("utf-8")))
    except FileNotFoundError:
        raise ExtensionError(
            f"{folder} has no {MARKER}: it is not a source folder of a language. 'catalogue build' makes them in _build/source/."
        ) from None


_catalogues: dict[Path, Catalogue] = {}


def remember(folder: Path, catalogue: Catalogue) -> None:
    """Spare this process, and those that it forks, to read the data in ``folder`` again."""
    _catalogues[folder] = catalogue


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue in the data folder ``folder``."""
    if folder not in _catalogues:
        catalogue = load(folder).catalogue
        if catalogue is None:
            raise ExtensionError(f"{folder} holds no catalogue: run 'catalogue check'.")
        remember(folder, catalogue)
    return _catalogues[folder]


def data_folder(source: Path) -> Path:
    """Where the data of the assembled folder ``source`` are, in the one spelling that ``remember`` knows."""
    return Path(os.path.normpath(source / of(source).data))


def setup(app: Sphinx) -> None:
    app.add_config_value("catalogue_frame", "", "env", types=(str,))
    app.connect("config-inited", _configure, priority=1)


def _configure(app: Sphinx, config: Config) -> None:
    settings = of(Path(app.srcdir))
    identity = catalogue_in(data_folder(Path(app.srcdir))).identity
    # What Sphinx itself says stands on the pages of prose alone.
    config.language = settings.prose_language if find_spec(f"docutils.languages.{settings.prose_language}") else FALLBACK
    # The translator was made before this event, from the language of conf.py.
    app.translator, _ = sphinx.locale.init([Path(sphinx.__file__).parent / "locale"], config.language)
    config.project = str(identity.name[settings.language])
    config.html_title = config.project
    config.html_baseurl = settings.base_url and f"{settings.base_url.rstrip('/')}/{settings.language}/"
    config.catalogue_frame = _frame_digest(settings, repr(identity))


def _frame_digest(settings: Settings, identity: str) -> str:
    """What every page depends on: a change of it makes all pages again."""
    digest = hashlib.blake2b(repr((settings, identity)).encode(), digest_size=16)
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(package).as_posix().encode())
            digest.update(path.read_bytes())
    for name in ("sphinx", "docutils", "myst-parser", "jinja2"):
        digest.update(metadata.version(name).encode())
    return digest.hexdigest()

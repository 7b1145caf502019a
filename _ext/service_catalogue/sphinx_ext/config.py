"""The configuration values, and the catalogue that they refer to."""

import os
from collections.abc import Callable
from pathlib import Path
from types import NoneType

import sphinx.locale
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError
from sphinx.util import logging

from service_catalogue import views
from service_catalogue.check.checker import check
from service_catalogue.messages import FALLBACK, language_for
from service_catalogue.messages.problem import did_you_mean
from service_catalogue.model.catalogue import Catalogue

logger = logging.getLogger(__name__)

#: The value of ``catalogue_language`` that takes the name of the source folder.
FOLDER = "folder"

#: Catalogues by their folders; Sphinx pickles its configuration, which therefore cannot hold one.
_catalogues: dict[Path, Catalogue] = {}


def remember(folder: Path, catalogue: Catalogue) -> None:
    """Cache the checked catalogue of ``folder``, for this process and those that it forks."""
    _catalogues[folder.resolve()] = catalogue


def data_folder(app: Sphinx) -> Path:
    return Path(os.path.normpath(Path(app.confdir, app.config.catalogue_data)))


def catalogue_of(app: Sphinx) -> Catalogue:
    """Return the catalogue of the project; raise ``ConfigError`` if the data have errors."""
    folder = data_folder(app)
    if folder.resolve() not in _catalogues:
        if not folder.is_dir():
            raise ConfigError(f"catalogue_data: there is no folder {str(app.config.catalogue_data)!r} beside conf.py.")
        result = check(Path(os.path.relpath(folder)))
        if result.failed or result.catalogue is None:
            language = language_for(app.config.language)
            for problem in result.problems:
                if problem.is_error:
                    logger.error("%s [%s]", problem.message[language], problem.rule.name, location=str(problem.at))
            raise ConfigError("The data of the catalogue have errors, which are listed above.")
        remember(folder, result.catalogue)
    return _catalogues[folder.resolve()]


def language_of(app: Sphinx) -> str:
    """Return the language of the catalogue in this project."""
    chosen: str | None = app.config.catalogue_language
    identity = catalogue_of(app).identity
    if chosen is None:
        own = document_language_of(app)
        return own if own in identity.languages else identity.authoritative
    if chosen == FOLDER:
        chosen = Path(app.srcdir).name
    if chosen not in identity.languages:
        known = ", ".join(identity.languages)
        raise ConfigError(f"catalogue_language: the catalogue has no language {chosen!r}. It has {known}.")
    return chosen


def document_language_of(app: Sphinx) -> str:
    """Return the language of the documents: one of the catalogue, such as ``en`` for ``en_GB``, else an HTML language tag."""
    language: str = app.config.language
    known = catalogue_of(app).identity.languages
    return next((one for one in (language, language.partition("_")[0]) if one in known), language.replace("_", "-"))


def _choose_language(app: Sphinx, config: Config) -> None:
    """Set the language of Sphinx to the name of the source folder with ``catalogue_language = "folder"``."""
    if config.catalogue_language == FOLDER:
        config.language = language_of(app)
        # Sphinx has loaded the translations of the language in conf.py before extensions are asked.
        folders = [Path(app.confdir, folder) for folder in config.locale_dirs]
        app.translator, _ = sphinx.locale.init([*folders, None, Path(sphinx.__file__).parent / "locale"], config.language)
    if config.project == config.values["project"].default:  # a project without a name of its own
        config.project = str(catalogue_of(app).identity.name[language_of(app)])


def _is_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)


def _is_lists(value: object) -> bool:
    return isinstance(value, dict) and {*value} <= {"directives", "roles"} and all(map(_is_list, value.values()))


def _is_addresses(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for pair in value.items() for text in pair)


def _is_downloads(value: object) -> bool:
    if not isinstance(value, dict) or not {*value} <= {"data", "pdf"} or not isinstance(value.get("pdf", {}), dict):
        return False
    booklets = value.get("pdf", {}).values()
    whole = all(isinstance(one, (list, tuple)) and [*map(type, one)] == [str, int, int] for one in booklets)
    return whole and isinstance(value.get("data", ""), str)


#: The form of each value, in words and as a test: Sphinx only warns of a wrong type, and a later step would fail.
_EXPECTED: dict[str, tuple[str, Callable[[object], bool]]] = {
    "catalogue_data": ("the name of a folder", lambda value: isinstance(value, str)),
    "catalogue_language": (f"the code of a language or {FOLDER!r}", lambda value: value is None or isinstance(value, str)),
    "catalogue_pages": ("True, False or a list of kinds", lambda value: isinstance(value, bool) or _is_list(value)),
    "catalogue_languages": ("a dictionary: the code of each language, and its address", _is_addresses),
    "catalogue_downloads": (
        "a dictionary with 'data', an address, and 'pdf', a dictionary: for each booklet its address, bytes and pages, "
        "as in {'mail': ('../pdf/mail-en.pdf', 131072, 9)}",
        _is_downloads,
    ),
    "catalogue_edit_url": ("an address", lambda value: isinstance(value, str)),
    "catalogue_fonts": ("the name of a folder", lambda value: isinstance(value, str)),
    "catalogue_prose": ("the name of a folder", lambda value: isinstance(value, str)),
    "catalogue_allow": (
        "a dictionary with 'directives' and 'roles', each a list of names",
        lambda value: value is None or _is_lists(value),
    ),
}


def check_values(app: Sphinx | None, config: Config) -> None:
    """Raise ``ConfigError`` for a value that is not what its setting takes."""
    for name in ("catalogue_data", "catalogue_fonts", "catalogue_prose"):
        if isinstance(config[name], os.PathLike):
            config[name] = os.fspath(config[name])
    for name, (words, is_right) in _EXPECTED.items():
        if not is_right(config[name]):
            raise ConfigError(f"{name}: expected {words}, not {config[name]!r}.")


def _check_kinds(app: Sphinx, config: Config) -> None:
    """Warn of unknown kinds of pages."""
    for kind in () if isinstance(config.catalogue_pages, bool) else config.catalogue_pages:
        if kind not in views.KINDS:
            hint = did_you_mean(str(kind), views.KINDS)[FALLBACK]
            message = f"catalogue_pages: there is no kind of page {kind!r}.{hint}"
            logger.warning("%s", message, type="catalogue", subtype="kind")


def setup(app: Sphinx) -> None:
    app.add_config_value("catalogue_data", "data", "env", types=(str,))
    app.add_config_value("catalogue_language", None, "env", types=(str, NoneType))
    app.add_config_value("catalogue_pages", True, "env", types=(bool, list, tuple))
    app.add_config_value("catalogue_languages", {}, "html", types=(dict,))
    # Pages that show a download have it in their digest.
    app.add_config_value("catalogue_downloads", {}, "", types=(dict,))
    app.add_config_value("catalogue_edit_url", "", "html", types=(str,))
    # The folder of the web fonts; by default with the doctrees.
    app.add_config_value("catalogue_fonts", "", "", types=(str,))
    # The folder of documents that complete the source folder.
    app.add_config_value("catalogue_prose", "", "env", types=(str,))
    app.connect("config-inited", check_values, priority=0)
    app.connect("config-inited", _choose_language, priority=1)
    app.connect("config-inited", _check_kinds)

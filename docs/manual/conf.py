"""The configuration of Sphinx for the manual: ``sphinx-build -W -c docs/manual docs/manual/en out``.

The manual shows the live catalogue by directives, in the theme of its site, and makes none of its pages.
"""

from pathlib import Path

from sphinx.application import Sphinx

extensions = ["myst_parser", "sphinx_design", "service_catalogue"]

catalogue_data = "../../data"
catalogue_language = "folder"
catalogue_languages = {"da": "../da", "en": "../en"}
catalogue_pages = ["search"]

html_theme = "catalogue"
html_theme_options = {"policy": "true"}
html_copy_source = False
html_use_index = False
html_domain_indices = False

nitpicky = True
smartquotes = False
highlight_language = "yaml"

# Prose is open to everybody, as that of the site is: HTML is off, and so is every directive and role but these.
myst_disable_syntax = ["html_block", "html_inline"]
myst_enable_extensions = ["colon_fence", "deflist"]
# ``site:example/index.html`` is a page beside the folders of the languages; from a document in a folder, ``site:../example/index.html``.
myst_url_schemes = {"http": None, "https": None, "mailto": None, "site": "../{{path}}"}
catalogue_allow = {
    "directives": [
        *("catalogue:" + name for name in ("service", "matrix", "shares", "legend", "counts", "duties", "task", "terms")),
        *("catalogue:" + name for name in ("example", "standing", "summary", "prevails", "version", "rules", "keys")),
        *("toctree", "code-block", "grid", "grid-item-card", "tab-set", "tab-item"),
    ],
    "roles": ["catalogue:text"],
}


def setup(app: Sphinx) -> None:
    """Name the manual in its language."""
    app.config.project = {"da": "Håndbog", "en": "Manual"}[Path(app.srcdir).name]

"""The configuration of Sphinx for every language: ``sphinx-build -W -c . docs/da out``."""

extensions = ["myst_parser", "sphinx_design", "service_catalogue"]

catalogue_data = "data"
catalogue_language = "folder"
catalogue_languages = {"da": "../da", "en": "../en"}

html_theme = "catalogue"
html_theme_options = {"policy": "true"}
html_copy_source = False
html_use_index = False
html_domain_indices = False

# Every reference resolves, and every warning is an error (the build runs with -W).
nitpicky = True
smartquotes = False
highlight_language = "yaml"

# Prose is Markdown that many may change: HTML is off, and so is every directive and role but these.
myst_disable_syntax = ["html_block", "html_inline"]
myst_enable_extensions = ["colon_fence", "deflist"]
catalogue_allow = {
    "directives": [
        *("catalogue:" + name for name in ("home", "service", "matrix", "duties", "task", "legend", "terms", "shares", "search")),
        *("catalogue:" + name for name in ("rules", "counts", "example", "standing", "version", "summary", "prevails")),
        *("note", "tip", "important", "warning", "toctree", "code-block"),
        *("grid", "grid-item", "grid-item-card", "card", "tab-set", "tab-item", "dropdown"),
    ],
    "roles": [
        *(
            "catalogue:" + name
            for name in ("service", "statement", "task", "party", "layer", "term", "standard", "note", "cell", "text")
        ),
        *("doc", "ref"),
    ],
}

"""The configuration of Sphinx that every language and every catalogue share.

What differs (the language, where the data are) stands in the assembled source folder, and is read by ``service_catalogue.sphinx_ext``.
"""

extensions = ["myst_parser", "service_catalogue.sphinx_ext"]

html_theme = "catalogue"
template_bridge = "service_catalogue.sphinx_ext.frame.Frame"
primary_domain = "catalogue"

# Every reference resolves, and every warning is an error (the build runs with -W).
nitpicky = True

# Prose is Markdown; what could bring in markup of its own is off.
myst_disable_syntax = ["html_block", "html_inline"]
myst_enable_extensions = ["colon_fence", "deflist"]

# The pages hold what they show and nothing else.
smartquotes = False
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_show_sphinx = False
highlight_language = "yaml"

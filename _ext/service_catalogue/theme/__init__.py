"""The theme: templates, styles, scripts and fonts, with the licences of third parties."""

#: The content security policy of the pages: everything from the site itself; only the named policies may turn a text into a script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types catalogue catalogue-search"
)

"""The policy that the pages of the theme hold to: what a browser loads and runs for them."""

from __future__ import annotations

#: Everything from the site itself, and nothing else; only the named policies make an address into a script.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; trusted-types catalogue catalogue-search"
)

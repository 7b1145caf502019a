"""A project without the extension; ``-D intersphinx_mapping.catalogue=…`` cannot name a file, so the test writes ``inventory.txt``."""

from pathlib import Path

extensions = ["sphinx.ext.intersphinx"]
project = "Plain"
nitpicky = True
html_theme = "basic"
intersphinx_mapping = {
    "catalogue": ("https://catalogue.example/it/en/", Path(__file__).with_name("inventory.txt").read_text("utf-8").strip())
}

"""A project of somebody else, which shows a catalogue. The theme is given with ``-D html_theme=…``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

extensions = ["myst_parser", "sphinx.ext.viewcode", "service_catalogue", "addition"]
project = "Foreign"
author = "Somebody"
copyright = "Somebody"
version = release = "1"
language = "en"
nitpicky = True
catalogue_data = "../../fixtures/small"

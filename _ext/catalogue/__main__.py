"""``python -m catalogue`` is the console command ``catalogue``."""

import sys

from catalogue.cli import main

sys.exit(main())

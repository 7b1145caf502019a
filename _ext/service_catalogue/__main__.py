"""``python -m service_catalogue`` is the console command ``catalogue``."""

import sys

from service_catalogue.cli import main

sys.exit(main())

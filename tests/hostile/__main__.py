"""``python -m tests.hostile [category …]`` runs the cases and prints what is wrong."""

import sys

from tests.hostile.run import main

sys.exit(main(sys.argv[1:]))

"""``python -m tests.fuzz [--documents N] [--minutes M] [--seed S]`` runs until either is reached."""

import sys

from tests.fuzz.run import main

sys.exit(main(sys.argv[1:]))

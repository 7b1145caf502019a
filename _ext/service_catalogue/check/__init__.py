"""A folder to a catalogue and its problems, and reports of these."""

"""A folder to a catalogue or problems, and the reports of these."""

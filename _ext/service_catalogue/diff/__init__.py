"""Changes between two states of a catalogue, as sentences for people and as JSON for programs."""

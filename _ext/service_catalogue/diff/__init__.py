"""What a change means: two states of a catalogue compared, and the changes told for people and for machines."""

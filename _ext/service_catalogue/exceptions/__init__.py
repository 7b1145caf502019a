"""What is recorded of a catalogue as it departs from the rules: which problems are accepted."""

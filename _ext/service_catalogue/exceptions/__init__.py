"""The recorded exceptions and tensions of a catalogue, and the problems that they accept."""

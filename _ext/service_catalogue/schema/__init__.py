"""Values from a file to the dataclasses of the model, without stopping at the first fault."""

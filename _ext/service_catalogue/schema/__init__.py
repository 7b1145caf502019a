"""Values to the fields of the model: forms of texts, ids, and a reader that reports every fault."""

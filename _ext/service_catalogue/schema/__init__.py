"""Values to the fields of the model: the rules of form, ids, and a reader that drops nothing."""

"""Changes to the files of data by command: schemas, scaffolds, layout, renaming and withdrawal."""

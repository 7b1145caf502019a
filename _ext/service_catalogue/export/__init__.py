"""The catalogue as data: JSON and CSV for machines, workbooks for people."""

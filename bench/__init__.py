"""What is measured, against what. Each script prints a table; `--json` the same as JSON."""

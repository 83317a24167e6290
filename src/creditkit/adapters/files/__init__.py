"""Files in and out: CSV with a mapping file that says how it is written."""

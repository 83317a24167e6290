"""Where the library meets the outside: files, databases, dataframes."""

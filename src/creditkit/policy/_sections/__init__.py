"""The sections of a policy: for each its keys, how it is read, and how it is written back."""

"""The texts of the ready-made policies, a module each."""

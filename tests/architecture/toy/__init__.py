"""A room that exists in the tests only. It proves that a new room needs no edit outside itself but its registration."""

"""Decisions: from the outcome of a point to done, with number, due day and state of the matter."""

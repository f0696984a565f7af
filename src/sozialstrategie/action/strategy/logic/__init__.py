"""How goals and measures should work: the impact staircase, indicators, targets, readings by period."""

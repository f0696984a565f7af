"""Which figures there are: level, years and sources of every indicator, and what is missing, in words."""

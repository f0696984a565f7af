"""Documents drawn from a strategy beside the whole one: measure table, short version, poster, easy edition; one file each."""

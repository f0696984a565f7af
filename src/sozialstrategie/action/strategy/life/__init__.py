"""Pages of the life of a strategy: steps, decisions, signature, notes on versions, comparison, the next strategy."""

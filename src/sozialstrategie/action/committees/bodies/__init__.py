"""Bodies: their rule, terms and members."""

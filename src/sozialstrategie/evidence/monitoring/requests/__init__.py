"""Figures that no file brings: small tables typed in by hand, and data requests to offices that answer by a link."""

"""Committees: bodies and their members, meetings, papers and their way, votes, decisions, minutes."""

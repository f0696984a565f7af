"""Mitzeichnung: who says what about which passage of a frozen version, and what becomes of it."""

"""How often a link may be answered: enough for people, too little for a machine."""

from __future__ import annotations

from django.core.cache import cache

MOST_IN_AN_HOUR = 60
_HOUR = 3600


def is_too_often(token_hash: str) -> bool:
    """Count one answer under a link; True when there were too many within the hour. Nothing is kept about who answers."""
    key = f"datenanfrage:{token_hash[:32]}"
    if cache.add(key, 1, _HOUR):
        return False
    try:
        return cache.incr(key) > MOST_IN_AN_HOUR
    except ValueError:  # the hour ended between the two lines
        return False

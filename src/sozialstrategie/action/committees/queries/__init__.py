"""Reading bodies and their meetings. Every function asks who wants to know; what somebody may not see does not exist.

Three kinds of readers: the clerk's office and leadership see everything; other staff see every body, but of what is not
public only that it is there; members of bodies see their own bodies whole and no others.
"""

from sozialstrategie.action.committees.queries.access import (
    ENTER,
    VIEW,
    VIEW_NON_PUBLIC,
    Line,
    attendances_for,
    committee_for,
    committees_for,
    in_force,
    item_for,
    items_for,
    meeting_for,
    meetings_for,
    own_seats,
    sees_all_of,
    token_hash,
)

__all__ = [
    "ENTER",
    "Line",
    "VIEW",
    "VIEW_NON_PUBLIC",
    "attendances_for",
    "committee_for",
    "committees_for",
    "in_force",
    "item_for",
    "items_for",
    "meeting_for",
    "meetings_for",
    "own_seats",
    "sees_all_of",
    "token_hash",
]

"""With whom a place is compared: all Kreise of its Land, the most similar ones, or a group that planners chose."""

from sozialstrategie.evidence.monitoring.comparison.group import Group, land_group

__all__ = ["Group", "land_group"]

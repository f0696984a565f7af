"""What this room tells the lower ones when the house starts: words, rights, undo, links, next steps, documents."""

from __future__ import annotations

VERBS: dict[str, str] = {}


def register() -> None:
    """Called once by `CommitteesConfig.ready()`."""
    from sozialstrategie.action.committees import models, rules  # noqa: F401
    from sozialstrategie.action.committees.decisions import registration as decisions
    from sozialstrategie.action.committees.meetings import registration as meetings
    from sozialstrategie.action.committees.minutes import registration as minutes
    from sozialstrategie.action.committees.papers import registration as papers

    meetings.register()
    papers.register()
    decisions.register()
    minutes.register()

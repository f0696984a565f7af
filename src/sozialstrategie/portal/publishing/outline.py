"""The public outline of a released strategy: fields, their goals, the goals' public measures."""

from __future__ import annotations

from typing import Any

from sozialstrategie.action.strategy.enums import GoalKind


def outline(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Fields with goals with measures, in reading order, from the payload of a version.

    A measure that is linked to several goals stands under each of them. A Leitziel has none of its own: `guiding` is true.
    """
    measures = {m["uid"]: m for m in content["measures"]}
    under: dict[str, list[dict[str, Any]]] = {}
    for goal, measure in content["links"]["goal_measure"]:
        if measure in measures:
            under.setdefault(goal, []).append(measures[measure])
    return [
        {
            **field,
            "goals": [
                {**goal, "guiding": goal["kind"] == GoalKind.GUIDING_GOAL, "measures": under.get(goal["uid"], [])}
                for goal in content["goals"]
                if goal["field"] == field["uid"]
            ],
        }
        for field in content["fields"]
    ]

"""Reading the workplace: every function asks who wants to know."""

from sozialstrategie.kit.workplace.queries.cycle import (
    Standing,
    Step,
    StepProvider,
    cycle_for,
    next_steps,
    register_steps,
    seen_until,
    standing_for,
)
from sozialstrategie.kit.workplace.queries.handover import HandoverLine, HandoverProvider, register_handover
from sozialstrategie.kit.workplace.queries.inbox import OpenItem, inbox_for, my_tasks, open_items, register_open_items
from sozialstrategie.kit.workplace.queries.records import RecordWords, record_words, register_record_kind
from sozialstrategie.kit.workplace.queries.tasks import (
    TaskLine,
    assignable_people,
    open_tasks,
    task_by_source,
    task_for,
    task_lines,
    tasks_for,
)

__all__ = [
    "HandoverLine",
    "HandoverProvider",
    "register_handover",
    "OpenItem",
    "RecordWords",
    "inbox_for",
    "my_tasks",
    "open_items",
    "record_words",
    "register_open_items",
    "register_record_kind",
    "Standing",
    "Step",
    "StepProvider",
    "TaskLine",
    "assignable_people",
    "cycle_for",
    "next_steps",
    "open_tasks",
    "register_steps",
    "seen_until",
    "standing_for",
    "task_by_source",
    "task_for",
    "task_lines",
    "tasks_for",
]

"""Writing the workplace: one named function per act."""

from sozialstrategie.kit.workplace.services.cycle import mark_seen, set_cycle, set_phase
from sozialstrategie.kit.workplace.services.outbox import post, recall, send_due
from sozialstrategie.kit.workplace.services.tasks import (
    complete_task,
    create_task,
    demand_undoable,
    drop_task,
    edit_task,
    reopen_task,
)

__all__ = [
    "complete_task",
    "create_task",
    "demand_undoable",
    "drop_task",
    "edit_task",
    "mark_seen",
    "post",
    "recall",
    "reopen_task",
    "send_due",
    "set_cycle",
    "set_phase",
]

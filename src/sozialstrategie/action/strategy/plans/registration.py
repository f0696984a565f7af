"""What this part tells the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "strategy.add_specialist_plan": "hat auf einen Fachplan verwiesen",
    "strategy.edit_specialist_plan": "hat den Verweis auf einen Fachplan geändert",
    "strategy.delete_specialist_plan": "hat den Verweis auf einen Fachplan gelöscht",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.strategy.models import SpecialistPlan
    from sozialstrategie.action.strategy.services.guards import demand_undoable
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.core.undo import register_undo

    register_verbs(VERBS)
    register_undo(SpecialistPlan, "strategy.change", guard=demand_undoable)

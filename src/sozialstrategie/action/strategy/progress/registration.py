"""What logic models and the carrying out tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "strategy.edit_reading": "hat einen Messwert geändert",
    "strategy.submit_reading": "hat einen Messwert eingereicht",
    "strategy.return_reading": "hat einen Messwert zurückgegeben",
    "strategy.create_period": "hat einen Meldezeitraum angelegt",
    "strategy.lock_period": "hat einen Meldezeitraum geschlossen",
    "strategy.unlock_period": "hat einen Meldezeitraum wieder geöffnet",
    "strategy.add_logic_item": "hat etwas auf die Wirkungstreppe gestellt",
    "strategy.edit_logic_item": "hat einen Eintrag der Wirkungstreppe geändert",
    "strategy.delete_logic_item": "hat einen Eintrag von der Wirkungstreppe genommen",
    "strategy.add_indicator_use": "hat einen Indikator angelegt",
    "strategy.edit_indicator_use": "hat einen Indikator geändert",
    "strategy.delete_indicator_use": "hat einen Indikator weggenommen",
    "strategy.set_update_interval": "hat den Abstand der Sachstände geändert",
    "strategy.ask_progress": "hat eine Stelle nach dem Sachstand gefragt",
    "strategy.make_progress_link": "hat einen Link für einen Sachstand gemacht",
    "strategy.close_progress_request": "hat eine Frage nach dem Sachstand beendet",
    "strategy.answer_progress": "hat über einen Link einen Sachstand gemeldet",
    "strategy.take_over_progress": "hat eine Meldung übernommen",
    "strategy.decline_progress": "hat eine Meldung nicht übernommen",
    "strategy.add_budget_line": "hat Kosten eingetragen",
    "strategy.edit_budget_line": "hat Kosten geändert",
    "strategy.delete_budget_line": "hat Kosten gelöscht",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.strategy import models
    from sozialstrategie.action.strategy.logic.services import demand_undoable as item_guard
    from sozialstrategie.action.strategy.progress import budget
    from sozialstrategie.action.strategy.progress.queries import ASK
    from sozialstrategie.action.strategy.progress.report import IMPLEMENTATION_REPORT, REPORT_TEMPLATE
    from sozialstrategie.action.strategy.services.guards import demand_undoable
    from sozialstrategie.action.strategy.services.measures import settle_history
    from sozialstrategie.action.strategy.services.readings import demand_undoable as reading_guard
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.documents.word.fields import register_template_kind

    register_verbs(VERBS)
    register_undo(
        models.Measure, "strategy.change", withdraw="strategy.withdraw", guard=demand_undoable, settle=settle_history
    )
    register_undo(models.Reading, "strategy.change", guard=reading_guard)
    register_undo(models.LogicItem, "strategy.change", guard=item_guard)
    register_undo(models.IndicatorUse, "strategy.change", guard=demand_undoable)
    register_undo(models.ProgressSetting, "strategy.change")
    register_undo(
        models.BudgetLine,
        budget.CHANGE,
        guard=demand_undoable,
        settle=budget.demand_undone_whole,
        notes={"shares": budget.put_shares_back},
    )
    register_reserved(models.ProgressRequest, frozenset({"token_hash", "from_function"}), permission=ASK)
    register_document(IMPLEMENTATION_REPORT)
    register_template_kind(REPORT_TEMPLATE)

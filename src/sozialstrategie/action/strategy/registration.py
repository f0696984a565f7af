"""What this room tells the lower ones when the house starts: words, rights, undo, links, next steps, documents."""

from __future__ import annotations

VERBS = {
    "strategy.create_strategy": "hat eine Strategie begonnen",
    "strategy.edit_strategy": "hat die Strategie geändert",
    "strategy.place_under": "hat einen Teilplan zugeordnet",
    "strategy.freeze_draft": "hat einen Entwurf der Strategie festgehalten",
    "strategy.release_strategy": "hat die Strategie freigegeben",
    "strategy.create_field": "hat ein Handlungsfeld angelegt",
    "strategy.edit_field": "hat ein Handlungsfeld geändert",
    "strategy.delete_field": "hat ein Handlungsfeld gelöscht",
    "strategy.restore_field": "hat ein Handlungsfeld wiederhergestellt",
    "strategy.accept_finding": "hat einen Befund angenommen",
    "strategy.create_finding": "hat einen Befund geschrieben",
    "strategy.edit_finding": "hat einen Befund geändert",
    "strategy.check_finding": "hat einen Befund geprüft und angenommen",
    "strategy.renew_figures": "hat die Zahlen eines Befunds neu festgehalten",
    "strategy.reject_finding": "hat einen Befund verworfen",
    "strategy.reopen_finding": "hat einen Befund wieder geöffnet",
    "strategy.delete_finding": "hat einen Befund gelöscht",
    "strategy.restore_finding": "hat einen Befund wiederhergestellt",
    "strategy.create_need": "hat einen Bedarf angelegt",
    "strategy.edit_need": "hat einen Bedarf geändert",
    "strategy.delete_need": "hat einen Bedarf gelöscht",
    "strategy.restore_need": "hat einen Bedarf wiederhergestellt",
    "strategy.create_goal": "hat ein Ziel angelegt",
    "strategy.edit_goal": "hat ein Ziel geändert",
    "strategy.delete_goal": "hat ein Ziel gelöscht",
    "strategy.restore_goal": "hat ein Ziel wiederhergestellt",
    "strategy.create_measure": "hat eine Maßnahme angelegt",
    "strategy.edit_measure": "hat eine Maßnahme geändert",
    "strategy.delete_measure": "hat eine Maßnahme gelöscht",
    "strategy.restore_measure": "hat eine Maßnahme wiederhergestellt",
    "strategy.update_progress": "hat einen Sachstand gemeldet",
    "strategy.submit_measure": "hat eine Maßnahme eingereicht",
    "strategy.release_measure": "hat eine Maßnahme freigegeben",
    "strategy.set_logic": "hat die Wirkungstreppe geändert",
    "strategy.add_reading": "hat einen Messwert gemeldet",
    "strategy.approve_reading": "hat einen Messwert freigegeben",
    "strategy.withdraw_reading": "hat einen Messwert zurückgenommen",
    "strategy.link_finding_need": "hat einen Befund mit einem Bedarf verbunden",
    "strategy.unlink_finding_need": "hat einen Befund von einem Bedarf gelöst",
    "strategy.link_need_goal": "hat einen Bedarf mit einem Ziel verbunden",
    "strategy.unlink_need_goal": "hat einen Bedarf von einem Ziel gelöst",
    "strategy.link_need_offer": "hat einem Bedarf ein Angebot zugeordnet",
    "strategy.unlink_need_offer": "hat ein Angebot von einem Bedarf gelöst",
    "strategy.link_goal_measure": "hat ein Ziel mit einer Maßnahme verbunden",
    "strategy.unlink_goal_measure": "hat ein Ziel von einer Maßnahme gelöst",
    "strategy.choose_overview": "hat die Kennzahlen des Überblicks gewählt",
    "strategy.move_strategy": "hat die Strategie einen Schritt weitergeführt",
    "strategy.submit_strategy": "hat die Strategie in die Gremien gegeben",
    "strategy.record_adoption": "hat die Entscheidung über die Strategie eingetragen",
    "strategy.correct_decision": "hat Tag, Gremium oder Nummer einer Entscheidung berichtigt",
    "strategy.sign_off": "hat die Strategie gegen den Beschluss abgezeichnet",
    "strategy.enter_adopted": "hat eine schon beschlossene Strategie eingetragen",
    "strategy.supersede": "hat die Strategie durch die nächste abgelöst",
    "strategy.change_status": "hat den Stand der Umsetzung geändert",
    "strategy.record_own_decision": "hat einen Beschluss über eine Maßnahme eingetragen",
    "strategy.note_erratum": "hat eine Fassung berichtigt",
    "strategy.erase_words": "hat Wörter aus einer Fassung gelöscht",
    "strategy.begin_revision": "hat die Fortschreibung begonnen",
    "strategy.carry_over": "hat entschieden, was in der nächsten Strategie weitergeht",
    "strategy.take_carry_back": "hat eine Übernahme zurückgenommen",
    "strategy.import_plan": "hat einen beschlossenen Plan übernommen",
    "strategy.attach_original": "hat das Original eines übernommenen Plans dazugelegt",
    "strategy.take_back_plan": "hat die Übernahme eines Plans zurückgenommen",
    "strategy.rest": "lässt etwas begründet offen",
    "strategy.wake": "nimmt etwas Offenes wieder auf",
}


def register() -> None:
    """Called once by `StrategyConfig.ready()`."""
    from sozialstrategie.action.strategy import models, rules, workplace  # noqa: F401
    from sozialstrategie.action.strategy.documents import STRATEGY, STRATEGY_TEMPLATE
    from sozialstrategie.action.strategy.open_items import open_items
    from sozialstrategie.action.strategy.opinions import registration as opinions
    from sozialstrategie.action.strategy.plan_import import undoing
    from sozialstrategie.action.strategy.plan_import.queries import kept_files
    from sozialstrategie.action.strategy.plans import registration as plans
    from sozialstrategie.action.strategy.printed import registration as printed
    from sozialstrategie.action.strategy.progress import registration as progress
    from sozialstrategie.action.strategy.queries import edges
    from sozialstrategie.action.strategy.queries.chain import FIGURE
    from sozialstrategie.action.strategy.queries.reporting import findings_for_report
    from sozialstrategie.action.strategy.services.answers import settle_signal
    from sozialstrategie.action.strategy.services.guards import demand_undoable
    from sozialstrategie.action.strategy.steps import next_steps
    from sozialstrategie.action.strategy.stops import figure_stops
    from sozialstrategie.action.strategy.views.kinds import FIELD, FINDING, GOAL, MEASURE, NEED
    from sozialstrategie.evidence.monitoring.report.sources import register_report_source
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.core.files import register_named_files
    from sozialstrategie.kit.core.thread import register_edges, register_stops
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.documents.word.fields import register_template_kind
    from sozialstrategie.kit.workplace.queries import (
        HandoverProvider,
        register_handover,
        register_open_items,
        register_record_kind,
        register_steps,
    )

    register_verbs(VERBS)
    for model in (models.Strategy, models.FieldOfAction, models.Need, models.Goal):
        register_undo(model, "strategy.change", withdraw="strategy.withdraw", guard=demand_undoable)
    register_undo(
        models.Finding, "strategy.change", withdraw="strategy.withdraw", guard=demand_undoable, settle=settle_signal
    )
    register_undo(models.OverviewChoice, "strategy.choose_overview")
    register_undo(
        models.PlanImport,
        "strategy.change",
        withdraw="strategy.withdraw",
        guard=undoing.demand_undoable,
        settle=undoing.settle,
    )
    register_named_files(kept_files)
    register_edges(edges)
    register_stops(FIGURE, figure_stops)
    register_steps(next_steps)
    register_open_items(open_items)
    register_handover(HandoverProvider(workplace.MEASURES, workplace.handover_lines, workplace.move_measure))
    for kind in (FINDING, NEED, GOAL, MEASURE, FIELD):
        register_record_kind(f"strategy.{kind.key}", workplace.words_of(kind))
    register_record_kind("strategy.strategy", workplace.strategy_words)
    register_record_kind("strategy.version", workplace.version_words)
    register_record_kind("strategy.round", workplace.round_words)
    register_document(STRATEGY)
    register_template_kind(STRATEGY_TEMPLATE)
    register_report_source("strategy", findings_for_report)
    opinions.register()
    printed.register()
    progress.register()
    plans.register()

"""What votes and decisions tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "committees.record_vote": "hat eine Abstimmung festgehalten",
    "committees.propose_override": "hat ein anderes Abstimmungsergebnis vorgeschlagen",
    "committees.confirm_override": "hat ein anderes Abstimmungsergebnis bestätigt",
    "committees.drop_override": "hat es beim errechneten Abstimmungsergebnis belassen",
    "committees.withdraw_vote": "hat eine Abstimmung herausgenommen",
    "committees.record_decision": "hat einen Beschluss festgehalten",
    "committees.edit_decision": "hat einen Beschluss geändert",
    "committees.withdraw_decision": "hat einen Beschluss herausgenommen",
    "committees.report_decision": "hat den Sachstand eines Beschlusses gemeldet",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.committees.decisions import open_items, services
    from sozialstrategie.action.committees.decisions.printing import DECISION_LIST
    from sozialstrategie.action.committees.models import Decision, Vote
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.workplace.queries import register_open_items, register_record_kind

    register_verbs(VERBS)
    # a decision or a vote that is not public must not be read in the history
    words = frozenset({"title", "text", "proposer", "lead_unit", "status_reason", "url"})
    register_reserved(Decision, words, permission="committees.view_non_public")
    register_reserved(Vote, frozenset({"motion", "override_reason"}), permission="committees.view_non_public")
    register_undo(Decision, "committees.change", guard=services.demand_undoable)
    register_open_items(open_items.open_items)
    register_record_kind(services.RECORD_KIND, open_items.decision_words)
    register_document(DECISION_LIST)

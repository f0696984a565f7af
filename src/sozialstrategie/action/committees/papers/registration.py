"""What papers tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "committees.create_paper": "hat eine Vorlage angelegt",
    "committees.edit_paper": "hat eine Vorlage geändert",
    "committees.finish_paper": "hat eine Vorlage fertiggestellt",
    "committees.reopen_paper": "hat eine Vorlage zurück in Arbeit genommen",
    "committees.withdraw_paper": "hat eine Vorlage zurückgezogen",
    "committees.exchange_annex": "hat die Anlage einer Vorlage ausgetauscht",
    "committees.add_step": "hat ein Gremium in die Beratungsfolge aufgenommen",
    "committees.edit_step": "hat eine Beratung geändert",
    "committees.move_step": "hat die Beratungsfolge umgestellt",
    "committees.remove_step": "hat ein Gremium aus der Beratungsfolge genommen",
    "committees.correct_decision": "hat Tag oder Nummer eines Beschlusses berichtigt",
    "committees.record_result": "hat das Ergebnis einer Beratung eingetragen",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.committees.models import Consultation, Paper
    from sozialstrategie.action.committees.papers import results, thread
    from sozialstrategie.action.committees.papers.open_items import open_items
    from sozialstrategie.action.committees.papers.printing import PAPER
    from sozialstrategie.action.committees.papers.word import PAPER_TEMPLATE
    from sozialstrategie.action.strategy.services.corrections import register_decision_source
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.thread import register_edges, register_stops
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.documents.word.fields import register_template_kind
    from sozialstrategie.kit.workplace.queries import register_open_items, register_record_kind

    register_verbs(VERBS)
    # a paper that is not public must not be read in the history
    words = frozenset({"title", "proposed", "reasons", "finances", "originator", "url"})
    register_reserved(Paper, words, permission="committees.view_non_public")
    register_reserved(Consultation, frozenset({"text", "url"}), permission="committees.view_non_public")
    register_undo(Consultation, "committees.change", guard=results.demand_undoable, settle=results.tell_decisions)
    register_decision_source(thread.decisions_of_papers)
    register_edges(thread.edges)
    for kind, provider in thread.STOPS.items():
        register_stops(kind, provider)
    register_open_items(open_items)
    register_record_kind(thread.PAPER, thread.paper_words)
    register_document(PAPER)
    register_template_kind(PAPER_TEMPLATE)

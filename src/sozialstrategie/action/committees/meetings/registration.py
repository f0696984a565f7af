"""What bodies and meetings tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "committees.create_committee": "hat ein Gremium angelegt",
    "committees.edit_committee": "hat ein Gremium geändert",
    "committees.confirm_rule": "hat die Regel eines Gremiums bestätigt",
    "committees.make_feed_link": "hat die Kalenderadresse eines Gremiums gemacht",
    "committees.create_term": "hat eine Amtszeit eingetragen",
    "committees.edit_term": "hat eine Amtszeit geändert",
    "committees.create_membership": "hat ein Mitglied eingetragen",
    "committees.edit_membership": "hat ein Mitglied geändert",
    "committees.remove_membership": "hat den Eintrag eines Mitglieds zurückgenommen",
    "committees.confirm_law": "hat eine Vorgabe bestätigt",
    "committees.create_meeting": "hat eine Sitzung angelegt",
    "committees.edit_meeting": "hat eine Sitzung geändert",
    "committees.invite": "hat zu einer Sitzung eingeladen",
    "committees.open_meeting": "hat eine Sitzung eröffnet",
    "committees.close_meeting": "hat eine Sitzung geschlossen",
    "committees.reopen_meeting": "hat eine Sitzung wieder geöffnet",
    "committees.cancel_meeting": "hat eine Sitzung abgesagt",
    "committees.create_item": "hat einen Punkt auf die Tagesordnung gesetzt",
    "committees.edit_item": "hat einen Punkt der Tagesordnung geändert",
    "committees.move_item": "hat die Tagesordnung umgestellt",
    "committees.remove_item": "hat einen Punkt von der Tagesordnung genommen",
    "committees.take_over": "hat Offenes aus früheren Sitzungen übernommen",
    "committees.make_link": "hat den Link einer Einladung gemacht",
    "committees.send_invitation": "hat eine Einladung verschickt",
    "committees.send_agenda": "hat eine geänderte Tagesordnung verschickt",
    "committees.ask_substitute": "hat um Vertretung in einer Sitzung gebeten",
    "committees.answer": "hat auf eine Einladung geantwortet",
    "committees.arrive": "hat eine Anwesenheit eingetragen",
    "committees.leave": "hat eingetragen, dass jemand gegangen ist",
    "committees.miss": "hat eine Abwesenheit eingetragen",
    "committees.add_guest": "hat einen Gast eingetragen",
    "committees.begin_item": "hat einen Punkt aufgerufen",
    "committees.end_item": "hat einen Punkt beendet",
    "committees.record_item": "hat zu einem Punkt etwas festgehalten",
    "committees.set_recused": "hat persönliche Beteiligung festgehalten",
    "committees.park": "hat ein Thema geparkt",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.committees import models
    from sozialstrategie.action.committees.bodies import handing
    from sozialstrategie.action.committees.bodies import services as bodies
    from sozialstrategie.action.committees.meetings import services
    from sozialstrategie.action.committees.meetings.folder import FOLDER
    from sozialstrategie.action.committees.meetings.steps import open_items
    from sozialstrategie.action.committees.meetings.words import COMMITTEE, MEETING, committee_words, meeting_words
    from sozialstrategie.kit.core.acts import register_reserved, register_unrecorded, register_verbs
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.workplace.queries import (
        HandoverProvider,
        register_handover,
        register_open_items,
        register_record_kind,
    )

    register_verbs(VERBS)
    change = services.CHANGE
    register_undo(models.Committee, change, guard=bodies.demand_undoable)
    register_undo(models.Term, change)
    register_undo(models.Membership, change, guard=bodies.demand_member_undoable)
    register_undo(models.Meeting, change, guard=services.demand_undoable)
    register_undo(models.AgendaItem, change, guard=services.demand_item_undoable)
    # What the history shows to those who handle it, and to nobody else who may read the history.
    register_reserved(models.Committee, frozenset({"feed_token_hash"}), permission=change)
    register_reserved(models.Membership, frozenset({"email"}), permission=change)
    # why somebody was absent stands in the minutes and nowhere else
    register_unrecorded(models.Attendance, frozenset({"reason"}))
    register_reserved(models.Attendance, frozenset({"token_hash"}), permission=change)
    register_reserved(models.Meeting, frozenset({"online_url", "invitation"}), permission="committees.view_non_public")
    words = frozenset({"title", "note", "text"})
    register_reserved(models.AgendaItem, words, permission="committees.view_non_public")
    register_reserved(models.ParkedTopic, frozenset({"title"}), permission="committees.view_non_public")
    register_document(FOLDER)
    register_open_items(open_items)
    register_handover(HandoverProvider(handing.SEATS, handing.handover_lines, handing.stay))
    register_record_kind(COMMITTEE, committee_words)
    register_record_kind(MEETING, meeting_words)

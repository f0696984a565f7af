"""What minutes tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "committees.draft_minutes": "hat eine Niederschrift geschrieben",
    "committees.circulate_minutes": "hat eine Niederschrift versandt",
    "committees.reopen_minutes": "hat eine Niederschrift zurück in Arbeit genommen",
    "committees.approve_minutes": "hat die Genehmigung einer Niederschrift eingetragen",
    "committees.correct_minutes": "hat die Berichtigung einer Niederschrift begonnen",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.committees.minutes.open_items import MINUTES as MINUTES_KIND
    from sozialstrategie.action.committees.minutes.open_items import minutes_words, open_items
    from sozialstrategie.action.committees.minutes.printing import MINUTES
    from sozialstrategie.action.committees.minutes.word import MINUTES_TEMPLATE
    from sozialstrategie.action.committees.models import Minutes
    from sozialstrategie.kit.core.acts import register_reserved, register_unrecorded, register_verbs
    from sozialstrategie.kit.documents.registry import register as register_document
    from sozialstrategie.kit.documents.word.fields import register_template_kind
    from sozialstrategie.kit.workplace.queries import register_open_items, register_record_kind

    register_verbs(VERBS)
    # names, reasons of absence and non-public points stand in the minutes and nowhere else; the checksum is enough
    register_unrecorded(Minutes, frozenset({"payload"}))
    register_reserved(Minutes, frozenset({"correction"}), permission="committees.view_non_public")
    register_open_items(open_items)
    register_record_kind(MINUTES_KIND, minutes_words)
    register_document(MINUTES)
    register_template_kind(MINUTES_TEMPLATE)

"""What the rounds of opinions tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "strategy.open_round": "hat eine Mitzeichnung begonnen",
    "strategy.edit_round": "hat eine Mitzeichnung geändert",
    "strategy.close_round": "hat eine Mitzeichnung beendet",
    "strategy.reopen_round": "hat eine Mitzeichnung wieder geöffnet",
    "strategy.ask_opinion": "hat um eine Stellungnahme gebeten",
    "strategy.edit_opinion_request": "hat eine Bitte um Stellungnahme geändert",
    "strategy.make_opinion_link": "hat einen Link für eine Stellungnahme gemacht",
    "strategy.remind_opinion": "hat an eine Stellungnahme erinnert",
    "strategy.withdraw_opinion_request": "hat eine Bitte um Stellungnahme zurückgenommen",
    "strategy.answer_opinion": "hat eine Stellungnahme abgegeben",
    "strategy.enter_opinion": "hat eine Stellungnahme eingetragen",
    "strategy.consider_opinion": "hat eine Stellungnahme abgewogen",
    "strategy.erase_opinion_contact": "hat die Adresse einer alten Mitzeichnung gelöscht",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.strategy.models import OpinionRequest, StatementOfOpinion
    from sozialstrategie.action.strategy.opinions import daily, handing, queries
    from sozialstrategie.kit.core.acts import register_reserved, register_verbs
    from sozialstrategie.kit.core.jobs import register_daily, register_job
    from sozialstrategie.kit.workplace.queries import HandoverProvider, register_handover

    register_verbs(VERBS)
    contact = frozenset({"email", "token_hash", "from_function", "person"})
    register_reserved(OpinionRequest, contact, permission=queries.ASK)
    register_reserved(StatementOfOpinion, frozenset({"text", "reason"}), permission=queries.VIEW)
    register_handover(HandoverProvider(handing.OPINIONS, handing.handover_lines, handing.move_request))
    register_job("strategy.opinions_daily", daily.look_after_rounds)
    register_daily("strategy.opinions_daily")

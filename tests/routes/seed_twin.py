"""What the twin has besides: one word for each kind of record that the strategy, its carrying out and the committees know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model

from sozialstrategie.action.committees.bodies import services as bodies
from sozialstrategie.action.committees.enums import Function
from sozialstrategie.action.committees.meetings import inviting, recording
from sozialstrategie.action.committees.meetings import services as meetings
from sozialstrategie.action.committees.models import (
    AgendaItem,
    Committee,
    Consultation,
    Decision,
    DecisionNote,
    LawConfirmation,
    Meeting,
    Membership,
    Minutes,
    Paper,
    ParkedTopic,
    Vote,
)
from sozialstrategie.action.strategy.logic import services as logic
from sozialstrategie.action.strategy.models import (
    BudgetLine,
    EasyEdition,
    FundingShare,
    IndicatorUse,
    OpinionRequest,
    OpinionRound,
    PlanImport,
    ProgressAnswer,
    ProgressRequest,
    ReadingPeriod,
    StatementOfOpinion,
)
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.workplace.models import FileReference, Handover, Task
from sozialstrategie.kit.workplace.services import create_task
from sozialstrategie.kit.workplace.services.references import set_file_reference
from tests.routes.seed import Tenant

# kind -> where it is kept, and the word that it alone says after the words of its authority
KINDS: dict[str, tuple[type[Model], str]] = {
    "Gremium": (Committee, "Gremium"),
    "Mitglied": (Membership, "Mitglied"),
    "Stellvertretung": (Membership, "Vertretung"),
    "Sitzung": (Meeting, "Sitzung"),
    "Einladung": (Meeting, "Einladung"),
    "Tagesordnungspunkt": (AgendaItem, "Punkt"),
    "nicht öffentlicher Punkt": (AgendaItem, "Verborgenes"),
    "geparktes Thema": (ParkedTopic, "Geparktes"),
    "Vorgabe": (LawConfirmation, "Vorgabe"),
    "Vorlage": (Paper, "Vorlage"),
    "Begründung": (Paper, "Begründung"),
    "Beratung": (Consultation, "Abweichung"),
    "Abstimmung": (Vote, "Antrag"),
    "Beschluss": (Decision, "Beschluss"),
    "Wortlaut": (Decision, "Wortlaut"),
    "Sachstand": (DecisionNote, "Sachstand"),
    "Niederschrift": (Minutes, "Verlauf"),
    "Aufgabe": (Task, "vertraulich"),
    "Meilenstein": (Task, "Meilenstein"),
    "Übergabe": (Handover, "Hinweis zur Übergabe"),
    "Aktenzeichen": (FileReference, "Aktenzeichen"),
    "Mitzeichnung": (OpinionRound, "Mitzeichnung"),
    "gefragte Stelle": (OpinionRequest, "Stelle"),
    "Stellungnahme": (StatementOfOpinion, "Anmerkung"),
    "Kennzahl einer Maßnahme": (IndicatorUse, "Indikator"),
    "Zeitraum": (ReadingPeriod, "Zeitraum"),
    "Haushaltszeile": (BudgetLine, "wofür"),
    "Fördertopf": (FundingShare, "Quelle"),
    "Abfrage": (ProgressRequest, "Amt"),
    "Meldung": (ProgressAnswer, "Meldung"),
    "Leichte Sprache": (EasyEdition, "leicht"),
    "übernommener Plan": (PlanImport, "Gremium"),
}


def add_more(tenant: Tenant) -> None:
    """Kinds of records that the world of routes lacks."""
    words, owner, made = f"{tenant.canary} {tenant.secret}", tenant.organisation, tenant.made
    clerk: dict[str, Any] = {"actor": actor_for(tenant.people[Role.CLERK])}
    planner: dict[str, Any] = {"actor": actor_for(tenant.people[Role.PLANNING_COORDINATOR])}
    with owner_scope(owner):
        bodies.confirm_law(**clerk, owner=owner, key="quorum", text=f"{words} Vorgabe")
        bodies.create_membership(
            **clerk, committee=made["committee"], name=f"{words} Liste", function=Function.SUBSTITUTE
        )
        create_task(
            **planner, owner=owner, title=f"{words} Meilenstein", kind="milestone", due=date(2026, 1, 31),
            responsible=tenant.people[Role.PLANNING_COORDINATOR], about=("strategy.measure", made["measure"].uid),
            about_title=f"{words} Maßnahme",
        )  # fmt: skip
        set_file_reference(
            **planner, owner=owner, kind="committees.decision", uid=made["decision"].uid, text=f"{words} Aktenzeichen"
        )  # fmt: skip
        logic.add_use(**planner, subject=made["measure"], name=f"{words} Indikator")
        Consultation.objects.filter(pk=made["consultation"].pk).update(text=f"{words} Abweichung")
        Handover.objects.filter(pk=made["handover"].pk).update(note=f"{words} Hinweis zur Übergabe")
        meeting = Meeting.objects.get(pk=made["meeting"].pk)
        inviting.make_link(**clerk, attendance=made["attendance"], version=made["attendance"].version)
        meetings.open_meeting(**clerk, meeting=meeting, version=meeting.version)
        recording.park(**clerk, meeting=meeting, title=f"{words} Geparktes")

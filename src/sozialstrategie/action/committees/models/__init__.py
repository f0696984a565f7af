"""What the room keeps in the database."""

from sozialstrategie.action.committees.models.bodies import ALIVE, Committee, LawConfirmation, Membership, Term
from sozialstrategie.action.committees.models.decisions import Ballot, Decision, DecisionMeasure, DecisionNote, Vote
from sozialstrategie.action.committees.models.meetings import AgendaItem, Attendance, Meeting, ParkedTopic, Recusal
from sozialstrategie.action.committees.models.minutes import Minutes
from sozialstrategie.action.committees.models.papers import Consultation, Paper, PaperMeasure

__all__ = [
    "ALIVE",
    "AgendaItem",
    "Attendance",
    "Ballot",
    "Committee",
    "Consultation",
    "Decision",
    "DecisionMeasure",
    "DecisionNote",
    "LawConfirmation",
    "Meeting",
    "Membership",
    "Minutes",
    "Paper",
    "PaperMeasure",
    "ParkedTopic",
    "Recusal",
    "Term",
    "Vote",
]

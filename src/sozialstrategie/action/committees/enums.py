"""Words of the room committees. Names follow OParl where it has one."""

from __future__ import annotations

from django.db.models import TextChoices

from sozialstrategie.action.strategy.enums import DecisionResult

__all__ = [
    "Answer", "AttendanceState", "BallotChoice", "Base", "CommitteeKind", "ConsultationRole", "DecisionResult", "DecisionStatus",
    "Function", "ItemState", "MeetingState", "MinutesPart", "MinutesState", "PaperKind", "PaperState", "Purpose", "Tie",
]  # fmt: skip


class CommitteeKind(TextChoices):
    """What kind of body; for the first two the council information system leads."""

    COUNCIL = "council", "Kreistag oder Stadtrat"
    COUNCIL_COMMITTEE = "council_committee", "Ausschuss"
    YOUTH_WELFARE = "youth_welfare", "Jugendhilfeausschuss"
    STEERING_GROUP = "steering_group", "Steuerungsgruppe"
    ADVISORY_BOARD = "advisory_board", "Beirat"
    WORKING_GROUP = "working_group", "Arbeitsgruppe"
    OTHER = "other", "anderes Gremium"


COUNCIL_KINDS = (CommitteeKind.COUNCIL, CommitteeKind.COUNCIL_COMMITTEE)
# Their minutes are kept by the law of the council. The Jugendhilfeausschuss sits with members from outside the council, and its
# meetings are led here; its papers still go their way through the council.
BY_LAW_OF_COUNCIL = (*COUNCIL_KINDS, CommitteeKind.YOUTH_WELFARE)
# These sit in public unless something stands against it (§ 40 Abs. 1 ThürKO, § 71 SGB VIII); the others do not.
SITTING_IN_PUBLIC = (CommitteeKind.COUNCIL, CommitteeKind.YOUTH_WELFARE)


class Base(TextChoices):
    """Of what a majority is a share; the values of `methods.voting.Base`."""

    YES_NO = "yes_no", "der Ja- und Nein-Stimmen"
    CAST = "cast", "aller abgegebenen Stimmen"
    PRESENT = "present", "der Anwesenden"
    ELIGIBLE = "eligible", "aller Stimmberechtigten"


class Tie(TextChoices):
    REJECTED = "rejected", "abgelehnt"
    CHAIR = "chair", "der Vorsitz entscheidet"


class Function(TextChoices):
    """What somebody is in a body."""

    CHAIR = "chair", "Vorsitz"
    DEPUTY_CHAIR = "deputy_chair", "stellvertretender Vorsitz"
    MEMBER = "member", "Mitglied"
    SUBSTITUTE = "substitute", "Stellvertretung"
    ADVISORY = "advisory", "beratend"
    MINUTE_TAKER = "minute_taker", "Schriftführung"


class MeetingState(TextChoices):
    DRAFT = "draft", "in Vorbereitung"
    INVITED = "invited", "eingeladen"
    RUNNING = "running", "läuft"
    CLOSED = "closed", "beendet"
    CANCELLED = "cancelled", "abgesagt"


class Purpose(TextChoices):
    INFORMATION = "information", "Kenntnisnahme"
    CONSULTATION = "consultation", "Beratung"
    DECISION = "decision", "Beschluss"
    ELECTION = "election", "Wahl"


class ItemState(TextChoices):
    """What became of a point of the agenda."""

    OPEN = "open", "offen"
    DONE = "done", "behandelt"
    ADJOURNED = "adjourned", "vertagt"
    REMOVED = "removed", "abgesetzt"


class Answer(TextChoices):
    OPEN = "open", "noch keine Antwort"
    YES = "yes", "kommt"
    NO = "no", "kommt nicht"


class AttendanceState(TextChoices):
    EXPECTED = "expected", "noch nicht festgestellt"
    PRESENT = "present", "anwesend"
    EXCUSED = "excused", "entschuldigt"
    ABSENT = "absent", "abwesend"


class PaperKind(TextChoices):
    DECISION = "decision", "Beschlussvorlage"
    INFORMATION = "information", "Informationsvorlage"
    MOTION = "motion", "Antrag"


class PaperState(TextChoices):
    DRAFT = "draft", "in Arbeit"
    READY = "ready", "fertig"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class ConsultationRole(TextChoices):
    """What a body does with a paper; the words of OParl."""

    HEARING = "hearing", "Anhörung"
    PRELIMINARY = "preliminary", "Vorberatung"
    DECISION = "decision", "Entscheidung"
    INFORMATION = "information", "Kenntnisnahme"


class BallotChoice(TextChoices):
    YES = "yes", "Ja"
    NO = "no", "Nein"
    ABSTAIN = "abstain", "Enthaltung"


class DecisionStatus(TextChoices):
    """How far a decision is carried out."""

    OPEN = "open", "offen"
    IN_PROGRESS = "in_progress", "in Arbeit"
    DONE = "done", "erledigt"
    OBSOLETE = "obsolete", "gegenstandslos"


class MinutesPart(TextChoices):
    PUBLIC = "public", "öffentlicher Teil"
    NON_PUBLIC = "non_public", "nicht öffentlicher Teil"


class MinutesState(TextChoices):
    DRAFT = "draft", "Entwurf"
    CIRCULATED = "circulated", "versandt"
    APPROVED = "approved", "genehmigt"

"""Fixed words of the room strategy."""

from django.db.models import IntegerChoices, TextChoices


class StrategyState(TextChoices):
    DRAFT = "draft", "Entwurf"
    RELEASED = "released", "freigegeben"


class FindingState(TextChoices):
    DRAFT = "draft", "Entwurf"
    ACCEPTED = "accepted", "angenommen"
    REJECTED = "rejected", "verworfen"


class FindingOrigin(TextChoices):
    DRAFTED_FROM_DATA = "drafted_from_data", "aus Daten entworfen"
    WRITTEN = "written", "selbst geschrieben"


class Urgency(TextChoices):
    HIGH = "high", "hoch"
    MEDIUM = "medium", "mittel"
    LOW = "low", "gering"


class NeedState(TextChoices):
    SUSPECTED = "suspected", "vermutet"
    SUBSTANTIATED = "substantiated", "belegt"
    ACCEPTED = "accepted", "anerkannt"
    ADDRESSED = "addressed", "bearbeitet"
    REJECTED = "rejected", "verworfen"


class GoalKind(TextChoices):
    GUIDING_GOAL = "guiding_goal", "Leitziel"
    GOAL = "goal", "Ziel"


class MeasureStatus(TextChoices):
    """How far a measure is carried out; the first seven follow each other, the others stand beside."""

    IDEA = "idea", "Idee"
    PROPOSED = "proposed", "vorgeschlagen"
    PRIORITISED = "prioritised", "priorisiert"
    DECIDED = "decided", "beschlossen"
    PREPARING = "preparing", "vorbereitet"
    RUNNING = "running", "läuft"
    COMPLETED = "completed", "fertig"
    PERMANENT = "permanent", "Daueraufgabe"
    POSTPONED = "postponed", "zurückgestellt"
    DROPPED = "dropped", "fallen gelassen"
    CARRIED_OVER = "carried_over", "in die nächste Strategie übernommen"


class EditorialState(TextChoices):
    """Computed from versions: every later change makes a released measure a draft again."""

    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "eingereicht"
    RELEASED = "released", "freigegeben"


class Rating(TextChoices):
    """What the responsible unit itself thinks; stands beside the computed reasons, never mixed with them."""

    ON_TRACK = "on_track", "im Plan"
    ATTENTION = "attention", "braucht Aufmerksamkeit"
    STOPPED = "stopped", "ruht"


class Priority(IntegerChoices):
    HIGH = 1, "hoch"
    MEDIUM = 2, "mittel"
    LOW = 3, "gering"


class ImpactStep(IntegerChoices):
    """The impact staircase."""

    INPUT = 0, "0 Einsatz"
    SERVICE = 1, "1 Leistung"
    USE = 2, "2 Nutzung"
    ACCEPTANCE = 3, "3 Zustimmung"
    KNOWLEDGE = 4, "4 Wissen"
    BEHAVIOUR = 5, "5 Handeln"
    LIFE_SITUATION = 6, "6 Lebenslage"
    REGION = 7, "7 Region"

    @property
    def level(self) -> str:
        """Input, Output, Outcome or Impact."""
        return ("Input", "Output", "Output", "Output", "Outcome", "Outcome", "Outcome", "Impact")[self]


# The measure is on its way or in force: only then can it be late.
ACTIVE_STATUSES = (MeasureStatus.DECIDED, MeasureStatus.PREPARING, MeasureStatus.RUNNING, MeasureStatus.PERMANENT)
# Nothing is left to do about it.
OVER_STATUSES = (MeasureStatus.COMPLETED, MeasureStatus.DROPPED, MeasureStatus.CARRIED_OVER)
# No longer part of this strategy's work.
GONE_STATUSES = (MeasureStatus.DROPPED, MeasureStatus.CARRIED_OVER)


class VersionKind(TextChoices):
    """What a frozen version is for; all but drafts hold only what may become public."""

    DRAFT = "draft", "Entwurf"
    SHARED = "shared", "zur Stellungnahme"
    SUBMITTED = "submitted", "für die Gremien"
    ADOPTED = "adopted", "beschlossen"
    RELEASED = "released", "freigegeben"


# Versions without internal measures, unchecked findings and internal reasons.
PUBLIC_KINDS = (VersionKind.SHARED, VersionKind.SUBMITTED, VersionKind.ADOPTED, VersionKind.RELEASED)


class StrategyStage(TextChoices):
    """How far a strategy has come, from draft to its successor; the public reads what is released, whatever the stage."""

    DRAFT = "draft", "Entwurf"
    COORDINATION = "coordination", "Mitzeichnung"
    PUBLIC_PARTICIPATION = "public_participation", "Bürgerbeteiligung"
    IN_COMMITTEES = "in_committees", "in den Gremien"
    ENTERING_CHANGES = "entering_changes", "mit Änderungen beschlossen"
    ADOPTED = "adopted", "beschlossen"
    IMPLEMENTING = "implementing", "in Umsetzung"
    INTERIM_REVIEW = "interim_review", "Zwischenbilanz"
    STRATEGY_REVISION = "strategy_revision", "Fortschreibung"
    SUPERSEDED = "superseded", "abgelöst"


# Of these an authority has at most one.
IN_FORCE = (
    StrategyStage.ADOPTED,
    StrategyStage.IMPLEMENTING,
    StrategyStage.INTERIM_REVIEW,
    StrategyStage.STRATEGY_REVISION,
)


class DecisionResult(TextChoices):
    """What the deciding body did with a strategy."""

    ADOPTED = "adopted", "beschlossen"
    ADOPTED_AMENDED = "adopted_amended", "mit Änderungen beschlossen"
    REJECTED = "rejected", "abgelehnt"
    REFERRED = "referred", "zurückverwiesen"
    POSTPONED = "postponed", "vertagt"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    REMOVED_FROM_AGENDA = "removed_from_agenda", "von der Tagesordnung abgesetzt"
    NOTED = "noted", "zur Kenntnis genommen"


class NoteKind(TextChoices):
    """What is said about a frozen version afterwards."""

    ERRATUM = "erratum", "Berichtigung"
    ERASURE = "erasure", "Löschung"


class CarryOutcome(TextChoices):
    """What becomes of a goal or a measure in the next strategy."""

    CONTINUED = "continued", "wird übernommen"
    ENDED = "ended", "wird nicht übernommen"


class PassageKind(TextChoices):
    """What a statement of opinion is about."""

    STRATEGY = "strategy", "ganze Strategie"
    FIELD = "field", "Handlungsfeld"
    GOAL = "goal", "Ziel"
    MEASURE = "measure", "Maßnahme"


class OpinionState(TextChoices):
    ASKED = "asked", "gefragt"
    ANSWERED = "answered", "geantwortet"
    WITHDRAWN = "withdrawn", "zurückgenommen"


class OpinionVerdict(TextChoices):
    """What an office says as a whole; silence is none of these."""

    CONSENTS = "consents", "stimmt zu"
    OBJECTS = "objects", "stimmt nicht zu"
    NOT_CONCERNED = "not_concerned", "nicht betroffen"


class Consideration(TextChoices):
    FOLLOWED = "followed", "gefolgt"
    PARTLY = "partly", "teilweise gefolgt"
    NOT_FOLLOWED = "not_followed", "nicht gefolgt"


class ReadingState(TextChoices):
    """What happens to a Messwert before it counts."""

    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "eingereicht"
    RETURNED = "returned", "zurückgegeben"
    APPROVED = "approved", "freigegeben"


class TargetDirection(TextChoices):
    """Where the values of an indicator should go; what is only watched has no better and no worse."""

    INCREASE = "increase", "soll steigen"
    DECREASE = "decrease", "soll sinken"
    CORRIDOR = "corridor", "soll im Korridor bleiben"
    OBSERVE = "observe", "wird nur beobachtet"


class RollUp(TextChoices):
    """How the values of several measures become one for their goal."""

    SUM = "sum", "Summe (Zählungen)"
    LAST = "last", "jüngster Wert (Bestände)"
    MEAN = "mean", "gewichtetes Mittel"
    NONE = "none", "nicht zusammenfassen"


class BudgetCategory(TextChoices):
    STAFF = "staff", "Personal (nur als Summe)"
    MATERIAL = "material", "Sachkosten"
    GRANTS = "grants", "Zuschüsse an Träger"
    INVESTMENT = "investment", "Investitionen"
    OTHER = "other", "Sonstiges"


class SpecialistPlanKind(TextChoices):
    """The plans beside a strategy that an authority owes or leads anyway."""

    YOUTH_WELFARE = "youth_welfare", "Jugendhilfeplan (§ 80 SGB VIII)"
    FAMILY = "family", "LSZ-Plan (fachspezifischer integrierter Plan)"
    INCLUSION = "inclusion", "Maßnahmenplan nach ThürGIG"
    CARE = "care", "Pflege- oder Altenhilfeplan"
    HEALTH = "health", "Gesundheitsplan"
    TRANSPORT = "transport", "Nahverkehrsplan"
    OTHER = "other", "anderer Fachplan"


class ReportedBy(TextChoices):
    """The way by which a Sachstand came."""

    HERE = "here", "hier gemeldet"
    LINK = "link", "über einen Link"
    WORKBOOK = "workbook", "aus einer Arbeitsmappe"


class ProgressAnswerState(TextChoices):
    """What became of an answer under a link: it is a draft until a planner takes it over."""

    ASKED = "asked", "gefragt"
    ANSWERED = "answered", "geantwortet"
    TAKEN = "taken", "übernommen"
    DECLINED = "declined", "nicht übernommen"


class ReaderGroup(TextChoices):
    """Who read a text in easy language. Only the first is the target group of Leichte Sprache."""

    LEARNING = "learning", "Menschen mit Lernschwierigkeiten"
    LITTLE_GERMAN = "little_german", "Menschen, die Deutsch lernen"
    OLDER = "older", "ältere Menschen"
    OTHERS = "others", "andere"

"""Fixed words that every room knows."""

from django.db.models import TextChoices


class OrganisationKind(TextChoices):
    LOCAL_AUTHORITY = "local_authority", "Gebietskörperschaft"
    INSTITUTE = "institute", "Institut"
    LAND = "land", "Land"
    PROVIDER = "provider", "Träger"
    GEMEINDE = "gemeinde", "Gemeinde"


class Role(TextChoices):
    """Roles that hold an account; participants and the public have none."""

    PLANNING_COORDINATOR = "planning_coordinator", "Planungskoordination"
    SPECIALIST_PLANNER = "specialist_planner", "Fachplanung"
    LEADERSHIP = "leadership", "Leitung"
    DATA_STEWARD = "data_steward", "Statistikstelle"
    MEASURE_OWNER = "measure_owner", "Maßnahmenverantwortung"
    CLERK = "clerk", "Gremienbetreuung"
    FUNDING_OFFICER = "funding_officer", "Fördermittelstelle"
    BODY_MEMBER = "body_member", "Gremienmitglied"
    PROCESS_CONSULTANT = "process_consultant", "Prozessberatung"
    STATE_VIEWER = "state_viewer", "Land (Einsicht)"
    FUNDING_AUTHORITY = "funding_authority", "Bewilligungsbehörde"
    ADMIN = "admin", "Verwaltung der Konten"


class Visibility(TextChoices):
    INTERNAL = "internal", "intern"
    PUBLIC = "public", "öffentlich"

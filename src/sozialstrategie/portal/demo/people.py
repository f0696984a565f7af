"""The invented people of the example, one per role, with their login buttons. No real person is meant."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from sozialstrategie.kit.core.enums import Role


@dataclass(frozen=True, slots=True)
class Login:
    key: str
    name: str
    email: str
    organisation: str
    role: Role
    button: str


MUSTERBERG, MUSTERSTADT, INSTITUTE, LAND = "musterberg", "neustadt-beispiel", "institut-beispiel", "land-beispiel"

LOGINS = (
    Login("planung", "Mira Beispiel", "planung@musterberg.example", MUSTERBERG, Role.PLANNING_COORDINATOR, "Als Planerin ansehen"),
    Login("leitung", "Jona Beispiel", "leitung@musterberg.example", MUSTERBERG, Role.LEADERSHIP, "Als Amtsleitung ansehen"),
    Login("fachplanung", "Toni Beispiel", "fachplanung@musterberg.example", MUSTERBERG, Role.SPECIALIST_PLANNER, "Als Fachplanung ansehen"),
    Login("massnahme", "Kim Beispiel", "jugendamt@musterberg.example", MUSTERBERG, Role.MEASURE_OWNER, "Als verantwortliche Stelle einer Maßnahme ansehen"),
    Login("statistik", "Luca Beispiel", "statistik@musterberg.example", MUSTERBERG, Role.DATA_STEWARD, "Als Statistikstelle ansehen"),
    Login("gremium", "Sascha Beispiel", "ausschuss@musterberg.example", MUSTERBERG, Role.BODY_MEMBER, "Als Mitglied im Sozialausschuss ansehen"),
    Login("verwaltung", "Robin Beispiel", "verwaltung@musterberg.example", MUSTERBERG, Role.ADMIN, "Als Verwaltung der Konten ansehen"),
    Login("beratung", "Noa Beispiel", "beratung@institut.example", MUSTERBERG, Role.PROCESS_CONSULTANT, "Als Prozessberatung ansehen"),
    Login("stadt", "Alex Beispiel", "planung@neustadt.example", MUSTERSTADT, Role.PLANNING_COORDINATOR, "Als Planerin der Stadt Neustadt am Beispiel ansehen"),
    Login("land", "Charlie Beispiel", "einsicht@land.example", LAND, Role.STATE_VIEWER, "Als Land ansehen"),
)  # fmt: skip


def by_key(key: str) -> Login | None:
    """The login of a button, None when there is none."""
    return next((login for login in LOGINS if login.key == key), None)


def login_buttons() -> list[dict[str, str]]:
    """Buttons for the start page: key, label, address."""
    return [{"key": login.key, "label": login.button, "url": reverse("demo:login")} for login in LOGINS]

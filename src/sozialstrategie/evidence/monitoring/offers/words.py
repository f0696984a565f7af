"""Closed lists of the register. Target groups name circumstances; life phases follow each other."""

from __future__ import annotations

import re

from django.db.models import TextChoices


class OfferKind(TextChoices):
    OFFER = "offer", "Angebot"
    FACILITY = "facility", "Einrichtung"


class TargetGroup(TextChoices):
    EVERYONE = "everyone", "alle Menschen"
    FAMILIES = "families", "Familien mit Kindern"
    SINGLE_PARENTS = "single_parents", "Familien mit einem Elternteil"
    LITTLE_MONEY = "little_money", "Menschen mit wenig Geld"
    LOOKING_FOR_WORK = "looking_for_work", "Menschen auf der Suche nach Arbeit"
    DEBTS = "debts", "Menschen mit Schulden"
    HOUSING = "housing", "Menschen in Wohnungsnot"
    DISABILITY = "disability", "Menschen mit Behinderungen"
    CARE = "care", "Menschen mit Pflegebedarf und Angehörige"
    MENTAL_HEALTH = "mental_health", "Menschen in seelischen Krisen"
    ADDICTION = "addiction", "Menschen mit Suchterkrankung und Angehörige"
    VIOLENCE = "violence", "Menschen, die Gewalt erleben"
    MIGRATION = "migration", "Menschen mit Einwanderungsgeschichte"
    VOLUNTEERS = "volunteers", "Menschen, die sich engagieren"


class LifePhase(TextChoices):
    ANY = "any", "alle Lebensphasen"
    BIRTH = "birth", "Rund um die Geburt"
    EARLY_CHILDHOOD = "early_childhood", "Frühe Kindheit, 0 bis 5"
    SCHOOL_AGE = "school_age", "Schulalter, 6 bis 13"
    YOUTH = "youth", "Jugend, 14 bis 17"
    YOUNG_ADULTS = "young_adults", "Junge Erwachsene, 18 bis 26"
    WORKING_AGE = "working_age", "Mittlere Jahre, 27 bis 64"
    OLDER = "older", "Älter werden, 65 bis 79"
    VERY_OLD = "very_old", "Hohes Alter, ab 80"


class Access(TextChoices):
    STEP_FREE = "step_free", "stufenlos"
    ACCESSIBLE_TOILET = "accessible_toilet", "barrierefreies WC"
    PLAIN_LANGUAGE = "plain_language", "einfache Sprache"
    SIGN_LANGUAGE = "sign_language", "Gebärdensprache nach Anmeldung"
    LANGUAGES = "languages", "weitere Sprachen"
    PUBLIC_TRANSPORT = "public_transport", "mit Bus oder Bahn erreichbar"
    OUTREACH = "outreach", "kommt ins Haus"
    REMOTE = "remote", "online oder am Telefon"
    FREE_OF_CHARGE = "free_of_charge", "kostenfrei"


# Names of places whose address is never published.
_REFUGE = re.compile(
    r"frauenhaus|frauen-? ?und ?kinderschutz|schutz(?:wohnung|haus|unterkunft|einrichtung|stelle|platz|plätze)"
    r"|zuflucht|gewaltschutz|männerschutz|mädchenhaus|anonyme unterbringung|inobhutnahme|kriseninterventionswohnung",
    re.IGNORECASE,
)
# A street with a number, or a postcode with a place.
_ADDRESS = re.compile(
    r"\w*(?:straße|strasse|str\.?|weg|gasse|platz|allee|chaussee|ring|ufer|damm|markt|anger|graben|steig|promenade|zeile|hof)"
    r"(?:\s+(?:der|des|dem|den|zum|zur|am|an|im)\s+\w+)?,?\s*\d"
    r"|\b\d{5}\s+(?-i:[A-ZÄÖÜ][a-zäöüß]{2})",
    re.IGNORECASE,
)
_PERSON = re.compile(r"\b(?:Frau|Herrn?|Fr\.|Hr\.)\s+(?:Dr\.\s*)?[A-ZÄÖÜ]\w+")


def sounds_like_refuge(*texts: str) -> bool:
    """Whether a name or a provider sounds like a place where people are protected: Frauenhaus, Schutzwohnung, Inobhutnahme."""
    return any(_REFUGE.search(text) for text in texts)


def holds_address(text: str) -> bool:
    """Whether a text holds what looks like an address: a street with a number, a postcode with a place."""
    return _ADDRESS.search(text) is not None


def tells_place(text: str, gemeinde: str, address: str) -> bool:
    """Whether a text names the Gemeinde or the street of a place that is to stay unknown; the Landkreis of that name may be named.

    Args:
        gemeinde: name of the Gemeinde, "" for none.
        address: the address as entered: "Musterweg 4, 99734 Nordhausen".
    """
    street = re.sub(r"\s*\d.*$", "", address.strip(), flags=re.DOTALL).rstrip(" ,")
    names = [re.escape(name) for name in (gemeinde, street) if len(name) > 3]
    return any(re.search(rf"(?<!landkreis )(?<!kreis )\b{name}\b", text, re.IGNORECASE) for name in names)


def names_person(text: str) -> bool:
    """Whether a contact names a person ("Frau Muster") instead of a function."""
    return _PERSON.search(text) is not None

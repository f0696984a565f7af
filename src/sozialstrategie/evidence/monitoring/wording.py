"""Words that put people down, and what to say instead. The tone of the house: circumstances, not groups.

The list guards every text that the program writes itself (catalogue, drafted sentences, reports) and can warn
where people write. It knows stems, not meanings: a hit is a reason to read the sentence again, not a verdict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SOFT_HYPHEN = "\u00ad"


@dataclass(frozen=True, slots=True)
class StigmaWord:
    """One find: the word as it stands in the text, and a way to say it with respect."""

    found: str
    instead: str


_AREA = "Gebiet mit besonderem Unterstützungsbedarf"
_SUPPORT = "Menschen oder Familien mit Unterstützungsbedarf"
_OLDER = "mehr ältere oder pflegebedürftige Menschen"

# pattern (case does not matter unless it begins with (?-i:...)) -> wording that names the circumstance
_WORDS: tuple[tuple[str, str], ...] = (
    # places
    (r"\w*Brennpunkt\w*", _AREA),
    (r"Problem(?:viertel|kiez|bezirk|stadtteil|quartier|gebiet|siedlung|block)\w*", _AREA),
    (r"G(?:h)?etto\w*", _AREA),
    (r"No-go-Area\w*", "Ort, den manche meiden"),
    (r"Parallelgesellschaft\w*", "Menschen mit wenig Kontakt zu anderen"),
    # money and work
    (r"sozial(?:e[rns]?)? schwach\w*|sozialschwach\w*", "Menschen mit wenig Geld"),
    (r"Unterschicht\w*|Prekariat\w*", "Menschen mit niedrigem Einkommen"),
    (r"Hartz[ -](?:IV|4)[ -]?\w*|Hartzer\w*", "Menschen mit Leistungen nach SGB II"),
    (r"asozial\w*", "keine Bewertung von Menschen; beschreiben, was geschehen ist"),
    (r"\w*schmarotzer\w*", "Menschen, die Leistungen erhalten"),
    (r"arbeitsscheu\w*", "Menschen ohne Arbeit"),
    (r"Transferleistungsempfänger\w*|Transferempfänger\w*", "Menschen, die Leistungen erhalten"),
    (r"soziale Hängematte|sozialen Hängematte", "Sozialleistungen"),
    (r"Penner\w*", "wohnungslose Menschen"),
    # education and family
    (r"bildungsfern\w*", "Menschen mit niedrigen Schulabschlüssen"),
    (r"bildungsarm\w*", "Menschen mit niedrigen Schulabschlüssen"),
    (r"Schulversager\w*", "junge Menschen ohne Schulabschluss"),
    (r"(?:Multi)?Problem(?:familie|kind|eltern|jugendliche|gruppe|klientel|schüler)\w*", _SUPPORT),
    (r"Risikofamilie\w*", _SUPPORT),
    (r"Randgruppe\w*", "Menschen, die wenig beteiligt sind"),
    (r"Rabeneltern|Rabenmutter|Rabenmütter\w*", "Eltern, die Unterstützung brauchen"),
    (r"Heimkind\w*", "Kinder, die in einer Einrichtung leben"),
    # migration
    (r"\w*asylant\w*", "Asylsuchende oder Geflüchtete"),
    (r"Asyl(?:tourist|tourismus|missbrauch)\w*", "Asylsuchende"),
    (r"Wirtschaftsflüchtling\w*", "Menschen, die aus wirtschaftlicher Not kommen"),
    (r"Flüchtlings(?:welle|strom|ströme|flut|lawine|schwemme)\w*", "mehr Menschen, die Schutz suchen"),
    (r"Ausländer(?:welle|flut|schwemme|problem)\w*", "mehr Menschen, die zuziehen"),
    (r"illegale[nr]? (?:Ein|Zu)?(?:wander|migrant|flüchtling|ausländer)\w*", "Menschen ohne Papiere"),
    (r"Überfremdung\w*", "Zuwanderung"),
    (r"Zigeuner\w*", "Sinti und Roma"),
    (r"fremdländisch\w*", "zugewandert"),
    # age, disability, illness
    (r"Überalterung|überaltert\w*|Vergreisung|vergreist\w*", "höherer Anteil älterer Menschen"),
    (r"(?:Alters|Pflege|Rentner|Senioren)(?:lawine|schwemme|last|berg)\w*", _OLDER),
    (r"Pflegefall|Pflegefälle\w*", "pflegebedürftige Menschen"),
    (r"(?-i:Behinderte[nr]?)", "Menschen mit Behinderung"),
    (r"an den Rollstuhl gefesselt\w*", "Menschen, die einen Rollstuhl nutzen"),
    (r"taubstumm\w*", "gehörlose Menschen"),
    (r"geistig zurückgeblieben\w*|schwachsinnig\w*", "Menschen mit geistiger Behinderung"),
    (r"Krüppel\w*", "Menschen mit Behinderung"),
    (r"Geisteskranke?\w*|Irrenanstalt\w*|Irrenhaus\w*", "Menschen mit psychischer Erkrankung"),
    (r"Junkie\w*|Drogensüchtige\w*|Säufer\w*|Alkoholiker\w*", "Menschen mit Abhängigkeitserkrankung"),
)  # fmt: skip
_PATTERNS = tuple((re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE), instead) for pattern, instead in _WORDS)


def stigma_words(text: str) -> list[StigmaWord]:
    """Stigmatising words in a German text, in the order in which they stand there.

    Soft hyphens and line breaks inside phrases do not hide a word.

    >>> stigma_words("Der Stadtteil gilt als sozialer Brennpunkt.")
    [StigmaWord(found='Brennpunkt', instead='Gebiet mit besonderem Unterstützungsbedarf')]
    >>> stigma_words("Kinder in Haushalten mit SGB-II-Bezug")
    []
    """
    plain = " ".join(text.replace(SOFT_HYPHEN, "").split())
    finds = [
        (match.start(), StigmaWord(match.group(), instead))
        for pattern, instead in _PATTERNS
        for match in pattern.finditer(plain)
    ]
    finds.sort(key=lambda find: find[0])
    return [word for _start, word in finds]

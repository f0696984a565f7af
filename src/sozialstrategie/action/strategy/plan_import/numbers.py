"""Numbers of a plan as people write them: kept as they stand, compared without what does not matter."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

LONGEST = 20
_ROMANS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")
_DAY = re.compile(r"\d{2}\.\d{2}\.\d{4}")
_SIGNS = re.compile(r"[0-9A-Za-zÄÖÜäöüß](?:[0-9A-Za-zÄÖÜäöüß ./()\-]*[0-9A-Za-zÄÖÜäöüß.)])?")
_LABELS = {
    "field": r"handlungsfeld|themenfeld|hf|schwerpunkt|bereich",
    "guiding_goal": r"leitziel|oberziel|leitlinie|lz|strategisches ziel",
    "goal": r"(?:teil|handlungs)?ziel|operatives ziel|z",
    "measure": r"ma(?:ß|ss)nahme",
}
_STEPS = r"\d+(?:[.\-/]\s?\d+)*(?:\.?[a-zA-Z])?"
_END = r"(?=[\s.:)–—]|$)"
# 2.1.3, 4-2, 3a; II before a dot or blank; M 3a, Z1; A before a dot.
_TOKEN = rf"(?:{_STEPS}{_END}|[IVX]{{1,5}}(?=[.:)\s–-])|[A-Z]\s?{_STEPS}{_END}|[A-Z](?=[.:)]))"
# A measure may begin with a count ("3 neue Stellen"): a bare number is one only before a sign.
_MEASURE_TOKEN = rf"(?:\d+(?:[.\-/]\s?\d+)+(?:\.?[a-zA-Z])?{_END}|\d+[a-zA-Z]?(?=[.:)])|[A-Z]\s?{_STEPS}{_END})"
_NUMBERED = {
    kind: re.compile(
        rf"(?:(?P<label>(?i:{words}))\b[\s.:]*)?(?P<number>{_MEASURE_TOKEN if kind == 'measure' else _TOKEN})?"
        r"[.:)]*\s*(?:[–:—-]\s*)?(?P<title>.*)",
        re.S,
    )
    for kind, words in _LABELS.items()
}
_LABEL = {kind: re.compile(rf"(?:{words})\b", re.I) for kind, words in _LABELS.items()}


def tidy_number(text: str) -> str:
    """A number without what stands around it: "Nr. 1.1:" is "1.1", "M 3a" and "1.1." stay; a decimal comma is a point.

    >>> [tidy_number(t) for t in ("1.1.", "M 3a", "Maßnahme 4-2:", "1,2")]
    ['1.1.', 'M 3a', '4-2', '1.2']
    """
    text = " ".join(text.replace("–", "-").replace("—", "-").replace("‑", "-").split())
    text = re.sub(r"^(?:ma(?:ß|ss)nahme|nr\.?|nummer)\s*(?=\S)", "", text, flags=re.I)
    text = re.sub(r"\s*[:;,*]+$", "", text).removesuffix(")") if "(" not in text else text
    return re.sub(r"^(\d+),(\d+)$", r"\1.\2", text).strip()


def number_fault(number: str) -> str:
    """Why a number cannot be kept; "" when it can."""
    if _DAY.fullmatch(number):
        return "Hier steht ein Datum. Vermutlich hat die Tabellenkalkulation die Nummer umgewandelt; bitte die Spalte als Text speichern."
    if len(number) > LONGEST:
        return f"Die Nummer hat {len(number)} Zeichen, erwartet werden höchstens {LONGEST}."
    if not _SIGNS.fullmatch(number):
        return "Die Nummer enthält Zeichen, die in einer Nummer nicht vorkommen. Erwartet wird etwas wie 1.2.3, M 3a oder 4-2."
    return ""


def number_key(number: str) -> str:
    """What makes two writings the same number: "1.1", "1.1." and "1.1 " are one, "4-2" and "4.2" are not."""
    return re.sub(r"\s", "", number).rstrip(".)").casefold()


def title_key(title: str) -> str:
    """What makes two writings the same title: letters and digits alone."""
    return re.sub(r"[\W_]", "", title.casefold())


def short_key(title: str) -> str:
    """A title as a key of fixed length."""
    return hashlib.sha256(title_key(title).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Numbered:
    """A cell such as "Ziel 2.1: Rat für alle" in its parts; `is_labelled`: it says itself what it is."""

    number: str
    title: str
    is_labelled: bool = False


def split_number(text: str, kind: str) -> Numbered:
    """Number and title of a cell about a field, goal or measure."""
    found = _NUMBERED[kind].match(text.strip())
    if found is None:  # pragma: no cover - the form matches every text
        return Numbered("", text.strip())
    label, number, title = found["label"], found["number"] or "", found["title"].strip()
    if not number and not label:
        return Numbered("", text.strip())
    if label and not number and not re.match(rf"(?:{_LABELS[kind]})\s*[:–-]", text.strip(), re.I):
        return Numbered("", text.strip(), True)  # "Zielgruppen erreichen", "Bereich Jugend": a word, not a label
    return Numbered(tidy_number(number), title, bool(label))


def kind_of(text: str) -> str:
    """What a line over measures is about, by its first word: field, guiding_goal, goal or ""."""
    for kind in ("field", "guiding_goal", "goal"):
        found = _LABEL[kind].match(text.strip())
        if found and re.match(r"\s*(?:[:–-]|\d|[IVX]+\b|[A-Z]\b)", text.strip()[found.end() :]):
            return kind
    return ""


def field_number(number: str) -> int | None:
    """The whole number of a Handlungsfeld: "2", "2.", "II", "B"; None where there is none."""
    text = number.strip(" .)")
    if text.isdecimal():
        return int(text)
    if text.upper() in _ROMANS:
        return _ROMANS.index(text.upper()) + 1
    return ord(text.upper()) - 64 if re.fullmatch(r"[A-Za-z]", text) else None

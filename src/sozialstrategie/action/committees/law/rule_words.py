"""The rule of a body as sentences, for the form in which a person confirms it and for minutes."""

from __future__ import annotations

from fractions import Fraction

from sozialstrategie.methods.voting import Base, MajorityRule, QuorumRule, Tie

_SHARES = {
    Fraction(1): "die Gesamtheit",
    Fraction(1, 2): "die Hälfte",
    Fraction(1, 3): "ein Drittel",
    Fraction(2, 3): "zwei Drittel",
    Fraction(3, 4): "drei Viertel",
    Fraction(4, 5): "vier Fünftel",
}
_OF = {
    Base.YES_NO: "der Ja- und Nein-Stimmen",
    Base.CAST: "aller abgegebenen Stimmen, Enthaltungen eingeschlossen",
    Base.PRESENT: "der anwesenden Stimmberechtigten",
    Base.ELIGIBLE: "aller Stimmberechtigten",
}


def share_words(share: Fraction) -> str:
    """A share as people say it; a rare one as a fraction.

    >>> share_words(Fraction(2, 3)), share_words(Fraction(3, 7))
    ('zwei Drittel', '3/7')
    """
    return _SHARES.get(share, f"{share.numerator}/{share.denominator}")


def quorum_sentence(rule: QuorumRule) -> str:
    """When the body can decide.

    >>> quorum_sentence(QuorumRule(Fraction(1, 2), minimum=3))
    'Beschlussfähig ist das Gremium, wenn mehr als die Hälfte der Stimmberechtigten anwesend ist, mindestens aber 3.'
    """
    if rule.share == 1 and not rule.strict:
        words = "alle Stimmberechtigten anwesend sind"
    elif rule.share <= 0:
        words = "jemand anwesend ist"
    else:
        words = f"{'mehr als' if rule.strict else 'mindestens'} {share_words(rule.share)} der Stimmberechtigten anwesend ist"
    least = f", mindestens aber {rule.minimum}" if rule.minimum > 1 else ""
    return f"Beschlussfähig ist das Gremium, wenn {words}{least}."


def majority_sentence(rule: MajorityRule) -> str:
    """When a motion is carried, and what a tie means.

    >>> majority_sentence(MajorityRule(Fraction(1, 2), True, Base.YES_NO))
    'Angenommen ist ein Antrag, wenn mehr als die Hälfte der Ja- und Nein-Stimmen dafür ist. Bei Stimmengleichheit ist er abgelehnt.'
    """
    first = f"Angenommen ist ein Antrag, wenn {_in_favour(rule)}."
    if rule.base is not Base.YES_NO or rule.share != Fraction(1, 2) or not rule.strict:
        return first
    tie = "entscheidet die Stimme des Vorsitzes" if rule.tie is Tie.CHAIR else "ist er abgelehnt"
    return f"{first} Bei Stimmengleichheit {tie}."


def _in_favour(rule: MajorityRule) -> str:
    if rule.share == 1 and not rule.strict:
        if rule.base is Base.YES_NO:
            return "niemand dagegen stimmt; Enthaltungen zählen nicht mit"
        return f"alle dafür sind: {share_words(rule.share)} {_OF[rule.base]}"
    more = "mehr als" if rule.strict else "mindestens"
    verb = "ist" if rule.share.numerator == 1 else "sind"
    return f"{more} {share_words(rule.share)} {_OF[rule.base]} dafür {verb}"

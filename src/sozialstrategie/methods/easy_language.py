"""Hints where a German text is harder to read than Leichte Sprache wants it, found by rules on words and signs.

A rule check never makes a text Leichte Sprache: that needs readers of the target group (DIN SPEC 33429). It finds what a person
should look at. Rules: BITV 2.0, Anlage 2 Teil 2 (short sentences, no abbreviations, no negation where it can be avoided, no
subjunctive, passive, genitive; known words; long words parted; numbers as digits). The thresholds are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

LONGEST_SENTENCE = 12  # words
LONGEST_PART = 13  # letters of a word, or of a part between Mediopunkt or hyphen


class Rule(StrEnum):
    """In the order in which they are told."""

    ONE_SENTENCE_PER_LINE = "one_sentence_per_line"
    LONG_SENTENCE = "long_sentence"
    SEVERAL_STATEMENTS = "several_statements"
    GENITIVE = "genitive"
    SUBJUNCTIVE = "subjunctive"
    PASSIVE = "passive"
    NEGATION = "negation"
    ABBREVIATION = "abbreviation"
    NUMBER_IN_WORDS = "number_in_words"
    LONG_WORD = "long_word"
    DIFFICULT_WORD = "difficult_word"
    SIGN = "sign"


RULE_WORDS: dict[Rule, str] = {
    Rule.ONE_SENTENCE_PER_LINE: "Je Zeile ein Satz",
    Rule.LONG_SENTENCE: f"Satz mit mehr als {LONGEST_SENTENCE} Wörtern",
    Rule.SEVERAL_STATEMENTS: "Mehr als eine Aussage im Satz",
    Rule.GENITIVE: "Genitiv",
    Rule.SUBJUNCTIVE: "Konjunktiv",
    Rule.PASSIVE: "Passiv",
    Rule.NEGATION: "Verneinung",
    Rule.ABBREVIATION: "Abkürzung",
    Rule.NUMBER_IN_WORDS: "Zahl als Wort",
    Rule.LONG_WORD: "Langes Wort",
    Rule.DIFFICULT_WORD: "Schweres Wort",
    Rule.SIGN: "Sonderzeichen",
}
ADVICE: dict[Rule, str] = {
    Rule.ONE_SENTENCE_PER_LINE: "Beginnen Sie den nächsten Satz in einer neuen Zeile.",
    Rule.LONG_SENTENCE: "Teilen Sie den Satz.",
    Rule.SEVERAL_STATEMENTS: "Machen Sie zwei Sätze daraus.",
    Rule.GENITIVE: "Schreiben Sie mit „von“: „das Haus von dem Vater“.",
    Rule.SUBJUNCTIVE: "Schreiben Sie „vielleicht“ oder sagen Sie es sicher.",
    Rule.PASSIVE: "Sagen Sie, wer es tut.",
    Rule.NEGATION: "Sagen Sie, was ist, wenn es ohne Verneinung geht.",
    Rule.ABBREVIATION: "Schreiben Sie das Wort aus.",
    Rule.NUMBER_IN_WORDS: "Schreiben Sie die Zahl mit Ziffern.",
    Rule.LONG_WORD: "Teilen Sie das Wort mit einem Mediopunkt (·) oder nehmen Sie ein kürzeres.",
    Rule.DIFFICULT_WORD: "Nehmen Sie ein bekanntes Wort oder erklären Sie es.",
    Rule.SIGN: "Schreiben Sie das Zeichen als Wort oder lassen Sie es weg.",
}
# Word -> a way to say it. Forms with endings are found too.
DIFFICULT: dict[str, str] = {
    "adressat": "die Menschen, um die es geht", "akteur": "wer mitmacht", "analyse": "genau ansehen", "antizipieren": "vorher überlegen",
    "bedarfsgerecht": "wie es die Menschen brauchen", "evaluation": "prüfen, ob es hilft", "evaluieren": "prüfen, ob es hilft",
    "federführung": "wer es leitet", "gremium": "Gruppe, die entscheidet", "gremien": "Gruppen, die entscheiden",
    "handlungsfeld": "Bereich", "implementieren": "einführen", "implementierung": "Einführung", "indikator": "Zahl, die etwas zeigt",
    "inklusion": "alle machen mit", "intervention": "Hilfe", "konzept": "Plan", "kooperation": "zusammen arbeiten",
    "maßnahme": "was wir tun", "monitoring": "regelmäßig nachsehen", "niedrigschwellig": "leicht zu bekommen", "option": "Möglichkeit",
    "partizipation": "mitmachen", "prävention": "früh helfen", "priorität": "was wichtig ist", "prozess": "Weg",
    "relevant": "wichtig", "ressource": "Geld und Menschen", "ressort": "Bereich vom Amt", "strategie": "Plan", "strukturell": "allgemein",
    "transparent": "offen", "transparenz": "Offenheit", "vernetzung": "zusammen arbeiten", "zielgruppe": "die Menschen, um die es geht",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hint:
    """What to look at: the rule, the line (from 1), the whole sentence, the words in it that the rule is about, what helps."""

    rule: Rule
    line: int
    sentence: str
    found: str
    help: str

    @property
    def rule_words(self) -> str:
        return RULE_WORDS[self.rule]


_ABBREVIATIONS = (
    r"z\.\s?B\.", r"d\.\s?h\.", r"u\.\s?a\.", r"u\.\s?U\.", r"v\.\s?a\.", r"o\.\s?[äÄ]\.", r"i\.\s?d\.\s?R\.", r"s\.\s?o\.", r"usw\.", r"bzw\.", r"etc\.",
    r"ggf\.", r"ca\.", r"evtl\.", r"inkl\.", r"Nr\.", r"Abs\.", r"Art\.", r"Str\.", r"Tel\.", r"vgl\.", r"bspw\.", r"sog\.", r"Mio\.", r"Mrd\.", r"Std\.",
    r"Min\.", r"max\.", r"min\.", r"gem\.", r"lt\.", r"Dr\.", r"Prof\.", r"St\.",
)  # fmt: skip
_ABBREVIATION = re.compile(rf"(?<!\w)(?:{'|'.join(_ABBREVIATIONS)})")
_KNOWN_LETTERS = frozenset({"WC", "PC", "TV", "SMS", "CD", "EU"})
_LETTERS = re.compile(r"(?<![\w·])(?:[A-ZÄÖÜ]{2,}[a-z]?|[A-ZÄÖÜ]\w*[a-zäöüß][A-ZÄÖÜ]{2,})(?![\w·])")
_END = re.compile(r"[.!?]+[“\"»]?\s+(?=[A-ZÄÖÜ0-9„\"»])")
_WORD = re.compile(r"[\w·]+(?:[-‑][\w·]+)*")
_GENITIVE = re.compile(
    r"\b(?:des|eines|meines|deines|seines|ihres|unseres|eures|Des|Eines)\s+(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ][\w·-]*\w"
    r"|\b(?:[Ww]egen|[Tt]rotz|[Ww]ährend|[Aa]nstatt|[Ss]tatt|[Aa]ufgrund|[Ii]nnerhalb|[Aa]ußerhalb|[Mm]ithilfe)\s+(?:der|einer|ihrer|seiner|unserer)\s+[A-ZÄÖÜ][\w·-]*"
    # a noun before it; at the beginning of a sentence it may be a verb: "Hilft der Plan?"
    r"|(?<=[a-zäöüß0-9,] )[A-ZÄÖÜ][\w·-]+\s+(?:der|einer|unserer|ihrer|seiner)\s+(?:[a-zäöüß]+\s+)?[A-ZÄÖÜ][\w·-]*"
)
_SUBJUNCTIVE = re.compile(
    r"\b(?:könnte|müsste|würde|hätte|wäre|dürfte|sollte|bräuchte|käme|gäbe|ginge|ließe|wüsste|bliebe|fände)(?:n|st|t)?\b|\bsei(?:en|est)?\b", re.I
)  # fmt: skip
_PASSIVE = re.compile(
    r"\b(?:wird|werden|wurden?|worden)\b(?:(?![.!?,;]).)*?\b(?!gut\b|gibt\b|genug\b|geht\b|gesamt\b|gerecht\b)(?:[a-zäöü]*ge[a-zäöüß]{2,}t|[a-zäöü]+iert|beschlossen|entschieden|geschrieben|getroffen|genommen|gesprochen|gefunden|gegeben|gehalten|begonnen)\b"
)  # fmt: skip
_NEGATION = re.compile(
    r"\b(?:nicht|nichts|nie|niemals|niemand(?:em|en)?|nirgends|nirgendwo|kein(?:e|en|em|er|es)?|weder|ohne|keinesfalls|keineswegs)\b", re.I
)  # fmt: skip
_NUMBER = re.compile(
    r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|(?:drei|vier|fünf|sech|sieb|acht|neun)zehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|"
    r"\w*hundert|\w*tausend|dutzend)\b", re.I,
)  # fmt: skip
_NO_NUMBER = re.compile(r"\bin\s+acht\b|\bacht(?=\s*[.!?:]|\s*$|\s+(?:geben|gibt|geb))", re.I)  # "wir geben acht"
_CLAUSE = re.compile(
    r",\s+(?:dass|weil|wenn|obwohl|damit|sodass|bevor|nachdem|während|falls|ob|um|dann|denn|aber|sondern|und|oder|wo|wie|was|wer|warum|"
    r"(?:(?:in|mit|von|für|an|auf|bei|zu)\s+)?(?:der|die|das|dem|den|dessen|deren|welche[rsmn]?))\b|;\s+\w+|\s[–—]\s\w+", re.I,
)  # fmt: skip
_JOINED = re.compile(r"\b(?:weil|obwohl|sodass|nachdem|indem)\b", re.I)
_SIGN = re.compile(r"[%&§/()\[\]{}<>*_=+…;–—]")


def check(lines: Iterable[tuple[int, str]]) -> list[Hint]:
    """All hints of a text, in the order of its lines and then of the rules.

    Args:
        lines: (number, text) of each line that holds sentences or a heading; empty ones say nothing.

    >>> [(h.rule.value, h.line, h.found) for h in check([(1, "Das Haus des Vaters ist groß.")])]
    [('genitive', 1, 'des Vaters')]
    """
    return [hint for number, text in lines for hint in _check_line(number, " ".join(text.split()))]


def sentences(text: str) -> list[str]:
    """The sentences of a line; the dot of an abbreviation or of an ordinal number ends none.

    >>> sentences("Wir helfen z. B. Kindern. Am 3. Mai geht es los.")
    ['Wir helfen z. B. Kindern.', 'Am 3. Mai geht es los.']
    """
    inside = [match.span() for match in _ABBREVIATION.finditer(text)]
    found, start = [], 0
    for end in _END.finditer(text):
        dot = end.start()
        if any(first <= dot < last for first, last in inside) or (
            re.search(r"\b\d{1,2}$", text[:dot]) and text[dot] == "."
        ):
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    rest = text[start:].strip()
    return [*found, rest] if rest else found


def words(sentence: str) -> list[str]:
    """The words of a sentence: a word with Mediopunkt or hyphen is one."""
    return [word for word in _WORD.findall(sentence) if any(c.isalnum() for c in word)]


def _check_line(number: int, text: str) -> Iterator[Hint]:
    several = sentences(text)
    if len(several) > 1:
        yield _hint(Rule.ONE_SENTENCE_PER_LINE, number, text, several[1])
    for sentence in several:
        yield from _check_sentence(number, sentence)


def _check_sentence(number: int, sentence: str) -> Iterator[Hint]:
    count = len(words(sentence))
    if count > LONGEST_SENTENCE:
        yield _hint(Rule.LONG_SENTENCE, number, sentence, f"{count} Wörter")
    clause = _CLAUSE.search(sentence) or _JOINED.search(sentence)
    if clause:
        yield _hint(Rule.SEVERAL_STATEMENTS, number, sentence, clause[0].strip(" ,;–—"))
    for rule, form in ((Rule.GENITIVE, _GENITIVE), (Rule.SUBJUNCTIVE, _SUBJUNCTIVE), (Rule.PASSIVE, _PASSIVE), (Rule.NEGATION, _NEGATION)):  # fmt: skip
        for match in form.finditer(sentence):
            yield _hint(rule, number, sentence, match[0])
    for match in _ABBREVIATION.finditer(sentence):
        yield _hint(Rule.ABBREVIATION, number, sentence, match[0])
    for match in _LETTERS.finditer(sentence):
        if match[0] not in _KNOWN_LETTERS:
            yield _hint(Rule.ABBREVIATION, number, sentence, match[0])
    for match in _NUMBER.finditer(sentence):
        if not any(m.start() <= match.start() < m.end() for m in _NO_NUMBER.finditer(sentence)):
            yield _hint(Rule.NUMBER_IN_WORDS, number, sentence, match[0])
    yield from _check_words(number, sentence)
    for sign in dict.fromkeys(_SIGN.findall(_ABBREVIATION.sub("", sentence))):
        yield _hint(Rule.SIGN, number, sentence, sign)


def _check_words(number: int, sentence: str) -> Iterator[Hint]:
    seen = list(dict.fromkeys(words(sentence)))
    for word in seen:
        if any(len(part) > LONGEST_PART for part in re.split("[·‑-]", word)):
            yield _hint(Rule.LONG_WORD, number, sentence, word)
    for word in seen:
        plain = word.replace("·", "").lower()
        base = next((b for b in DIFFICULT if re.fullmatch(rf"{b}(?:e|en|er|n|s|es|in|innen|t|te|ten|em)?", plain)), "")
        if base:
            yield Hint(Rule.DIFFICULT_WORD, number, sentence, word, f"Leichter: {DIFFICULT[base]}.")


def _hint(rule: Rule, number: int, sentence: str, found: str) -> Hint:
    return Hint(rule, number, sentence, found, ADVICE[rule])

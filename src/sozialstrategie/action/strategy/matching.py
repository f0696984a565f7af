"""Words that two short German texts share. Pure; an order to read in, never a judgement of what fits."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-zäöüß]+", re.IGNORECASE)
_ENDING = re.compile(r"(?:ern|en|er|es|e|n|s)$")
_SHORTEST = 4
# Words that stand nearly everywhere and say nothing about what is meant.
_EVERYWHERE = re.compile("alle|angebot|auch|eine[mnr]?|jahr|mensch|nach|oder|ohne|rund|sich|werd")


def shared_words(wanted: str, offered: str) -> tuple[str, ...]:
    """Words of `offered` that stand in `wanted` too, once each, in their order.

    Endings do not count: "Kinder" and "Kindern" are the same word, "Pflege" and "Pflegebedarf" are not.

    >>> shared_words("Familien mit Kindern unter 15 Jahren", "Familien und Kinder; alle Menschen")
    ('Familien', 'Kinder')
    """
    known = {stem for word in _WORD.findall(wanted) if (stem := _stem(word))}
    found: dict[str, str] = {}
    for word in _WORD.findall(offered):
        stem = _stem(word)
        if stem in known:
            found.setdefault(stem, word)
    return tuple(found.values())


def _stem(word: str) -> str:
    """The word without its ending, in small letters; "" for one that says nothing."""
    small = word.lower()
    cut = _ENDING.sub("", small)
    stem = cut if len(cut) >= _SHORTEST else small
    return "" if len(stem) < _SHORTEST or _EVERYWHERE.fullmatch(stem) else stem

"""Where placeholders stand in a template, and what is wrong with them, told with the place.

A template speaks a small language: `{{ name }}`, `{{ entry.name }}`, and `for`, `if`, `if not`, `else`, `endfor`, `endif` in
`{% … %}`, `{%p … %}` (a paragraph of its own) or `{%tr … %}` (a table row of its own). Nothing else is understood.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sozialstrategie.kit.documents.word.fields import Content, Placeholder, Rows, TemplateKind, Text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.S)
_SIGN = re.compile(r"\{[{%#]|[}%#]\}")
_NAME = r"(\w+(?:\.\w+)?)"
_LEVEL = r"\{%(?:(p|tr)\s+|\s*)"
_VALUE = re.compile(rf"\{{\{{\s*{_NAME}\s*\}}\}}")
_FOR = re.compile(rf"{_LEVEL}for\s+(\w+)\s+in\s+{_NAME}\s*%\}}")
_IF = re.compile(rf"{_LEVEL}if\s+(?:not\s+)?{_NAME}\s*%\}}")
_WORD = re.compile(rf"{_LEVEL}(else|endfor|endif)\s*%\}}")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Spot:
    """A paragraph with its text and how a person finds it."""

    paragraph: Any
    text: str
    place: str
    in_body: bool  # directly in the flow of the document: not in a table, header, text box

    @property
    def container(self) -> Any:
        return self.paragraph.getparent()

    @property
    def row(self) -> Any:
        return next(self.paragraph.iterancestors(f"{_W}tr"), None)


@dataclass(frozen=True, slots=True)
class _Open:
    """A `for` or `if` that waits for its end."""

    word: str
    level: str
    raw: str
    spot: Spot
    variable: str = ""
    rows: Rows | None = None
    path: str = ""  # of the list


@dataclass
class Found:
    """What a template uses and what is wrong with it."""

    problems: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)  # paths of placeholders, as `fields.paths` has them

    def say(self, spot: Spot, sentence: str) -> None:
        line = f"{spot.place}: {sentence}"
        if line not in self.problems:
            self.problems.append(line)


def spots_of(root: Any, where: str) -> Iterator[Spot]:
    """All paragraphs of a part that hold text; `where` is "" for the main text, else "Kopfzeile" or "Fußzeile"."""
    tables = {table: number for number, table in enumerate(root.iter(f"{_W}tbl"), 1)}
    for paragraph in root.iter(f"{_W}p"):
        text = "".join(t.text or "" for t in paragraph.iter(f"{_W}t") if _nearest(t) is paragraph)
        if text.strip():
            place = _place(paragraph, tables, where, text)
            in_body = not where and paragraph.getparent().tag == f"{_W}body"
            yield Spot(paragraph, text, place, in_body)


def _nearest(element: Any) -> Any:
    return next(element.iterancestors(f"{_W}p"), None)


def _place(paragraph: Any, tables: dict[Any, int], where: str, text: str) -> str:
    words = [where] if where else []
    cell = next(paragraph.iterancestors(f"{_W}tc"), None)
    if next(paragraph.iterancestors(f"{_W}txbxContent"), None) is not None:
        words.append("Textfeld")
    elif cell is not None:
        row = cell.getparent()
        table = next(row.iterancestors(f"{_W}tbl"))
        rows = [r for r in table.iter(f"{_W}tr") if next(r.iterancestors(f"{_W}tbl")) is table]
        words.append(f"Tabelle {tables[table]}, Zeile {rows.index(row) + 1}, Spalte {_cells(row).index(cell) + 1}")
    elif not where:
        words.append("Absatz")
    shown = " ".join(text.split())
    return f"{', '.join(words)} „{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + '…'}“"


def _cells(row: Any) -> list[Any]:
    return [cell for cell in row.iter(f"{_W}tc") if next(cell.iterancestors(f"{_W}tr")) is row]


def hidden_signs(root: Any) -> bool:
    """Whether signs of a placeholder stand where none is filled in: in an attribute, a formula, a field, deleted text."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            if _SIGN.search(element.text or ""):
                return True  # a comment of the file
            continue
        inside = [*element.attrib.values(), element.tail or ""]
        if element.tag != f"{_W}t":
            inside.append(element.text or "")
        if any("{{" in text or "{%" in text or "{#" in text for text in inside):
            return True
    return False


def look(spots: list[Spot], kind: TemplateKind, found: Found) -> None:
    """Look at the paragraphs of one part in their order."""
    _Walk(kind, found).walk(spots)


class _Walk:
    """One part; what was opened in it is closed in it."""

    def __init__(self, kind: TemplateKind, found: Found) -> None:
        self.kind, self.found = kind, found
        self.open: list[_Open] = []

    def walk(self, spots: list[Spot]) -> None:
        for spot in spots:
            if _SIGN.search(TOKEN.sub("", spot.text)):
                self.found.say(
                    spot, "Ein Platzhalter ist nicht richtig geöffnet oder geschlossen; erwartet wird {{ name }}."
                )
                continue
            for raw in TOKEN.findall(spot.text):
                self._token(spot, raw)
        for left in self.open:
            self.found.say(left.spot, f"Zu {left.raw} fehlt {{%{left.level} end{left.word} %}}.")

    def _token(self, spot: Spot, raw: str) -> None:
        if value := _VALUE.fullmatch(raw):
            self._value(spot, raw, value[1])
        elif loop := _FOR.fullmatch(raw):
            self._loop(spot, raw, loop[1] or "", loop[2], loop[3])
        elif condition := _IF.fullmatch(raw):
            self._alone(spot, raw, condition[1] or "")
            self._resolve(spot, raw, condition[2])
            self.open.append(_Open("if", condition[1] or "", raw, spot))
        elif word := _WORD.fullmatch(raw):
            self._word(spot, raw, word[1] or "", word[2])
        else:
            self.found.say(
                spot, f"{raw} wird nicht verstanden. Erlaubt sind {{{{ name }}}} sowie for, if, else und ihr Ende."
            )

    # --- names -----------------------------------------------------------------------------------------------------

    def _resolve(self, spot: Spot, raw: str, name: str) -> Placeholder | None:
        """The placeholder of this name; what is unknown is told with the nearest that is known."""
        first, _, second = name.partition(".")
        if second:
            loop = next((o for o in reversed(self.open) if o.variable == first and o.rows), None)
            known = {p.name: p for p in loop.rows.fields} if loop and loop.rows else {}
            if loop and second in known:
                self.found.used.add(f"{loop.path}.{second}")
                return known[second]
            near = [f"{first}.{n}" for n in difflib.get_close_matches(second, known, 1)]
        else:
            if first in self.kind.by_name:
                self.found.used.add(first)
                return self.kind.by_name[first]
            near = difflib.get_close_matches(first.lower(), self.kind.by_name, 1)
        hint = f" Meinten Sie „{near[0]}“?" if near else ""
        self.found.say(spot, f"Den Platzhalter „{name}“ ({raw}) gibt es hier nicht.{hint}")
        return None

    def _value(self, spot: Spot, raw: str, name: str) -> None:
        placeholder = self._resolve(spot, raw, name)
        if isinstance(placeholder, Rows):
            self.found.say(
                spot, f"„{name}“ ist eine Liste. Bitte schreiben Sie {{% for {placeholder.one} in {name} %}}."
            )
        elif isinstance(placeholder, Content):
            if spot.text.strip() != raw:
                self.found.say(spot, f"{raw} braucht einen Absatz für sich allein.")
            elif not spot.in_body:
                self.found.say(
                    spot, f"{raw} kann nicht in einer Tabelle, einem Textfeld, einer Kopf- oder Fußzeile stehen."
                )
            elif any(o.word == "for" for o in self.open):
                self.found.say(spot, f"{raw} kann nicht wiederholt werden.")

    # --- for, if ---------------------------------------------------------------------------------------------------

    def _loop(self, spot: Spot, raw: str, level: str, variable: str, name: str) -> None:
        self._alone(spot, raw, level)
        rows = self._resolve(spot, raw, name)
        inside = any(o.word == "for" for o in self.open)
        if isinstance(rows, Text | Content):
            self.found.say(spot, f"„{name}“ ist keine Liste; wiederholt werden können nur Listen.")
        elif rows is not None and inside and "." not in name:
            self.found.say(spot, f"„{name}“ kann nicht in einer anderen Liste wiederholt werden.")
        if variable in self.kind.by_name or any(o.variable == variable for o in self.open):
            self.found.say(spot, f"„{variable}“ ist schon vergeben; bitte nennen Sie den einzelnen Eintrag anders.")
        first, _, second = name.partition(".")
        above = next((o.path for o in reversed(self.open) if o.variable == first), "")
        path = f"{above}.{second}" if second else name
        self.open.append(_Open("for", level, raw, spot, variable, rows if isinstance(rows, Rows) else None, path))

    def _word(self, spot: Spot, raw: str, level: str, word: str) -> None:
        self._alone(spot, raw, level)
        wanted = "for" if word == "endfor" else "if"
        if not self.open or self.open[-1].word != wanted:
            self.found.say(spot, f"Zu {raw} fehlt der Anfang {{% {wanted} … %}}.")
            return
        begin = self.open[-1]
        if begin.level != level:
            self.found.say(
                spot, f"{begin.raw} und {raw} gehören zusammen; beide brauchen dieselbe Form (%, %p oder %tr)."
            )
        elif not self._beside(begin, spot):
            self.found.say(spot, f"{raw} steht nicht neben {begin.raw}: {_BESIDE[level]}")
        if word != "else":
            self.open.pop()

    @staticmethod
    def _beside(begin: _Open, spot: Spot) -> bool:
        """Both ends in the same paragraph, the same text, the same table."""
        if begin.level == "tr":
            return (
                begin.spot.row is not None
                and spot.row is not None
                and begin.spot.row.getparent() is spot.row.getparent()
            )
        if begin.level == "p":
            return begin.spot.container is spot.container
        return begin.spot.paragraph is spot.paragraph

    def _alone(self, spot: Spot, raw: str, level: str) -> None:
        """What stands in the paragraph or row of a `{%p … %}`, `{%tr … %}` would be lost."""
        if level == "p" and spot.text.strip() != raw:
            self.found.say(spot, f"{raw} braucht einen Absatz für sich allein.")
        if level == "tr":
            text = "".join(t.text or "" for t in spot.row.iter(f"{_W}t")) if spot.row is not None else ""
            if text.strip() != raw:
                self.found.say(spot, f"{raw} braucht eine Tabellenzeile für sich allein.")


_BESIDE = {
    "": "Beide müssen im selben Absatz stehen. Für mehrere Absätze schreiben Sie {%p … %}, für Tabellenzeilen {%tr … %}.",
    "p": "Beide müssen im selben Text oder in derselben Tabellenzelle stehen.",
    "tr": "Beide müssen in derselben Tabelle stehen.",
}

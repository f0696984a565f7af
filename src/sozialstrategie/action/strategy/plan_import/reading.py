"""From rows to a plan: which row is a measure, what stands "as above", which numbers are given twice. Knows no Django."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

from sozialstrategie.action.strategy.plan_import.cells import DITTO, NOTHING, SUPERSCRIPTS, Cells, cut, marks_in, unread
from sozialstrategie.action.strategy.plan_import.columns import PlanMapping, headings
from sozialstrategie.action.strategy.plan_import.content import LENGTHS, WORDS, Item, Kind, Plan, Remark
from sozialstrategie.action.strategy.plan_import.numbers import (
    field_number,
    kind_of,
    number_fault,
    number_key,
    short_key,
    split_number,
    tidy_number,
    title_key,
)
from sozialstrategie.action.strategy.plan_import.sheets import Row, Table, one_line

_CONTEXT: tuple[Kind, ...] = ("field", "guiding_goal", "goal")
_CONTEXT_ROLES = frozenset({*_CONTEXT, *(f"{kind}_number" for kind in _CONTEXT)})
_SUM = re.compile(r"(?:gesamt|zwischen)?summe\b.*|(?:ins)?gesamt(?:kosten)?\b:?.*", re.I)
_FOOTNOTE = re.compile(rf"\s*(\*{{1,3}}|[{SUPERSCRIPTS}]+|\d{{1,2}}\))\s*(\S.*)", re.S)
_REMARK = re.compile(
    r"(?:quelle|stand|anmerkung(?:en)?|hinweis(?:e)?|legende|erläuterung(?:en)?|abkürzungen?|seite)\b.*", re.I | re.S
)
_ALIKE = 0.85


def read_plan(table: Table, mapping: PlanMapping) -> Plan:
    """Read a table by a mapping; every problem names its place. The same table and mapping give the same plan."""
    return _Reader(table, mapping).read()


class _Reader:
    def __init__(self, table: Table, mapping: PlanMapping) -> None:
        self.table, self.mapping, self.plan = table, mapping, Plan()
        self.rows = table.rows[mapping.head :]
        self.headings = headings(table, mapping.head)  # one for each column
        self.now: dict[str, Item | None] = dict.fromkeys(_CONTEXT)
        self.known: dict[str, Item] = {}  # key -> field, goal
        self.last: dict[str, str] = {}  # role -> text above
        self.group: list[Row] = []  # rows of the measure that is being read
        self.footnotes = dict(table.footnotes)
        self.marked: list[tuple[Item, list[str]]] = []
        self.seen: dict[str, Item] = {}  # key of a measure -> the one that has it

    # --- rows ------------------------------------------------------------------------------------------------------

    def read(self) -> Plan:
        self._demand_columns()
        if self.plan.faults:
            return self.plan
        for caption in (row for row in self.table.rows[: self.mapping.head] if row.is_caption):
            self._section(caption, caption.cells[0])
        for row in self.rows:
            self._row(row)
        self._finish()
        self._footnotes()
        self.plan.notes += [Remark("", note) for note in self.table.notes]
        if left := unread(self.table, self.mapping, self.headings):
            self.plan.notes.append(Remark("", f"Nicht gelesene Spalten: {', '.join(left)}."))
        if not self.plan.measures and not self.plan.faults:
            self._fault("", "Unter den Überschriften steht keine Maßnahme. Bitte prüfen Sie Tabelle und Zeile der Überschriften.")  # fmt: skip
        used = {goal.goal for goal in self.plan.goals} | {m.goal for m in self.plan.measures}
        for goal in self.plan.goals:
            if goal.key not in used:
                self._note(goal.place, f"Zum {WORDS[goal.kind]} „{cut(goal.title, 60)}“ gehört in dieser Tabelle nichts.")  # fmt: skip
        return self.plan

    def _demand_columns(self) -> None:
        if not self.mapping.column("title"):
            self._fault("", "Keine Spalte ist als Maßnahme (Titel) gewählt.")
        roles = set(self.mapping.roles.values())
        wanted = {row for row, column in self.table.faults if column in self.mapping.roles}
        for row in (r for r in self.rows if r.number in wanted and self.table.parts == 1):
            for at, column in self.table.faults:
                if at == row.number and column in self.mapping.roles:
                    self._fault(self.table.place(row, column), "Hier steht eine Formel ohne Ergebnis oder ein Fehler, erwartet wird ein Wert.")  # fmt: skip
        if self.mapping.below_goal and "number" not in roles:
            self._fault("", "Es ist keine Spalte als Nummer gewählt, vor die eine Nummer des Ziels gesetzt werden könnte.")  # fmt: skip

    def _row(self, row: Row) -> None:
        filled = row.filled
        if not filled or self._is_heading(row):
            return
        if (row.is_caption or len(filled) == 1) and self._alone(row, row.text(filled[0]), filled[0]):
            return
        if any(_SUM.fullmatch(one_line(row.text(c))) for c in filled[:2]) and not self._is_numbered(row):
            self._note(self.table.place(row), "Die Summenzeile wird nicht gelesen.")
            return
        title = self._own_text(row, "title")
        number = self._own_text(row, "number")
        others = [c for c in filled if self.mapping.roles.get(c, "") not in {"", "title", "number", *_CONTEXT_ROLES}]
        if title or (number and (others or not self._names_context(row))):
            self._finish()
            self._context(row)
            self.group = [row]
        elif self._names_context(row) and not others:
            self._finish()
            self._context(row, counted=number)
        elif others and self.group:
            self.group.append(row)
        elif others:
            self._fault(self.table.place(row, others[0]), "Diese Zeile gehört zu keiner Maßnahme; erwartet wird ein Titel.")  # fmt: skip

    def _own_text(self, row: Row, role: str) -> str:
        """A cell of the row itself; under a merged cell it says nothing of its own."""
        column = self.mapping.column(role)
        return "" if not column or column - 1 in row.above else row.text(column)

    def _is_numbered(self, row: Row) -> bool:
        return bool(re.match(r"\w*\d", self._own_text(row, "number"))) and bool(self._own_text(row, "title"))

    def _is_heading(self, row: Row) -> bool:
        """The heading again, as it stands on every page of a long table."""
        words = [(one_line(row.text(column)), self.headings[column - 1]) for column in row.filled]
        return len(words) > 1 and all(text.casefold() == heading.casefold() for text, heading in words)

    def _names_context(self, row: Row) -> bool:
        return any(self._own_text(row, kind) or self._own_text(row, f"{kind}_number") for kind in _CONTEXT)

    def _alone(self, row: Row, text: str, column: int) -> bool:
        """A line with one text: a heading over measures, a footnote, a remark; True when it was dealt with."""
        line = one_line(text)
        if kind := kind_of(line):
            is_cell = self.mapping.roles.get(column) == kind and not row.joined
            if not is_cell:
                self._finish()
                self._section(row, line, kind)
                return True
        if found := _FOOTNOTE.fullmatch(text):
            for mark, said in _footnote_lines(text) or [(found[1], found[2])]:
                self.footnotes[mark.rstrip(")")] = said
            return True
        if _SUM.fullmatch(line) or (_REMARK.fullmatch(line) and (row.joined or column != self.mapping.column("title"))):
            self._note(self.table.place(row), "Diese Zeile steht neben dem Plan und wird nicht gelesen.")
            return True
        if row.is_caption or row.joined or column not in self.mapping.roles:
            self._finish()
            self._section(row, line)
            return True
        return False

    # --- what stands over measures ---------------------------------------------------------------------------------

    def _section(self, row: Row, line: str, kind: Kind | str = "") -> None:
        """A heading over measures; without a word of its kind its number, or the missing column, says what it is."""
        if not kind:
            number = split_number(line, "field").number
            free = [k for k in _CONTEXT if k != "guiding_goal" and not self.mapping.column(k)]
            depth = number.count(".") if number.rstrip(".") else -1
            kind = "goal" if depth == 1 and "goal" in free else "field" if depth <= 0 and "field" in free else ""
        if not kind or (row.is_caption and kind == "field" and self.mapping.column("field")):
            if not row.is_caption:
                self._note(self.table.place(row), "Diese Zeile gehört zu keiner Maßnahme und wird nicht gelesen.")
            return
        self._set(kind, line, "", self.table.place(row, 0 if row.is_caption else row.filled[0]))  # type: ignore[arg-type]

    def _context(self, row: Row, counted: str = "") -> None:
        """Field, Leitziel and goal of a row; an empty cell means as above, as long as nothing above it changes."""
        for kind in _CONTEXT:
            text, number = self._said(row, kind), self._said(row, f"{kind}_number")
            if {text, number} <= NOTHING | {""} and (text or number):
                self.now[kind] = None
                continue
            if counted and (text or number) and not number and kind == self._deepest(row):
                number = counted
            if text or number:
                column = self.mapping.column(kind) or self.mapping.column(f"{kind}_number")
                self._set(kind, text, number, self.table.place(row, column))

    def _deepest(self, row: Row) -> str:
        return next((kind for kind in reversed(_CONTEXT) if self._own_text(row, kind)), "")

    def _said(self, row: Row, role: str) -> str:
        text = one_line(self._own_text(row, role))
        return "" if text.casefold() in DITTO else text

    def _set(self, kind: Kind, text: str, number: str, place: str) -> None:
        """The field or goal that holds from here on; one that is known already is the same one."""
        text, _ = marks_in(text)
        parts = split_number(text, kind)
        number, title = tidy_number(number) or parts.number, parts.title
        if kind != "field" and number and (fault := number_fault(number)):
            self._fault(place, fault)
            return
        counted: int | None = None
        if kind == "field" and number:
            counted = field_number(number)
            if counted is None or not 1 <= counted <= 99:
                title, number, counted = text, "", None
                self._note(place, "Handlungsfelder werden mit ganzen Zahlen gezählt; dieses bekommt die nächste.")
            elif str(counted) != number.strip(" .)"):
                self._note(place, f"Handlungsfeld {number} bekommt die Nummer {counted}.")
        if kind != "field" and self.now["field"] is None and not self._default_field(place):
            return
        self._choose(kind, "" if counted is None and kind == "field" else str(counted or number), title, place)

    def _choose(self, kind: Kind, number: str, title: str, place: str) -> None:
        field = self.now["field"]
        above = "" if kind == "field" or field is None else field.key
        own = f"n:{number_key(number)}" if number else f"t:{short_key(title)}"
        key = f"f:{own}" if kind == "field" else f"{above}|g:{own}"
        item = self.known.get(key) or self._by_title(kind, above, title, number)
        if item is None:
            full, most = title or f"{WORDS[kind]} {number}", LENGTHS["title"][kind]  # type: ignore[index]
            item = Item(kind, key, number, cut(full, most), place, field=above)
            if len(full) > most:
                item.values["challenge" if kind == "field" else "description"] = full
                self._note(place, f"Der Titel ist länger als {most} Zeichen; er steht ganz in der Beschreibung.")
            if kind == "goal" and self.now["guiding_goal"] is not None:
                item.goal = self.now["guiding_goal"].key
            self.known[key] = item
            (self.plan.fields if kind == "field" else self.plan.goals).append(item)
        else:
            self._compare(item, kind, title, place)
        self._enter(kind, item)

    def _enter(self, kind: Kind, item: Item) -> None:
        before, self.now[kind] = self.now[kind], item
        if before is not item:
            for below in _CONTEXT[_CONTEXT.index(kind) + 1 :]:
                self.now[below] = None

    def _by_title(self, kind: Kind, above: str, title: str, number: str) -> Item | None:
        """A known one with this title, where one of the two has no number."""
        wanted = title_key(title)
        for item in self.known.values():
            same = item.kind == kind and item.field == above and wanted and title_key(item.title) == wanted
            if same and not (item.number and number):
                return item
        return None

    def _compare(self, item: Item, kind: Kind, title: str, place: str) -> None:
        """The same number again: with the same title it is the same one; with another it is given twice."""
        generic = title_key(item.title) == title_key(f"{WORDS[kind]} {item.number}")
        if item.kind != kind:
            self._fault(place, f"Die Nummer {item.number} trägt schon ein {WORDS[item.kind]} ({item.place}).")
        elif generic and title:
            item.title = cut(title, LENGTHS["title"][kind])  # type: ignore[index]
        elif title and title_key(title) != title_key(item.title) and title_key(cut(title, LENGTHS["title"][kind])) != title_key(item.title):  # type: ignore[index]  # fmt: skip
            if difflib.SequenceMatcher(None, title_key(title), title_key(item.title)).ratio() >= _ALIKE:
                self._note(place, f"{WORDS[kind]} {item.number} ist hier etwas anders geschrieben als bei {item.place}; es gilt die erste Schreibweise.")  # fmt: skip
            else:
                self._fault(place, f"{WORDS[kind]} {item.number} steht mit einem anderen Titel schon bei {item.place}. Eine Nummer kann nur einmal vergeben sein.")  # fmt: skip

    def _default_field(self, place: str) -> bool:
        if self.mapping.default_field:
            parts = split_number(self.mapping.default_field, "field")
            number = field_number(parts.number) if parts.number else None
            title = parts.title if number else self.mapping.default_field
            self._choose("field", str(number or ""), title, place)
            return True
        self._fault(place, "Zu welchem Handlungsfeld das gehört, steht nirgends. Bitte wählen Sie eine Spalte oder nennen Sie ein Handlungsfeld für alle.")  # fmt: skip
        return False

    # --- measures --------------------------------------------------------------------------------------------------

    def _finish(self) -> None:
        """The measure whose rows are complete."""
        group, self.group = self.group, []
        if not group:
            return
        first = group[0]
        place = self.table.place(first, self.mapping.column("title"))
        if self.now["field"] is None and not self._default_field(place):
            return
        title, marks = marks_in(one_line(self._own_text(first, "title")))
        number, more = marks_in(self._own_text(first, "number"))
        number = tidy_number(number)
        if not self.mapping.column("number") and title:
            parts = split_number(title, "measure")
            number, title = parts.number, parts.title or title
        if not title:
            self._fault(place, "Die Maßnahme hat eine Nummer, aber keinen Titel.")
            return
        at = self.table.place(first, self.mapping.column("number") or self.mapping.column("title"))
        if number and (fault := number_fault(number)):
            self._fault(at, fault)
            return
        self._add(group, self._below_goal(number, at), title, marks + more, at)

    def _below_goal(self, number: str, place: str) -> str:
        """The number with that of its goal before it, where a person said so."""
        goal, field = self.now["goal"], self.now["field"]
        above = (goal.number if goal else "") or (field.number if field else "")
        if not self.mapping.below_goal or not number or not above:
            return number
        whole = f"{above.rstrip('.')}.{number}"
        if fault := number_fault(whole):
            self._fault(place, fault)
        return whole

    def _add(self, group: list[Row], number: str, title: str, marks: list[str], at: str) -> None:
        field, goal = self.now["field"], self.now["goal"]
        assert field is not None
        key = f"{field.key}|m:" + (f"n:{number_key(number)}" if number else f"t:{short_key(title)}")
        texts, more = self._texts(group)
        item = Item("measure", key, number, cut(title, 200), at, field=field.key, goal=goal.key if goal else "")

        def place(role: str) -> str:
            return self.table.place(group[0], self.mapping.column(role))

        cells = Cells(texts, self.mapping, lambda r, s: self._note(place(r), s), lambda r, s: self._fault(place(r), s))
        if len(title) > 200:
            self._note(at, "Der Titel ist länger als 200 Zeichen; er steht ganz in der Beschreibung.")
        item.values = cells.read(title if len(title) > 200 else "")
        if len(group) > 1:
            self._note(self.table.place(group[1]), f"Diese Zeile ergänzt die Maßnahme {number or cut(title, 40)}.")
        if goal is None and (self.mapping.column("goal") or self.plan.goals):
            self._note(at, "Die Maßnahme gehört zu keinem Ziel.")
        self._demand_once(item)
        self.plan.measures.append(item)
        self.marked.append((item, [*marks, *more]))

    def _demand_once(self, item: Item) -> None:
        other = self.seen.setdefault(item.key, item)
        if other is item:
            return
        if item.number:
            text = f"Die Nummer {item.number} steht schon bei {other.place}"
            text += f" ({other.number})" if other.number != item.number else ""
            text += ". Jede Nummer kann im Handlungsfeld nur einmal vergeben sein."
            if re.fullmatch(r"\d+\.\d", item.number):
                text += f" Hat die Tabellenkalkulation aus {item.number}0 vielleicht {item.number} gemacht? Dann bitte die Spalte als Text speichern."  # fmt: skip
            if not self.mapping.below_goal and re.fullmatch(r"[0-9A-Za-z]{1,3}\.?", item.number):
                text += " Beginnt die Zählung in jedem Ziel neu, wählen Sie das beim Zuordnen."
        else:
            text = f"Diese Maßnahme steht ohne Nummer schon bei {other.place}."
        self._fault(item.place, text)

    def _texts(self, group: list[Row]) -> tuple[dict[str, list[str]], list[str]]:
        """Role -> texts of all rows of a measure, and the footnote marks in them."""
        texts: dict[str, list[str]] = {}
        marks: list[str] = []
        for row in group:
            for column, role in sorted(self.mapping.roles.items()):
                if role in _CONTEXT_ROLES or role in ("title", "number"):
                    continue
                text, found = marks_in(self._filled(row, column, is_first=row is group[0]))
                marks += found
                if not text:
                    continue
                if role == "extra":
                    text = f"{self.headings[column - 1] or 'Weiteres'}: {text}"
                if text not in texts.setdefault(role, []):
                    texts[role].append(text)
        return texts, marks

    def _filled(self, row: Row, column: int, *, is_first: bool) -> str:
        """A cell, or the one above it where a merged cell or a sign says "as above"."""
        key = str(column)
        text = row.text(column)
        if column - 1 in row.above:
            return self.last.get(key, "") if is_first else ""
        if text.casefold() in DITTO:
            return self.last.get(key, "")
        self.last[key] = text
        return text

    def _footnotes(self) -> None:
        """What stands below the table goes to the measures that name it; the rest is told."""
        used = set()
        for item, marks in self.marked:
            for mark in dict.fromkeys(marks):
                said = self.footnotes.get(mark) or self.footnotes.get(_plain(mark))
                if said:
                    used |= {mark, _plain(mark)}
                    text = item.values.get("description", "")
                    item.values["description"] = "\n".join(filter(None, [text, f"Fußnote: {said}"]))
        for mark in self.footnotes:
            if mark not in used and _plain(mark) not in used:
                self._note("", f"Die Fußnote {mark} gehört zu keiner Maßnahme und wird nicht gelesen.")

    def _fault(self, place: str, text: str) -> None:
        self.plan.faults.append(Remark(place, text))

    def _note(self, place: str, text: str) -> None:
        self.plan.notes.append(Remark(place, text))


def _plain(mark: str) -> str:
    """ "¹²" is "12"."""
    return mark.translate(str.maketrans(SUPERSCRIPTS, "1234567890"))


def _footnote_lines(text: str) -> list[tuple[str, str]]:
    """Several footnotes in one cell, a line each; empty when a line is none."""
    found = [_FOOTNOTE.fullmatch(line) for line in text.split("\n")]
    return [(f[1], f[2]) for f in found if f] if all(found) else []


def placed(remarks: Iterable[Remark]) -> list[str]:
    return [str(remark) for remark in remarks]

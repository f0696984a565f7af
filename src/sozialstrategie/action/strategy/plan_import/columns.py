"""What a column of a measure table can mean, and what its heading suggests."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sozialstrategie.action.strategy.plan_import.sheets import Row, Table, join, one_line

# role -> words of the wizard, in its order
ROLES: dict[str, str] = {
    "number": "Nummer der Maßnahme",
    "title": "Maßnahme (Titel)",
    "description": "Was getan wird",
    "extra": "in die Beschreibung, mit Überschrift",
    "field": "Handlungsfeld",
    "field_number": "Nummer des Handlungsfelds",
    "guiding_goal": "Leitziel",
    "guiding_goal_number": "Nummer des Leitziels",
    "goal": "Ziel",
    "goal_number": "Nummer des Ziels",
    "target_group": "Zielgruppe",
    "social_area": "Sozialraum",
    "lead_unit": "Federführung, verantwortlich",
    "partners": "Mitwirkende",
    "period": "Zeitraum (von bis)",
    "start": "Beginn",
    "end": "Ende",
    "priority": "Priorität",
    "cost_note": "Kosten",
    "funding": "Deckung und Förderprogramm",
    "impact_step": "Wirkungsstufe",
    "indicator_text": "Indikator",
    "baseline_text": "Ausgangswert",
    "target_text": "Zielwert",
    "target_year": "Zieljahr",
    "decision_note": "Beschluss",
    "status": "Umsetzungsstand",
    "progress_note": "Sachstand, Bemerkung",
    "next_step": "Nächster Schritt",
}
# Several columns may mean these; their texts are put one below the other.
SEVERAL = frozenset({"description", "extra", "progress_note", "cost_note", "funding"})
_M = r"ma(?:ß|ss)nahmen?"
_NR = r"(?:lfd\.?\s*)?(?:nr|nummer|no|id|kennung|ziffer|kennziffer)\.?"
_WORDS: tuple[tuple[str, str], ...] = (
    ("field_number", rf"(?:hf|handlungsfeld(?:es)?)[\s-]*{_NR}|{_NR} (?:des )?(?:hf|handlungsfeld(?:e?s)?)"),
    ("guiding_goal_number", rf"leitziel[\s-]*{_NR}|{_NR} (?:des )?leitziels?"),
    ("goal_number", rf"ziel[\s-]*{_NR}|{_NR} (?:des )?ziel(?:e?s)?"),
    ("number", rf"{_NR}(?: (?:der )?{_M})?|(?:{_M}|m)[\s-]*{_NR}"),
    ("title", rf"{_M}|{_M} ?/ ?\w+|{_M}[\s-]?titel|titel(?: der {_M})?|bezeichnung(?: der {_M})?|(?:einzel|teil){_M}|"
              rf"projekte?|vorhaben|name der {_M}|aktivität(?:en)?"),
    ("description", rf"(?:kurz)?beschreibung(?: der {_M})?|{_M}[\s-]?beschreibung|inhalte?|erläuterung(?:en)?|umsetzungsschritte|"
                    r"was wird getan|konkretisierung|umsetzung"),
    ("field", r"handlungsfeld(?:er)?|hf|themenfeld|schwerpunkt|bereich"),
    ("guiding_goal", r"leitziele?|oberziele?|leitlinien?|strategische(?:s)? ziele?"),
    ("goal", rf"(?:teil|handlungs)?ziele?|operative(?:s)? ziele?|zielstellung|ziele? der {_M}"),
    ("target_group", r"zielgruppen?|adressat(?:en|innen.*)?|für wen"),
    ("social_area", r"sozialr(?:aum|äume)|planungsr(?:aum|äume)|gebiet|räumlicher bezug|ort"),
    ("lead_unit", r"federführ(?:ung|end\w*)(?: .*)?|verantwortlich(?:keit(?:en)?|e[rsn]?(?: stelle)?)?|zuständig(?:keit(?:en)?|e stelle|es amt)?|"
                  r"verantwortung|umsetzung durch|träger"),
    ("partners", r"mitwirkende|mitwirkung|(?:weitere )?beteiligte|(?:kooperations)?partner(?:innen)?|(?:weitere )?akteure"),
    ("period", r"zeitraum|laufzeit|umsetzungszeitraum|termine?|zeitplan|zeitschiene|zeithorizont|zeit|zeitliche umsetzung"),
    ("start", r"beginn|start|von|ab"),
    ("end", r"ende|bis|abschluss|fertigstellung|frist"),
    ("priority", r"priorität|prio\.?|priorisierung|rang"),
    ("cost_note", r"kosten.*|finanzbedarf|finanzieller aufwand|aufwand|ressourcen|budget"),
    ("funding", r"finanzierung.*|deckung.*|förderprogramm|förderung|fördermittel|haushaltsstelle|mittelherkunft"),
    ("impact_step", r"wirkungsstufe"),
    ("indicator_text", r"indikator(?:en)?|messgröße|kennzahl(?:en)?|erfolgs(?:indikator(?:en)?|kriteri(?:um|en))|woran.*"),
    ("baseline_text", r"ausgangswert|basiswert|ist-?wert|ist"),
    ("target_text", r"zielwert|soll-?wert|soll"),
    ("target_year", r"zieljahr"),
    ("decision_note", r"beschluss(?:[\s-]*nr\.?)?"),
    ("status", r"status|(?:umsetzungs)?stand|stand der umsetzung|umsetzungsstatus"),
    ("progress_note", r"sachstand|bemerkung(?:en)?|anmerkung(?:en)?|kommentare?|hinweise?"),
    ("next_step", r"nächste[rn]?s? schritte?"),
)  # fmt: skip
_FORMS = [(role, re.compile(rf"(?:{words})")) for role, words in _WORDS]
_HEAD_ROWS = 15
_AFTER = {"field": "field_number", "guiding_goal": "guiding_goal_number", "goal": "goal_number"}


def role_of(heading: str) -> str:
    """What a heading suggests; "" for one that says nothing to us."""
    text = one_line(heading).casefold().strip(" :*")
    text = re.sub(r"\s*\([^)]*\)$", "", text)
    return next((role for role, form in _FORMS if form.fullmatch(text)), "")


def propose(table: Table) -> tuple[int, dict[int, str]]:
    """1-based position of the heading row (0: none found) and what each column seems to be."""
    best, count = 0, 1
    for at, row in enumerate(table.rows[:_HEAD_ROWS], 1):
        found = len({role for text in row.cells if (role := role_of(text))})
        if found > count and not row.is_caption:
            best, count = at, found
    if best and best < len(table.rows) and _goes_on(table.rows[best]):
        best += 1
    return best, roles_below(table, best) if best else {}


def _goes_on(row: Row) -> bool:
    """A second row of headings, such as "Beginn | Ende" under "Zeitraum"."""
    texts = [text for text in row.cells if text]
    roles = [role_of(text) for text in texts]
    return bool(texts) and all(roles) and not {"number", "title"} & set(roles)


def headings(table: Table, head: int) -> list[str]:
    """What stands over each column; an empty heading takes the one above it."""
    found = [""] * table.width
    if not head:
        return found
    for row in table.rows[max(head - 2, 0) : head]:
        if row.is_caption or row.joined or (row is not table.rows[head - 1] and len(row.filled) < 2):
            continue
        for at, text in enumerate(row.cells):
            found[at] = one_line(text) or found[at]
    return found


def roles_below(table: Table, head: int) -> dict[int, str]:
    """Column (from 1) -> role; each role once, but for those that may come several times."""
    words = [role_of(text) for text in headings(table, head)]
    roles: dict[int, str] = {}
    for at, role in enumerate(words, 1):
        following = words[at] if at < len(words) else ""
        if role == "number" and words.count("number") > 1 and following in _AFTER:
            role = _AFTER[following]
        if role and (role in SEVERAL or role not in roles.values()):
            roles[at] = role
    return roles


def choices(tables: Sequence[Table]) -> list[Table]:
    """What a person can choose from: all tables of one build together first, then each table."""
    groups: dict[tuple[str, ...], list[tuple[Table, int]]] = {}
    for table in tables:
        head, roles = propose(table)
        if head and "title" in roles.values():
            key = tuple(text.casefold() for text in headings(table, head))
            groups.setdefault(key, []).append((table, head))
    joined = []
    for members in groups.values():
        if len(members) > 1:
            what = "Blätter" if members[0][0].form == "sheet" else "Tabellen"
            name = f"Alle {len(members)} {what} mit denselben Spalten"
            joined.append(join([t for t, _ in members], name, [head for _, head in members]))
    return [*sorted(joined, key=lambda t: -t.parts), *sorted(tables, key=_worth, reverse=True)]


def _worth(table: Table) -> int:
    return len(propose(table)[1])


@dataclass(frozen=True)
class PlanMapping:
    """What a person said about a table.

    Args:
        table: name of the chosen table.
        head: position of the heading row, 0 for none.
        roles: column (from 1) -> role.
        default_field: Handlungsfeld of rows that name none.
        below_goal: measures are counted anew in each goal; the number of the goal is put before theirs.
        headings: all headings, so that the next file of the same build is known again.
    """

    table: str
    head: int
    roles: dict[int, str] = field(default_factory=dict)
    default_field: str = ""
    below_goal: bool = False
    headings: tuple[str, ...] = ()

    def column(self, role: str) -> int:
        """The first column in a role; 0 for none."""
        return next((column for column, found in sorted(self.roles.items()) if found == role), 0)

    def columns(self, role: str) -> list[int]:
        return [column for column, found in sorted(self.roles.items()) if found == role]

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON types; `from_plain` is the way back."""
        return {
            "table": self.table, "head": self.head, "roles": {str(c): role for c, role in self.roles.items()},
            "default_field": self.default_field, "below_goal": self.below_goal, "headings": list(self.headings),
        }  # fmt: skip

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> PlanMapping:
        roles = {int(column): role for column, role in plain["roles"].items()}
        return cls(**{**plain, "roles": roles, "headings": tuple(plain["headings"])})

    def fits(self, table: Table) -> bool:
        """Whether a table has the same headings at the same place."""
        named = table.name == self.table or (table.parts > 1 and self.table.startswith("Alle "))
        return (
            named
            and 0 < self.head <= len(table.rows)
            and any(self.headings)
            and tuple(headings(table, self.head)) == self.headings
        )


def fitting(mappings: Iterable[PlanMapping], tables: Sequence[Table]) -> tuple[PlanMapping, Table] | None:
    """The first known mapping that fits one of the tables."""
    return next(((m, table) for m in mappings for table in tables if m.fits(table)), None)

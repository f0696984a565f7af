"""Forms of taking a plan over: the files, what the columns mean, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from sozialstrategie.action.strategy.models import PlanImport, Strategy
from sozialstrategie.action.strategy.plan_import.columns import ROLES, SEVERAL, PlanMapping, headings
from sozialstrategie.action.strategy.plan_import.services import Adoption
from sozialstrategie.action.strategy.plan_import.sheets import Table, one_line
from sozialstrategie.evidence.monitoring.readers.types import column_letters
from sozialstrategie.kit.core.enums import Visibility
from sozialstrategie.kit.ui.forms import DateField

MAX_UPLOAD = 20 * 1024 * 1024
_PDF = b"%PDF-"
_TOO_BIG = "Die Datei ist größer als 20 MB."
_NEW = ""


class OriginalForm(forms.Form):
    """The document of the decision, kept as it is."""

    original = forms.FileField(label="Original des Beschlusses als PDF", help_text="Höchstens 20 MB.")

    def clean_original(self) -> Any:
        return _clean_pdf(self.cleaned_data["original"])


class UploadForm(forms.Form):
    """The plan as a table, and the document that was decided."""

    file = forms.FileField(
        label="Datei mit der Maßnahmentabelle",
        help_text="Excel (xlsx, xls), Word (docx) oder csv, höchstens 20 MB.",
    )
    original = forms.FileField(
        label="Original des Beschlusses als PDF",
        required=False,
        help_text="Wird daneben aufbewahrt und nicht gelesen. Sie können es auch später nachreichen.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise forms.ValidationError(_TOO_BIG)
        return file

    def clean_original(self) -> Any:
        return _clean_pdf(self.cleaned_data["original"])


def _clean_pdf(file: Any) -> Any:
    if file is None:
        return None
    if file.size > MAX_UPLOAD:
        raise forms.ValidationError(_TOO_BIG)
    head = file.read(len(_PDF))
    file.seek(0)
    if head != _PDF:
        raise forms.ValidationError("Das ist kein PDF. Bitte wählen Sie den Beschluss als PDF-Datei.")
    return file


class ColumnsForm(forms.Form):
    """What was decided, into which strategy, and what each column means."""

    adopted_on = DateField(label="Beschlossen am")
    adopted_by = forms.CharField(
        label="Beschlossen von", max_length=160, required=False, help_text="Zum Beispiel: Kreistag"
    )
    paper_number = forms.CharField(
        label="Nummer der Vorlage", max_length=60, required=False, help_text="Zum Beispiel: 24/0815"
    )
    strategy = forms.ChoiceField(label="Strategie", required=False)
    title = forms.CharField(label="Titel der neuen Strategie", max_length=200, required=False)
    period_from = forms.IntegerField(label="gilt ab Jahr", min_value=1990, max_value=2100, required=False)
    period_to = forms.IntegerField(label="gilt bis Jahr", min_value=1990, max_value=2100, required=False)
    visibility = forms.ChoiceField(
        label="Sichtbarkeit neuer Maßnahmen",
        choices=Visibility.choices,
        help_text="Öffentlich heißt: kommt in die beschlossene Fassung. Gezeigt wird erst, was die Leitung freigibt.",
    )
    default_field = forms.CharField(
        label="Handlungsfeld für Zeilen ohne eines", max_length=160, required=False, help_text="Zum Beispiel: 3 Wohnen"
    )
    below_goal = forms.BooleanField(
        label="Die Nummern beginnen in jedem Ziel neu",
        required=False,
        help_text="Dann wird die Nummer des Ziels davorgesetzt: aus 2 im Ziel 1.4 wird 1.4.2.",
    )
    head = forms.IntegerField(widget=forms.HiddenInput(), min_value=0)
    tabelle = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(
        self, *args: Any, table: Table, head: int, roles: dict[int, str], strategies: Sequence[Strategy],
        last: PlanImport | None, **kwargs: Any,
    ) -> None:  # fmt: skip
        self.table, self.heading_row = table, head
        self.columns = range(1, table.width + 1)
        initial = {**_initial(last), "head": head, "tabelle": table.name, **(kwargs.pop("initial", None) or {})}
        initial |= {f"role_{column}": role for column, role in roles.items()}
        super().__init__(*args, **{**kwargs, "initial": initial})
        named = [(str(s.uid), f"in „{s}“ ({s.period})") for s in strategies]
        self.fields["strategy"].choices = [(_NEW, "neue Strategie anlegen"), *named]  # type: ignore[attr-defined]
        self.fieldsets = [
            ("Der Beschluss", ["adopted_on", "adopted_by", "paper_number"]),
            ("Die Strategie", ["strategy", "title", "period_from", "period_to"]),
            ("Was für alle Zeilen gilt", ["default_field", "visibility", "below_goal"]),
            ("Was die Spalten bedeuten", [self._add_column(column) for column in self.columns]),
        ]

    def _add_column(self, column: int) -> str:
        name = f"role_{column}"
        heading, examples = self._words(column)
        self.fields[name] = forms.ChoiceField(
            label=f"Spalte {self.letter(column)}: {heading}",
            choices=[("", "nicht lesen"), *ROLES.items()],
            required=False,
            help_text=f"zum Beispiel {examples}" if examples else "leer",
        )
        return name

    def letter(self, column: int) -> str:
        """The name of a column as the program that made the file shows it."""
        return column_letters(column) if self.table.form == "sheet" else str(column)

    def _words(self, column: int) -> tuple[str, str]:
        """Heading and first contents of a column, so that a person knows it again."""
        heading = headings(self.table, self.heading_row)[column - 1]
        rows = (row for row in self.table.rows[self.heading_row :] if not row.joined and not row.is_caption)
        texts = dict.fromkeys(one_line(row.text(column))[:40] for row in rows if row.text(column))
        return f"„{heading[:60]}“" if heading else "ohne Überschrift", "; ".join(list(texts)[:2])

    def _in_role(self, role: str) -> list[int]:
        return [column for column in self.columns if self.cleaned_data.get(f"role_{column}") == role]

    def clean(self) -> dict[str, Any]:
        super().clean()
        data = self.cleaned_data
        if not self._in_role("title"):
            self.add_error(None, "Keine Spalte ist als Maßnahme (Titel) gewählt. Ohne Titel gibt es keine Maßnahme.")
        for role, words in ROLES.items():
            if role not in SEVERAL and len(found := self._in_role(role)) > 1:
                self.add_error(f"role_{found[1]}", f"„{words}“ ist schon die Spalte {self.letter(found[0])}.")
        if data.get("adopted_on") and data["adopted_on"] > timezone.localdate():
            self.add_error("adopted_on", "Der Tag liegt in der Zukunft.")
        if data.get("strategy") == _NEW:
            for name in ("title", "period_from", "period_to"):
                if name not in self.errors and not data.get(name):
                    self.add_error(name, "Für eine neue Strategie wird das gebraucht.")
        first, last = data.get("period_from"), data.get("period_to")
        if first and last and last < first:
            self.add_error("period_to", "Das letzte Jahr liegt vor dem ersten.")
        return data

    def mapping(self) -> PlanMapping:
        """What the person said about the table."""
        data = self.cleaned_data
        roles = {column: data[f"role_{column}"] for column in self.columns if data.get(f"role_{column}")}
        found = tuple(headings(self.table, self.heading_row)) if self.heading_row else ()
        return PlanMapping(
            self.table.name, self.heading_row, roles, data["default_field"].strip(), data["below_goal"], found
        )

    def adoption(self, strategy: Strategy | None) -> Adoption:
        """What was decided; title and period come from the strategy where it stands already."""
        data = self.cleaned_data
        return Adoption(
            title=strategy.title if strategy else data["title"].strip(),
            period_from=strategy.period_from if strategy else data["period_from"],
            period_to=strategy.period_to if strategy else data["period_to"],
            adopted_on=data["adopted_on"],
            adopted_by=data["adopted_by"].strip(),
            paper_number=data["paper_number"].strip(),
            visibility=data["visibility"],
        )


def _initial(last: PlanImport | None) -> dict[str, Any]:
    if last is None:
        return {"visibility": Visibility.PUBLIC}
    return {
        "visibility": Visibility.PUBLIC, "strategy": str(last.strategy.uid), "adopted_on": last.adopted_on,
        "adopted_by": last.adopted_by, "paper_number": last.paper_number,
        "default_field": last.mapping.get("default_field", ""), "below_goal": last.mapping.get("below_goal", False),
    }  # fmt: skip


def adoption_again(last: PlanImport) -> Adoption:
    """The decision of an earlier taking over, for a newer file of the same plan."""
    strategy = last.strategy
    return Adoption(
        strategy.title, strategy.period_from, strategy.period_to, last.adopted_on, last.adopted_by, last.paper_number
    )


class AdoptedForm(forms.Form):
    """Entering the strategy as adopted: what goes on the decision, from the taking over."""

    confirm = forms.BooleanField(
        label="Ich habe das Übernommene mit dem Beschluss verglichen.",
        error_messages={"required": "Bitte bestätigen Sie, dass Sie es verglichen haben."},
    )

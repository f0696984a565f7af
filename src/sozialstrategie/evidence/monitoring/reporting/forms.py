"""Forms about reports. They only read and check; services write."""

from __future__ import annotations

from typing import Any

from django import forms

from sozialstrategie.evidence.monitoring.models import ReportPlan, ReportState, ReportText
from sozialstrategie.evidence.monitoring.report.outline import Chapter

INCOMPLETE = "Das Formular kam unvollständig an. Bitte laden Sie die Seite neu und versuchen Sie es noch einmal."
LONGEST = 20_000


class PlanForm(forms.Form):
    """Title, chapters, drafts, state; `plan` None for a new report."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    title = forms.CharField(
        label="Titel", max_length=160, error_messages={"required": "Bitte geben Sie dem Bericht einen Titel."}
    )
    chapters = forms.MultipleChoiceField(
        label="Kapitel",
        widget=forms.CheckboxSelectMultiple,
        help_text="Die Reihenfolge ändern Sie danach auf der Seite des Berichts. Der Anhang mit Definitionen, Zeichen und Stand der Zahlen gehört immer dazu.",
        error_messages={"required": "Bitte wählen Sie mindestens ein Kapitel."},
    )
    with_drafts = forms.BooleanField(
        label="Entworfene Beobachtungen mit abdrucken",
        required=False,
        help_text="Sätze, die das Programm aus den Zahlen entworfen und noch niemand geprüft hat; am Rand als Entwurf gekennzeichnet.",
    )
    state = forms.ChoiceField(label="Stand", choices=ReportState.choices)

    def __init__(self, *args: Any, chapters: list[Chapter], plan: ReportPlan | None = None, **kwargs: Any) -> None:
        initial = {
            "version": plan.version if plan else None,
            "title": plan.title if plan else "",
            "chapters": plan.chapters if plan else [c.key for c in chapters],
            "with_drafts": plan.with_drafts if plan else True,
            "state": plan.state if plan else ReportState.DRAFT,
        }
        kwargs["initial"] = {**initial, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.is_edit = plan is not None
        known = {c.key for c in chapters}
        gone = [
            (key, f"{key} (zurzeit ohne Kennzahlen)") for key in (plan.chapters if plan else []) if key not in known
        ]
        choices = [(c.key, f"{c.title} (nur mit eigenem Text)" if c.own else c.title) for c in chapters]
        self.fields["chapters"].choices = [*choices, *gone]  # type: ignore[attr-defined]
        if plan is None:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        """Arguments of the services."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class TextForm(forms.Form):
    """One text of the administration."""

    version = forms.IntegerField(widget=forms.HiddenInput(), required=False)
    heading = forms.CharField(
        label="Überschrift", max_length=160, required=False, help_text="Leer heißt: „Einordnung“."
    )
    text = forms.CharField(
        label="Text",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="Eine leere Zeile beginnt einen neuen Absatz. Zeilen, die mit „- “ oder „1. “ beginnen, werden zur Liste.",
        error_messages={"required": "Bitte schreiben Sie einen Text."},
    )

    def __init__(self, *args: Any, written: ReportText | None = None, **kwargs: Any) -> None:
        if written is not None:
            kwargs["initial"] = {"version": written.version, "heading": written.heading, "text": written.text}
        super().__init__(*args, **kwargs)
        self.is_edit = written is not None

    def clean(self) -> dict[str, Any]:
        if self.is_edit and self.cleaned_data.get("version") is None:
            self.add_error(None, INCOMPLETE)
        return self.cleaned_data

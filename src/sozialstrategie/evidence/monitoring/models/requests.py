"""Data requests of an organisation: who delivers which figures by when, and what was delivered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.evidence.monitoring.models.editions import Edition
from sozialstrategie.evidence.monitoring.requests.words import DeliveryState, RequestState, Rows
from sozialstrategie.kit.core.models import OwnedModel


class DataRequest(OwnedModel):
    """A question for figures to an office: one series, in one unit, for some places and years, until a day.

    The answer comes by a link whose secret is stored as its SHA-256 alone. `earlier` is what the office sees beside its
    fields, frozen when the request was opened: [[region, year, number or sign], ...]. `opened_at` is the moment when the
    request in these words went to this office: answers from before belong to somebody else or to another question.
    """

    title = models.CharField("Titel der Tabelle", max_length=120)
    item = models.CharField("Name der Reihe", max_length=200)
    unit = models.CharField("Einheit", max_length=40)
    question = models.TextField("Was genau gefragt ist", max_length=2000)
    rows = models.CharField("Zeilen", max_length=10, choices=Rows, default=Rows.WHOLE)
    regions = models.JSONField("Gebiete", default=list)
    years = models.JSONField("Jahre", default=list)
    show_earlier = models.BooleanField("Vorjahreswerte zeigen", default=True)
    show_entered = models.BooleanField("selbst eingetragene Werte zeigen", default=False)
    recipient = models.CharField("Stelle", max_length=200)
    recipient_function = models.CharField("Funktion", max_length=120, blank=True)
    email = models.EmailField("E-Mail der Stelle", blank=True)
    due_on = models.DateField("Frist")
    note = models.TextField("Hinweis an die Stelle", max_length=2000, blank=True)
    state = models.CharField("Stand", max_length=10, choices=RequestState, default=RequestState.DRAFT)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    link_until = models.DateField("Link gilt bis", null=True, blank=True, editable=False)
    opened_at = models.DateTimeField("an diese Stelle gegangen am", null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("verschickt am", null=True, blank=True, editable=False)
    closed_at = models.DateTimeField("abgeschlossen am", null=True, blank=True, editable=False)
    earlier = models.JSONField(default=list, editable=False)
    reminded = models.JSONField(default=list, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = "Datenanfrage"
        verbose_name_plural = "Datenanfragen"
        constraints = [
            models.UniqueConstraint(fields=["token_hash"], condition=~Q(token_hash=""), name="monitoring_request_link")
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def first_year(self) -> int | None:
        return min(self.years, default=None)

    @property
    def last_year(self) -> int | None:
        return max(self.years, default=None)


class Delivery(OwnedModel):
    """One answer to a request. `values` is [[region, year, number or sign], ...]; what was left empty is not in it.

    `notes` names what stood out against the year before and was confirmed: {region, year, value, before, before_year}.
    """

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="deliveries")
    values = models.JSONField("Zahlen")
    from_function = models.CharField("Wer antwortet (Stelle oder Funktion)", max_length=120)
    remark = models.TextField("Erläuterung", max_length=1000, blank=True)
    delivered_at = models.DateTimeField("eingegangen am")
    notes = models.JSONField("Auffälliges", default=list)
    state = models.CharField("Stand", max_length=10, choices=DeliveryState, default=DeliveryState.RECEIVED)
    reason = models.TextField("Grund der Rückgabe", max_length=1000, blank=True)
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-delivered_at", "-pk"]
        verbose_name = "Lieferung"
        verbose_name_plural = "Lieferungen"
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=DeliveryState.RECEIVED), name="monitoring_one_open_delivery"
            )
        ]

    def __str__(self) -> str:
        return f"Lieferung zu {self.request}"

"""Fixed words of data requests."""

from __future__ import annotations

from django.db.models import TextChoices


class RequestState(TextChoices):
    DRAFT = "draft", "Entwurf"
    SENT = "sent", "verschickt"
    DELIVERED = "delivered", "geliefert"
    RETURNED = "returned", "zurückgegeben"
    ACCEPTED = "accepted", "angenommen"


class DeliveryState(TextChoices):
    RECEIVED = "received", "eingegangen"
    REPLACED = "replaced", "durch eine neuere ersetzt"
    RETURNED = "returned", "zurückgegeben"
    ACCEPTED = "accepted", "angenommen"


class Rows(TextChoices):
    """Which places a table has a row for."""

    WHOLE = "whole", "nur das ganze Gebiet"
    GEMEINDEN = "gemeinden", "jede Gemeinde"
    BOTH = "both", "das ganze Gebiet und jede Gemeinde"


OPEN = (RequestState.SENT, RequestState.RETURNED)  # somebody else has to act

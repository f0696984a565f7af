"""One owned model."""

from django.db import models

from sozialstrategie.kit.core.models import OwnedModel


class Wish(OwnedModel):
    text = models.CharField("Wunsch", max_length=100)
    leads_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL)

    class Meta:
        app_label = "toy"

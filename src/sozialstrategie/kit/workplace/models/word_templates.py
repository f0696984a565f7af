"""The authority's own Word templates; the files lie under their checksum, see `kit.core.files`."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import OwnedModel


class WordTemplate(OwnedModel):
    """A checked template for one kind of document. At most one of a kind is in use."""

    kind = models.CharField("Dokument", max_length=40, editable=False)
    name = models.CharField("Name", max_length=120)
    file_name = models.CharField("Datei", max_length=200, editable=False)
    file_sha = models.CharField("Prüfsumme", max_length=64, editable=False)
    file_size = models.PositiveIntegerField("Größe", editable=False)
    uploaded_by = models.UUIDField("hochgeladen von", null=True, editable=False)
    is_active = models.BooleanField("in Verwendung", default=False)

    class Meta:
        ordering = ["kind", "-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind"],
                condition=Q(is_active=True, deleted_at=None),
                name="workplace_word_template_one_active",
            )
        ]

    def __str__(self) -> str:
        return self.name

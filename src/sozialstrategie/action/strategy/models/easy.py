"""A version of the strategy in easy words, and who tested it by reading."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from sozialstrategie.action.strategy.enums import ReaderGroup
from sozialstrategie.action.strategy.models.base import unique
from sozialstrategie.action.strategy.models.strategies import StrategyVersion
from sozialstrategie.kit.core.models import OwnedModel


class EasyEdition(OwnedModel):
    """The text in easy words about one frozen version, a sentence in each line.

    `released_*` is what everybody reads: the words as they were on that day. Work on `text` goes on beside it.
    """

    version_of = models.ForeignKey(
        StrategyVersion, on_delete=models.PROTECT, related_name="easy_editions", verbose_name="Fassung"
    )
    title = models.CharField("Titel", max_length=160)
    text = models.TextField("Text", max_length=60_000)
    released_title = models.CharField(max_length=160, blank=True, editable=False)
    released_text = models.TextField(blank=True, editable=False)
    released_on = models.DateField("veröffentlicht am", null=True, blank=True, editable=False)
    # the words under which it was released: whether people of the target group had tested exactly these lines
    released_tested_by = models.TextField(blank=True, editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = "leicht verständliche Fassung"
        verbose_name_plural = "leicht verständliche Fassungen"
        constraints = [
            unique(
                ["version_of"],
                "strategy_easy_once",
                "Zu dieser Fassung gibt es schon einen leicht verständlichen Text.",
            ),
            models.CheckConstraint(
                condition=Q(released_on__isnull=True) | ~Q(released_text=""), name="strategy_easy_released_words"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EasyTestReading(OwnedModel):
    """That a group read the text and said what it understood. No names of people: group, organisation, day, how many.

    It counts for exactly the text that stood when it was recorded (`text_sha`): whoever changes it, has it read again.
    """

    edition = models.ForeignKey(EasyEdition, on_delete=models.PROTECT, related_name="test_readings")
    group = models.CharField("Wer hat gelesen", max_length=15, choices=ReaderGroup)
    organisation = models.CharField("Organisation", max_length=160)
    day = models.DateField("Tag")
    readers = models.PositiveSmallIntegerField(
        "Wie viele Menschen", validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    changed = models.TextField("Was danach geändert wurde", max_length=2000)
    text_sha = models.CharField(max_length=64, editable=False)

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = "Testlesen"
        verbose_name_plural = "Testlesen"

    def __str__(self) -> str:
        return f"Testlesen am {self.day:%d.%m.%Y}"

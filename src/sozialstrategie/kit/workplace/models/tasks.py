"""Tasks and milestones. A task may be about any record of any room; the room is named by words, never by a key."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from sozialstrategie.kit.core.models import OwnedModel


class TaskKind(models.TextChoices):
    TASK = "task", "Aufgabe"
    MILESTONE = "milestone", "Meilenstein"


class TaskState(models.TextChoices):
    """Follows from the two days; nowhere stored."""

    OPEN = "open", "offen"
    DONE = "done", "erledigt"
    DROPPED = "dropped", "entfallen"


class Task(OwnedModel):
    """Something that somebody has to do, or a point to be reached, until a day. The day itself is still in time."""

    kind = models.CharField("Art", max_length=10, choices=TaskKind, default=TaskKind.TASK)
    title = models.CharField("Was ist zu tun?", max_length=200)
    text = models.TextField("Näheres", blank=True, max_length=4000)
    due = models.DateField("bis", null=True, blank=True)
    done_on = models.DateField("erledigt am", null=True, blank=True, editable=False)
    dropped_on = models.DateField("entfallen am", null=True, blank=True, editable=False)
    dropped_reason = models.TextField("entfallen, weil", blank=True, max_length=1000, editable=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        to_field="uid",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="zuständige Person",
    )
    unit = models.CharField("zuständige Stelle", max_length=160, blank=True)
    confidential = models.BooleanField("nicht öffentlich", default=False)
    # The record it is about, as its room calls it: "strategy.measure"; shown by text and address.
    about_type = models.CharField(max_length=60, blank=True, editable=False)
    about_uid = models.UUIDField(null=True, blank=True, editable=False)
    about_title = models.CharField("gehört zu", max_length=300, blank=True, editable=False)
    about_url = models.CharField(max_length=300, blank=True, editable=False)
    position = models.PositiveIntegerField("Reihenfolge", default=0, editable=False)
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", verbose_name="erst nach"
    )
    # "" = made by hand; else what made it, so that the same act or file makes it once.
    source = models.CharField(max_length=160, blank=True, editable=False)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "Aufgabe"
        verbose_name_plural = "Aufgaben"
        indexes = [models.Index(fields=["owner", "about_type", "about_uid"], name="workplace_task_about")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "source"], condition=~Q(source=""), name="workplace_task_source_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="workplace_task_one_end"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_reason=""), name="workplace_task_dropped_why"
            ),
            models.CheckConstraint(
                condition=Q(about_type="", about_uid__isnull=True) | (~Q(about_type="") & Q(about_uid__isnull=False)),
                name="workplace_task_about_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> TaskState:
        if self.done_on is not None:
            return TaskState.DONE
        return TaskState.OPEN if self.dropped_on is None else TaskState.DROPPED

    def is_late(self, today: date) -> bool:
        """Open, and its day is over."""
        return self.state == TaskState.OPEN and self.due is not None and self.due < today

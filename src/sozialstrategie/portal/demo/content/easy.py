"""Musterberg's strategy in easy words, from `easy.toml`, read by an invented group and released by leadership."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.action.strategy.printed.easy import services
from sozialstrategie.portal.demo.content.team import Team
from sozialstrategie.portal.demo.content.texts import read


def in_easy_words(people: Team, version: StrategyVersion) -> None:
    """The text about a released version."""
    text, planner = read("easy.toml"), people.planner
    edition = services.create_easy(
        actor=planner, owner=version.owner, version_of=version, title=text["title"], text=text["text"]
    )
    for reading in text["reading"]:
        day = timezone.localdate() - timedelta(days=1)
        services.record_test_reading(actor=planner, edition=edition, day=day, **reading)
    edition.refresh_from_db()
    services.release_easy(actor=people.leadership, edition=edition, version=edition.version)

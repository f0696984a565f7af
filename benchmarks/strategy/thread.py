"""How fast the Roter Faden and the list of measures answer for a strategy with 50 goals and 200 measures.

Usage: python benchmarks/strategy/thread.py [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

FIELDS, FINDINGS, NEEDS, GOALS, MEASURES = 8, 60, 60, 50, 200
SLUG, REPEATS = "musterberg", 25
PAGES = {
    "Roter Faden, ein Handlungsfeld": "faden/",
    "Roter Faden, alle Handlungsfelder": "faden/?feld=alle",
    "Maßnahmen": "massnahmen/",
    "Strategie": "strategie/",
}


def fill(owner: Any) -> None:
    """Put an invented strategy in the place of the example's: counts as above, each finding with a figure of the example."""
    from django.db import transaction
    from django.utils import timezone

    from sozialstrategie.action.strategy import models as m
    from sozialstrategie.kit.core.scopes import owner_scope

    text = "Familien bekommen Rat zu Leistungen, Anträgen und Angeboten, ohne Termin und ohne Amtsweg. "
    now = timezone.now()
    with owner_scope(owner), transaction.atomic():
        references = list(
            {f.reference_id: f.reference for f in m.FindingFigure.objects.select_related("reference")}.values()
        )
        for model in (m.Finding, m.Need, m.Goal, m.Measure, m.FieldOfAction):
            model.objects.filter(owner=owner).update(deleted_at=now)
        strategy = m.Strategy.objects.filter(owner=owner, deleted_at=None).latest("id")

        def make(model: Any, count: int, **values: Any) -> list[Any]:
            rows = [
                model(owner=owner, **{k: v(n) if callable(v) else v for k, v in values.items()}) for n in range(count)
            ]
            return list(model.objects.bulk_create(rows))

        fields = make(
            m.FieldOfAction, FIELDS, strategy=strategy, number=lambda n: n + 1, title=lambda n: f"Feld {n + 1}"
        )
        findings = make(
            m.Finding, FINDINGS, number=lambda n: 1000 + n, title=lambda n: f"Befund {n}", statement=text * 4,
            field=lambda n: fields[n % FIELDS], state="draft",
        )  # fmt: skip
        needs = make(m.Need, NEEDS, number=lambda n: 1000 + n, title=lambda n: f"Bedarf {n}", description=text * 4,
                     field=lambda n: fields[n % FIELDS])  # fmt: skip
        goals = make(m.Goal, GOALS, number=lambda n: f"{n % FIELDS + 1}.{n // FIELDS + 1}", title=lambda n: f"Ziel {n}",
                     field=lambda n: fields[n % FIELDS])  # fmt: skip
        measures = make(
            m.Measure, MEASURES, number=lambda n: f"{n % FIELDS + 1}.1.{n // FIELDS + 1}", title=lambda n: f"Maßnahme {n}",
            field=lambda n: fields[n % FIELDS], description=text * 3, lead_unit="Jugendamt", status="running",
            target_value=14, target_year=2027,
        )  # fmt: skip
        make(
            m.FindingFigure,
            FINDINGS,
            finding=lambda n: findings[n],
            reference=lambda n: references[n % len(references)],
        )
        make(m.FindingNeed, FINDINGS, finding=lambda n: findings[n], need=lambda n: needs[n])
        make(m.NeedGoal, NEEDS, need=lambda n: needs[n], goal=lambda n: goals[n % GOALS])
        make(m.GoalMeasure, MEASURES, goal=lambda n: goals[n % GOALS], measure=lambda n: measures[n])


def web() -> dict[str, Any]:
    """The pages as a planner gets them, in a process of its own; the first call is not counted."""
    from sozialstrategie.wsgi import application

    assert application
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from sozialstrategie.kit.accounts.models import Person, RoleGrant
    from sozialstrategie.kit.core.models import Organisation

    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["testserver"], False
    owner = Organisation.objects.get(slug=SLUG)
    fill(owner)
    client = Client()
    grant = RoleGrant.objects.filter(organisation=owner, role="planning_coordinator").first()
    assert grant is not None
    client.force_login(Person.objects.get(pk=grant.person_id))
    found = {}
    for title, path in PAGES.items():
        address, asked = f"/k/{SLUG}/{path}", []

        def counted(execute: Any, sql: str, params: Any, many: bool, context: Any, asked: list[str] = asked) -> Any:
            asked.append(sql)
            return execute(sql, params, many, context)

        page = client.get(address)
        assert page.status_code == 200, (address, page.status_code, page.headers.get("Location"))
        with connection.execute_wrapper(counted):
            client.get(address)
        times = []
        for _ in range(REPEATS):
            begin = time.process_time()
            client.get(address)
            times.append(1000 * (time.process_time() - begin))
        found[title] = {
            "queries": len(asked), "cpu_median_ms": statistics.median(times), "cpu_best_ms": min(times),
            "kib": len(page.content) / 1024,
        }  # fmt: skip
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", type=Path)
    options.add_argument("--part", choices=["web"], help=argparse.SUPPRESS)
    arguments = options.parse_args()
    if arguments.part:
        print(json.dumps(web()))
        return 0
    with tempfile.TemporaryDirectory() as home:
        environment = {
            **os.environ, "SOZIALSTRATEGIE_HOME": home, "SOZIALSTRATEGIE_DEMO": "1", "SOZIALSTRATEGIE_PLAIN_HTTP": "1",
            "DJANGO_SETTINGS_MODULE": "sozialstrategie.settings.production",
        }  # fmt: skip
        run = [sys.executable, "-m", "sozialstrategie.cli", "demo", "--no-serve"]
        subprocess.run(run, env=environment, check=True, stdout=subprocess.DEVNULL)
        collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
        subprocess.run(collect, env=environment, check=True)
        own = [sys.executable, __file__, "--part", "web"]
        result = json.loads(subprocess.run(own, env=environment, check=True, stdout=subprocess.PIPE).stdout)
    text = json.dumps(result, indent=1, ensure_ascii=False)
    if arguments.json:
        arguments.json.write_text(text + "\n", encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())

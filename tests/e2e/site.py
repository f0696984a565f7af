"""The example as it is really served: a process of its own with database, worker and static files."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from tests.operations.instances import Instance
from tests.routes.seed import Tenant

# Tables of the records that addresses name, and which of their rows make a page worth looking at.
_TABLES = {
    "strategy": "strategy_strategy",
    "version": "strategy_strategyversion",
    "strategy_decision": "strategy_strategydecision",
    "field": "strategy_fieldofaction",
    "finding": "strategy_finding",
    "need": "strategy_need",
    "goal": "strategy_goal",
    "measure": "strategy_measure",
    "plan": "strategy_planimport",
    "offer": "monitoring_offer",
    "group": "monitoring_comparisongroup",
    "report": "monitoring_reportplan",
    "request": "monitoring_datarequest",
    "report_text": "monitoring_reporttext",
    "round": "strategy_opinionround",
    "asked": "strategy_opinionrequest",
    "statement": "strategy_statementofopinion",
    "easy": "strategy_easyedition",
    "reading": "strategy_reading",
    "specialist": "strategy_specialistplan",
    "logic_item": "strategy_logicitem",
    "indicator_use": "strategy_indicatoruse",
    "period": "strategy_readingperiod",
    "budget": "strategy_budgetline",
    "progress_request": "strategy_progressrequest",
    "progress_answer": "strategy_progressanswer",
    "task": "workplace_task",
    "handover": "workplace_handover",
    "word_template": "workplace_wordtemplate",
    "committee": "committees_committee",
    "term": "committees_term",
    "membership": "committees_membership",
    "meeting": "committees_meeting",
    "item": "committees_agendaitem",
    "attendance": "committees_attendance",
    "paper": "committees_paper",
    "consultation": "committees_consultation",
    "decision": "committees_decision",
    "vote": "committees_vote",
    "minutes": "committees_minutes",
}


@dataclass
class Site:
    """A running example."""

    instance: Instance
    address: str
    signals: dict[str, str] = field(default_factory=dict)

    def tenant(self, slug: str) -> Tenant:
        """The records of an authority of the example, as `tests.routes.urls` wants them."""
        made: dict[str, Any] = {"signal": self.signals.get(slug, ""), "step": "zwischenbilanz"}
        for name, table in _TABLES.items():
            found = self.instance.rows(
                f"SELECT uid FROM {table} WHERE deleted_at IS NULL AND owner_id = "
                f"(SELECT id FROM core_organisation WHERE slug = '{slug}') ORDER BY id LIMIT 1"
            )
            if found:
                made[name] = SimpleNamespace(uid=UUID(found[0][0]))
        own = self.instance.rows(
            f"SELECT code FROM monitoring_ownindicator WHERE code LIKE '{slug}-%' ORDER BY id LIMIT 1"
        )
        if own:
            made["own_indicator"] = SimpleNamespace(code=own[0][0])
        edition = self.instance.rows("SELECT uid FROM monitoring_edition ORDER BY id LIMIT 1")
        made["edition"] = SimpleNamespace(uid=UUID(edition[0][0]))
        return Tenant(SimpleNamespace(slug=slug), "", "", made=made)  # type: ignore[arg-type]


def build_demo(target: Path) -> None:
    """The example's folder, set up by the command itself."""
    Instance(target).run("demo", "--no-serve")


@contextmanager
def served(home: Path) -> Iterator[Site]:
    """Serve a copy of the example on a free port until the end of the block."""
    instance = Instance(home)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with open(home.parent / f"{home.name}.log", "wb") as log:
        process = subprocess.Popen(
            instance.command("demo", "--port", str(port)),
            env=instance.environment(),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            site = Site(instance, f"http://127.0.0.1:{port}")
            _wait(site.address, process, Path(log.name))
            yield site
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(600):
        assert process.poll() is None, log.read_text(errors="replace")
        try:
            urllib.request.urlopen(f"{address}/impressum/", timeout=20).close()
            return
        except OSError:  # refused, reset or too slow while it starts
            time.sleep(0.1)
    raise AssertionError(f"Das Beispiel antwortet nicht: {log.read_text(errors='replace')}")


def signal_of(home: Path, slug: str) -> str:
    """Key of a draft that is still open for an authority; read in a process of its own."""
    code = (
        "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'sozialstrategie.settings.production'; django.setup()\n"
        "from sozialstrategie.action.strategy import queries\n"
        "from sozialstrategie.evidence.monitoring.signals import signals_for\n"
        "from sozialstrategie.kit.core.actor import system\n"
        "from sozialstrategie.kit.core.models import Organisation\n"
        "from sozialstrategie.kit.core.scopes import owner_scope\n"
        f"o = Organisation.objects.get(slug={slug!r})\n"
        "with owner_scope(o):\n"
        "    settled = queries.settled_signals_for(system('Test'), o)\n"
        "print(signals_for(o.region_code, decided=settled).drafts[-1].key)\n"
    )
    instance = Instance(home)
    command = [instance.command()[0], "-c", code]
    done = subprocess.run(
        command, env=instance.environment(SOZIALSTRATEGIE_PLAIN_HTTP="1"), capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()

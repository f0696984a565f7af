"""The pages of the life: where it stands, who takes which step, steps by form, the signature, the status of a measure."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

from django.test import Client

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import StrategyStage
from sozialstrategie.action.strategy.models import StrategyVersion
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.action.strategy.conftest import login, url
from tests.action.strategy.life.conftest import move


def test_the_page_says_what_comes_next_and_who(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    page = web.get(url("strategy", home)).content.decode()
    assert "Wo die Strategie steht" in page and "Mitzeichnung beginnen" in page and 'aria-current="step"' in page
    step = url("strategy_step", home, chain.strategy.uid, "mitzeichnung")
    assert step in page
    leader = login(home, Role.LEADERSHIP).get(url("strategy", home)).content.decode()
    assert step not in leader and "Das macht: Planungskoordination" in leader


def test_a_step_by_form(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    step = url("strategy_step", home, chain.strategy.uid, "mitzeichnung")
    assert web.get(url("strategy_step", home, chain.strategy.uid, "umsetzung")).status_code == 404
    assert web.get(url("strategy_step", home, chain.strategy.uid, "unsinn")).status_code == 404
    stale = web.post(step, {"version": 7, "reason": "weil es eilt"})
    text = stale.content.decode()
    assert stale.status_code == 409 and "weil es eilt" in text and 'name="version" value="1"' in text
    assert web.post(step, {"version": 1}).status_code == 303
    back = url("strategy_step", home, chain.strategy.uid, "entwurf")
    assert web.post(back, {"version": 2}).status_code == 422
    assert web.post(back, {"version": 2, "reason": "zu früh"}).status_code == 303
    assert "zu früh" in web.get(url("strategy", home)).content.decode()


def test_decision_changes_signature(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], home: Organisation, planner: Actor, web: Client
) -> None:
    version, boss = submitted(), login(home, Role.LEADERSHIP)
    decision = url("strategy_decision", home, chain.strategy.uid)
    values = {
        "frozen": version.uid,
        "result": "adopted_amended",
        "on": "2025-06-25",
        "body": "Kreistag",
        "number": "47/2025",
    }
    assert web.post(decision, values).status_code == 422  # without the wording
    assert web.post(decision, {**values, "text": "Ziel 1.1 gilt bis 2030."}).status_code == 303
    sign = url("strategy_sign_off", home, chain.strategy.uid)
    assert web.get(sign).status_code == 404 and "keinen Unterschied" in boss.get(sign).content.decode()
    services.edit_goal(actor=planner, goal=chain.goal, version=chain.goal.version, target_year=2030)
    page = boss.get(sign)
    text = page.content.decode()
    assert "Ziel 1.1 gilt bis 2030." in text and "erreicht bis Ende" in text
    seen = page.context["form"].initial
    services.edit_goal(actor=planner, goal=chain.goal, version=chain.goal.version, title="Rat überall")
    form = {"version": seen["version"], "digest": seen["digest"], "note": "Jahr geändert", "confirmed": "on"}
    stale = boss.post(sign, form)
    assert (
        stale.status_code == 409
        and "Jahr geändert" in stale.content.decode()
        and "Rat überall" in stale.content.decode()
    )
    again = boss.get(sign).context["form"].initial
    assert boss.post(sign, {**form, **again, "confirmed": ""}).status_code == 422
    done = boss.post(sign, {**form, **again})
    assert done.status_code == 303 and "Gilt als beschlossen" in boss.get(done["Location"]).content.decode()
    document = boss.get(url("version_document", home, StrategyVersion.objects.get(number=2).uid, "docx"))
    assert document.status_code == 200 and document.content[:2] == b"PK"


def test_the_status_of_a_measure(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    status = url("measure_status", home, chain.measure.uid)
    version = chain.measure.version
    assert status in web.get(url("measure", home, chain.measure.uid)).content.decode()
    text = web.get(status).content.decode()
    assert 'value="completed"' in text and 'value="idea"' not in text and 'value="carried_over"' not in text
    assert web.post(status, {"to": "idea", "version": version}).status_code == 422
    assert web.post(status, {"to": "dropped", "version": version}).status_code == 422
    assert web.post(status, {"to": "completed", "version": version + 3}).status_code == 409
    assert web.post(status, {"to": "postponed", "reason": "Personal fehlt", "version": version}).status_code == 303
    assert "running" in [v for v, _ in web.get(status).context["form"].fields["to"].choices]
    chain.measure.refresh_from_db()
    assert (chain.measure.status, chain.measure.status_before, chain.measure.status_reason) == ("postponed", "running", "Personal fehlt")  # fmt: skip
    assert login(home, Role.LEADERSHIP).get(status).status_code == 404


def test_the_form_of_a_measure_goes_by_the_machine(chain: SimpleNamespace, home: Organisation, web: Client) -> None:
    edit = url("measure_edit", home, chain.measure.uid)
    choices = [v for v, _ in web.get(edit).context["form"].fields["status"].choices]
    assert choices == ["preparing", "running", "completed", "permanent", "postponed", "dropped"]


def test_a_version_for_the_committees_is_named(
    chain: SimpleNamespace, submitted: Callable[[], StrategyVersion], home: Organisation, web: Client
) -> None:
    version = submitted()
    assert "Für die Gremien festgehalten" in web.get(url("version", home, version.uid)).content.decode()
    assert chain.strategy.stage == StrategyStage.IN_COMMITTEES


def test_moving_needs_no_release(chain: SimpleNamespace, planner: Actor, home: Organisation) -> None:
    move(planner, chain.strategy, StrategyStage.COORDINATION)
    assert chain.strategy.state == "draft" and Client().get(f"/oeffentlich/{home.slug}/strategie/").status_code in (
        302,
        404,
    )

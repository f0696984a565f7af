"""Twin authorities: the same structure, the same places in every list, but every text says whose it is.

`CANARY-A` and `CANARY-B` stand in every text field that a person can fill, `SECRET-A` and `SECRET-B` besides in all that
stays inside even after the strategy is released.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.enums import CarryOutcome, StrategyStage
from sozialstrategie.action.strategy.logic import services as logic
from sozialstrategie.action.strategy.models import (
    FieldOfAction,
    Finding,
    Goal,
    Measure,
    Need,
    PlanImport,
    Reading,
    Strategy,
    StrategyDecision,
)
from sozialstrategie.action.strategy.opinions import replies
from sozialstrategie.action.strategy.opinions import services as opinions
from sozialstrategie.action.strategy.plans.services import add_plan
from sozialstrategie.action.strategy.printed.easy import services as easy
from sozialstrategie.action.strategy.progress import services as progress
from sozialstrategie.action.strategy.progress.budget import add_line
from sozialstrategie.action.strategy.services import writing
from sozialstrategie.action.strategy.services.readings import create_period
from sozialstrategie.evidence.monitoring.comparison.services import create_group
from sozialstrategie.evidence.monitoring.models import Edition, Offer, OwnIndicator, Result, Run
from sozialstrategie.evidence.monitoring.offers.services import create_offer, delete_offer
from sozialstrategie.evidence.monitoring.queries import show_run
from sozialstrategie.evidence.monitoring.reporting.services import create_report, write_text
from sozialstrategie.evidence.monitoring.requests.services import create_request
from sozialstrategie.evidence.monitoring.services.decisions import reject_signal
from sozialstrategie.evidence.monitoring.signals import signals_for
from sozialstrategie.kit.accounts.models import Person, RoleGrant
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.accounts.services import change_organisation
from sozialstrategie.kit.core import settings_store
from sozialstrategie.kit.core.actor import Actor, system
from sozialstrategie.kit.core.acts import act
from sozialstrategie.kit.core.enums import OrganisationKind, Role
from sozialstrategie.kit.core.files import keep_file
from sozialstrategie.kit.core.models import Act, Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.word.fields import template_kind
from sozialstrategie.kit.documents.word.starter import starter
from sozialstrategie.kit.workplace.models import Phase, PhaseState
from sozialstrategie.kit.workplace.queries.handover import handover_lines, seen_mark
from sozialstrategie.kit.workplace.services import create_task, set_phase
from sozialstrategie.kit.workplace.services.handover import hand_over
from sozialstrategie.kit.workplace.services.word_templates import add_word_template
from tests.routes.seed_committees import add_committees
from tests.routes.seed_papers import add_papers

REGION = "16062"
SINCE = date(2024, 1, 1)
MACHINE = system("Einrichtung")


@dataclass
class Tenant:
    """One authority with everything in it."""

    organisation: Organisation
    canary: str
    secret: str
    people: dict[str, Person] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # name of a thing -> record or key

    @property
    def slug(self) -> str:
        return self.organisation.slug


@dataclass
class World:
    own: Tenant
    foreign: Tenant
    nobody: Person  # has a login and no role
    land: Person  # looks in for the Land, as it is granted in practice: in the organisation of the Land


def texts(model: type[models.Model], word: str, *, without: frozenset[str] = frozenset()) -> dict[str, str]:
    """A text with `word` for every free text column that a service takes."""
    skipped = without | {
        "number",
        "sha256",
        "payload_text",
        "signal_key",
        "signal_fingerprint",
        "resting_reason",
        "rejection_reason",
    }
    return {
        f.name: f"{word} {f.name}"[: f.max_length or 200]
        for f in model._meta.concrete_fields
        if isinstance(f, (models.CharField, models.TextField))
        and f.editable
        and not f.choices
        and f.name not in skipped
    }


def build_world(word: str = "CANARY-A") -> World:
    """Both tenants, an institute that runs the instance, a Land, and a few official figures.

    Args:
        word: stands in every text of the own tenant.
    """
    settings_store.put("instance.kind", "real")
    Organisation.objects.create(slug="institut", name="Institut", kind=OrganisationKind.INSTITUTE)
    state = Organisation.objects.create(slug="land", name="Land", kind=OrganisationKind.LAND)
    _figures()
    own, foreign = _tenant("nord", word, "SECRET-A"), _tenant("sued", "CANARY-B", "SECRET-B")
    nobody = Person.objects.create_user("niemand@example.org", None, name="Ohne Rolle")
    viewer = Person.objects.create_user("land@example.org", None, name="Einsicht Land")
    RoleGrant.objects.create(person=viewer, organisation=state, role=Role.STATE_VIEWER, valid_from=SINCE)
    return World(own, foreign, nobody, viewer)


def _figures() -> None:
    """Two series for the Kreise of the Land, the Land and Germany; the place stands out, so that signals are drafted."""
    run = Run.objects.create(catalogue_version="0" * 64, editions=[], results_count=0)
    kreise = [f"160{n}" for n in range(61, 75)]
    places = [
        *((code, "kreis", 8.0 + n / 4) for n, code in enumerate(kreise)),
        ("16", "land", 10.0),
        ("DG", "bund", 11.0),
    ]
    Result.objects.bulk_create(
        Result(
            run=run, indicator=code, derivation=_first_derivation(code), region=region, level=level, period=str(year),
            year=year, value=24.0 - (2022 - year) * 1.5 if region == REGION else last - (2022 - year) * 0.1, edition="e" * 8,
        )
        for code in ("child_sgb2_rate", "sgb2_rate")
        for region, level, last in places
        for year in range(2016, 2023)
    )  # fmt: skip
    show_run(run)


def _first_derivation(code: str) -> str:
    from sozialstrategie.evidence.monitoring.definitions import catalogue

    return str(catalogue()[code].derivations[0].key)


def _tenant(slug: str, canary: str, secret: str) -> Tenant:
    organisation = Organisation.objects.create(
        slug=slug, name=f"{canary} Landkreis", short_name=f"{canary} kurz", kind="local_authority", region_code=REGION
    )
    tenant = Tenant(organisation, canary, secret)
    with owner_scope(organisation):
        _people(tenant)
        _details(tenant)
        _imports(tenant)
        _offers(tenant)
        _strategy(tenant)
        _hidden(tenant)
        _life(tenant)
        _plan_import(tenant)
        _carrying_out(tenant)
        _report(tenant)
        _group(tenant)
        _request(tenant)
        add_committees(tenant)
        add_papers(tenant)
        _workplace(tenant)
        tenant.made["act"] = (
            Act.objects.filter(owner=organisation, verb="strategy.edit_need").order_by("-sequence").first()
        )
    return tenant


def _workplace(tenant: Tenant) -> None:
    """A task for anybody who works here, one that few may see, and a handing over between two people."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    common: dict[str, Any] = {"actor": planner, "owner": tenant.organisation}
    tenant.made["task"] = create_task(**common, title=f"{tenant.canary} Aufgabe", unit=f"{tenant.canary} Amt")
    create_task(**common, title=f"{words} vertraulich", confidential=True)
    giver, taker = tenant.people[Role.MEASURE_OWNER], tenant.people[Role.SPECIALIST_PLANNER]
    create_task(**common, title=f"{tenant.canary} geht über", responsible=giver)
    leader = actor_for(tenant.people[Role.LEADERSHIP])
    tenant.made["handover"] = hand_over(
        actor=leader, owner=tenant.organisation, giver=giver, taker=taker, note=f"{tenant.canary} Hinweis",
        seen=seen_mark(handover_lines(leader, tenant.organisation, giver, taker)),
    )  # fmt: skip
    kind = template_kind("vorlage")
    assert kind is not None
    tenant.made["word_template"] = add_word_template(
        **common, kind=kind, name=f"{words} Briefkopf", file_name=f"{words}.docx", data=starter(kind)
    )


def _people(tenant: Tenant) -> None:
    for role in Role:
        # mail addresses and names are never published
        person = Person.objects.create_user(
            f"{role}.{tenant.secret.lower()}@{tenant.slug}.example",
            None,
            name=f"{tenant.canary} {tenant.secret} {role}",
        )
        RoleGrant.objects.create(person=person, organisation=tenant.organisation, role=role, valid_from=SINCE)
        tenant.people[role] = person
    tenant.made["grant"] = RoleGrant.objects.get(person=tenant.people[Role.CLERK])


def _details(tenant: Tenant) -> None:
    canary, organisation = tenant.canary, tenant.organisation
    change_organisation(
        actor=MACHINE,
        organisation=organisation,
        version=organisation.version,
        values={
            "represented_by": f"{canary} Vertretung",
            "contact_address": f"{canary} Anschrift",
            "contact_email": f"post@{canary.lower()}.example",
            "contact_phone": f"{canary} 12",
            "data_protection_contact": f"{canary} Datenschutz",
            "accessibility_status": f"{canary} Barrieren",
            "cofunding_notice": f"{canary} gefördert",
        },
    )
    set_phase(
        actor=MACHINE, owner=organisation, phase=Phase.NEEDS, state=PhaseState.ACTIVE, note=f"{canary} {tenant.secret}"
    )


def _imports(tenant: Tenant) -> None:
    """An edition is for everybody; the name of the file that somebody read in is not."""
    steward = tenant.people[Role.DATA_STEWARD]
    name = f"{tenant.canary} {tenant.secret} Sparliste.csv"
    edition = Edition(
        digest=tenant.slug * 16, raw_sha="0" * 64, table="12411-04-02-4", title="Bevölkerung", source="Statistische Ämter",
        licence="dl-de/by-2-0", format="genesis-classic", file_name=name, values_count=1, signs_count=0, first_year=2015,
        last_year=2015, notes=[f"Datei {name}, Zeile 3: ein Hinweis"], imported_by=steward.uid,
    )  # fmt: skip
    permission = "monitoring.import_edition"
    with act(permission, actor=actor_for(steward), permission=permission, owner=tenant.organisation) as record:
        edition.save()
        record.created(edition)
    tenant.made["edition"] = edition
    _own_table(tenant)


def _own_table(tenant: Tenant) -> None:
    """A table that only the own administration sees, and an indicator made from it."""
    words = f"{tenant.canary} {tenant.secret}"
    Edition.objects.create(
        owner=tenant.organisation, digest=f"own{tenant.slug}" * 8, raw_sha="1" * 64, table="eigen-warten", title=f"{words} Titel",
        source=f"{words} Quelle", format="mapped", file_name=f"{words}.csv", values_count=1, signs_count=0, first_year=2024,
        last_year=2024, series=[[f"{words} Reihe", "", "Anzahl"]],
    )  # fmt: skip
    tenant.made["own_indicator"] = OwnIndicator.objects.create(
        owner=tenant.organisation, code=f"{tenant.slug}-warten", name=f"{words} Kennzahl", theme="Familien", unit="Personen",
        definition=f"{words} Definition", not_shown=f"{words} Lücke", table="eigen-warten", item=f"{words} Reihe",
    )  # fmt: skip


def _offers(tenant: Tenant) -> None:
    """An entry of the register, protected, and one that was deleted."""
    planner = actor_for(tenant.people[Role.PLANNING_COORDINATOR])
    words = texts(Offer, f"{tenant.canary} {tenant.secret}", without=frozenset({"gemeinde", "link", "theme"}))
    entry: dict[str, Any] = {
        **words, "target_groups": ["families"], "life_phases": ["any"], "protected": True, "gemeinde": "16062041",
        "as_of": date(2026, 1, 1),
    }  # fmt: skip
    for name in ("offer", "deleted_offer"):
        tenant.made[name] = create_offer(actor=planner, owner=tenant.organisation, **entry)
    delete_offer(actor=planner, offer=tenant.made["deleted_offer"])


def _group(tenant: Tenant) -> None:
    """A comparison group; its name and reasons stay inside."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    members = ["16061", "16063", "16064", "16065", "16066"]
    tenant.made["group"] = create_group(
        actor=planner, owner=tenant.organisation, name=f"{words} Gruppe", members=members, note=f"{words} Grund"
    )


def _request(tenant: Tenant) -> None:
    """A question for figures to another office, still a draft; what it says stays inside."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    tenant.made["request"] = create_request(
        actor=planner, owner=tenant.organisation, title=f"{words} Anfrage", item=f"{words} Reihe", unit="Fälle", rows="whole",
        question=f"{words} Frage", first_year=2025, recipient=f"{words} Stelle", recipient_function=f"{words} Funktion",
        email=f"stelle@{tenant.canary.lower()}.example", due_on=date(2026, 6, 1), note=f"{words} Hinweis",
    )  # fmt: skip


def _report(tenant: Tenant) -> None:
    """A report with a text; both stay inside whatever is released."""
    planner = actor_for(tenant.people[Role.PLANNING_COORDINATOR])
    words = f"{tenant.canary} {tenant.secret}"
    plan = create_report(
        actor=planner, owner=tenant.organisation, title=f"{words} Bericht", chapters=["kurzfassung", "datenluecken"]
    )
    tenant.made["report"] = plan
    tenant.made["report_text"] = write_text(
        actor=planner, plan=plan, chapter="kurzfassung", heading=f"{words} Kopf", text=f"{words} Text"
    )


def _strategy(tenant: Tenant) -> None:
    """One thread from an accepted signal to a running measure, all of it fit for release."""
    organisation, canary, made = tenant.organisation, tenant.canary, tenant.made
    planner = actor_for(tenant.people[Role.PLANNING_COORDINATOR])
    common: dict[str, Any] = {"actor": planner, "owner": organisation}
    strategy = services.create_strategy(**common, **texts(Strategy, canary), period_from=2025, period_to=2028)
    field_ = services.create_field(**common, strategy=strategy, **texts(FieldOfAction, canary))
    drafts = signals_for(REGION, limit=None).drafts
    finding = services.accept_finding(
        **common,
        draft=drafts[0],
        field=field_,
        title=f"{canary} Befund",
        statement=f"{canary} Aussage",
        caveat=f"{canary} nicht gezeigt",
    )
    reject_signal(**common, draft=drafts[1], reason=f"{canary} {tenant.secret} Grund")
    need = services.create_need(**common, field=field_, **texts(Need, canary))
    goal = services.create_goal(**common, field=field_, **texts(Goal, canary), target_year=2028)
    measure = services.create_measure(
        **common, field=field_, under=goal, **texts(Measure, canary), responsible=tenant.people[Role.MEASURE_OWNER],
        status="running", visibility="public", start=date(2025, 1, 1), rating="on_track", progress_on=date(2026, 1, 1),
        baseline_value=Decimal(3), target_value=Decimal(14), target_year=2028,
    )  # fmt: skip
    services.link_finding_need(actor=planner, finding=finding, need=need)
    services.link_need_goal(actor=planner, need=need, goal=goal)
    services.link_goal_measure(actor=planner, goal=goal, measure=measure)
    services.link_need_offer(actor=planner, need=need, offer=made["offer"])
    services.set_logic(
        actor=planner, measure=measure, version=measure.version, steps={1: (f"{canary} Stufe", f"{canary} Zeichen")}
    )
    reading = services.add_reading(
        actor=planner, measure=measure, day=date(2026, 1, 1), value=Decimal(5), text=f"{canary} Messwert"
    )
    services.edit_need(actor=planner, need=need, version=need.version, urgency="high")
    version = services.freeze_draft(actor=planner, strategy=strategy, note=f"{canary} Anlass")
    made |= {"strategy": strategy, "field": field_, "finding": finding, "need": need, "goal": goal, "measure": measure}
    made |= {"reading": reading, "version": version, "signal": drafts[2].key if len(drafts) > 2 else drafts[0].key}


def _life(tenant: Tenant) -> None:
    """A round of opinions with an answer, a strategy before this one and what goes on of it; all of it stays inside."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    made, by = tenant.made, {"actor": planner, "owner": tenant.organisation}
    strategy = made["strategy"]
    old = services.create_strategy(**by, **texts(Strategy, words), period_from=2020, period_to=2024)
    field_ = services.create_field(**by, strategy=old, **texts(FieldOfAction, words))
    goals = [services.create_goal(**by, field=field_, **texts(Goal, words)) for _ in range(2)]
    made["old_goal"], made["carried_goal"] = goals
    Strategy.objects.filter(pk=strategy.pk).update(supersedes=old)
    strategy.refresh_from_db()
    services.revision.carry_over(
        actor=planner, strategy=strategy, obj=goals[1], outcome=CarryOutcome.ENDED, reason=f"{words} Grund"
    )
    services.life.move_strategy(
        actor=planner, strategy=strategy, to=StrategyStage.COORDINATION, version=strategy.version
    )
    round_ = opinions.open_round(
        actor=planner,
        strategy=strategy,
        title=f"{words} Mitzeichnung",
        due_on=date(2030, 1, 1),
        note=f"{words} Hinweis",
    )
    asked = opinions.ask(
        actor=planner, round=round_, recipient=f"{words} Stelle", recipient_function=f"{words} Funktion",
        email=f"amt@{tenant.canary.lower()}.example", person=None,
    )  # fmt: skip
    replies.enter_answer(
        actor=planner, request=asked, version=asked.version, verdict="objects", remarks=[("strategy", f"{words} Anmerkung")],
        from_function=f"{words} Amt", received_on=round_.opened_on,
    )  # fmt: skip
    made["strategy_decision"] = writing.insert(
        StrategyDecision(
            owner=tenant.organisation, strategy=strategy, decided_version=made["version"], result="noted", on=date(2026, 1, 1),
            body=f"{words} Gremium", number=f"{words} Nummer", text=f"{words} Wortlaut",
        )
    )  # fmt: skip
    made |= {"round": round_, "asked": asked, "statement": asked.statements.get()}
    made["easy"] = easy.create_easy(
        **by, version_of=round_.text_version, title=f"{words} leicht", text=f"Überschrift: {words}\n{words} Satz."
    )
    made["easy_test"] = easy.record_test_reading(
        actor=planner, edition=made["easy"], group="learning", organisation=f"{words} Werkstatt", day=date(2026, 1, 1),
        readers=2, changed=f"{words} Wort",
    )  # fmt: skip


def _carrying_out(tenant: Tenant) -> None:
    """A logic model, a question with an answer, money and a period; all of it stays inside."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    made, measure = tenant.made, tenant.made["measure"]
    # the staircase of a public measure is printed with it
    made["logic_item"] = logic.add_item(
        actor=planner,
        subject=measure,
        step=4,
        text=f"{tenant.canary} Wirkung",
        indicator_text=f"{tenant.canary} Zeichen",
    )
    # indicators and their targets are printed too, who pays is not
    made["indicator_use"] = logic.add_use(
        actor=planner, subject=measure, name=f"{tenant.canary} Indikator", unit=tenant.canary[:40], baseline_value=Decimal(1),
        targets=[(2028, Decimal(7), None)],
    )  # fmt: skip
    made["budget"] = add_line(
        actor=planner, measure=measure, year=2026, category="material", planned=Decimal(100), actual=None,
        note=f"{words} wofür", shares=[(f"{words} Quelle", Decimal(100))],
    )  # fmt: skip
    made["specialist"] = add_plan(
        actor=planner,
        subject=measure,
        kind="youth_welfare",
        title=f"{tenant.canary} Fachplan",
        passage=f"{tenant.canary} Kapitel",
    )
    made["period"] = create_period(
        actor=planner,
        owner=tenant.organisation,
        name=f"{words} Zeitraum",
        start=date(2020, 1, 1),
        end=date(2020, 12, 31),
    )
    asked = progress.ask_unit(
        actor=planner, owner=tenant.organisation, unit=f"{words} Amt", measures=[measure], due_on=date(2030, 1, 1),
        note=f"{words} Hinweis",
    )  # fmt: skip
    token = progress.make_link(actor=planner, request=asked, version=asked.version)
    answer = asked.answers.get()
    said = {"text": f"{words} Meldung", "next_step": f"{words} Schritt", "rating": "on_track"}
    progress.answer_by_link(token=token, from_function=f"{words} Amt", told={str(answer.uid): said})
    asked.refresh_from_db()
    answer.refresh_from_db()
    made |= {"progress_request": asked, "progress_answer": answer}


def _plan_import(tenant: Tenant) -> None:
    """A plan that was taken over; its file and what was noted about it stay inside."""
    planner, words = actor_for(tenant.people[Role.PLANNING_COORDINATOR]), f"{tenant.canary} {tenant.secret}"
    with act("strategy.import_plan", actor=planner, permission="strategy.change", owner=tenant.organisation) as record:
        tenant.made["plan"] = PlanImport.objects.create(
            owner=tenant.organisation, strategy=tenant.made["strategy"], file_name=f"{words}.csv",
            file_sha=keep_file(words.encode()), original_name=f"{words}.pdf", original_sha=keep_file(b"%PDF-" + words.encode()),
            adopted_on=date(2024, 6, 12), adopted_by=f"{words} Gremium", paper_number=f"{words} Nummer",
            imported_by=planner.person_uid,
        )  # fmt: skip
        record.created(tenant.made["plan"])


def _hidden(tenant: Tenant) -> None:
    """What no release may carry: drafts, rejected and internal records, withdrawn ones."""
    organisation, secret, made = tenant.organisation, f"{tenant.canary} {tenant.secret}", tenant.made
    planner: Actor = actor_for(tenant.people[Role.PLANNING_COORDINATOR])
    common: dict[str, Any] = {"actor": planner, "owner": organisation}
    field_ = made["field"]
    services.create_finding(**common, field=field_, state="draft", **texts(Finding, secret))
    rejected = services.create_need(**common, field=field_, **texts(Need, secret))
    services.edit_need(
        actor=planner, need=rejected, version=rejected.version, state="rejected", rejection_reason=secret
    )
    services.create_measure(**common, field=field_, **texts(Measure, secret), status="idea", visibility="internal")
    # withdrawn records, one of each kind, to be brought back
    gone = {
        "finding": services.create_finding(**common, **texts(Finding, secret)),
        "need": services.create_need(**common, **texts(Need, secret)),
        "goal": services.create_goal(**common, field=field_, **texts(Goal, secret)),
        "measure": services.create_measure(**common, field=field_, **texts(Measure, secret)),
        "field": services.create_field(**common, strategy=made["strategy"], **texts(FieldOfAction, secret)),
    }
    for name, obj in gone.items():
        getattr(services, f"delete_{name}")(actor=planner, **{name: obj})
        made[f"deleted_{name}"] = obj
    assert Reading.objects.filter(owner=organisation).count() == 1

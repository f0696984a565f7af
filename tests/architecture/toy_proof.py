"""Run by test_toy_room in a process of its own: uses the toy room by the doors of the house, prints what came out."""

import json

import django
from django.core.management import call_command

django.setup()

from django_scopes import ScopeError  # noqa: E402

from sozialstrategie.evidence.monitoring.signals import detectors  # noqa: E402
from sozialstrategie.kit.core.actor import PUBLIC, Actor, Grant  # noqa: E402
from sozialstrategie.kit.core.acts import VERBS, verify_chain  # noqa: E402
from sozialstrategie.kit.core.errors import Forbidden  # noqa: E402
from sozialstrategie.kit.core.models import Act, Job, Organisation  # noqa: E402
from sozialstrategie.kit.core.scopes import owner_scope, scope_of  # noqa: E402
from sozialstrategie.kit.core.thread import edges  # noqa: E402
from sozialstrategie.kit.core.undo import can_undo, undo_act  # noqa: E402
from sozialstrategie.kit.documents import registry  # noqa: E402
from tests.architecture.toy.models import Wish  # noqa: E402
from tests.architecture.toy.queries import wishes_of  # noqa: E402
from tests.architecture.toy.services import make_wish  # noqa: E402

call_command("migrate", run_syncdb=True, verbosity=0)
north = Organisation.objects.create(slug="nord", name="Nord", kind="local_authority")
south = Organisation.objects.create(slug="sued", name="Süd", kind="local_authority")
clerk = Actor(None, "Test", (Grant(north.pk, "nord", "Nord", north.kind, "clerk"),))
out: dict[str, object] = {}

try:
    Wish.objects.count()
except ScopeError:
    out["closed_without_scope"] = True

with scope_of(clerk):
    first = make_wish(actor=clerk, owner=north, text="Bus")
    second = make_wish(actor=clerk, owner=north, text="Haltestelle", leads_to=first)
    out["mine"] = [wish.text for wish in wishes_of(north)]
    try:
        make_wish(actor=clerk, owner=south, text="fremd")
    except Forbidden:
        out["foreign_refused"] = True
    kind = registry.get("wunschliste")
    assert kind is not None
    out["document"] = kind.build(clerk, region=None, owner="nord", format="txt").decode()
    (edge,) = edges(north, clerk)
    out["edge"] = (edge.source[1] == second.uid, edge.target[1] == first.uid)
    row = Act.objects.get(object_uid=second.uid)
    out["history"] = (row.verb, VERBS[row.verb], can_undo(row))
    undo_act(actor=clerk, row=row)
    out["after_undo"] = [wish.text for wish in wishes_of(north)]
    undo_act(actor=clerk, row=Act.objects.order_by("-sequence")[0])
    out["after_redo"] = [wish.text for wish in wishes_of(north)]
for name, scope in (("twin", owner_scope(south)), ("public", scope_of(PUBLIC))):
    with scope:
        out[name] = Wish.objects.count()
out["jobs"] = list(Job.objects.order_by("pk").values_list("state", "message"))
out["detector"] = "toy_even" in detectors()
out["chain"] = verify_chain()
print(json.dumps(out))

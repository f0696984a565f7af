"""What must not meet: texts of the two ways of reading in, and codes of two organisations whose slugs begin alike."""

from __future__ import annotations

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from sozialstrategie.evidence.monitoring import staff_views, storage
from sozialstrategie.evidence.monitoring.models import Edition, OwnIndicator
from sozialstrategie.evidence.monitoring.own_tables import pending, services
from sozialstrategie.evidence.monitoring.own_tables.pending import Upload
from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.evidence.monitoring.own_tables.test_own_tables import (  # noqa: F401  # fixtures
    TABLE,
    PersonIn,
    _home,
    make_share,
    planner,
    read_in,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reads_here")]
EXPIRED = "Die Vorschau ist abgelaufen."


def official(owner: Organisation, missing: str = "") -> str:
    """What the preview of an official table signs."""
    plain = {"name": "x.csv", "sha": storage.keep_pending(TABLE.encode()), "owner": owner.pk}
    return signing.dumps({name: plain[name] for name in plain if name != missing}, salt=staff_views._SALT)


def told(client: Client, name: str, field: str, token: str) -> str:
    return client.post(reverse(f"monitoring_staff:{name}", args=["nord"]), {field: token}, follow=True).content.decode()


def test_a_text_of_the_other_way_is_as_good_as_none(
    planner: Client,  # noqa: F811
    amt: Organisation,
    person_in: PersonIn,
) -> None:
    assert staff_views._SALT != pending._SALT
    for name, field in (("keep", "confirmed"), ("map", "datei")):
        assert "abgelaufen" in told(planner, name, field, official(amt)), name
    coordinator = Client()
    coordinator.force_login(person_in(amt, Role.PLANNING_COORDINATOR))
    own = Upload.keep(TABLE.encode(), "beratung.csv").token(amt)
    assert EXPIRED in told(coordinator, "import", "confirmed", own) and not Edition.objects.exists()


@pytest.mark.parametrize("missing", ["name", "sha", "owner"])
def test_a_text_in_which_something_is_missing(
    planner: Client,  # noqa: F811
    amt: Organisation,
    person_in: PersonIn,
    missing: str,
) -> None:
    """As after an update of the program: the usual sentence, no fault."""
    coordinator = Client()
    coordinator.force_login(person_in(amt, Role.PLANNING_COORDINATOR))
    assert EXPIRED in told(coordinator, "import", "confirmed", official(amt, missing))
    plain = {"name": "x.csv", "sha": storage.keep_pending(TABLE.encode()), "mapping": None, "owner": amt.pk}
    del plain[missing]
    assert "abgelaufen" in told(planner, "map", "datei", signing.dumps(plain, salt=pending._SALT, compress=True))


def test_slugs_that_begin_alike_share_no_code(
    planner: Client,  # noqa: F811
    amt: Organisation,
) -> None:
    """ "nord" with "West Quote" and "nord-west" with "Quote"."""
    read_in(planner)
    first = make_share(amt, name="West Quote")
    other = Organisation.objects.create(slug="nord-west", name="Nordwest", kind="local_authority", region_code="16061")
    with owner_scope(other):
        standing = Edition.objects.values("table", "series").get()
        Edition.objects.create(
            owner=other, digest="0" * 64, raw_sha="0" * 64, title="x", source="y", values_count=1, signs_count=0, first_year=2024,
            last_year=2024, **standing,
        )  # fmt: skip
    second, third = make_share(other, name="Quote"), make_share(other, name="Quote")
    assert [made.code for made in (first, second, third)] == [
        "nord-west-quote",
        "nord-west-quote-2",
        "nord-west-quote-3",
    ]
    with owner_scope(amt):  # and each still sees its own alone
        assert [made.code for made in OwnIndicator.objects.all()] == ["nord-west-quote"]


def test_a_code_that_somebody_took_meanwhile(
    planner: Client,  # noqa: F811
    amt: Organisation,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_in(planner)
    taken = make_share(amt, name="Quote").code
    free, seen = services._free_code, iter([taken, taken])
    monkeypatch.setattr(services, "_free_code", lambda owner, name: next(seen, None) or free(owner, name))
    assert make_share(amt, name="Quote").code == f"{taken}-2"

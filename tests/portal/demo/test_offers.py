"""Musterberg's register: invented offers at invented places, one of them protected, respectful words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import timezone

from sozialstrategie.evidence.monitoring.models import Offer
from sozialstrategie.evidence.monitoring.offers import overview, queries
from sozialstrategie.evidence.monitoring.offers.places import land_of
from sozialstrategie.evidence.monitoring.wording import stigma_words
from sozialstrategie.evidence.regions import catalogue
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.portal.demo.content import build_offers
from sozialstrategie.portal.demo.content.places import MUSTERBERG_LAND
from sozialstrategie.portal.demo.content.texts import read

ACTOR = system("Tests")


@pytest.fixture
def musterberg(db: None) -> Iterator[Organisation]:
    made = Organisation.objects.create(
        slug="musterberg", name="Landkreis Musterberg", kind="local_authority", region_code="16062", is_example=True
    )
    with owner_scope(made):
        yield made


def test_the_register_is_filled_once(musterberg: Organisation) -> None:
    assert build_offers(actor=ACTOR, owner=musterberg) == 15
    assert build_offers(actor=ACTOR, owner=musterberg) == 0
    rows = queries.offers_for(ACTOR, musterberg, on=timezone.localdate())
    assert len(rows) == 15 and [o.name for o in rows if o.protected] == ["Frauenhaus Musterberg"]
    assert {o.places for o in rows} >= {None, 0}  # unknown and none, told apart
    groups = dict(overview.gap_sentences(overview.matrix(rows)))
    assert groups["mental_health"] == "Für Menschen in seelischen Krisen ist kein Angebot eingetragen."


def test_nothing_invented_stands_at_a_real_place(musterberg: Organisation) -> None:
    build_offers(actor=ACTOR, owner=musterberg)
    assert land_of(musterberg) == MUSTERBERG_LAND
    real = {r.short_name for r in catalogue.regions()} | {r.code for r in catalogue.regions()}
    assert [p.name for p in MUSTERBERG_LAND.places if {p.name, p.code} & real] == []
    used = set(Offer.objects.values_list("gemeinde", flat=True)) - {""}
    assert used <= {p.code for p in MUSTERBERG_LAND.places} and len(used) == 8


def test_words() -> None:
    texts = [str(value) for entry in read("offers.toml")["offer"] for value in entry.values()]
    assert [word for text in texts for word in stigma_words(text)] == []
    assert [text for text in texts if "Nordhausen" in text] == []

"""Variants on their way to an edition: whatever is refused changes no row and no file."""

from __future__ import annotations

from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.readers import read
from tests.evidence.monitoring.readers.variants.checking import some_variants
from tests.evidence.monitoring.readers.variants.sources import BOOKS, TEXTS, book_sources, regions, text_sources
from tests.evidence.monitoring.services import conftest as services
from tests.evidence.monitoring.services.conftest import read_in, state

pytestmark = pytest.mark.long
own_home = services.home  # the fixture: an own folder, and reading in this process


@pytest.mark.django_db
@pytest.mark.parametrize("name", (*TEXTS, *BOOKS))
def test_a_refused_variant_writes_no_row(name: str, shared_data: Path, own_home: Path) -> None:
    source = {**text_sources(shared_data), **book_sources(shared_data)}[name]
    before, refused = state(own_home), 0
    for kind, data in some_variants(source, 16):
        if read(data, name="variante", regions=regions(), mappings=source.mappings).errors:
            outcome = read_in(data, "variante", mapping=source.mappings[0] if source.mappings else None)
            assert outcome.refused and outcome.edition is None, kind
            refused += 1
    assert refused >= 3 and state(own_home) == before

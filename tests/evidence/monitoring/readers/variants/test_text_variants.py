"""Damaged text tables, real ones cut small: 650 variants of each, always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.monitoring.readers.variants.checking import assert_all_hold, facts_of, read_whole
from tests.evidence.monitoring.readers.variants.sources import TEXTS, text_sources

pytestmark = pytest.mark.long
PER_SOURCE = 650


@pytest.mark.parametrize("name", TEXTS)
def test_variants(name: str, shared_data: Path) -> None:
    source = text_sources(shared_data)[name]
    assert facts_of(read_whole(source)) == source.whole
    assert_all_hold(source, PER_SOURCE)


def test_the_list_is_complete(shared_data: Path) -> None:
    assert tuple(text_sources(shared_data)) == TEXTS

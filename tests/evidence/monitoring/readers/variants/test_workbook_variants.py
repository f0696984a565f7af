"""Damaged workbooks, real ones cut small: 570 variants of each, always the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.evidence.monitoring.readers.variants import test_text_variants
from tests.evidence.monitoring.readers.variants.checking import assert_all_hold, facts_of, read_whole
from tests.evidence.monitoring.readers.variants.sources import BOOKS, TEXTS, book_sources

pytestmark = pytest.mark.long
PER_SOURCE = 570


@pytest.mark.parametrize("name", BOOKS)
def test_variants(name: str, shared_data: Path) -> None:
    source = book_sources(shared_data)[name]
    assert facts_of(read_whole(source)) == source.whole
    assert_all_hold(source, PER_SOURCE)


def test_the_list_is_complete(shared_data: Path) -> None:
    assert tuple(book_sources(shared_data)) == BOOKS
    assert len(TEXTS) * test_text_variants.PER_SOURCE + len(BOOKS) * PER_SOURCE == 10_000

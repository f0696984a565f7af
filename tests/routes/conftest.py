"""The world of two twins, and somebody who asks every question of it."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.routes.seed import World, build_world
from tests.routes.visits import Visitor, quick_documents


@pytest.fixture
def world(db: None) -> World:
    return build_world()


@pytest.fixture
def visitor(world: World) -> Iterator[Visitor]:
    """Asks with documents reduced to one byte, and without a log line for each of thousands of refusals."""
    logger = logging.getLogger("django.request")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    with quick_documents():
        yield Visitor(world)
    logger.setLevel(before)

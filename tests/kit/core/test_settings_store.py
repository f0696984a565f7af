"""Facts about the instance."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.core import settings_store

pytestmark = pytest.mark.django_db


def test_absent_fact_is_the_default() -> None:
    assert settings_store.get("kind") is None
    assert settings_store.get("kind", "real") == "real"


def test_put_replaces() -> None:
    settings_store.put("run", {"id": 1})
    settings_store.put("run", {"id": 2})
    assert settings_store.get("run") == {"id": 2}


@pytest.mark.parametrize("value", [False, 0, "", []])
def test_empty_fact_is_not_absent(value: object) -> None:
    settings_store.put("fact", value)
    assert settings_store.get("fact", "default") == value

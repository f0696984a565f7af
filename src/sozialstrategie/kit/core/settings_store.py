"""Facts about the instance: is it a demo, which run is current."""

from __future__ import annotations

from typing import Any

from sozialstrategie.kit.core.models import InstanceSetting


def get(key: str, default: Any = None) -> Any:
    row = InstanceSetting.objects.filter(pk=key).first()
    return row.value if row else default


def put(key: str, value: Any) -> None:
    InstanceSetting.objects.update_or_create(pk=key, defaults={"value": value})

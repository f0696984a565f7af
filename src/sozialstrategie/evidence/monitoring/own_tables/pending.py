"""An upload between two steps: kept under its checksum, named by a signed text that holds no figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing

from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.kit.core.models import Organisation

_SALT = "monitoring.own_table"  # not that of official tables: a text of one flow says nothing in the other
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Upload:
    """A kept file: its name, its checksum, and the mapping that a person chose for it (plain), if any."""

    name: str
    sha: str
    mapping: dict[str, Any] | None = None

    @classmethod
    def keep(cls, data: bytes, name: str) -> Upload:
        return cls(name, storage.keep_pending(data))

    def token(self, owner: Organisation) -> str:
        """What the next form carries: valid for an hour, for this organisation."""
        plain = {"name": self.name, "sha": self.sha, "mapping": self.mapping, "owner": owner.pk}
        return signing.dumps(plain, salt=_SALT, compress=True)

    @property
    def data(self) -> bytes | None:
        """The bytes; None when they were swept."""
        return storage.take_pending(self.sha)

    def forget(self) -> None:
        storage.forget_pending(self.sha)


def upload_of(token: str, owner: Organisation) -> Upload | None:
    """The upload that a form names; None when the text was changed, is too old, or was made for something else."""
    try:
        plain = signing.loads(token, salt=_SALT, max_age=_HOUR)
    except signing.BadSignature:
        return None
    if not {"name", "sha", "mapping"} <= plain.keys() or plain.get("owner") != owner.pk:
        return None
    return Upload(plain["name"], plain["sha"], plain["mapping"])

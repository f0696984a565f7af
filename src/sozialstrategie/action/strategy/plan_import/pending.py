"""An uploaded plan between two steps: kept under its checksum, named by a signed text."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.core import signing

from sozialstrategie.action.strategy.plan_import.columns import PlanMapping
from sozialstrategie.action.strategy.plan_import.services import Adoption, File
from sozialstrategie.evidence.monitoring import storage
from sozialstrategie.kit.core.models import Organisation

_SALT = "strategy.plan_import"
_HOURS = 4 * 3600  # a person may look at a plan for a while


@dataclass(frozen=True)
class Upload:
    """A kept file and, where there is one, the original beside it."""

    name: str
    sha: str
    original_name: str = ""
    original_sha: str = ""

    @classmethod
    def keep(cls, file: File, original: File | None) -> Upload:
        return cls(
            file.name,
            storage.keep_pending(file.data),
            original.name if original else "",
            storage.keep_pending(original.data) if original else "",
        )

    @property
    def file(self) -> File | None:
        """The file; None when it was swept."""
        data = storage.take_pending(self.sha)
        return None if data is None else File(self.name, data)

    @property
    def original(self) -> File | None:
        data = storage.take_pending(self.original_sha) if self.original_sha else None
        return None if data is None else File(self.original_name, data)

    @property
    def is_whole(self) -> bool:
        """Whether everything that was uploaded is still there."""
        return self.file is not None and (not self.original_sha or self.original is not None)

    def forget(self) -> None:
        for sha in filter(None, (self.sha, self.original_sha)):
            storage.forget_pending(sha)

    def token(self, owner: Organisation) -> str:
        """What the next form carries: valid for some hours, for this organisation."""
        return signing.dumps({"upload": asdict(self), "owner": owner.pk}, salt=_SALT, compress=True)


def upload_of(token: str, owner: Organisation) -> Upload | None:
    """The upload that a form names; None when the text was changed, is too old, or was made for another organisation."""
    told = _read(token, owner)
    return Upload(**told["upload"]) if told else None


@dataclass(frozen=True)
class Shown:
    """What a preview showed: how the file was read, for which decision, into which strategy, and with which result."""

    upload: Upload
    mapping: PlanMapping
    adoption: Adoption
    strategy: str  # uid, "" for a new one
    digest: str

    def token(self, owner: Organisation) -> str:
        told = {
            "upload": asdict(self.upload), "owner": owner.pk, "mapping": self.mapping.to_plain(),
            "adoption": {**asdict(self.adoption), "adopted_on": self.adoption.adopted_on.isoformat()},
            "strategy": self.strategy, "digest": self.digest,
        }  # fmt: skip
        return signing.dumps(told, salt=_SALT, compress=True)


def shown_of(token: str, owner: Organisation) -> Shown | None:
    """What the preview showed, from the form that confirms it."""
    told = _read(token, owner)
    if told is None or "digest" not in told:
        return None
    adoption = {**told["adoption"], "adopted_on": date.fromisoformat(told["adoption"]["adopted_on"])}
    mapping = PlanMapping.from_plain(told["mapping"])
    return Shown(Upload(**told["upload"]), mapping, Adoption(**adoption), told["strategy"], told["digest"])


def _read(token: str, owner: Organisation) -> dict[str, Any] | None:
    try:
        told: dict[str, Any] = signing.loads(token, salt=_SALT, max_age=_HOURS)
    except signing.BadSignature:
        return None
    return told if told["owner"] == owner.pk else None

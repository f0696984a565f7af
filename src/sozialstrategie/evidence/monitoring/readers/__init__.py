"""Readers of raw files: from bytes to typed facts and problems with cell addresses. No Django in here."""

from .detect import detect
from .facts import canonical_digest, fact_schema
from .guarded import GuardLimits, read_guarded
from .reading import read, refuse_person_records
from .regions import MemoryRegionIndex, ags_of_ars, key_form, known_regions
from .types import (
    FACT_COLUMNS,
    OutsideValidity,
    ParsedFile,
    Problem,
    RegionForm,
    RegionIndex,
    RegionInfo,
)

__all__ = [
    "FACT_COLUMNS",
    "GuardLimits",
    "MemoryRegionIndex",
    "OutsideValidity",
    "ParsedFile",
    "Problem",
    "RegionForm",
    "RegionIndex",
    "RegionInfo",
    "ags_of_ars",
    "canonical_digest",
    "detect",
    "fact_schema",
    "key_form",
    "known_regions",
    "read",
    "read_guarded",
    "refuse_person_records",
]

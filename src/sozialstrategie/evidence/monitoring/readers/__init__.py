"""Readers of raw files: from bytes to typed facts and problems with cell addresses. Pure Python and pyarrow,
no Django.
"""

from .detect import detect
from .facts import canonical_digest, fact_schema
from .guarded import GuardLimits, read_guarded
from .reading import read
from .regions import MemoryRegionIndex, ags_of_ars, key_form
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
    "read",
    "read_guarded",
]

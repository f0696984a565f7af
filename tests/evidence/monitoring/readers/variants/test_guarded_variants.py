"""Variants through the reading process with its guard of five seconds: the same answer, and nothing left behind."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.readers import GuardLimits, guarded, read, read_guarded
from tests.evidence.monitoring.readers.variants.checking import some_variants
from tests.evidence.monitoring.readers.variants.sources import BOOKS, TEXTS, book_sources, regions, text_sources

pytestmark = pytest.mark.long
LIMITS = GuardLimits(cpu_seconds=5, wall_seconds=5.0)
NAMES = (*TEXTS, *BOOKS)


@pytest.mark.parametrize("name", NAMES)
def test_the_process_answers_the_same(name: str, shared_data: Path, tmp_path: Path) -> None:
    """Refused: nothing lies in the folder. Read: the facts and nothing else."""
    source = {**text_sources(shared_data), **book_sources(shared_data)}[name]
    for number, (kind, data) in enumerate(some_variants(source, 6)):
        folder = tmp_path / str(number)
        folder.mkdir()
        there = read_guarded(data, name="variante", folder=folder, limits=LIMITS, mappings=source.mappings)
        here = read(data, name="variante", regions=regions(), mappings=source.mappings)
        assert there.header() == json.loads(json.dumps(here.header())), kind
        assert [path.name for path in folder.iterdir()] == ([] if there.errors else ["facts.parquet"])


def test_the_guard_ends_what_takes_longer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for program in ("while True: pass", "import time; time.sleep(60)"):
        monkeypatch.setattr(guarded, "_command", lambda *_, program=program: [sys.executable, "-S", "-c", program])
        begin = time.monotonic()
        parsed = read_guarded(b"x", name="variante", folder=tmp_path, limits=LIMITS)
        assert [problem.code for problem in parsed.errors] == ["reader_timeout"]
        assert time.monotonic() - begin < 60 and list(tmp_path.iterdir()) == []

"""Reading in a child process: results come back, accidents become one problem, nothing stays behind."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from sozialstrategie.evidence.monitoring.readers import (
    GuardLimits,
    canonical_digest,
    guarded,
    read,
    read_guarded,
)
from sozialstrategie.evidence.monitoring.readers.tables.propose import Proposal
from tests.evidence.monitoring.readers import samples

PAYLOAD = samples.regions().payload()


def test_same_result_as_in_this_process(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "eingang.csv"
    source.write_text(samples.AGES, encoding="utf-8")
    folder = tmp_path / "werkstatt"
    folder.mkdir()
    parsed = read_guarded(source, name="probe.csv", folder=folder, regions_payload=PAYLOAD)
    here = read(samples.AGES.encode(), name="probe.csv", regions=samples.regions())
    assert parsed.header() == here.header()
    assert canonical_digest(parsed.facts) == canonical_digest(here.facts)
    assert parsed.facts.schema.names == here.facts.schema.names
    assert [p.name for p in folder.iterdir()] == ["facts.parquet"]
    assert parsed.facts_path == folder / "facts.parquet"
    assert capfd.readouterr() == ("", "")


def test_mappings_and_proposals_cross_the_border(tmp_path: Path) -> None:
    table = b"Kreis;2021;2022\n16062;12;13\n"
    first = read_guarded(table, name="probe.csv", folder=tmp_path, regions_payload=PAYLOAD)
    assert [p.code for p in first.errors] == ["unmapped_table"] and first.proposal is not None
    mapping = Proposal.from_plain(first.proposal).mapping
    assert mapping is not None
    parsed = read_guarded(table, name="probe.csv", folder=tmp_path, regions_payload=PAYLOAD, mappings=[mapping])
    assert parsed.errors == [] and parsed.facts["value"].to_pylist() == [12, 13]


def test_bytes_go_through_a_pipe_and_default_regions_are_those_of_the_house(tmp_path: Path) -> None:
    parsed = read_guarded(samples.SCHOOL.encode(), name="probe.csv", folder=tmp_path)
    assert parsed.errors == []
    assert parsed.facts["value"].to_pylist() == [100.0, 14.0]


def test_refused_file_leaves_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    people = b"Name;Vorname;Geburtsdatum\nMusterfrau;Erika;12.08.1964\n"
    parsed = read_guarded(people, name="liste.csv", folder=tmp_path, regions_payload=PAYLOAD)
    assert [e.code for e in parsed.errors] == ["person_records"]
    assert parsed.facts is None and parsed.facts_path is None
    assert list(tmp_path.iterdir()) == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("program", "code"),
    [
        ("import os; os.abort()", "reader_crashed"),
        ("raise SystemExit(1)", "reader_crashed"),
        ("pass", "reader_crashed"),
        ("import os; os._exit(3)", "reader_out_of_memory"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGXCPU)", "reader_timeout"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "reader_crashed"),
        ("import time; time.sleep(30)", "reader_timeout"),
        ("open('facts.parquet', 'w').write('halb'); raise SystemExit(1)", "reader_crashed"),
    ],
)
def test_accidents(program: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded, "_command", lambda *_: [sys.executable, "-S", "-c", program])
    limits = GuardLimits(wall_seconds=1.5)
    parsed = read_guarded(b"x" * 200_000, name="a.csv", folder=tmp_path, regions_payload=PAYLOAD, limits=limits)
    assert [e.code for e in parsed.errors] == [code]
    assert "Datei" in parsed.errors[0].text and parsed.errors[0].file == "a.csv"
    assert parsed.facts is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_AS und RLIMIT_CPU wirken so nur unter Linux")
def test_limits_hold_in_the_real_child(tmp_path: Path) -> None:
    parsed = read_guarded(
        samples.AGES.encode(),
        name="a.csv",
        folder=tmp_path,
        regions_payload=PAYLOAD,
        limits=GuardLimits(memory_bytes=60_000_000),
    )
    assert [e.code for e in parsed.errors] in (["reader_out_of_memory"], ["reader_crashed"])
    assert list(tmp_path.iterdir()) == []


def test_child_sees_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOZIALSTRATEGIE_SECRET_KEY", "streng geheim")
    environment = guarded._environment()
    assert "streng geheim" not in environment.values()
    assert os.environ["PATH"] == environment["PATH"]

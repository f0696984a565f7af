"""Backup, verify, restore: whole or refused."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from sozialstrategie.operations import saving
from tests.operations.instances import Instance

CODES = ("population", "school_leavers_without_certificate_share")


def exports(instance: Instance) -> list[bytes]:
    return [instance.run("export", code) for code in CODES]


def test_a_backup_is_whole_and_nothing_is_overwritten(read_in: Instance, saved: Path) -> None:
    assert "vollständig und unverändert" in read_in.run("verify", saved).decode()
    before = saved.read_bytes()
    again = read_in.try_run("backup", saved)
    assert again.returncode == 1 and "gibt es schon" in again.stderr.decode()
    assert saved.read_bytes() == before
    with zipfile.ZipFile(saved) as archive:
        names = set(archive.namelist())
    assert names == {"database.sqlite3", "manifest.json"} | {f"editions/{name}" for name in read_in.edition_files()}


def _places(saved: Path) -> dict[str, int]:
    """One byte of each kind: compressed contents of several members, local header, manifest, directory, end."""
    with zipfile.ZipFile(saved) as archive:
        members = archive.infolist()
        places = {}
        for info in (members[0], members[1], members[len(members) // 2], archive.getinfo("manifest.json")):
            start = info.header_offset + 30 + len(info.filename.encode())
            places[f"erstes Byte von {info.filename}"] = start
            places[f"mitten in {info.filename}"] = start + info.compress_size // 2
            places[f"letztes Byte von {info.filename}"] = start + info.compress_size - 1
            places[f"Name im Kopf von {info.filename}"] = info.header_offset + 30
        places["Verzeichnis: Prüfsumme"] = archive.start_dir + 16
        places["Verzeichnis: Name"] = archive.start_dir + 46
        places["Ende des Verzeichnisses"] = saved.stat().st_size - 64 - 22
        places["letztes Byte"] = saved.stat().st_size - 1
    return places


@pytest.mark.long
def test_one_flipped_byte_is_found_wherever_it_lies(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    assert saving.verify(saved) == []
    damaged = tmp_path / "beschaedigt.zip"
    missed = []
    for where, position in _places(saved).items():
        content = bytearray(whole)
        content[position] ^= 0x01
        damaged.write_bytes(content)
        if not saving.verify(damaged):
            missed.append(f"{where} (Stelle {position})")
    assert missed == []


@pytest.mark.long
def test_a_flipped_byte_at_a_thousand_places(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    damaged = tmp_path / "beschaedigt.zip"
    for position in range(0, len(whole), max(1, len(whole) // 1000)):
        content = bytearray(whole)
        content[position] ^= 0x80
        damaged.write_bytes(content)
        assert saving.verify(damaged), position


@pytest.mark.long
def test_a_cut_off_backup_is_found(pristine: Instance, saved: Path, tmp_path: Path) -> None:
    short = tmp_path / "kurz.zip"
    short.write_bytes(saved.read_bytes()[:-100])
    done = pristine.try_run("verify", short)
    assert done.returncode == 1 and "keine lesbare Sicherung" in done.stderr.decode()
    missing = pristine.try_run("verify", tmp_path / "nirgends.zip")
    assert missing.returncode == 1 and "gibt es nicht" in missing.stderr.decode()


@pytest.mark.long
def test_restored_into_an_empty_folder_it_says_the_same(read_in: Instance, saved: Path, tmp_path: Path) -> None:
    other = Instance(tmp_path / "neu")
    other.run("restore", saved)
    assert other.run("check").decode().endswith("Alles in Ordnung.\n")
    assert other.state() == read_in.state()
    assert exports(other) == exports(read_in)


def test_a_standing_instance_is_not_overwritten(instance: Instance, saved: Path) -> None:
    before = instance.state()
    done = instance.try_run("restore", saved)
    assert done.returncode == 1 and "Hier steht schon etwas" in done.stderr.decode()
    assert instance.state() == before


def test_leftovers_of_another_database_are_not_mixed_in(saved: Path, tmp_path: Path) -> None:
    """A log that an old database left behind would be played into the restored one."""
    other = Instance(tmp_path / "neu")
    other.home.mkdir()
    (other.home / "sozialstrategie.sqlite3-wal").write_bytes(b"x")
    done = other.try_run("restore", saved)
    assert done.returncode == 1 and "sqlite3-wal" in done.stderr.decode()
    assert not (other.home / "sozialstrategie.sqlite3").exists()


ODD = {
    "list": ("[]", {}, "Ihr Verzeichnis (manifest.json) fehlt oder ist unlesbar"),
    "nothing": ("null", {}, "Ihr Verzeichnis (manifest.json) fehlt oder ist unlesbar"),
    "files as list": ('{"files": []}', {}, "Ihr Verzeichnis (manifest.json) fehlt oder ist unlesbar"),
    "no database": ('{"files": {}}', {}, "keine Datenbank"),
    "text as database": (
        json.dumps({"files": {"database.sqlite3": hashlib.sha256(b"Text").hexdigest()}}),
        {"database.sqlite3": b"Text"},
        "ist keine SQLite-Datenbank",
    ),
}


@pytest.mark.parametrize("name", list(ODD))
def test_what_is_no_backup_is_told_in_a_sentence(name: str, tmp_path: Path) -> None:
    manifest, files, sentence = ODD[name]
    path = tmp_path / "odd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in files.items():
            archive.writestr(member, content)
        archive.writestr("manifest.json", manifest)
        archive.comment = b"0" * 64
    saving._seal(path)
    assert sentence in " ".join(saving.verify(path))


def test_a_damaged_backup_brings_nothing_back(saved: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(saved) as archive:
        info = archive.infolist()[1]
    content = bytearray(saved.read_bytes())
    content[info.header_offset + 30 + len(info.filename) + info.compress_size // 2] ^= 0x01
    damaged = tmp_path / "beschaedigt.zip"
    damaged.write_bytes(content)
    other = Instance(tmp_path / "neu")
    done = other.try_run("restore", damaged)
    assert done.returncode == 1 and "Nicht zurückgespielt" in done.stderr.decode()
    left = [p for p in other.home.rglob("*") if p.is_file() and p.name != "secret_key"] if other.home.exists() else []
    assert left == []


def test_a_path_that_leaves_the_folder_is_refused(saved: Path, tmp_path: Path) -> None:
    """Somebody made a backup that is whole in itself but names a file outside."""
    evil = tmp_path / "boese.zip"
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(evil, "w") as target:
        manifest = json.loads(source.read("manifest.json"))
        manifest["files"]["../draussen.txt"] = hashlib.sha256(b"x").hexdigest()
        for name in source.namelist():
            if name != "manifest.json":
                target.writestr(name, source.read(name))
        target.writestr("../draussen.txt", b"x")
        target.writestr("manifest.json", json.dumps(manifest))
        target.comment = b"0" * 64
    saving._seal(evil)
    other = Instance(tmp_path / "neu")
    done = other.try_run("restore", evil)
    assert done.returncode == 1 and "unzulässigen Pfad" in done.stderr.decode()
    assert not (tmp_path / "draussen.txt").exists()
    assert not (other.home / "sozialstrategie.sqlite3").exists()


@pytest.mark.long
def test_check_names_a_lost_and_a_changed_file(instance: Instance) -> None:
    digest, raw = instance.rows("SELECT digest, raw_sha FROM monitoring_edition ORDER BY id LIMIT 1")[0]
    (instance.home / "editions" / f"{digest}.parquet").unlink()
    with open(instance.home / "editions" / f"{raw}.raw", "ab") as file:
        file.write(b" ")
    done = instance.try_run("check")
    said = done.stderr.decode()
    assert done.returncode == 1
    assert f"Ausgabe {digest[:8]}: Die Datei mit den Zahlen fehlt." in said
    assert f"Ausgabe {digest[:8]}: Die Originaldatei wurde verändert." in said


@pytest.mark.long
def test_a_backup_with_a_lost_file_is_refused(instance: Instance, tmp_path: Path) -> None:
    digest = instance.rows("SELECT digest FROM monitoring_edition LIMIT 1")[0][0]
    (instance.home / "editions" / f"{digest}.parquet").unlink()
    done = instance.try_run("backup", tmp_path / "s.zip")
    assert done.returncode == 1 and "Sicherung abgebrochen" in done.stderr.decode()
    assert not (tmp_path / "s.zip").exists()

"""Reading OParl objects: our own small samples; nothing is fetched."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from sozialstrategie.action.committees.papers import oparl, oparl_fetch
from sozialstrategie.kit.core.errors import Refused

BASE = "https://ris.example.org/oparl"
ITEM: dict[str, Any] = {
    "id": f"{BASE}/item/7",
    "type": "https://schema.oparl.org/1.1/AgendaItem",
    "number": "Ö 7",
    "name": "Sozialstrategie 2026 & Ausblick",
    "public": True,
    "result": "geändert beschlossen",
    "resolutionText": "Beschluss-Nr. 47/2026: Der Kreistag beschließt.",
    "web": "https://ris.example.org/to/7",
}
MEETING: dict[str, Any] = {
    "id": f"{BASE}/meeting/3",
    "type": "https://schema.oparl.org/1.0/Meeting",
    "name": "Kreistag",
    "start": "2026-03-25T23:30:00Z",
    "agendaItem": [
        ITEM,
        {**ITEM, "public": False, "name": "GEHEIM"},
        {"id": f"{BASE}/item/8", "type": "https://schema.oparl.org/1.0/AgendaItem", "name": "Bericht", "result": "siehe Anlage"},
    ],
}  # fmt: skip


def read(found: Any) -> list[oparl.Proposal]:
    return oparl.read(json.dumps(found).encode())


def test_a_meeting() -> None:
    first, second = read(MEETING)
    assert (first.top, first.on, first.result, first.number, first.url) == (
        "Ö 7", date(2026, 3, 26), "adopted_amended", "47/2026", "https://ris.example.org/to/7",
    )  # fmt: skip
    assert (second.title, second.result, second.words, second.url) == ("Bericht", "", "siehe Anlage", f"{BASE}/item/8")


def test_an_item_and_a_consultation() -> None:
    (item,) = read(ITEM)
    assert (item.on, item.title) == (None, "Sozialstrategie 2026 & Ausblick")
    kind = {"id": f"{BASE}/c/1", "type": "https://schema.oparl.org/1.1/Consultation", "authoritative": True}
    assert read(kind) == [oparl.Proposal(title="Entscheidung", url=f"{BASE}/c/1")]
    assert len(read({"data": [ITEM, kind], "links": {}})) == 2


@pytest.mark.parametrize(
    ("words", "result"),
    [
        ("einstimmig beschlossen", "adopted"), ("ungeändert beschlossen", "adopted"), ("mit Änderungen beschlossen", "adopted_amended"),
        ("abgelehnt", "rejected"), ("nicht beschlossen", "rejected"), ("vertagt", "postponed"), ("zurückgestellt", "postponed"),
        ("zurückgezogen", "withdrawn"), ("von der Tagesordnung abgesetzt", "removed_from_agenda"), ("in den Ausschuss verwiesen", "referred"),
        ("zur Kenntnis genommen", "noted"), ("", ""), ("siehe Protokoll", ""),
    ],
)  # fmt: skip
def test_words_of_offices(words: str, result: str) -> None:
    assert oparl.result_of(words) == result


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xff\xfe", "UTF-8"),
        (b"<html>", "keine JSON-Datei"),
        (b"[1]", "kein OParl-Objekt"),
        (b"[" * 100_000, "keine JSON-Datei"),
        (b'{"type": "https://schema.oparl.org/2.0/Meeting"}', "1.0 oder 1.1"),
        (b'{"type": "https://schema.oparl.org/1.1/Person"}', "Person"),
        (b'{"type": "https://schema.oparl.org/1.1/Error", "message": "kaputt"}', "kaputt"),
        (b'{"type": "https://schema.oparl.org/1.1/Meeting", "deleted": true}', "gelöscht"),
        (b" " * (oparl.MOST_BYTES + 1), "1 MB"),
    ],
)
def test_what_cannot_be_read(data: bytes, words: str) -> None:
    with pytest.raises(oparl.Unreadable, match=words):
        oparl.read(data)


def test_odd_values_do_no_harm() -> None:
    odd = {**ITEM, "name": 7, "result": None, "web": "javascript:alert(1)", "start": "gestern", "number": ["x"]}
    (found,) = read(odd)
    assert (found.title, found.result, found.url, found.on, found.top) == ("ohne Titel", "", f"{BASE}/item/7", None, "")
    assert read({**MEETING, "agendaItem": "nichts"}) == []


# --- fetching ---------------------------------------------------------------------------------------------------------


def fetch(
    url: str, status: int = 200, pieces: Iterable[bytes] = (b"{}",), found: tuple[str, ...] = ("93.184.216.34",)
) -> bytes:
    asked: list[str] = []

    def ask(host: str, address: str, path: str, seconds: float) -> oparl_fetch.Answer:
        asked.extend((host, address, path))
        return status, pieces

    data = oparl_fetch.fetch(url, allowed_url=f"{BASE}/body/1", ask=ask, resolve=lambda host: list(found))
    assert asked == ["ris.example.org", "93.184.216.34", "/oparl/meeting/3?x=1"]
    return data


GOOD = f"{BASE}/meeting/3?x=1"


def test_off_without_the_setting() -> None:
    with pytest.raises(Refused, match="nicht eingeschaltet"):
        fetch(GOOD)


def test_only_the_host_of_the_body(settings: Any) -> None:
    settings.OPARL = True
    assert fetch(GOOD) == b"{}"
    for url in (
        "http://ris.example.org/oparl", "https://ris.example.org:8443/x", "https://evil.example.org/x", "https://ris.example.org@evil.org/x",
        "https://nutzer:wort@ris.example.org/", "file:///etc/passwd", "https://[::1", "https://ris.example.org.evil.org/",
    ):  # fmt: skip
        with pytest.raises(Refused):
            fetch(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.0.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "0.0.0.0",
        "100.64.0.1",
        "::ffff:10.0.0.1",
    ],
)
def test_no_private_address(settings: Any, address: str) -> None:
    settings.OPARL = True
    with pytest.raises(Refused, match="eigenen Netz"):
        fetch(GOOD, found=("93.184.216.34", address))


def test_limits(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPARL = True
    with pytest.raises(Refused, match="301"):
        fetch(GOOD, status=301)
    with pytest.raises(Refused, match="1 MB"):
        fetch(GOOD, pieces=(b"x" * 700_000, b"x" * 700_000))
    clock = iter((0.0, 6.0))
    monkeypatch.setattr(oparl_fetch.time, "monotonic", lambda: next(clock))
    with pytest.raises(Refused, match="zu langsam"):
        fetch(GOOD)

    def broken() -> Iterable[bytes]:
        raise OSError("weg")
        yield b""

    monkeypatch.undo()
    settings.OPARL = True
    with pytest.raises(Refused, match="nicht zu erreichen"):
        fetch(GOOD, pieces=broken())

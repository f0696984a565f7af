"""Vendored files equal the lock; style sheet and modules load nothing foreign; colours keep contrast."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]
UI = ROOT / "src" / "sozialstrategie" / "kit" / "ui"
STATIC = UI / "static" / "ui"
CSS = (STATIC / "app.css").read_text(encoding="utf-8")


@pytest.fixture
def tool(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    spec = importlib.util.spec_from_file_location("vendor_assets", ROOT / "tools" / "vendor_assets.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "vendor_assets", module)
    spec.loader.exec_module(module)
    return module


def test_vendored_files_equal_the_lock(tool: ModuleType) -> None:
    assert tool.check() == []


def test_the_lock_names_exact_versions_and_no_address(tool: ModuleType) -> None:
    text = (UI / "vendor.lock.json").read_text(encoding="utf-8")
    assert "://" not in text
    locked = {entry["name"]: entry for entry in json.loads(text)["packages"]}
    assert {name: entry["version"] for name, entry in locked.items()} == {
        package.name: package.version for package in tool.PACKAGES
    }
    for entry in locked.values():
        assert re.fullmatch(r"sha512-[A-Za-z0-9+/]{86}==", entry["integrity"])
        assert any("LICENSE" in path for path in entry["files"])


def test_a_changed_missing_or_added_file_is_named(
    tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    copy = tmp_path / "vendor"
    shutil.copytree(STATIC / "vendor", copy)
    monkeypatch.setattr(tool, "TARGET", copy)
    (copy / "vega" / "vega.min.js").write_bytes((copy / "vega" / "vega.min.js").read_bytes() + b" ")
    (copy / "kern" / "kern.min.css").unlink()
    (copy / "fremd.js").write_text("1")
    assert tool.check() == [
        "kern/kern.min.css: steht in der Sperrdatei, fehlt im Ordner",
        "fremd.js: liegt im Ordner, fehlt in der Sperrdatei",
        "vega/vega.min.js: Inhalt weicht von der Sperrdatei ab",
    ]


def test_every_font_the_style_sheet_names_is_there() -> None:
    folder = STATIC / "vendor" / "kern" / "fonts"
    named = re.findall(r'url\("\./([^"]+)"\)', (folder / "fira-sans.css").read_text(encoding="utf-8"))
    assert len(named) == 10
    assert all((folder / name).is_file() for name in named)
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text(encoding="utf-8")


def test_no_reference_to_a_missing_source_map() -> None:
    # the hashing storage would stop at one
    for path in STATIC.rglob("*"):
        if path.suffix in {".js", ".mjs", ".css"}:
            assert b"sourceMappingURL=" not in path.read_bytes()[-300:], path.name


def test_own_files_load_nothing_from_elsewhere() -> None:
    own = [STATIC / "app.css", STATIC / "favicon.svg", *(STATIC / "js").glob("*.mjs")]
    for path in own:
        addresses = re.findall(r"https?://[^\s\"')]+", path.read_text(encoding="utf-8"))
        assert addresses in ([], ["http://www.w3.org/2000/svg"]), path.name


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def colour(name: str) -> str:
    found = re.search(rf"--{name}:\s*(?:var\([^,]+,\s*)?(#[0-9a-f]{{6}})", CSS)
    assert found is not None, name
    return found.group(1)


@pytest.mark.parametrize("ground", ["weiss", "papier", "papier-2"])
@pytest.mark.parametrize(
    "ink", ["tinte", "tinte-2", "waid", "waid-dunkel", "krapp", "petrol", "kupfer", "wau-dunkel", "land"]
)
def test_text_colours_reach_4_5_to_1(ink: str, ground: str) -> None:
    # axe cannot judge text in SVG, so the pairs are computed here
    assert contrast(colour(ink), colour(ground)) >= 4.5


@pytest.mark.parametrize("shape", ["linie-fest", "bund", "waid", "krapp", "petrol", "kupfer"])
def test_shapes_that_must_be_seen_reach_3_to_1(shape: str) -> None:
    assert contrast(colour(shape), colour("weiss")) >= 3


def test_known_contrasts() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#1e5a86", "#ffffff") == pytest.approx(7.3, abs=0.05)  # tokens.md
    assert contrast("#a34d0c", "#ffffff") == pytest.approx(5.8, abs=0.05)


@pytest.mark.parametrize(("step", "white_text"), [(1, False), (2, False), (3, False), (4, True), (5, True)])
def test_text_on_map_classes(step: int, white_text: bool) -> None:
    found = re.search(rf"\.k5-{step} {{ fill: (#[0-9a-f]{{6}})", CSS)
    assert found is not None
    assert contrast(found.group(1), "#ffffff" if white_text else colour("tinte")) >= 4.5

"""The one façade to the chart renderer: spec in, accessible SVG out, cached by content."""

from __future__ import annotations

import hashlib
import json
import os
import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from sozialstrategie.kit.figures import theme
from sozialstrategie.kit.figures.spec import Chart

VL_VERSION = "6.4"
FACADE = "4"  # counted up when `accessible` changes what it writes: older pictures in the cache are then not used
_ROOT = re.compile(r"<svg\b[^>]*>")
_TAG = re.compile(r'<(?:[^>"]|"[^"]*")*>')
_LONG = re.compile(r"(?<![\w#])-?\d+\.\d{3,}")  # coordinates finer than a tenth of a pixel only cost bytes
_SPEECH = re.compile(r' (?:aria-label|aria-roledescription|role)="[^"]*"')
_LOCALE = "de-DE"
_INVENTED = f'fill="{theme.EXAMPLE}"'


@lru_cache(maxsize=1)
def _converter() -> Any:
    import vl_convert  # heavy: only when the first picture is drawn

    for folder in font_folders():
        vl_convert.register_font_directory(str(folder))
    return vl_convert


@lru_cache(maxsize=1)
def font_folders() -> tuple[Path, ...]:
    """Folders with the shipped Fira Sans cuts."""
    import fontpkg_fira_sans  # the package ships the TTF files

    base = Path(next(iter(fontpkg_fira_sans.__path__)))
    return tuple(sorted({p.parent for p in base.rglob("*.ttf")}))


def render(chart: Chart, *, cache: Path | None = None) -> str:
    """SVG with role, title and description; marks are hidden from screen readers because the table carries the figures.

    Args:
        cache: folder of rendered pictures; None = always draw.

    Raises:
        ValueError: the spec is wrong, or wants data from an address (only data inside the spec are drawn).
    """
    key = cache_key(chart)
    path = cache / f"{key}.svg" if cache else None
    if path is not None and path.exists():
        return path.read_text(encoding="utf-8")
    raw = _converter().vegalite_to_svg(
        chart.spec, vl_version=VL_VERSION, format_locale=_LOCALE, time_format_locale=_LOCALE, allowed_base_urls=[]
    )
    svg = accessible(raw, title=chart.title, description=chart.description, key=key[:10])
    if path is not None:
        _keep(path, svg)
    return svg


def cache_key(chart: Chart) -> str:
    """SHA-256 over everything that the picture depends on: spec, texts, versions of the renderer and of this façade."""
    parts = (FACADE, VL_VERSION, _converter_version(), chart.spec, chart.title, chart.description)
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def png(chart: Chart, *, scale: float = 2.0, cache: Path | None = None) -> bytes:
    """The same picture as PNG, for Word files; `cache` as in `render`."""
    return png_of(render(chart, cache=cache), scale=scale)


def png_of(svg: str, *, scale: float = 2.0) -> bytes:
    """Any picture of this house (chart or map) as PNG on white, for Word files."""
    ground = _ROOT.sub(
        lambda root: root.group(0) + f'<rect width="100%" height="100%" fill="{theme.WHITE}"/>', svg, count=1
    )
    data: bytes = _converter().svg_to_png(ground, scale=scale)
    return data


@lru_cache(maxsize=1)
def _converter_version() -> str:
    from importlib.metadata import version  # inline: asked once

    return version("vl-convert-python")


def _keep(path: Path, svg: str) -> None:
    """Write under a temporary name, then rename: another process never reads half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(svg, encoding="utf-8")
    os.replace(temporary, path)


def accessible(svg: str, *, title: str, description: str, key: str) -> str:
    """Put role, title and description on the root and hide the marks; ids carry `key` so that pages may hold many.

    Raises:
        ValueError: no SVG, or one with style attributes, which the content security policy of the pages forbids.
    """
    match = _ROOT.search(svg)
    if match is None:
        raise ValueError("Das Bild hat keine SVG-Wurzel.")
    size = dict(re.findall(r'\b(width|height|viewBox)="([^"]*)"', match.group(0)))
    root = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="t{key} d{key}" '
        f'width="{size["width"]}" height="{size["height"]}" viewBox="{size["viewBox"]}">'
        f'<title id="t{key}">{escape(title)}</title><desc id="d{key}">{escape(description)}</desc><g aria-hidden="true">'
    )
    inner = svg[match.end() :].rsplit("</svg>", 1)[0]
    # Only inside tags: a number in a text ("80.762") is what people read.
    inner = _TAG.sub(lambda tag: _lean(tag.group(0), key), inner)
    if " style=" in inner:
        raise ValueError("Das Bild enthält style-Attribute.")
    if _INVENTED in inner:
        inner = _hatch(key) + inner.replace(_INVENTED, f'fill="url(#schraffur-{key})"')
    return root + inner + "</g></svg>"


def _hatch(key: str) -> str:
    """The pattern of invented values: strokes of 45 degrees, which Vega-Lite cannot draw."""
    return (
        f'<defs><pattern id="schraffur-{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<rect width="6" height="6" fill="{theme.EXAMPLE}"/>'
        f'<path d="M-1 1L1 -1M0 6L6 0M5 7L7 5" stroke="{theme.EXAMPLE_INK}" stroke-width="1"/></pattern></defs>'
    )


def _lean(tag: str, key: str) -> str:
    """One tag without words for screen readers, with ids of its own and coordinates to a tenth of a pixel."""
    tag = _SPEECH.sub("", tag)
    tag = re.sub(r'\bid="([^"]+)"', rf'id="\1-{key}"', tag)
    tag = re.sub(r"url\(#([^)]+)\)", rf"url(#\1-{key})", tag)
    return _LONG.sub(lambda m: f"{float(m.group(0)):.1f}".removesuffix(".0"), tag)

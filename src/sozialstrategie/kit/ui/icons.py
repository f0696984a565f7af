"""The few drawn signs, in a 20 x 20 box, in the colour of the text. A word always stands beside them."""

from __future__ import annotations

_RING = '<circle cx="10" cy="10" r="8.6" fill="none" stroke="currentColor" stroke-width="1.8"/>'


def _line(path: str) -> str:
    return (
        f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="2"'
        ' stroke-linecap="round" stroke-linejoin="round"/>'
    )


ICONS: dict[str, str] = {
    "check": _RING + _line("M6 10.4l2.8 2.8L14.2 7"),
    "clock": _RING + _line("M10 5v5.3l3.6 2.2"),
    "dashed": (
        '<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.8" stroke-dasharray="3 3"/>'
    ),
    "download": _line("M10 3v9M6.4 8.8L10 12.4l3.6-3.6M4 16.5h12"),
    "edit": _line("M4 16l.8-3.4L13.4 4l2.6 2.6-8.6 8.6L4 16z"),
    "search": '<circle cx="8.6" cy="8.6" r="5.2" fill="none" stroke="currentColor" stroke-width="2"/>'
    + _line("M12.6 12.6L17 17"),
    "help": _RING + _line("M7.8 7.8c.2-1.5 1.2-2.1 2.3-2.1 1.3 0 2.2.8 2.2 1.9 0 1.7-2.2 1.8-2.2 3.5M10.1 14v.1"),
    "calendar": _line("M3.5 5.5h13v11h-13zM3.5 9h13M7 3.2v3M13 3.2v3"),
    "close": _line("M5 5l10 10M15 5L5 15"),
    "arrow": _line("M4 10h12M11.5 5.5L16 10l-4.5 4.5"),
    "undo": _line("M4 8h8.5a3.7 3.7 0 010 7.5H7M7.2 4.6L3.8 8l3.4 3.4"),
}

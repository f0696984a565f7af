"""Styles that a Word file of somebody else lacks: Word stores only those that were used."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

_LISTS = ("List Bullet", "List Number")
_NEEDED = (*(f"Heading {level}" for level in range(1, 7)), "Caption", "Table Grid")
# What belongs to the look of the file that a style comes from, or points to other styles and numberings of that file.
_LEFT_BEHIND = ("w:link", "w:next", "w:uiPriority", "w:rsid", "w:semiHidden", "w:unhideWhenUsed")


def add_missing_styles(file: Any) -> bool:
    """Add plain headings, captions and table borders where the file has none; True when it has no styles for lists."""
    missing = [name for name in _NEEDED if name not in file.styles]
    if missing:
        source = docx.Document().styles
        for name in missing:
            file.styles.element.append(_copied(source[name].element, file))
    return any(name not in file.styles for name in _LISTS)


def _copied(style: Any, file: Any) -> Any:
    """The style in the letters and colours of the file: only size, weight, spacing and borders come along."""
    copy = deepcopy(style)
    for tag in _LEFT_BEHIND:
        for element in copy.findall(qn(tag)):
            copy.remove(element)
    for tag in ("w:color", "w:rFonts"):
        for element in list(copy.iter(qn(tag))):
            element.getparent().remove(element)
    is_table = copy.get(qn("w:type")) == "table"
    default = file.styles.default(WD_STYLE_TYPE.TABLE if is_table else WD_STYLE_TYPE.PARAGRAPH)
    based = copy.find(qn("w:basedOn"))
    if based is not None and default is not None:
        based.set(qn("w:val"), default.style_id)
    elif based is not None:
        copy.remove(based)
    known = {s.get(qn("w:styleId")) for s in file.styles.element}
    while copy.get(qn("w:styleId")) in known:
        copy.set(qn("w:styleId"), f"{copy.get(qn('w:styleId'))}x")
    return copy

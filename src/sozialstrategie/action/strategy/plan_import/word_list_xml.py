"""The two members of a Word document that say how lists are numbered."""

from __future__ import annotations

from sozialstrategie.action.strategy.plan_import.word_lists import Level, Lists
from sozialstrategie.action.strategy.plan_import.word_xml import WordXml


def read_lists(numbering: bytes | None, styles: bytes | None) -> Lists:
    """The lists of a document; without the two members nothing is numbered.

    Raises:
        Refusal: damaged_document.
    """
    lists = Lists()
    if numbering is not None:
        Numbering(lists).read(numbering)
    if styles is not None:
        Styles(lists).read(styles)
    return lists


class Numbering(WordXml):
    """Abstract lists with their levels, and the lists that use them."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.lists = lists
        self._abstract = self._list = ""
        self._level = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._abstract, self._list = attributes.get("abstractNumId", ""), ""
            self.lists.levels.setdefault(self._abstract, {})
        elif name == "num":
            self._list, self._abstract = attributes.get("numId", ""), ""
        elif name == "abstractNumId" and self._list:
            self.lists.abstract[self._list] = value
        elif name in ("lvl", "lvlOverride"):
            self._level = int(attributes.get("ilvl", "0")) if attributes.get("ilvl", "0").isdecimal() else 0
            if name == "lvl" and self._abstract:
                self.lists.levels[self._abstract][self._level] = Level()
        elif name == "startOverride" and self._list and value.isdecimal():
            self.lists.starts[self._list, self._level] = int(value)
        elif self._abstract and self._level in self.lists.levels.get(self._abstract, {}):
            self._detail(name, value)

    def _detail(self, name: str, value: str) -> None:
        level = self.lists.levels[self._abstract][self._level]
        if name == "start" and value.isdecimal():
            level.start = int(value)
        elif name == "numFmt":
            level.form = value
        elif name == "lvlText":
            level.text = value


class Styles(WordXml):
    """Styles of paragraphs that number."""

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.lists = lists
        self._style = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._style = attributes.get("styleId", "")
            self.lists.styles[self._style] = ("", 0, "")
        elif self._style and name in ("numId", "ilvl", "basedOn"):
            list_id, level, base = self.lists.styles[self._style]
            if name == "numId":
                list_id = value
            elif name == "ilvl":
                level = int(value) if value.isdecimal() else 0
            else:
                base = value
            self.lists.styles[self._style] = (list_id, level, base)

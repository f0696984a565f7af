"""What every page must be: accessible as far as a machine can tell, narrow enough, with one heading."""

from __future__ import annotations

import re
from typing import Any

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_SHAPE = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: document.querySelectorAll('h1').length,
  overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  wide: [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > window.innerWidth + 1
    && !e.closest('.rollen, [tabindex="0"], .nur-lesen, svg')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)),
  cut: [...document.querySelectorAll('.rollen')].filter(e => window.innerWidth < 400 && e.querySelector('.stapelbar')
    && e.scrollWidth > e.clientWidth + 1).map(e => e.innerText.slice(0, 80)),
  bare: [...document.querySelectorAll('table')].filter(t => !t.querySelector('caption')).length,
})"""


def shape_faults(page: Any) -> list[str]:
    """Language, title, exactly one h1, captions, no sideways scrolling, on a phone not in a stacked table either."""
    shape = page.evaluate(_SHAPE)
    faults = []
    if shape["lang"] != "de":
        faults.append(f"lang ist {shape['lang']!r}")
    if not shape["title"].strip():
        faults.append("kein Titel")
    if shape["headings"] != 1:
        faults.append(f"{shape['headings']} Überschriften h1")
    if shape["overflow"] > 0:
        faults.append(f"ragt {shape['overflow']} px hinaus: {shape['wide']}")
    if shape["cut"]:
        faults.append(f"abgeschnittene Tabellen: {shape['cut']}")
    if shape["bare"]:
        faults.append(f"{shape['bare']} Tabellen ohne caption")
    return faults


def axe_faults(page: Any) -> list[str]:
    """Violations that axe finds, with the first node of each."""
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary', '')[:300]}" for v in found]


def press(page: Any, control: Any) -> None:
    """Press a link or button that leads on; what is asked next is asked of the page that came."""
    with page.expect_navigation():
        control.click()


def demand_good(page: Any, *, axe: bool = True) -> None:
    """A page without a fault. In a window without JavaScript axe would never answer: it is a script itself."""
    page.wait_for_load_state()  # a page that has just begun to come has nothing to look at yet
    faults = shape_faults(page) + (axe_faults(page) if axe else [])
    assert not faults, f"{page.url}:\n" + "\n".join(faults)


class Keyboard:
    """A person who touches no mouse: goes from field to field with the tab key and types."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, element: Any) -> None:
        """Press the tab key until an element has the focus, and see that it shows it."""
        name = element.evaluate("e => e.id || (e.id = 'ziel-' + document.querySelectorAll('[id]').length)")
        for _ in range(200):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.id") == name:
                break
        else:
            raise AssertionError(f"Mit der Tabulatortaste nicht zu erreichen: {element}")
        outline = "e => { const s = getComputedStyle(e); return s.outlineStyle !== 'none' || s.boxShadow !== 'none' }"
        assert element.evaluate(outline), f"Kein sichtbarer Fokus: {element}"

    def field(self, label: str) -> Any:
        """By its label, with or without the word that it may stay empty."""
        return self.page.get_by_label(re.compile(rf"^{label}($| )")).first

    def fill(self, label: str, text: str) -> None:
        self.to(self.field(label))
        self.page.keyboard.press("ControlOrMeta+A")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Typing the beginning of an entry chooses it in a closed list."""
        field = self.field(label)
        self.to(field)
        self.page.keyboard.type(option)
        assert field.evaluate("e => e.selectedOptions[0].text").startswith(option)

    def pick(self, label: str) -> None:
        """One of several choices: the tab key leads to the chosen one, the arrows from it to the others."""
        wanted = self.page.get_by_label(label, exact=True)
        group = self.page.locator(f"input[type=radio][name={wanted.get_attribute('name')}]")
        self.to(group.and_(self.page.locator(":checked")))
        for _ in range(group.count()):
            if wanted.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        assert wanted.is_checked()

    def press(self, role: str, name: str) -> None:
        self.press_on(self.page.get_by_role("main").get_by_role(role, name=name, exact=True))

    def press_on(self, element: Any) -> None:
        self.to(element)
        self.page.keyboard.press("Enter")

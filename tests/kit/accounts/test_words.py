"""Own words for the login library: compiled as written, and no familiar form is left where the library is used."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import allauth
from django.utils import translation

import sozialstrategie.kit.accounts as room

FOLDER = Path(next(iter(room.__path__))) / "locale" / "de" / "LC_MESSAGES"
LIBRARY = Path(allauth.__file__).parent
DU = re.compile(r"\b([Dd]u|[Dd]ein(e[mnrs]?)?|[Dd]ir|[Dd]ich|gib|Gib|wähle|habe Geduld)\b")
USED = re.compile(r"(?:^|/)(account|mfa)/")
# Not reachable: other ways to sign in than ours.
UNUSED = re.compile(r"webauthn|passkey|trust|headless|idp|usersessions|socialaccount")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')


def _entries(path: Path) -> list[tuple[str, str, list[str]]]:
    """(where it is used, source text, translations) of a .po file."""
    found = []
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        parts: dict[str, str] = {}
        key = ""
        for line in block.splitlines():
            if line.startswith(("msgid", "msgstr")):
                key = line.split(" ", 1)[0]
            if not line.startswith("#"):
                parts[key] = parts.get(key, "") + "".join(
                    s[1:-1].encode().decode("unicode_escape").encode("latin-1").decode() if "\\" in s else s[1:-1]
                    for s in _STRING.findall(line)
                )
        where = " ".join(line[3:] for line in block.splitlines() if line.startswith("#: "))
        if parts.get("msgid"):
            found.append((where, parts["msgid"], [v for k, v in parts.items() if k.startswith("msgstr")]))
    return found


def test_compiled_file_holds_what_is_written() -> None:
    with open(FOLDER / "django.mo", "rb") as file:
        compiled = gettext.GNUTranslations(file)
    written = _entries(FOLDER / "django.po")
    assert len(written) > 60
    for _, source, words in written:
        shown = compiled.gettext(source) if len(words) == 1 else compiled.ngettext(source, source + "s", 1)
        assert shown == words[0]


def test_every_word_replaces_one_that_exists() -> None:
    """A text that the library (or Django) has reworded would silently fall back to its own translation."""
    import django

    known = {source for _, source, _ in _entries(LIBRARY / "locale/de/LC_MESSAGES/django.po")}
    known |= {
        source
        for _, source, _ in _entries(Path(django.__file__).parent / "contrib/auth/locale/de/LC_MESSAGES/django.po")
    }
    assert [source for _, source, _ in _entries(FOLDER / "django.po") if source not in known] == []


def test_no_familiar_form_is_left() -> None:
    left = []
    with translation.override("de"):
        for where, source, _ in _entries(LIBRARY / "locale/de/LC_MESSAGES/django.po"):
            places = [p for p in where.split() if USED.search(p) and not UNUSED.search(p)]
            if places and DU.search(translation.gettext(source)):
                left.append(f"{places[0]}: {translation.gettext(source)}")
    assert left == []

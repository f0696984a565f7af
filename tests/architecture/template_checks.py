"""Checks on the text of templates: whom they include, which addresses they name, and that no text is styled or scripted inline."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.architecture.house import PACKAGE, may_know, module_name, room_of, room_of_label

# Help texts of form fields are written by us, some of them with markup.
SAFE_FILTER = {"ui/forms/hint.html": "help texts of our own forms"}

# Folders of libraries' templates: below everything.
LIBRARIES = {"account", "mfa", "allauth", "django"}

_TAG = re.compile(r"{%\s*(extends|include|url)\s+([^\s%]+)")
_LITERAL = re.compile(r"""^(["'])(.*)\1$""")
_INLINE = {
    "style im Attribut": re.compile(r"<[^>]*\sstyle\s*=", re.S),
    "style als Element": re.compile(r"<style\b", re.I),
    "Ereignis im Attribut": re.compile(r"<[a-zA-Z][^>]*\s(on[a-z]+|hx-on[\w:-]*)\s*=", re.S),
    "javascript: als Adresse": re.compile(r"javascript:", re.I),
}
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
_UNSAFE = re.compile(r"\|\s*(safe|safeseq)\b|{%\s*autoescape\s+off")
_COMMENT = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.S)


def template_files() -> list[tuple[str, str, str | None]]:
    """(name as Django knows it, text, room whose folder it lies in) of all templates."""
    found = []
    for folder in sorted(PACKAGE.rglob("templates")):
        room = room_of(module_name(folder.parent / "x.py"))
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found.append((path.relative_to(folder).as_posix(), path.read_text(encoding="utf-8"), room))
    return found


def room_of_template(name: str) -> str | None:
    """`strategy/goal.html` belongs to the room with the label strategy; the error pages at the root belong to ui."""
    return room_of_label(name.split("/", 1)[0] if "/" in name else "ui")


def downward(name: str, text: str, urls: Mapping[str, str | None], room: str | None = None) -> Iterator[str]:
    """Includes, parents and addresses come from the own room or a lower one.

    Args:
        urls: full name of an address ("strategy:goal") -> room of its view, None for other people's views.
        room: whose folder the template lies in, where its name does not say so (dressing of a library's pages).
    """
    room = room or room_of_template(name)
    for tag, argument in _TAG.findall(_COMMENT.sub("", text)):
        literal = _LITERAL.match(argument)
        if literal is None:
            if tag != "url":  # a variable could name anything
                yield f"{name}: {{% {tag} {argument} %}} nennt keine feste Vorlage"
            continue
        target = literal[2]
        if tag == "url":
            if target not in urls:
                yield f"{name}: die Adresse {target} gibt es nicht"
            elif not may_know(room, urls[target]):
                yield f"{name}: die Adresse {target} gehört in ein höheres Stockwerk"
        elif room_of_template(target) is None and target.split("/", 1)[0] not in LIBRARIES:
            yield f"{name}: {tag} {target} liegt in keinem Raum"
        elif not may_know(room, room_of_template(target)):
            yield f"{name}: {tag} {target} aus einem höheren Stockwerk"


def nothing_inline(name: str, text: str) -> Iterator[str]:
    """The content security policy forbids inline styles and scripts; data blocks in JSON are neither."""
    for reason, pattern in _INLINE.items():
        if pattern.search(text):
            yield f"{name}: {reason}"
    for attributes in _SCRIPT.findall(text):
        if "src=" not in attributes and "application/json" not in attributes:
            yield f"{name}: Skript im Text"


def text_is_escaped(name: str, text: str) -> Iterator[str]:
    """`|safe` and switched-off escaping only where listed."""
    if _UNSAFE.search(_COMMENT.sub("", text)) and name not in SAFE_FILTER:
        yield f"{name}: safe"


def addresses_in_code(module: str, source: str, urls: Mapping[str, str | None]) -> Iterator[str]:
    """`reverse("...")`, `redirect("ns:...")` and `include("package.urls")` name own or lower rooms."""
    room = room_of(module)
    for node in ast.walk(ast.parse(source)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
            continue
        first = node.args[0]
        if not (isinstance(first, ast.Constant) and isinstance(first.value, str)):
            continue
        target, name = first.value, node.func.id
        if name == "include":
            if not may_know(room, room_of(target)):
                yield f"{module}:{node.lineno}: include {target} aus einem höheren Stockwerk"
        elif name in ("reverse", "reverse_lazy", "redirect", "resolve_url") and not target.startswith(("/", "http")):
            if target not in urls:
                yield f"{module}:{node.lineno}: die Adresse {target} gibt es nicht"
            elif not may_know(room, urls[target]):
                yield f"{module}:{node.lineno}: die Adresse {target} gehört in ein höheres Stockwerk"


def static_scripts(folder: Path) -> Iterator[str]:
    """Own JavaScript evaluates no text either."""
    for path in sorted(folder.rglob("*.mjs")):
        if "vendor" not in path.parts and re.search(r"\b(eval|new Function)\s*\(", path.read_text(encoding="utf-8")):
            yield f"{path.name}: eval"

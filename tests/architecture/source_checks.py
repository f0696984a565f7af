"""Checks on the text of Python files. Each takes a module name and its source and yields one sentence per violation."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import lru_cache

Check = Callable[[str, str], Iterator[str]]
parsed = lru_cache(maxsize=None)(ast.parse)  # each file once, whatever the number of rules

# Where a forbidden thing is allowed, with the reason.
SAFE_TEXT = {
    "sozialstrategie.kit.ui.templatetags.ui": "icons are our own drawings; the rest is escaped by Django just before",
    "sozialstrategie.kit.ui.forms": "renders Django's own widgets",
    "sozialstrategie.kit.ui.pictures": "drawings of kit.figures; their text was escaped there",
}
UNSCOPED: dict[str, str] = {}
BASE_MANAGER = {
    "sozialstrategie.kit.core.undo": "soft-deleted rows must be found; the act checks the permission on the row",
    "sozialstrategie.kit.core.versions": "writes the row that the service has in hand",
}


def _name(node: ast.expr) -> str:
    """Last part of a called thing: `Released`, `Released[X]`, `module.Released`."""
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def released_is_made_by_the_gate(module: str, source: str) -> Iterator[str]:
    """Only `evidence.disclosure` makes a `Released`; `Released.map` may narrow one."""
    if module.startswith("sozialstrategie.evidence.disclosure"):
        return
    tree = parsed(source)
    inside_map: set[int] = set()
    if module == "sozialstrategie.kit.figures.released":
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == "map":
                inside_map |= {id(call) for call in _calls(node)}
    for call in _calls(tree):
        if _name(call.func) == "Released" and id(call) not in inside_map:
            yield f"{module}:{call.lineno}: Released wird außerhalb von disclosure gebaut"


def text_is_escaped(module: str, source: str) -> Iterator[str]:
    """No text is declared safe outside the list; naming the type in a signature declares nothing."""
    if module in SAFE_TEXT:
        return
    tree = parsed(source)
    found = {(call.lineno, _name(call.func)) for call in _calls(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found |= {(node.lineno, alias.name) for alias in node.names if alias.name == "mark_safe"}
    for line, name in sorted(found):
        if name in ("mark_safe", "SafeString", "SafeText", "SafeData"):
            yield f"{module}:{line}: {name}"


def scopes_stay_closed(module: str, source: str) -> Iterator[str]:
    """`scopes_disabled` and managers that bypass the scope only where listed."""
    tree = parsed(source)
    harmless = _rereading(tree)
    for node in ast.walk(tree):
        names = [a.name for a in node.names] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Attribute) and id(node) not in harmless:
            names.append(node.attr)
        line = getattr(node, "lineno", 0)
        if {"scopes_disabled", "disable_scopes"} & set(names) and module not in UNSCOPED:
            yield f"{module}:{line}: scopes_disabled"
        if "_base_manager" in names and module not in BASE_MANAGER:
            yield f"{module}:{line}: _base_manager umgeht den Mandantenschutz"


def _rereading(tree: ast.AST) -> set[int]:
    """Nodes inside `x.refresh_from_db(from_queryset=...)`: that reads the one row already in hand."""
    return {
        id(node)
        for call in _calls(tree)
        if _name(call.func) == "refresh_from_db"
        for keyword in call.keywords
        for node in ast.walk(keyword.value)
    }


def rights_come_from_roles(module: str, source: str) -> Iterator[str]:
    """Nobody asks for `is_superuser` or `is_staff`."""
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("is_superuser", "is_staff"):
            yield f"{module}:{node.lineno}: {node.attr} statt einer Berechtigung"


def views_ask_queries(module: str, source: str) -> Iterator[str]:
    """Views get records from `queries` only, so they touch no manager and write nothing."""
    parts = module.split(".")
    if not any(part == "views" or part.endswith("_views") for part in parts[1:]):
        return
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Attribute) and node.attr == "objects":
            yield f"{module}:{node.lineno}: .objects in einer Ansicht; dafür sind queries da"
        if isinstance(node, ast.Call) and _writes(node):
            yield f"{module}:{node.lineno}: .{_name(node.func)}() in einer Ansicht; dafür sind services da"
        if isinstance(node, ast.Call) and _names_a_model(node):
            yield f"{module}:{node.lineno}: {_name(node.func)} auf ein Modell fragt nicht, wer fragt"


def _writes(call: ast.Call) -> bool:
    """`goal.save()`; a service of that name is told who acts."""
    method = isinstance(call.func, ast.Attribute) and call.func.attr in ("save", "delete", "bulk_create")
    return method and "actor" not in {keyword.arg for keyword in call.keywords}


def _names_a_model(call: ast.Call) -> bool:
    """`get_object_or_404(Goal, ...)`; with a query that already asked who asks, it is fine."""
    shortcut = _name(call.func) in ("get_object_or_404", "get_list_or_404")
    first = call.args[0] if call.args else None
    return shortcut and isinstance(first, ast.Name) and first.id[:1].isupper()


def no_hidden_ways(module: str, source: str) -> Iterator[str]:
    """No eval, no pickle, no raw SQL fragments, no switched-off CSRF check, no model signals, no swallowed errors."""
    tree = parsed(source)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("eval", "exec"):
            yield f"{module}:{line}: {node.func.id}"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [a.name for a in node.names]
            for bad in {"pickle", "django.db.models.signals", "csrf_exempt", "RawSQL"} & {*modules, *names}:
                yield f"{module}:{line}: {bad}"
        if isinstance(node, ast.ExceptHandler) and _broad(node) and all(isinstance(s, ast.Pass) for s in node.body):
            yield f"{module}:{line}: verschluckter Fehler"


def _broad(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or (
        isinstance(handler.type, ast.Name) and handler.type.id in ("Exception", "BaseException")
    )


def migrations_stand_alone(module: str, source: str) -> Iterator[str]:
    """Migrations import no code of the application: it changes, they do not."""
    if ".migrations" not in module:
        return
    for node in ast.walk(parsed(source)):
        names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names.append("." * node.level + (node.module or ""))
        for name in names:
            if name.startswith(("sozialstrategie", ".")):
                yield f"{module}:{getattr(node, 'lineno', 0)}: Wanderung lädt {name}"


CHECKS: list[Check] = [
    released_is_made_by_the_gate,
    text_is_escaped,
    scopes_stay_closed,
    rights_come_from_roles,
    views_ask_queries,
    no_hidden_ways,
    migrations_stand_alone,
]

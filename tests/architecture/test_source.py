"""Rules on the text of the source. Each check passes on the house and reports a planted violation."""

from __future__ import annotations

import pytest

from tests.architecture import source_checks as checks
from tests.architecture.house import module_name, python_files


@pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.__name__)
def test_house_keeps_the_rule(check: checks.Check) -> None:
    found = [
        finding for path in python_files() for finding in check(module_name(path), path.read_text(encoding="utf-8"))
    ]
    assert found == []


PLANTED = [
    (checks.released_is_made_by_the_gate, "action.strategy.queries", "r = Released((), 'public')", 1),
    (
        checks.released_is_made_by_the_gate,
        "action.strategy.queries",
        "r = figures.Released[int](1, 'public')",
        1,
    ),
    (
        checks.released_is_made_by_the_gate,
        "kit.figures.released",
        "class Released:\n    def map(self): return Released(1)\n    def fake(self): return Released(1)",
        3,
    ),
    (checks.text_is_escaped, "portal.web.views", "from django.utils.safestring import mark_safe", 1),
    (
        checks.text_is_escaped,
        "portal.web.views",
        "import django\nx = django.utils.safestring.mark_safe('<b>')",
        2,
    ),
    (checks.scopes_stay_closed, "action.strategy.queries", "from django_scopes import scopes_disabled", 1),
    (checks.scopes_stay_closed, "action.strategy.queries", "rows = Goal._base_manager.all()", 1),
    (checks.rights_come_from_roles, "portal.web.views", "if request.user.is_superuser: pass", 1),
    (checks.views_ask_queries, "action.strategy.views", "rows = Goal.objects.all()", 1),
    (checks.views_ask_queries, "action.strategy.views.goals", "goal.save()", 1),
    (checks.views_ask_queries, "evidence.monitoring.staff_views", "x = get_object_or_404(Edition, pk=1)", 1),
    (checks.no_hidden_ways, "evidence.monitoring.formula.evaluate", "value = eval(text)", 1),
    (checks.no_hidden_ways, "portal.web.views", "from django.views.decorators.csrf import csrf_exempt", 1),
    (checks.no_hidden_ways, "kit.core.models", "from django.db.models.signals import post_save", 1),
    (checks.no_hidden_ways, "kit.core.jobs", "try:\n    run()\nexcept Exception:\n    pass", 3),
    (
        checks.migrations_stand_alone,
        "kit.core.migrations.0003_fill",
        "from sozialstrategie.kit.core.models import Act",
        1,
    ),
    (checks.migrations_stand_alone, "kit.core.migrations.0003_fill", "from ..models import Act", 1),
]


@pytest.mark.parametrize(("check", "module", "source", "line"), PLANTED)
def test_planted_violation_is_reported(check: checks.Check, module: str, source: str, line: int) -> None:
    (found,) = check(f"sozialstrategie.{module}", source)
    assert found.startswith(f"sozialstrategie.{module}:{line}: ")


def test_the_gate_itself_may_release() -> None:
    source = "def release(): return Released((), 'public')"
    assert list(checks.released_is_made_by_the_gate("sozialstrategie.evidence.disclosure.gate", source)) == []


@pytest.mark.parametrize("allowed", [checks.SAFE_TEXT, checks.UNSCOPED, checks.BASE_MANAGER])
def test_exceptions_name_modules_that_exist(allowed: dict[str, str]) -> None:
    """A stale exception would silently cover the next module of that name."""
    modules = {module_name(path) for path in python_files()}
    assert set(allowed) <= modules
    assert all(allowed.values())

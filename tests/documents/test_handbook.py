"""The handbook lists the placeholders that there are, no more and no fewer."""

from __future__ import annotations

from tests.documents.handbook import wanted, written


def test_the_handbook_lists_every_placeholder() -> None:
    assert written() == wanted(), "Bitte `python -m tests.documents.handbook` aufrufen."
    assert "| `{{ titel }}` | Titel des Dokuments |\n" in written()
    assert "| `{% for beschluss in punkt.beschluesse %}` | Beschlüsse zu diesem Punkt |\n" in written()

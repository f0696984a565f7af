"""What the printed documents tell the lower rooms when the house starts."""

from __future__ import annotations

VERBS = {
    "strategy.create_easy": "hat einen leicht verständlichen Text begonnen",
    "strategy.edit_easy": "hat einen leicht verständlichen Text geändert",
    "strategy.record_test_reading": "hat ein Testlesen eingetragen",
    "strategy.withdraw_test_reading": "hat ein Testlesen zurückgenommen",
    "strategy.release_easy": "hat einen leicht verständlichen Text veröffentlicht",
    "strategy.take_easy_back": "hat einen leicht verständlichen Text zurückgezogen",
}


def register() -> None:
    """Called once when the room registers."""
    from sozialstrategie.action.strategy.printed.all import PRINTED
    from sozialstrategie.action.strategy.printed.easy.documents import EASY
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.documents.registry import register as register_document

    register_verbs(VERBS)
    register_document(EASY)
    for printed in PRINTED:
        register_document(printed.kind)

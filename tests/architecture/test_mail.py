"""Mails leave by the outbox alone: it repeats, forgets, and never writes twice."""

from __future__ import annotations

import re
from pathlib import Path

import sozialstrategie

ROOT = Path(sozialstrategie.__file__).parent
_SENDS = re.compile(
    r"\bsend_mail\(|\bsend_mass_mail\(|\bEmailMessage\(|\bEmailMultiAlternatives\(|\bget_connection\(|smtplib\.SMTP"
)
# Below the outbox: letters about accounts, for which somebody waits at the screen. And the outbox itself.
ALLOWED = {
    "kit/accounts/adapter.py",
    "kit/accounts/mail.py",
    "kit/workplace/services/outbox.py",
    "kit/workplace/transport.py",
}


def senders(root: Path = ROOT) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if _SENDS.search(path.read_text(encoding="utf-8"))
    }


def test_nothing_else_sends_a_mail() -> None:
    assert senders() == ALLOWED


def test_a_planted_sender_is_found(tmp_path: Path) -> None:
    (tmp_path / "letters.py").write_text("send_mail('S', 'B', None, [to])\n")
    assert senders(tmp_path) == {"letters.py"}

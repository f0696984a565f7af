"""allauth without open registration: accounts come with a role, granted by the organisation."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from sozialstrategie.kit.accounts.mail import sends_mail
from sozialstrategie.kit.core.errors import Refused

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send only where there is a mail server, and say so when it does not take the letter."""
        if not sends_mail():
            return
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException):
            logger.exception("Eine E-Mail ließ sich nicht verschicken.")
            raise Refused(
                "Die E-Mail ließ sich gerade nicht verschicken. Bitte versuchen Sie es später noch einmal."
            ) from None

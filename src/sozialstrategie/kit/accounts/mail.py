"""Letters of this room. Without a mail server nothing is sent, and the pages say so."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail

from sozialstrategie.kit.accounts.models import RoleGrant

logger = logging.getLogger(__name__)

_NEW = """Guten Tag,

{organisation} hat Ihnen die Rolle „{role}“ gegeben. Mit diesem Link setzen Sie Ihr Kennwort; er gilt drei Tage und einmal:

{link}

Danach melden Sie sich mit dieser E-Mail-Adresse an.
"""
_KNOWN = """Guten Tag,

{organisation} hat Ihnen die Rolle „{role}“ gegeben. Sie melden sich wie bisher mit dieser E-Mail-Adresse an:

{link}

Wenn Sie noch kein Kennwort haben, wählen Sie dort „Kennwort vergessen“.
"""


def sends_mail() -> bool:
    """Whether this instance has a mail server (SOZIALSTRATEGIE_EMAIL_URL)."""
    return bool(settings.SENDS_MAIL)


def tell_about_role(grant: RoleGrant, *, link: str, is_new: bool) -> bool:
    """Write to the person of a grant.

    Args:
        link: absolute address; for a new account where the password is set, else the login.

    Returns:
        whether the mail server took the letter.
    """
    if not sends_mail():
        return False
    text = (_NEW if is_new else _KNOWN).format(
        organisation=grant.organisation.name, role=grant.get_role_display(), link=link
    )
    try:
        send_mail(f"Ihre Rolle in {grant.organisation.name}", text, None, [grant.person.email])
    except (OSError, SMTPException):
        logger.exception("Die E-Mail zu einer Rolle ließ sich nicht verschicken.")
        return False
    return True

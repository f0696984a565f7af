"""What the pages of the login library ask this room, `{% load accounts %}`."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django import template

from sozialstrategie.kit.accounts import mail
from sozialstrategie.kit.accounts.models import Person

register = template.Library()


@register.simple_tag
def sends_mail() -> bool:
    """`{% sends_mail as mail %}`: whether this instance has a mail server."""
    return mail.sends_mail()


@register.simple_tag
def has_second_step(person: Person) -> bool:
    """`{% has_second_step user as active %}`: whether an app is set up; recovery codes alone protect nothing."""
    return bool(is_mfa_enabled(person, [Authenticator.Type.TOTP]))

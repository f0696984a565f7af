"""Settings of a real instance behind a TLS proxy."""

import os

from sozialstrategie.settings.base import *  # noqa: F403

_plain = os.environ.get("SOZIALSTRATEGIE_PLAIN_HTTP") == "1"
SESSION_COOKIE_SECURE = not _plain
CSRF_COOKIE_SECURE = not _plain
if not _plain:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = False

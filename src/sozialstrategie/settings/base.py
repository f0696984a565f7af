"""Settings that hold everywhere. Everything an operator may change comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path

from sozialstrategie.settings.environment import database_from_url, email_from_url, home, secret_key

HOME: Path = home()
SECRET_KEY = secret_key(HOME)
DEBUG = False
ALLOWED_HOSTS = os.environ.get("SOZIALSTRATEGIE_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
ENGINE = os.environ.get("SOZIALSTRATEGIE_ENGINE", "duckdb")
DEMO = os.environ.get("SOZIALSTRATEGIE_DEMO", "") == "1"
# Short name of the organisation that answers for the whole instance (Impressum); else the only institute.
OPERATOR = os.environ.get("SOZIALSTRATEGIE_OPERATOR", "")
# Whether the program may read the OParl endpoints of council information systems over the net.
OPARL = os.environ.get("SOZIALSTRATEGIE_OPARL", "") == "1"

_ROOMS = [
    "kit.core",
    "kit.figures",
    "kit.documents",
    "kit.ui",
    "kit.accounts",
    "kit.workplace",
    "evidence.regions",
    "evidence.disclosure",
    "evidence.monitoring",
    "action.strategy",
    "action.committees",
    "portal.publishing",
    "portal.web",
    "portal.demo",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    # Rooms stand before allauth: their templates replace its pages.
    *(f"sozialstrategie.{room}" for room in _ROOMS),
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sozialstrategie.kit.accounts.middleware.ActorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "sozialstrategie.kit.core.middleware.ResponseHeadersMiddleware",
    "sozialstrategie.portal.web.errors.RefusalMiddleware",
]
ROOT_URLCONF = "sozialstrategie.portal.web.urls"
WSGI_APPLICATION = "sozialstrategie.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sozialstrategie.kit.ui.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "sozialstrategie.kit.ui.forms.KernRenderer"

DATABASES = {"default": database_from_url(os.environ.get("SOZIALSTRATEGIE_DATABASE_URL", ""), HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "sozialstrategie.kit.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/300s/key", "login": "120/m/ip"}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses that a stranger typed
PASSWORD_RESET_TIMEOUT = 3 * 24 * 60 * 60
MFA_SUPPORTED_TYPES = ["recovery_codes", "totp"]
MFA_TOTP_ISSUER = "sozialstrategie"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "manifest-src": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 22 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LANGUAGE_CODE = "de"
TIME_ZONE = "Europe/Berlin"
USE_TZ = True
USE_I18N = True
# Our words ("Sie", "Kennwort") before those of Django and of the login library.
LOCALE_PATHS = [Path(__file__).resolve().parent.parent / "kit" / "accounts" / "locale"]
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": HOME / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
_EMAIL_URL = os.environ.get("SOZIALSTRATEGIE_EMAIL_URL", "")
SENDS_MAIL = bool(_EMAIL_URL)
globals().update(email_from_url(_EMAIL_URL))
DEFAULT_FROM_EMAIL = os.environ.get("SOZIALSTRATEGIE_FROM_EMAIL", "sozialstrategie@localhost")
# Where this instance is reached, for links in mails that no request asked for.
PUBLIC_URL = os.environ.get("SOZIALSTRATEGIE_URL", f"https://{ALLOWED_HOSTS[0]}").rstrip("/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    # A request for a foreign host is one line: scanners send many, and where the operator forgot a name, the line says it.
    "filters": {
        "one_line": {"()": "sozialstrategie.settings.environment.OneLine"},
        "no_secrets": {"()": "sozialstrategie.settings.environment.NoSecrets"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django.security.DisallowedHost": {"filters": ["one_line"]}},
}

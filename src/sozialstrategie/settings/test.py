"""Settings for tests: nothing outside a temporary folder, jobs run at once, cheap password hashes."""

import os
import tempfile

os.environ.setdefault("SOZIALSTRATEGIE_HOME", tempfile.mkdtemp(prefix="sozialstrategie-test-"))
os.environ.setdefault("SOZIALSTRATEGIE_SECRET_KEY", "nur-fuer-tests-" + "0123456789" * 4)

from sozialstrategie.settings.base import *  # noqa: F403
from sozialstrategie.settings.base import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
WHITENOISE_AUTOREFRESH = True

"""The house with the toy room in it."""

from sozialstrategie.settings.test import *  # noqa: F403
from sozialstrategie.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.architecture.toy"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}

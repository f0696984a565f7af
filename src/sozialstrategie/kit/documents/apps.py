"""App configuration of the room documents."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "sozialstrategie.kit.documents"
    label = "documents"
    verbose_name = "Dokumente"

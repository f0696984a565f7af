"""The only place where the toy room meets the house: registrations in `ready()`."""

from django.apps import AppConfig


class ToyConfig(AppConfig):
    name = "tests.architecture.toy"
    label = "toy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from sozialstrategie.evidence.monitoring.signals import register_detector
        from sozialstrategie.kit.core.acts import register_verbs
        from sozialstrategie.kit.core.jobs import register_job
        from sozialstrategie.kit.core.thread import register_edges
        from sozialstrategie.kit.core.undo import register_undo
        from sozialstrategie.kit.documents import registry
        from tests.architecture.toy import documents, jobs, queries, rules, signals  # noqa: F401
        from tests.architecture.toy.models import Wish

        register_verbs({"toy.make_wish": "hat sich etwas gewünscht"})
        register_undo(Wish, "toy.make_wish")
        register_job("toy.count_wishes", jobs.count_wishes)
        register_edges(queries.edges)
        register_detector("toy_even", signals.even)
        registry.register(documents.WISH_LIST)

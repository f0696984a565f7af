"""What the workplace tells the lower rooms when the house starts: words and undo."""

from __future__ import annotations

VERBS = {
    "workplace.set_phase": "hat den Planungszyklus weitergestellt",
    "workplace.create_task": "hat eine Aufgabe angelegt",
    "workplace.edit_task": "hat eine Aufgabe geändert",
    "workplace.complete_task": "hat eine Aufgabe erledigt",
    "workplace.drop_task": "hat eine Aufgabe begründet fallen lassen",
    "workplace.reopen_task": "hat eine Aufgabe wieder aufgenommen",
    "workplace.hand_over": "hat eine Übergabe gemacht",
    "workplace.set_file_reference": "hat ein Aktenzeichen eingetragen",
    "workplace.add_word_template": "hat eine Word-Vorlage hochgeladen",
    "workplace.use_word_template": "hat eine Word-Vorlage in Verwendung genommen",
    "workplace.rest_word_template": "hat eine Word-Vorlage außer Verwendung genommen",
    "workplace.withdraw_word_template": "hat eine Word-Vorlage zurückgezogen",
}


def register() -> None:
    """Called once by `WorkplaceConfig.ready()`."""
    from sozialstrategie.kit.core.acts import register_verbs
    from sozialstrategie.kit.core.files import register_named_files
    from sozialstrategie.kit.core.jobs import register_daily, register_job, register_round
    from sozialstrategie.kit.core.undo import register_undo
    from sozialstrategie.kit.workplace import jobs, models, rules, services  # noqa: F401
    from sozialstrategie.kit.workplace.queries.handover import (
        TASKS,
        HandoverProvider,
        register_handover,
        task_handover_lines,
    )
    from sozialstrategie.kit.workplace.queries.inbox import my_tasks, register_open_items
    from sozialstrategie.kit.workplace.queries.records import register_record_kind
    from sozialstrategie.kit.workplace.queries.tasks import task_words
    from sozialstrategie.kit.workplace.queries.word_templates import kept_templates
    from sozialstrategie.kit.workplace.services import word_templates
    from sozialstrategie.kit.workplace.services.handover import move_task

    register_verbs(VERBS)
    register_undo(models.Task, "workplace.change_task", guard=services.demand_undoable)
    register_undo(models.FileReference, "workplace.set_file_reference")
    register_undo(models.WordTemplate, "workplace.manage_word_templates", guard=word_templates.demand_undoable)
    register_named_files(kept_templates)
    register_open_items(my_tasks)
    register_record_kind("workplace.task", task_words)
    register_job("workplace.send_mails", jobs.send_mails)
    register_round(jobs.look_for_mails)
    register_job("workplace.daily", jobs.look_after_workplace)
    register_daily("workplace.daily")
    register_handover(HandoverProvider(TASKS, task_handover_lines, move_task))

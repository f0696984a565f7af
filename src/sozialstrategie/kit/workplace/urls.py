"""Addresses of the workplace, below /k/<slug>/."""

from __future__ import annotations

from django.urls import path

from sozialstrategie.kit.workplace.views import handover, inbox, references, tasks, word_templates

app_name = "workplace"
_TASK, _HANDOVER, _WORD = "aufgaben/<uuid:uid>", "uebergabe/<uuid:uid>", "word-vorlagen/<uuid:uid>"
urlpatterns = [
    path("aufgaben/", tasks.tasks, name="tasks"),
    path("aufgaben/neu/", tasks.task_new, name="task_new"),
    path(f"{_TASK}/", tasks.task, name="task"),
    path(f"{_TASK}/bearbeiten/", tasks.task_edit, name="task_edit"),
    path(f"{_TASK}/erledigt/", tasks.task_done, name="task_done"),
    path(f"{_TASK}/entfaellt/", tasks.task_drop, name="task_drop"),
    path(f"{_TASK}/wieder-aufnehmen/", tasks.task_reopen, name="task_reopen"),
    path("eingang/", inbox.inbox, name="inbox"),
    path("eingang/tagesmail/", inbox.digest, name="digest"),
    path("uebergabe/", handover.handovers, name="handovers"),
    path("uebergabe/vorschau/", handover.preview, name="handover_preview"),
    path(f"{_HANDOVER}/", handover.handover, name="handover"),
    path(f"{_HANDOVER}/blatt.<slug:ending>", handover.sheet, name="handover_sheet"),
    path("word-vorlagen/", word_templates.word_templates, name="word_templates"),
    path("word-vorlagen/<slug:word_kind>/neu/", word_templates.word_template_new, name="word_template_new"),
    path("word-vorlagen/<slug:word_kind>/beispiel.docx", word_templates.word_starter, name="word_starter"),
    path(f"{_WORD}/", word_templates.word_template, name="word_template"),
    path(f"{_WORD}/datei.docx", word_templates.word_template_file, name="word_template_file"),
    path(f"{_WORD}/probedruck.docx", word_templates.word_template_print, name="word_template_print"),
    path(f"{_WORD}/verwenden/", word_templates.word_template_use, name="word_template_use"),
    path(f"{_WORD}/ruhen-lassen/", word_templates.word_template_rest, name="word_template_rest"),
    path(f"{_WORD}/zurueckziehen/", word_templates.word_template_withdraw, name="word_template_withdraw"),
    path("aktenzeichen/", references.set_reference, name="file_reference"),
    path("aktenzeichen/suchen/", references.reference_search, name="reference_search"),
]

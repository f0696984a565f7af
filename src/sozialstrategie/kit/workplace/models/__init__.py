"""Records of the workplace: planning cycle, tasks, mails on their way, file references, handing over."""

from sozialstrategie.kit.workplace.models.cycle import CyclePhase, Phase, PhaseState, Visit
from sozialstrategie.kit.workplace.models.mail import DigestSetting, MailState, OutgoingMail, Rhythm
from sozialstrategie.kit.workplace.models.records import FileReference, Handover
from sozialstrategie.kit.workplace.models.tasks import Task, TaskKind, TaskState
from sozialstrategie.kit.workplace.models.word_templates import WordTemplate

__all__ = [
    "CyclePhase",
    "DigestSetting",
    "FileReference",
    "Handover",
    "MailState",
    "OutgoingMail",
    "Phase",
    "PhaseState",
    "Rhythm",
    "Task",
    "TaskKind",
    "TaskState",
    "Visit",
    "WordTemplate",
]

"""The folder of a meeting: agenda, papers under their points, minutes that wait for approval; one PDF with bookmarks."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from sozialstrategie.action.committees import queries as access
from sozialstrategie.action.committees.enums import MeetingState, MinutesPart, MinutesState, PaperState
from sozialstrategie.action.committees.meetings import queries as meetings
from sozialstrategie.action.committees.minutes.documents import minutes_blocks
from sozialstrategie.action.committees.minutes.queries import minutes_for
from sozialstrategie.action.committees.models import Consultation, Meeting, Paper
from sozialstrategie.action.committees.papers.documents import AgendaLine, FolderFacts, folder_document
from sozialstrategie.action.committees.papers.printing import facts_of
from sozialstrategie.action.committees.papers.queries import papers_for
from sozialstrategie.action.strategy.documents import organisation_named
from sozialstrategie.kit.core.actor import Actor
from sozialstrategie.kit.core.errors import Refused
from sozialstrategie.kit.core.permissions import allowed
from sozialstrategie.kit.core.scopes import owner_scope
from sozialstrategie.kit.documents.model import Block
from sozialstrategie.kit.documents.registry import DocumentKind

HIDDEN = "Nicht öffentlicher Punkt"


def folder_facts(actor: Actor, meeting: Meeting, *, whole: bool) -> FolderFacts:
    """What goes into the folder for this actor.

    Args:
        whole: with what is not public, where the actor may see it; else the part that everybody may read.
    """
    inside = whole and access.sees_all_of(actor, meeting.committee)
    papers = _papers(actor, meeting, inside)
    lines = []
    for line in access.items_for(actor, meeting):
        item = line.item if line.is_public or inside else None
        if item is None:
            lines.append(AgendaLine(line.number, HIDDEN, "ohne Unterlagen in dieser Mappe", False))
            continue
        facts = tuple(facts_of(actor, paper) for paper in papers[item.pk])
        purpose = str(item.get_purpose_display())
        lines.append(AgendaLine(line.number, item.title, purpose, item.is_public, item.note, facts))
    start, end = timezone.localtime(meeting.start), timezone.localtime(meeting.end)
    return FolderFacts(
        organisation=meeting.owner.name,
        committee=meeting.committee.name,
        title=meeting.title,
        when=f"{start:%d.%m.%Y, %H:%M} bis {end:%H:%M} Uhr",
        place=meeting.place,
        on=start.date(),
        lines=tuple(lines),
        earlier=tuple(_to_approve(actor, meeting)) if inside else (),
        is_example=meeting.owner.is_example,
        non_public=inside and any(not line.public for line in lines),
    )


def _papers(actor: Actor, meeting: Meeting, inside: bool) -> defaultdict[int, list[Paper]]:
    """Finished papers by the point under which they are dealt with, as far as the actor may read them."""
    rows = papers_for(actor, meeting.owner).filter(state=PaperState.READY)
    if not inside:
        rows = rows.filter(is_public=True)
    steps = Consultation.objects.filter(
        Q(item__meeting=meeting) | Q(earlier_items__meeting=meeting),
        owner=meeting.owner_id,
        deleted_at=None,
        paper__in=rows,
    ).select_related("paper", "paper__owner", "paper__strategy_version")
    here = {item.pk for item in meetings.items_of(meeting)}
    found: defaultdict[int, list[Paper]] = defaultdict(list)
    for step in steps.prefetch_related("earlier_items").distinct():
        for pk in here & {step.item_id, *(item.pk for item in step.earlier_items.all())}:
            found[pk].append(step.paper)
    return found


def _to_approve(actor: Actor, meeting: Meeting) -> list[tuple[str, tuple[Block, ...]]]:
    """Minutes of earlier meetings that were sent out and are approved in this one."""
    rows = minutes_for(actor, meeting.owner).filter(
        meeting__committee=meeting.committee_id, meeting__start__lt=meeting.start, state=MinutesState.CIRCULATED
    )
    return [
        (
            f"Zur Genehmigung: {m.meeting.title} vom {timezone.localtime(m.meeting.start):%d.%m.%Y}, "
            f"{MinutesPart(m.part).label}",
            tuple(minutes_blocks(m.payload, reasons=False)),
        )
        for m in rows
    ]


def build_folder_of(actor: Actor, meeting: Meeting, *, whole: bool = True) -> bytes:
    """The folder of one meeting as PDF. Inside the owner's scope; the caller has found the meeting for this actor."""
    from sozialstrategie.kit.documents.typst_writer import to_pdf  # heavy: only when a PDF is asked for

    return to_pdf(folder_document(folder_facts(actor, meeting, whole=whole)))


def build_folder(actor: Actor, *, region: str | None, owner: str | None, format: str) -> bytes:
    """The folder of the next meeting of an organisation, without one of the last; for the command line its public part.

    Raises:
        Refused: no such organisation, or no meeting that this actor may see.
    """
    organisation = organisation_named(owner)
    with owner_scope(organisation):
        if not allowed(access.ENTER, actor, organisation):
            raise Refused("Sitzungsmappen liest, wer in den Gremien dieser Organisation mitarbeitet.")
        rows = access.meetings_for(actor, organisation).exclude(state=MeetingState.CANCELLED)
        coming = rows.filter(end__gte=timezone.now()).order_by("start", "pk").first()
        meeting = coming or rows.first()
        if meeting is None:
            raise Refused("Diese Organisation hat noch keine Sitzung.")
        return build_folder_of(actor, meeting, whole=not actor.is_system)


FOLDER = DocumentKind("sitzungsmappe", "Sitzungsmappe", ("pdf",), build_folder)

"""What a template may ask for: placeholders of each kind of document, with German words and sample values.

Rooms register the kinds that they print. Every kind knows the placeholders of the frame (title, state, content …) and adds
its own; nothing else can be used in a template.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sozialstrategie.kit.documents.model import Block, Document, Heading, Paragraph, TableBlock

# What every sample holds, so that a test print shows whether signs survive.
SIGNS = "Äöüß & <b> „Zitat“"
EXAMPLE_NOTE = "Erfundenes Beispiel"


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Text:
    """One text. `always`: if the template has no place for it, it stands above the content, because it must be seen."""

    name: str
    words: str
    sample: str = ""
    always: bool = False
    label: str = ""  # in the starter template
    long: bool = False  # has a heading of its own there

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or _label(self.name))


@dataclass(frozen=True, slots=True)
class Rows:
    """A list, walked through with "for"; `one` is how a single entry is called in the starter template."""

    name: str
    words: str
    one: str
    fields: tuple[Text | Rows, ...]
    samples: int = 2
    label: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or _label(self.name))


@dataclass(frozen=True, slots=True)
class Content:
    """Headings, texts and tables as we write them; stands alone in a paragraph of its own."""

    name: str
    words: str
    sample: tuple[Block, ...] = ()


Placeholder = Text | Rows | Content
Values = Mapping[str, Any]


def sample_blocks() -> tuple[Block, ...]:
    """Content for a test print."""
    return (
        Heading(f"Überschrift mit {SIGNS}", 1),
        Paragraph(f"Ein Absatz mit {SIGNS}."),
        TableBlock("", ("Spalte", "Größe"), ((SIGNS, "1,5"),)),
        Heading("Unterpunkt", 2),
        Paragraph("Noch ein Absatz."),
    )


FRAME: tuple[Placeholder, ...] = (
    Text("titel", "Titel des Dokuments", f"Titel mit {SIGNS}"),
    Text("untertitel", "Untertitel, zum Beispiel Nummer und Art", f"Untertitel mit {SIGNS}"),
    Text("organisation", "Name Ihrer Verwaltung", f"Landkreis {SIGNS}"),
    Text("datum", "Tag des gezeigten Standes", "24.12.2026"),
    Text("stand", "Stand in Worten, zum Beispiel „Entwurf“", f"Entwurf {SIGNS}", always=True),
    Text("standzeile", "Stand mit Tag, wie er auf dem Deckblatt steht", f"Stand: 24.12.2026, {SIGNS}"),
    Text("fusszeile", "Was am Fuß jeder Seite steht, mit Prüfsumme", f"Kann sich noch ändern. {SIGNS}"),
    Text("foerderhinweis", "Hinweis auf die Förderung", f"Gefördert durch {SIGNS}", always=True),
    Text("beispiel", "„Erfundenes Beispiel“ in der Beispielinstanz, sonst leer", EXAMPLE_NOTE, always=True),
    Content("inhalt", "Der ganze Inhalt in unserem Aufbau: Überschriften, Texte, Tabellen, Bilder", sample_blocks()),
)  # fmt: skip


def paths(placeholders: tuple[Placeholder, ...], before: str = "") -> Iterator[str]:
    """Names with those of lists inside them: "punkte", "punkte.titel", "punkte.beschluesse", "punkte.beschluesse.text"."""
    for p in placeholders:
        yield f"{before}{p.name}"
        if isinstance(p, Rows):
            yield from paths(p.fields, f"{before}{p.name}.")


@dataclass(frozen=True, slots=True)
class TemplateKind:
    """A kind of document that can be printed in the authority's own layout; `name` as in the registry of documents.

    Args:
        own: placeholders beside those of the frame.
        whole: paths that together say what `inhalt` says; a template needs `inhalt` or all of these.
    """

    name: str
    title: str
    own: tuple[Placeholder, ...] = ()
    whole: tuple[str, ...] = ()
    by_name: Mapping[str, Placeholder] = field(init=False)

    def __post_init__(self) -> None:
        named = {p.name: p for p in self.placeholders}
        unknown = set(self.whole) - set(paths(self.placeholders))
        if len(named) != len(self.placeholders) or unknown:
            raise ValueError(f"{self.name}: Platzhalter doppelt oder unbekannt: {sorted(unknown)}")
        object.__setattr__(self, "by_name", named)

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        return (*FRAME, *self.own)


def to_be_seen(kind: TemplateKind, used: Collection[str]) -> list[Text]:
    """What must be seen and has no place in a template; the whole content says what a kind adds itself."""
    asked = FRAME if "inhalt" in used else kind.placeholders
    return [p for p in asked if isinstance(p, Text) and p.always and p.name not in used]


_KINDS: dict[str, TemplateKind] = {}


def register_template_kind(kind: TemplateKind) -> None:
    """Let authorities bring their own layout for a kind of document; called in `AppConfig.ready()`."""
    _KINDS[kind.name] = kind


def template_kind(name: str) -> TemplateKind | None:
    return _KINDS.get(name)


def template_kinds() -> list[TemplateKind]:
    return list(_KINDS.values())


def frame_values(document: Document) -> dict[str, Any]:
    """The values of the frame from a document."""
    return {
        "titel": document.title,
        "untertitel": document.subtitle,
        "organisation": document.author,
        "datum": f"{document.date:%d.%m.%Y}",
        "stand": document.state,
        "standzeile": document.date_label,
        "fusszeile": document.footer,
        "foerderhinweis": document.cofunding,
        "beispiel": EXAMPLE_NOTE if document.example else "",
        "inhalt": document.blocks,
    }


def sample_values(placeholders: tuple[Placeholder, ...]) -> dict[str, Any]:
    """Values for a test print: every text filled, every list with entries."""
    return {p.name: _sample(p) for p in placeholders}


def empty_values(placeholders: tuple[Placeholder, ...]) -> dict[str, Any]:
    """The other extreme: no text, no entry, no content."""
    return {p.name: "" if isinstance(p, Text) else () for p in placeholders}


def _sample(placeholder: Placeholder) -> Any:
    if isinstance(placeholder, Text):
        return placeholder.sample or f"{placeholder.words} {SIGNS}"
    if isinstance(placeholder, Content):
        return placeholder.sample
    return [{p.name: _sample(p) for p in placeholder.fields} for _ in range(placeholder.samples)]


def lines(placeholders: tuple[Placeholder, ...], before: str = "") -> Iterator[tuple[str, str]]:
    """How each is written in a template, with its words: ("{{ titel }}", "Titel des Dokuments")."""
    for p in placeholders:
        if isinstance(p, Rows):
            yield f"{{% for {p.one} in {before}{p.name} %}}", p.words
            yield from lines(p.fields, f"{p.one}.")
        else:
            yield f"{{{{ {before}{p.name} }}}}", p.words

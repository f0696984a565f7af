"""Members of a Word document as a stream of elements: nothing is expanded, fetched or built up."""

from __future__ import annotations

from typing import Any
from xml.parsers import expat

from sozialstrategie.evidence.monitoring.readers.problems import Refusal

DAMAGED = "Das Word-Dokument ist beschädigt und lässt sich nicht öffnen; bitte neu speichern."


class WordXml:
    """Reads one member; `start` and `end` get local names, attributes without their namespaces."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.characters
        self.parser.StartDoctypeDeclHandler = self._doctype

    def read(self, xml: bytes) -> Any:
        try:
            self.parser.Parse(xml, True)
        except (expat.ExpatError, LookupError, ValueError, RecursionError):
            raise Refusal("damaged_document", DAMAGED) from None
        return self

    def _doctype(self, *_: Any) -> None:
        raise Refusal("damaged_document", DAMAGED)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.start(name.rsplit(" ", 1)[-1], {key.rsplit(" ", 1)[-1]: value for key, value in attributes.items()})

    def _end(self, name: str) -> None:
        self.end(name.rsplit(" ", 1)[-1])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Nothing, unless a reader needs it."""

    def end(self, name: str) -> None:
        """Nothing, unless a reader needs it."""

    def characters(self, text: str) -> None:
        """Nothing, unless a reader needs it."""

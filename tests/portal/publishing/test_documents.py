"""Documents beside the released strategy: drawn from the frozen version, never from what is worked on."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from sozialstrategie.action.strategy import services
from sozialstrategie.action.strategy.models import Strategy, StrategyVersion
from sozialstrategie.action.strategy.printed.easy import services as easy
from sozialstrategie.action.strategy.queries.life import decision_about
from sozialstrategie.action.strategy.services import corrections
from sozialstrategie.kit.core.actor import system
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.scopes import owner_scope
from tests.action.strategy.conftest import build_chain, make_organisation, person_in

WHO = system("Test")
AT = "/oeffentlich/musterberg/"
ALL = (
    "dokumente/kurzfassung.pdf", "dokumente/kurzfassung.docx", "dokumente/massnahmentabelle.xlsx", "dokumente/plakat.pdf",
)  # fmt: skip


@pytest.fixture
def chain(db: None) -> Iterator[SimpleNamespace]:
    home = make_organisation("musterberg")
    with owner_scope(home):
        made = build_chain(home)
        person = person_in(home, "measure_owner")  # type: ignore[arg-type]
        services.edit_measure(
            actor=WHO, measure=made.measure, version=made.measure.version, responsible=person, end=date(2024, 1, 1)
        )
        services.update_progress(actor=WHO, measure=made.measure, version=made.measure.version, rating="stopped")
        made.home = home
        yield made


def release(strategy: Strategy) -> StrategyVersion:
    strategy.refresh_from_db()
    return services.release_strategy(actor=WHO, strategy=strategy, version=strategy.version)


def get(path: str) -> tuple[int, bytes]:
    response = Client().get(AT + path)
    return response.status_code, response.content


def text_of(data: bytes) -> str:
    """All texts of a Word file or a workbook."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return "\n".join(archive.read(n).decode("utf-8", "replace") for n in archive.namelist() if n.endswith(".xml"))


def test_nothing_before_the_release(chain: SimpleNamespace) -> None:
    services.freeze_draft(actor=WHO, strategy=chain.strategy)
    for path in ("", *ALL, "leicht-verstaendlich.pdf", f"teilplaene/{chain.strategy.uid}/strategie.pdf"):
        assert get(path)[0] == 404, path


def test_the_page_offers_them_and_each_comes(chain: SimpleNamespace) -> None:
    release(chain.strategy)
    page = get("")[1].decode()
    for path in ALL:
        assert f'href="{AT}{path}"' in page
        status, data = get(path)
        assert (status, data[:4]) == (200, b"%PDF" if path.endswith("pdf") else b"PK\x03\x04"), path
    assert "leicht-verstaendlich" not in page and "Teilpläne" not in page
    for path in (
        "dokumente/kurzfassung.xlsx",
        "dokumente/plakat.docx",
        "dokumente/unsinn.pdf",
        "dokumente/strategie.pdf",
    ):
        assert get(path)[0] == 404, path


def test_they_are_drawn_from_the_frozen_version_alone(chain: SimpleNamespace) -> None:
    release(chain.strategy)
    services.edit_measure(actor=WHO, measure=chain.measure, version=chain.measure.version, title="GEHEIM geplant")
    services.freeze_draft(actor=WHO, strategy=chain.strategy)
    data = get("dokumente/massnahmentabelle.xlsx")[1]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name("Maßnahmen").to_python()
    assert [row[:2] for row in rows[1:]] == [["1.1.1", "Lotsendienst an Grundschulen"]]
    for hidden in ("Einschätzung der Stelle", "Berechnete Hinweise", "Geplante Kosten in Euro"):
        assert hidden not in rows[0]
    for path in ("dokumente/massnahmentabelle.xlsx", "dokumente/kurzfassung.docx"):
        text = text_of(get(path)[1])
        assert "Lotsendienst" in text and "Fassung 1, freigegeben am" in text
        assert not any(word in text for word in ("GEHEIM", "Person measure_owner", "Ende vorbei", "ruht"))


def test_the_easy_text_is_called_what_it_has_earned(chain: SimpleNamespace) -> None:
    version = release(chain.strategy)
    text = "# Was wir tun\nWir helfen Familien."
    edition = easy.create_easy(actor=WHO, owner=chain.home, version_of=version, title="Unser Plan", text=text)
    assert get("leicht-verstaendlich.pdf")[0] == 404  # not released yet
    easy.release_easy(actor=WHO, edition=edition, version=edition.version)
    edition.refresh_from_db()
    easy.edit_easy(actor=WHO, edition=edition, version=edition.version, title="Unser Plan", text="# GEHEIM\nNeu.")
    page = get("")[1].decode()
    assert "Text in einfache Sprache, noch nicht geprüft" in page or "einfacher Sprache" in page
    response = Client().get(AT + "leicht-verstaendlich.docx")
    assert response.status_code == 200 and "einfache-sprache-nicht-geprueft" in response["Content-Disposition"]
    words = text_of(response.content)
    assert "Wir helfen Familien." in words and "GEHEIM" not in words
    assert get("leicht-verstaendlich.xlsx")[0] == 404


def test_component_plans_show_once_they_are_released(chain: SimpleNamespace) -> None:
    release(chain.strategy)
    home: Organisation = chain.home
    part = services.create_strategy(
        actor=WHO, owner=home, umbrella=chain.strategy, title="Integrationskonzept", period_from=2025, period_to=2028
    )
    field = services.create_field(actor=WHO, owner=home, strategy=part, title="Ankommen")
    services.create_goal(actor=WHO, owner=home, field=field, title="Sprache für alle")
    path = f"teilplaene/{part.uid}/strategie.docx"
    assert "Integrationskonzept" not in get("")[1].decode() and get(path)[0] == 404
    release(part)
    services.edit_strategy(actor=WHO, strategy=part, version=part.version, title="GEHEIMER Titel")
    page = get("")[1].decode()
    assert "Integrationskonzept" in page and f'href="{AT}{path}"' in page and "GEHEIM" not in page
    assert (
        "<h1>Gemeinsam stark</h1>" in page
    )  # the newest release of all is the Teilplan, the page stays that of the whole
    status, data = get(path)
    assert status == 200 and "Sprache für alle" in text_of(data) and "GEHEIM" not in text_of(data)
    assert get(f"teilplaene/{part.uid}/kurzfassung.docx")[0] == 200
    assert get(f"teilplaene/{chain.strategy.uid}/strategie.docx")[0] == 404
    assert get(f"teilplaene/{uuid4()}/strategie.docx")[0] == 404


def test_not_below_the_name_of_the_twin(chain: SimpleNamespace) -> None:
    twin = make_organisation("zwillingen")
    with owner_scope(twin):
        release(build_chain(twin).strategy)
        part = services.create_strategy(
            actor=WHO,
            owner=twin,
            umbrella=Strategy.objects.get(owner=twin),
            title="Teil",
            period_from=2025,
            period_to=2028,
        )
        field = services.create_field(actor=WHO, owner=twin, strategy=part, title="Feld")
        services.create_goal(actor=WHO, owner=twin, field=field, title="Ziel")
        release(part)
    release(chain.strategy)
    path = f"teilplaene/{part.uid}/strategie.docx"
    assert Client().get(f"/oeffentlich/zwillingen/{path}").status_code == 200 and get(path)[0] == 404


def test_decision_errata_and_the_checksum_after_an_erasure_are_told(chain: SimpleNamespace) -> None:
    strategy = chain.strategy
    services.life.enter_adopted(
        actor=WHO, strategy=strategy, version=strategy.version, on=date(2026, 6, 25), number="47/2026", body="Kreistag"
    )
    version = release(strategy)
    basis = (
        f"Fassung {version.number}, freigegeben am {timezone.localdate():%d.%m.%Y}; Grundlage: Fassung 1, Kreistag, "
    )
    assert basis + "beschlossen am 25.06.2026, Nr. 47/2026" in text_of(get("strategie.docx")[1])
    assert "Beschlossen: Kreistag, 25. Juni 2026, Nr. 47/2026 (Fassung 1;" in get("")[1].decode()
    corrections.note_erratum(actor=WHO, version=version, text="Auf Seite 3 sind es 12 Schulen.")
    note = corrections.erase_words(actor=WHO, version=version, words="Lotsendienst", reason="Schutz einer FAMILIE")
    page = get("")[1].decode()
    assert "Auf Seite 3 sind es 12 Schulen." in page and "FAMILIE" not in page
    assert note.sha256_after in page and version.sha256 in page and "[gelöscht] an Grundschulen" in page
    for path in ("strategie.docx", "dokumente/kurzfassung.docx", "dokumente/massnahmentabelle.xlsx"):
        text = text_of(get(path)[1])
        assert f"; berichtigt am {timezone.localdate():%d.%m.%Y}" in text
        assert version.sha256[:16] not in text and "FAMILIE" not in text
    assert f"Prüfsumme {note.sha256_after[:16]}." in text, "die Tabelle nennt sie am Fuß"
    assert "Auf Seite 3 sind es 12 Schulen." in text_of(get("strategie.docx")[1])
    draft = services.freeze_draft(actor=WHO, strategy=strategy)
    assert decision_about(draft) is None, "ein Entwurf danach ist nicht beschlossen"

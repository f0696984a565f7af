"""After both twins have released: the public reads what is released, and nothing else, from pages and from documents."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import pytest
from django.test import Client

from sozialstrategie.action.strategy import services
from sozialstrategie.kit.accounts.queries import actor_for
from sozialstrategie.kit.core.scopes import owner_scope
from tests.routes.seed import Tenant, World
from tests.routes.urls import all_routes
from tests.routes.visits import Visitor, owners_of, url_for


@pytest.fixture
def released(world: World) -> World:
    for tenant in (world.own, world.foreign):
        strategy = tenant.made["strategy"]
        with owner_scope(tenant.organisation):
            strategy.refresh_from_db()
            services.release_strategy(
                actor=actor_for(tenant.people["leadership"]),
                strategy=strategy,
                version=strategy.version,
                note="Beschluss",
            )
    return world


def words(tenant: Tenant) -> tuple[bytes, bytes]:
    return tenant.canary.encode(), tenant.secret.encode()


def test_pages_of_the_released_strategy(released: World) -> None:
    for tenant, other in ((released.own, released.foreign), (released.foreign, released.own)):
        response = Client().get(f"/oeffentlich/{tenant.slug}/")
        assert response.status_code == 200
        text = response.content.upper()
        assert words(tenant)[0] in text
        assert words(tenant)[1] not in text
        assert words(other)[0] not in text and words(other)[1] not in text


@pytest.mark.parametrize("asker", ["public", *(pytest.param(a, marks=pytest.mark.long) for a in ("no_role", "land"))])
def test_everything_else_stays_inside(asker: str, released: World, visitor: Visitor) -> None:
    """All GET routes again for those outside: secrets nowhere, released words only below the own public address."""
    leaks = []
    for route in all_routes():
        for owner in owners_of(route):
            url = url_for(route, owner, released)
            text = visitor.ask(asker, "GET", url).content.upper()
            for tenant in (released.own, released.foreign):
                word, secret = words(tenant)
                if secret in text or (word in text and not url.startswith(f"/oeffentlich/{tenant.slug}/")):
                    leaks.append(f"{url}: {tenant.canary}")
    assert leaks == []


def _texts(data: bytes) -> Iterator[bytes]:
    """Every text of a file: members of a zip, text and attachments of a PDF."""
    yield data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                yield from _texts(archive.read(name))
    if data.startswith(b"%PDF"):
        import pikepdf

        yield subprocess.run(["pdftotext", "-layout", "-", "-"], input=data, capture_output=True, check=True).stdout
        with pikepdf.open(io.BytesIO(data)) as pdf:
            yield str(pdf.docinfo).encode()
            if "/Metadata" in pdf.Root:
                yield pdf.Root.Metadata.read_bytes()
            for name, attachment in pdf.attachments.items():
                yield name.encode()
                yield attachment.get_file().read_bytes()


def plain(data: bytes) -> bytes:
    """All texts without line breaks and soft hyphens, which may part a word."""
    joined = b"\n".join(_texts(data)).upper()
    return joined.replace(b"\xc2\xad", b"").replace(b"-\n", b"-")


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) fehlt")
@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_documents(ending: str, released: World) -> None:
    """The released document for everybody, the working draft for members: never a word of the twin; no secret in public."""
    for tenant, other in ((released.own, released.foreign), (released.foreign, released.own)):
        public = Client().get(f"/oeffentlich/{tenant.slug}/strategie.{ending}")
        assert public.status_code == 200
        text = plain(public.content)
        assert words(tenant)[0] in text
        assert words(tenant)[1] not in text
        assert words(other)[0] not in text and words(other)[1] not in text

        member = Client()
        member.force_login(tenant.people["planning_coordinator"])
        draft = member.get(f"/k/{tenant.slug}/strategie/dokument.{ending}")
        assert draft.status_code == 200
        text = plain(draft.content)
        assert words(tenant)[0] in text
        assert words(other)[0] not in text and words(other)[1] not in text


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) fehlt")
@pytest.mark.parametrize("path", ["kurzfassung.pdf", "kurzfassung.docx", "massnahmentabelle.xlsx", "plakat.pdf"])
def test_further_documents(path: str, released: World) -> None:
    for tenant, other in ((released.own, released.foreign), (released.foreign, released.own)):
        public = Client().get(f"/oeffentlich/{tenant.slug}/dokumente/{path}")
        assert public.status_code == 200
        text = plain(public.content)
        assert words(tenant)[0] in text
        assert words(tenant)[1] not in text
        assert words(other)[0] not in text and words(other)[1] not in text


@pytest.mark.long
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) fehlt")
def test_reports_and_exports_of_figures_name_no_tenant(released: World) -> None:
    urls = ["/lage/16062/sozialbericht.pdf", *(f"/lage/16062/child_sgb2_rate.{e}" for e in ("csv", "json", "xlsx"))]
    for url in urls:
        response = Client().get(url)
        assert response.status_code == 200, url
        # The notice of who paid is owed to the public; it is all that a report of a place takes from its authority.
        text = plain(response.content).replace(f"{released.own.canary} gefördert".encode().upper(), b"")
        for tenant in (released.own, released.foreign):
            assert not any(word in text for word in words(tenant)), url

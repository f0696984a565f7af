"""The start page of a role says what that role can do here."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.core.enums import Role
from sozialstrategie.kit.core.models import Organisation
from tests.portal.web.conftest import Login


@pytest.mark.parametrize("role", [Role.BODY_MEMBER, Role.CLERK, Role.ADMIN])
def test_roles_without_drafts_find_what_to_read(home: Organisation, login: Login, role: Role) -> None:
    page = login(home, role).get("/k/nord/").content.decode()
    assert "Zum Lesen" in page
    assert "Noch ist keine Strategie freigegeben." in page
    assert "Lage in Zahlen" in page
    assert "Ihre eigenen Schritte" in page
    assert "einzelne Schritte zurücknehmen" not in page
    admin = role == Role.ADMIN
    assert ("Sie kümmern sich hier um Zugänge und Angaben." in page) is admin
    assert ("Hier lesen Sie, was freigegeben ist." in page) is not admin


def test_leadership_reads_of_all_steps(home: Organisation, login: Login) -> None:
    page = login(home, Role.LEADERSHIP).get("/k/nord/").content.decode()
    assert "Wer hat wann was getan; einzelne Schritte zurücknehmen" in page
    assert "Zum Lesen" not in page

"""The optimistic lock: the second of two people never overwrites the first."""

from __future__ import annotations

import pytest

from sozialstrategie.kit.core.errors import Conflict
from sozialstrategie.kit.core.models import Organisation
from sozialstrategie.kit.core.versions import save_version


def test_first_writer_wins_second_sees_both_texts(north: Organisation) -> None:
    mine, theirs = Organisation.objects.get(pk=north.pk), Organisation.objects.get(pk=north.pk)
    save_version(theirs, version=1, values={"name": "Ihr Text"})
    with pytest.raises(Conflict) as caught:
        save_version(mine, version=1, values={"name": "Mein Text"})
    assert caught.value.submitted == {"name": "Mein Text"}
    assert (caught.value.obj.name, caught.value.obj.version) == ("Ihr Text", 2)
    north.refresh_from_db()
    assert (north.name, north.version) == ("Ihr Text", 2)


def test_saved_record_knows_its_new_version(north: Organisation) -> None:
    saved = save_version(north, version=1, values={"name": "A"})
    assert (saved is north, saved.name, saved.version) == (True, "A", 2)
    assert save_version(north, version=2, values={"name": "B"}).version == 3


@pytest.mark.parametrize("version", [0, 2, 99])
def test_any_other_version_conflicts(north: Organisation, version: int) -> None:
    with pytest.raises(Conflict):
        save_version(north, version=version, values={"name": "A"})


def test_record_that_is_gone_conflicts(north: Organisation) -> None:
    stale = Organisation.objects.get(pk=north.pk)
    Organisation.objects.filter(pk=north.pk)._raw_delete("default")
    with pytest.raises(Conflict) as caught:
        save_version(stale, version=1, values={"name": "A"})
    assert caught.value.obj is None

"""A frozen version may lose words only by an erasure that is noted: its text becomes exactly the one that the note holds."""

from django.db import migrations

FIXED = (
    "id", "uid", "owner_id", "created_at", "updated_at", "version", "deleted_at", "strategy_id", "number", "state", "sha256", "note",
    "frozen_at", "frozen_by",
)  # fmt: skip
NOTED = """EXISTS (SELECT 1 FROM strategy_versionnote AS n WHERE n.version_of_id = OLD.id AND n.kind = 'erasure'
    AND n.pending_text <> '' AND n.pending_text = NEW.payload_text)"""


def _drop(editor):
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER IF EXISTS strategy_version_no_update")


def allow_noted(apps, editor):
    if editor.connection.vendor == "sqlite":
        _drop(editor)
        same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in FIXED)
        editor.execute(
            f"""CREATE TRIGGER strategy_version_no_update BEFORE UPDATE ON strategy_strategyversion
            WHEN NOT ({same} AND {NOTED})
            BEGIN SELECT RAISE(ABORT, 'strategy_strategyversion is frozen'); END"""
        )
        return
    same = " AND ".join(f"NEW.{name} IS NOT DISTINCT FROM OLD.{name}" for name in FIXED)
    editor.execute(
        f"""CREATE OR REPLACE FUNCTION strategy_version_refuse() RETURNS trigger AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF {same} AND {NOTED} THEN RETURN NEW; END IF;
            END IF;
            RAISE EXCEPTION 'strategy_strategyversion is frozen';
        END $$ LANGUAGE plpgsql"""
    )


def forbid(apps, editor):
    if editor.connection.vendor == "sqlite":
        _drop(editor)
        editor.execute(
            """CREATE TRIGGER strategy_version_no_update BEFORE UPDATE ON strategy_strategyversion
            BEGIN SELECT RAISE(ABORT, 'strategy_strategyversion is frozen'); END"""
        )
        return
    editor.execute(
        """CREATE OR REPLACE FUNCTION strategy_version_refuse() RETURNS trigger AS $$
        BEGIN RAISE EXCEPTION 'strategy_strategyversion is frozen'; END $$ LANGUAGE plpgsql"""
    )


class Migration(migrations.Migration):
    dependencies = [("strategy", "0006_strategy_life")]
    operations = [migrations.RunPython(allow_noted, forbid)]

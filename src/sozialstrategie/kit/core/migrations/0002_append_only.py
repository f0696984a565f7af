"""The list of acts is append-only in the database itself; only `changes` may be blanked (erasure)."""

from django.db import migrations

COLUMNS = (
    "id, sequence, uid, time, owner_id, actor_uid, actor_name, verb, object_type, object_uid, object_label, "
    "changes_digest, previous_hash, hash"
)

SQLITE = [
    f"""CREATE TRIGGER core_act_no_update BEFORE UPDATE OF {COLUMNS} ON core_act
    BEGIN SELECT RAISE(ABORT, 'core_act is append-only'); END""",
    """CREATE TRIGGER core_act_no_rewrite BEFORE UPDATE OF changes ON core_act WHEN NEW.changes IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'core_act is append-only'); END""",
    """CREATE TRIGGER core_act_no_delete BEFORE DELETE ON core_act
    BEGIN SELECT RAISE(ABORT, 'core_act is append-only'); END""",
]
POSTGRES = [
    f"""CREATE FUNCTION core_act_refuse() RETURNS trigger AS $$
    BEGIN
      IF TG_OP = 'UPDATE' AND NEW.changes IS NULL
         AND ROW({", ".join("NEW." + c.strip() for c in COLUMNS.split(","))})
         IS NOT DISTINCT FROM ROW({", ".join("OLD." + c.strip() for c in COLUMNS.split(","))}) THEN
        RETURN NEW;
      END IF;
      RAISE EXCEPTION 'core_act is append-only';
    END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER core_act_append_only BEFORE UPDATE OR DELETE ON core_act
    FOR EACH ROW EXECUTE FUNCTION core_act_refuse()""",
    """CREATE TRIGGER core_act_no_truncate BEFORE TRUNCATE ON core_act
    FOR EACH STATEMENT EXECUTE FUNCTION core_act_refuse()""",
]


def protect(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("no_update", "no_rewrite", "no_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS core_act_{name}")
    else:
        for name in ("append_only", "no_truncate"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS core_act_{name} ON core_act")
        schema_editor.execute("DROP FUNCTION IF EXISTS core_act_refuse()")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]

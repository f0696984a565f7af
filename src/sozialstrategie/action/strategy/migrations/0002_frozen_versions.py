"""A frozen version of a strategy stays as it is: the database itself refuses change and deletion."""

from django.db import migrations

SQLITE = [
    """CREATE TRIGGER strategy_version_no_update BEFORE UPDATE ON strategy_strategyversion
    BEGIN SELECT RAISE(ABORT, 'strategy_strategyversion is frozen'); END""",
    """CREATE TRIGGER strategy_version_no_delete BEFORE DELETE ON strategy_strategyversion
    BEGIN SELECT RAISE(ABORT, 'strategy_strategyversion is frozen'); END""",
]
POSTGRES = [
    """CREATE FUNCTION strategy_version_refuse() RETURNS trigger AS $$
    BEGIN RAISE EXCEPTION 'strategy_strategyversion is frozen'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER strategy_version_frozen BEFORE UPDATE OR DELETE ON strategy_strategyversion
    FOR EACH ROW EXECUTE FUNCTION strategy_version_refuse()""",
]


def protect(apps, schema_editor):
    statements = SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES
    for statement in statements:
        schema_editor.execute(statement)


def unprotect(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("no_update", "no_delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS strategy_version_{name}")
    else:
        schema_editor.execute("DROP TRIGGER IF EXISTS strategy_version_frozen ON strategy_strategyversion")
        schema_editor.execute("DROP FUNCTION IF EXISTS strategy_version_refuse()")


class Migration(migrations.Migration):
    dependencies = [("strategy", "0001_initial")]
    operations = [migrations.RunPython(protect, unprotect)]

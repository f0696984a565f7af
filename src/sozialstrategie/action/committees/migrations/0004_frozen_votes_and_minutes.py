"""Votes, ballots and approved minutes stay as they are: the database itself refuses change and deletion.

SQLite loses triggers when a later migration rebuilds a table; such a migration runs `protect` again at its end.
"""

from django.db import migrations

VOTE, BALLOT, MINUTES = "committees_vote", "committees_ballot", "committees_minutes"
# What a vote was; the override by two persons and the withdrawal stand in the other columns.
VOTE_FIXED = (
    "id", "uid", "owner_id", "created_at", "item_id", "motion", "rule", "rule_words", "yes", "no", "abstain", "invalid", "present",
    "eligible", "chair_in_favour", "is_secret", "quorum_met", "quorum_words", "computed", "needed", "outcome_words",
)  # fmt: skip
OVERRIDE = ("carried", "override_reason", "overridden_by", "override_confirmed_by")


def _same(names, vendor):
    word = "IS" if vendor == "sqlite" else "IS NOT DISTINCT FROM"
    return " AND ".join(f'NEW."{name}" {word} OLD."{name}"' for name in names)


def protect(apps, editor):
    vendor = editor.connection.vendor
    settled = f"(OLD.override_confirmed_by IS NULL OR ({_same(OVERRIDE, vendor)}))"
    rules = (
        ("vote_no_update", VOTE, "UPDATE", f"NOT ({_same(VOTE_FIXED, vendor)} AND {settled})"),
        ("vote_no_delete", VOTE, "DELETE", ""),
        ("ballot_no_update", BALLOT, "UPDATE", ""),
        ("ballot_no_delete", BALLOT, "DELETE", ""),
        ("minutes_no_update", MINUTES, "UPDATE", "OLD.state = 'approved'"),
        ("minutes_no_delete", MINUTES, "DELETE", "OLD.state = 'approved'"),
    )
    unprotect(apps, editor)
    if vendor != "sqlite":
        editor.execute(
            """CREATE FUNCTION committees_refuse() RETURNS trigger AS $$
            BEGIN RAISE EXCEPTION 'this row is frozen'; END $$ LANGUAGE plpgsql"""
        )
    for name, table, what, when in rules:
        condition = f"WHEN ({when})" if when else ""
        body = (
            f"BEGIN SELECT RAISE(ABORT, '{table} is frozen'); END"
            if vendor == "sqlite"
            else "FOR EACH ROW @ EXECUTE FUNCTION committees_refuse()".replace("@", condition)
        )
        head = f"CREATE TRIGGER committees_{name} BEFORE {what} ON {table} "
        editor.execute(head + (f"{condition} {body}" if vendor == "sqlite" else body))


def unprotect(apps, editor):
    for table, names in (
        (VOTE, ("vote_no_update", "vote_no_delete")),
        (BALLOT, ("ballot_no_update", "ballot_no_delete")),
        (MINUTES, ("minutes_no_update", "minutes_no_delete")),
    ):
        for name in names:
            on = "" if editor.connection.vendor == "sqlite" else f" ON {table}"
            editor.execute(f"DROP TRIGGER IF EXISTS committees_{name}{on}")
    if editor.connection.vendor != "sqlite":
        editor.execute("DROP FUNCTION IF EXISTS committees_refuse()")


class Migration(migrations.Migration):
    dependencies = [("committees", "0003_papers_and_votes")]
    operations = [migrations.RunPython(protect, unprotect)]

#!/usr/bin/env bash
# Die Prüfungen hinter make test, check, e2e, test-long. Nennt am Anfang und am Ende, was hier nicht geprüft werden kann;
# mit CI=true ist Fehlendes ein Fehler.
set -uo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
workers="${WORKERS:-2}"
failed=()
skipped=()

# Wo PostgreSQL anderes tut als SQLite: Trigger, COPY, Sperren, Bedingungen. Alles Übrige prüft test-long auf PostgreSQL.
other_on_postgres=(
    tests/kit tests/evidence/disclosure tests/evidence/monitoring/services/test_computing.py tests/evidence/monitoring/test_queries.py
    tests/evidence/test_crash.py tests/action/strategy/test_services.py tests/action/strategy/test_thread.py
)

step() {
    local name="$1" begin=$SECONDS code=0
    shift
    echo
    echo "== $name"
    "$@" || code=$?
    echo "   ($((SECONDS - begin)) s)"
    if [ "$code" -ne 0 ]; then failed+=("$name (Code $code)"); fi
}

# pytest nennt eine leere Auswahl Code 5; hier heißt das: davon gibt es noch nichts.
tests() {
    local code=0
    "$@" || code=$?
    if [ "$code" -eq 5 ]; then
        echo "   keine Tests in dieser Auswahl"
        return 0
    fi
    return "$code"
}

missing() {
    skipped+=("$1")
    if [ "${CI:-}" = "true" ]; then failed+=("fehlt: $1"); fi
}

survey() {
    local browser="${CHROMIUM:-}" reason
    if [ -z "$browser" ]; then browser="$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)"; fi
    if [ -n "$browser" ]; then export CHROMIUM="$browser"; else missing "Browsertests: kein Chromium gefunden"; fi
    postgres=yes
    if ! reason="$($bin/python tools/with_postgres.py --probe)"; then
        postgres=no
        missing "Zweiter Lauf auf PostgreSQL: $reason"
    fi
    if [ ! -d ../shared/data ]; then missing "Prüfung an echten Rohdateien: ../shared/data fehlt (eigene kleine Muster laufen)"; fi
    if ! command -v soffice >/dev/null; then missing "Word- und Excel-Dateien in LibreOffice: soffice fehlt (libreoffice-writer-nogui, libreoffice-calc-nogui)"; fi
    if ! command -v pdftoppm >/dev/null; then missing "Blick in PDF-Seiten: poppler-utils fehlt"; fi
}

static_checks() {
    step "Regeln (ruff)" $bin/ruff check .
    step "Form (ruff format)" $bin/ruff format --check .
    step "Typen (mypy)" $bin/mypy
    step "Stockwerke (import-linter)" $bin/lint-imports
    step "Lizenzen (reuse)" $bin/reuse lint --lines
    step "Abhängigkeiten (requirements*.lock)" $bin/python tools/check_lock.py
    step "Das Projekt spricht nur von sich selbst" $bin/python tools/check_tree.py
    step "Mitgelieferte Bausteine" $bin/python tools/vendor_assets.py --check
}

report() {
    echo
    if [ "${#skipped[@]}" -gt 0 ]; then
        echo "Nicht geprüft:"
        printf '  - %s\n' "${skipped[@]}"
    fi
    if [ "${#failed[@]}" -gt 0 ]; then
        echo "Fehlgeschlagen:"
        printf '  - %s\n' "${failed[@]}"
        exit 1
    fi
    echo "Alles in Ordnung (${SECONDS} s)."
}

case "${1:-all}" in
check)
    static_checks
    ;;
e2e)
    survey
    step "Browser" tests $bin/pytest -q -rs -m "e2e" -n "$workers"
    ;;
long)
    survey
    step "Lange Tests" tests $bin/pytest -q -rs -m "long" -n "$workers" --dist loadfile --no-loadscope-reorder
    if [ "$postgres" = yes ]; then
        step "Alle Tests mit Datenbank auf PostgreSQL" tests $bin/python tools/with_postgres.py \
            $bin/pytest -q -rs -m "database and not e2e and not long" -n "$workers"
    fi
    ;;
all)
    survey
    static_checks
    step "Tests (SQLite)" $bin/pytest -q -rs -m "not long" -n "$workers" --dist loadfile --no-loadscope-reorder
    if [ "$postgres" = yes ]; then
        step "Tests (PostgreSQL)" tests $bin/python tools/with_postgres.py \
            $bin/pytest -q -rs -m "database and not e2e and not long" -n "$workers" "${other_on_postgres[@]}"
    fi
    ;;
*)
    echo "Aufruf: tools/run_tests.sh all|check|e2e|long" >&2
    exit 2
    ;;
esac
report

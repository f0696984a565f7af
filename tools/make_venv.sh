#!/bin/sh
# Legt .venv an. Sucht einen Python-Interpreter ab 3.11 und sagt auf Deutsch, was fehlt.
set -eu
venv="${1:-.venv}"

fits() {
    command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -x "$venv/bin/python" ] && fits "$venv/bin/python"; then
    exit 0
fi

chosen=""
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
    if fits "$candidate"; then
        chosen="$candidate"
        break
    fi
done

if [ -z "$chosen" ]; then
    echo "Es fehlt Python ab Version 3.11. Gesucht wurde nach: ${PYTHON:-python3 python3.13 python3.12 python3.11}." >&2
    echo "python3 ist hier: $(python3 --version 2>&1 || echo nicht vorhanden)." >&2
    echo "Debian 12 und Ubuntu 24.04: apt-get install python3 python3-venv; macOS: Python von python.org oder Homebrew." >&2
    echo "Liegt ein passendes Python anderswo: make setup PYTHON=/pfad/zu/python3.12" >&2
    exit 1
fi

if ! "$chosen" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    echo "Dem gefundenen $("$chosen" --version) fehlt das Modul venv." >&2
    echo "Debian und Ubuntu: apt-get install python3-venv, danach noch einmal starten." >&2
    exit 1
fi

echo "Lege $venv an ($("$chosen" --version)) ..."
"$chosen" -m venv --clear "$venv"

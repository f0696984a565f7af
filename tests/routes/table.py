"""The reviewed table in `routes.csv`: what every route answers to everybody.

One line: route; methods; owner of what the address names; answer; who gets it. Answers are status numbers, "login" is the
way to the login page. Askers are roles in the own authority, `public` (no login), `no_role` (login without any role) and
`land` (looks in for the Land, in its own organisation); `everybody` is all of them, `signed_in` all but `public`.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from tests.routes.visits import ASKERS, METHODS, OWNERS, PUBLIC, Answer

PATH = Path(__file__).with_name("routes.csv")
HEAD = ["route", "methods", "owner", "answer", "askers"]
Question = tuple[str, str, str, str]  # route, method, owner, asker


def read() -> dict[Question, str]:
    """Every single expectation."""
    expected: dict[Question, str] = {}
    with open(PATH, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for method in row["methods"].split():
                for asker in _askers(row["askers"]):
                    question = (row["route"], method, row["owner"], asker)
                    assert question not in expected, f"doppelt: {question}"
                    expected[question] = row["answer"]
    return expected


def _askers(words: str) -> Iterable[str]:
    if words == "everybody":
        return ASKERS
    return [a for a in ASKERS if a != PUBLIC] if words == "signed_in" else words.split()


def lines(answers: Iterable[Answer]) -> list[list[str]]:
    """The table as it would be written from answers: same answers to the same people in one line."""
    askers: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for a in answers:
        askers[a.route, a.owner, a.method, a.status].append(a.asker)
    methods: dict[tuple[str, str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (route, owner, method, status), who in askers.items():
        methods[route, owner, status, tuple(sorted(who, key=ASKERS.index))].append(method)
    rows = [
        (route, OWNERS.index(owner), [METHODS.index(m) for m in found], status, who)
        for (route, owner, status, who), found in methods.items()
    ]
    return [
        [route, " ".join(METHODS[m] for m in found), OWNERS[owner], status, _words(who)]
        for route, owner, found, status, who in sorted(rows)
    ]


def _words(who: tuple[str, ...]) -> str:
    if who == ASKERS:
        return "everybody"
    return "signed_in" if who == tuple(a for a in ASKERS if a != PUBLIC) else " ".join(who)


def write(answers: Iterable[Answer]) -> None:
    with open(PATH, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(lines(answers))


def differences(answers: Iterable[Answer]) -> list[str]:
    """Where the program answers otherwise than the table says; empty when they agree."""
    expected = read()
    found = []
    for a in answers:
        wanted = expected.get((a.route, a.method, a.owner, a.asker), "nicht in der Tabelle")
        if wanted != a.status:
            found.append(f"{a.route} {a.method} {a.owner} {a.asker}: erwartet {wanted}, bekommen {a.status}")
    return found

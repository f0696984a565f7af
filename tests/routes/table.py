"""The reviewed table in `routes.csv`: what every route answers to everybody.

One line: route; methods; answer; who gets it. Answers are status numbers. Askers are roles in the own authority, `public`
(no login), `no_role` (login without any role) and `land` (looks in for the Land, in its own organisation); `everybody` is
all of them, `signed_in` all but `public`. The table holds what is allowed; the rest follows from four rules:

1. whoever is not logged in is sent to the login ("login"), unless a line of the route names `public`;
2. a method that no line of the route names is answered 405;
3. things of another authority, or below a wrong address, are answered 404 to everybody;
4. whoever no line names gets 404.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from tests.routes.visits import ASKERS, METHODS, PUBLIC, Answer

PATH = Path(__file__).with_name("routes.csv")
HEAD = ["route", "methods", "answer", "askers"]
Lines = dict[tuple[str, str], str]  # method, asker -> answer


@lru_cache(maxsize=1)
def read() -> dict[str, Lines]:
    """Route -> its lines."""
    routes: dict[str, Lines] = defaultdict(dict)
    with open(PATH, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            for method in row["methods"].split():
                for asker in _askers(row["askers"]):
                    assert (method, asker) not in routes[row["route"]], f"doppelt: {row}"
                    assert asker in ASKERS and method in METHODS, f"unbekannt: {row}"
                    routes[row["route"]][method, asker] = row["answer"]
    return routes


def expected(route: str, method: str, owner: str, asker: str) -> str:
    """The answer by the table and its four rules."""
    lines = read().get(route)
    if lines is None:
        return "nicht in der Tabelle"
    if asker == PUBLIC and not any(who == PUBLIC for _, who in lines):
        return "login"
    if not any(known == method for known, _ in lines):
        return "405"
    if owner in ("foreign", "mixed"):
        return "404"
    return lines.get((method, asker), "404")


def _askers(words: str) -> Iterable[str]:
    if words == "everybody":
        return ASKERS
    return [a for a in ASKERS if a != PUBLIC] if words == "signed_in" else words.split()


def lines_of(answers: Iterable[Answer]) -> list[list[str]]:
    """The table as it would be written from answers about own things: same answers to the same people in one line."""
    askers: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for a in answers:
        if a.owner in ("none", "own"):
            askers[a.route, a.method, a.status].append(a.asker)
    methods: dict[tuple[str, str, tuple[str, ...]], list[str]] = defaultdict(list)
    for (route, method, status), who in askers.items():
        others = {s for r, m, s in askers if (r, m) == (route, method)} - {"login", "404"}
        if status != "login" and others != {"405"} and (status != "404" or not others):
            methods[route, status, tuple(sorted(who, key=ASKERS.index))].append(method)
    rows = [(route, [METHODS.index(m) for m in found], status, who) for (route, status, who), found in methods.items()]
    return [[r, " ".join(METHODS[m] for m in found), status, _words(who)] for r, found, status, who in sorted(rows)]


def _words(who: tuple[str, ...]) -> str:
    if who == ASKERS:
        return "everybody"
    return "signed_in" if who == tuple(a for a in ASKERS if a != PUBLIC) else " ".join(who)


def write(answers: Iterable[Answer]) -> None:
    with open(PATH, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(lines_of(answers))


def differences(answers: Iterable[Answer]) -> list[str]:
    """Where the program answers otherwise than the table says; empty when they agree."""
    found = []
    for a in answers:
        wanted = expected(a.route, a.method, a.owner, a.asker)
        if wanted != a.status:
            found.append(f"{a.route} {a.method} {a.owner} {a.asker}: erwartet {wanted}, bekommen {a.status}")
    return found

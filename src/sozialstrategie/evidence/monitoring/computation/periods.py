"""Reference dates shifted by whole years, for `lag`."""

from __future__ import annotations

import re

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")


def shift_period(period: str, years: int) -> str:
    """The same reference date `years` years later: every four-digit year in the text moves.

    >>> shift_period("2015-12-31", 1), shift_period("2014/2015", 2), shift_period("2016", 5)
    ('2016-12-31', '2016/2017', '2021')
    """
    shifted = _YEAR.sub(lambda match: f"{int(match.group(1)) + years:04d}", period)
    # the day after 28 February has no counterpart in most years; offices use the last of the month
    return re.sub(r"^(\d{4})-02-29$", lambda match: _last_of_february(match.group(1)), shifted)


def _last_of_february(year: str) -> str:
    import calendar

    return f"{year}-02-{calendar.monthrange(int(year), 2)[1]}"

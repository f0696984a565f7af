"""Limits of raw files: far above everything that the offices publish, far below what would hurt the machine.

Source of the archive limits: measurements on real files, see docs/betrieb; the largest real ffcsv table
unpacks to 34 MB at a ratio of 19, the longest real line has 630 characters.
"""

from __future__ import annotations

MAX_FILE_BYTES = 20_000_000  # the command line may lift it
MAX_UNPACKED_BYTES = 100_000_000
MAX_RATIO = 100  # of the whole archive and of each member
MIN_BYTES_FOR_RATIO = 100_000  # a tiny member may compress as well as it likes
MAX_MEMBERS = 1_000
MAX_DIRECTORY_BYTES = 1_000_000  # central directory of a zip archive
MAX_LINE_BYTES = 100_000
MAX_COLUMNS = 1_000
MAX_ROWS = 1_000_000
MAX_CELLS = 5_000_000
MAX_NUMBER_DIGITS = 18

"""Write `routes.csv` anew from what the program answers now: `python -m tests.routes.write`. Review the difference in git."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

if __name__ == "__main__":
    os.environ["ROUTES_WRITE"] = "1"
    sys.exit(
        pytest.main(
            ["-q", "-p", "no:xdist", "-m", "", str(Path(__file__).with_name("test_table.py")), "-k", "write_table"]
        )
    )

"""The clock, asked. No render asks it (docs/architecture.md, "Days"): it says on which day a command runs."""

from __future__ import annotations

import datetime
import os


def today() -> str:
    """Today's date, YYYY-MM-DD, or that of SOURCE_DATE_EPOCH."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.timezone.utc).date().isoformat()
    return datetime.date.today().isoformat()

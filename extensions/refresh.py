"""Run by Copier after a record was added or changed: bring every document up to date. See `work_packages/refreshing.py`."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    from work_packages.refreshing import main

    sys.exit(main(sys.argv[1:]))

"""`python -m work_packages.terminal`: the command from a checkout, with `extensions` on Python's path."""

from __future__ import annotations

from .main import main

if __name__ == "__main__":
    main()

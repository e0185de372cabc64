"""
Let `python -m proviso` do what the command `proviso` does.
"""

from __future__ import annotations

from proviso.cli import main

if __name__ == "__main__":
    main()

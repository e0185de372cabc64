"""
Where the folders that are not Python live: beside `service/` in a checkout, under `proviso/assets/` in a wheel.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

_HERE: Final = Path(__file__).resolve().parent

ROOT: Final = _HERE / "assets" if (_HERE / "assets").is_dir() else _HERE.parents[1]


def ontology() -> Path:
    """
    Return the folder that says what the words mean.
    """
    return ROOT / "ontology"


def shapes() -> Path:
    """
    Return the folder that says what is allowed.
    """
    return ROOT / "shapes"


def data() -> Path:
    """
    Return the folder of the records that we ship.
    """
    return ROOT / "data"


def queries() -> Path:
    """
    Return the folder of the questions.
    """
    return ROOT / "queries"

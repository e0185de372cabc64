"""
What most tests need.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from proviso.settings import DEFAULT_BASE


@pytest.fixture(scope="session")
def checkout() -> Path:
    """
    The root of the checkout that is being tested.
    """
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def base() -> str:
    """
    The base of the registers that tests make.
    """
    return DEFAULT_BASE

"""
Where the folders are in a checkout; `test_packaging.py` asks the same of the wheel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from proviso import resources

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.mark.parametrize(
    ("folder", "suffix"),
    [
        pytest.param(resources.ontology, ".ttl", id="ontology"),
        pytest.param(resources.shapes, ".ttl", id="shapes"),
        pytest.param(resources.data, ".trig", id="data"),
        pytest.param(resources.queries, ".rq", id="queries"),
    ],
)
def test_a_checkout_has_the_folder_at_its_root(checkout: Path, folder: Callable[[], Path], suffix: str) -> None:
    """
    A folder is found beside `service/`, and what it should hold is in it.
    """
    assert folder() == checkout / folder.__name__
    assert any(folder().rglob(f"*{suffix}"))

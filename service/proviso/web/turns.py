"""
Turns for queries of one's own: however many run and wait, threads are left for everything else.

A query may run for as long as it likes; so many of them at once would leave nobody to answer the others.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Final

from werkzeug.exceptions import ServiceUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_RUNNING: Final = 8
MOST_WAITING: Final = 8
PATIENCE: Final = 5.0  # seconds

_BUSY: Final = f"The register is busy with {MOST_RUNNING} other queries; ask again in a few seconds."


class Turns:
    """
    So many at once, and so many who wait for a while; whoever comes then is sent away.
    """

    def __init__(self, running: int = MOST_RUNNING, waiting: int = MOST_WAITING, patience: float = PATIENCE) -> None:
        self._running = BoundedSemaphore(running)
        self._here = BoundedSemaphore(running + waiting)
        self._patience = patience

    @contextmanager
    def turn(self) -> Iterator[None]:
        """
        Wait for one's turn, and have it.
        """
        if not self._here.acquire(blocking=False):
            raise ServiceUnavailable(_BUSY, retry_after=int(self._patience))
        try:
            if not self._running.acquire(timeout=self._patience):
                raise ServiceUnavailable(_BUSY, retry_after=int(self._patience))
            try:
                yield
            finally:
                self._running.release()
        finally:
            self._here.release()

"""
Serving the register until somebody says stop.
"""

from __future__ import annotations

import signal
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn

import click
import waitress  # type: ignore[import-untyped] # it has no types, and is used in a few lines
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

from proviso.errors import BadSetting
from proviso.web import create_app
from proviso.web.turns import MOST_RUNNING, MOST_WAITING

if TYPE_CHECKING:
    from types import FrameType

    from proviso.settings import Settings
    from proviso.store import Store

# More than the queries that may run or wait, so that there is always one for the rest.
THREADS: Final = MOST_RUNNING + MOST_WAITING + 8

# Seconds that a request which has begun is given when the server ends; a query may never be done.
GRACE: Final = 1.0

_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc] # its type is unknown
    """
    Threads that are not waited for any longer than they deserve.
    """

    def __init__(self) -> None:
        super().__init__()
        self.set_thread_count(THREADS)

    def shutdown(self, cancel_pending: bool = True, timeout: float = GRACE) -> bool:  # noqa: FBT001, FBT002 - waitress's
        """
        Let requests end, but not for ever.
        """
        return bool(super().shutdown(cancel_pending, timeout))


def serve(store: Store, settings: Settings) -> None:
    """
    Serve *store* where *settings* say, until the process is interrupted or asked to end.
    """
    app = create_app(store, replace(settings, base=store.base))
    try:
        server = waitress.create_server(
            app, host=settings.host, port=settings.port, ident="proviso", _dispatcher=_Dispatcher()
        )
    except (OSError, ValueError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BadSetting(
            f"Nothing can be served on {settings.host}, port {settings.port}: {str(reason).rstrip('.')}."
        ) from error
    signal.signal(signal.SIGTERM, _stop)
    port = getattr(server, "effective_port", settings.port)
    click.echo(
        f"Serving revision {store.revision} of the register in {settings.store} on {address(settings.host, port)}",
        err=True,
    )
    server.run()


def address(host: str, port: int) -> str:
    """
    Write where a browser finds the register.

    >>> address("127.0.0.1", 8000), address("::", 80)
    ('http://localhost:8000/', 'http://[::]:80/')
    """
    name = "localhost" if host in _LOOPBACK else f"[{host}]" if ":" in host else host
    return f"http://{name}:{port}/"


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    """
    End as an interrupt from the keyboard would.
    """
    raise SystemExit(0)

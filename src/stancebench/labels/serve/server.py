"""Starting the labelling page."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable

from stancebench.errors import UserError
from stancebench.extras import require_extra
from stancebench.labels.serve.app import make_app
from stancebench.labels.serve.desk import Desk
from stancebench.labels.serve.draft_log import DraftLog
from stancebench.labels.serve.event_log import EventLog
from stancebench.labels.serve.reading import open_reading
from stancebench.workspace import Workspace

PORT = 8771
_LOOPBACK = {"127.0.0.1": "127.0.0.1", "localhost": "127.0.0.1", "::1": "::1"}


def serve_labels(
    workspace: Workspace,
    *,
    annotator_id: str,
    batch: str,
    host: str = "127.0.0.1",
    port: int = PORT,
    order_seed: int = 1,
    tell: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the labelling page of one annotator and batch until it is stopped.

    Args:
        workspace: The workspace, with a built corpus.
        annotator_id: Who labels, as in `labels/annotators.yaml`; a person.
        batch: Name of the batch.
        host: Address of this machine itself: 127.0.0.1, ::1 or localhost.
        port: The port; 0 takes a free one.
        order_seed: Seed of the order, as for `stancebench labels sheet`.
        tell: Is given the page's address once it can be opened.

    Raises:
        UserError: The host is not this machine, the packages of [serve] are missing, the annotator is unknown or a
            model, there is no such batch, the corpus lacks its texts, another page of this annotator and batch is
            running, or the port is in use.
    """
    if host not in _LOOPBACK:
        raise UserError(
            f"the host {host!r} is refused",
            expected=f"an address of this machine itself: {', '.join(_LOOPBACK)}",
            fix="leave --host out",
        )
    require_extra("serve", "starlette", "uvicorn")
    import uvicorn

    reading = open_reading(workspace, annotator_id=annotator_id, batch=batch, order_seed=order_seed)
    events = EventLog(workspace, reading.annotator.id, batch)
    with DraftLog(workspace.drafts / f"{batch}.{reading.annotator.id}.jsonl") as drafts:
        desk = Desk(reading, drafts, events)
        with _listen(_LOOPBACK[host], port) as listener:
            taken = listener.getsockname()[1]
            tell(f"http://{'[::1]' if host == '::1' else host}:{taken}/")
            config = uvicorn.Config(
                make_app(desk),
                http="h11",
                ws="none",
                lifespan="off",
                log_level="warning",
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=2,
            )
            uvicorn.Server(config).run(sockets=[listener])


def _listen(address: str, port: int) -> socket.socket:
    """Open a socket that browsers can reach at once.

    Raises:
        UserError: The port is in use or refused, or the machine has no such address.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    # With the protocol named, asyncio sends small answers at once instead of waiting 40 ms for more.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        found = {
            errno.EADDRINUSE: f"port {port} of {address} is in use",
            errno.EACCES: f"port {port} of {address} may not be used ({error.strerror})",
        }.get(error.errno or 0, f"{address} cannot be used ({error.strerror})")
        raise UserError(found, expected="a free port of this machine", fix="--port 0 takes a free one") from None
    return listener

"""Run the desk: a socket on this machine alone, a server on it, the link printed, the browser opened."""

from __future__ import annotations

import secrets
import socket
import webbrowser
from typing import TYPE_CHECKING

import uvicorn

from themetrail.review.app import make_app

if TYPE_CHECKING:
    from themetrail.review.desk import Desk

LOOPBACK = "127.0.0.1"


def serve(desk: Desk, port: int = 0, *, browser: bool = True) -> None:
    """Serve the desk until it is interrupted.

    Args:
        desk: The desk.
        port: The port; 0 takes one that is free.
        browser: Whether to open the browser.

    Raises:
        OSError: when the port is taken.
    """
    # Named as TCP, its connections send the head and the body of a short answer at once and not 40 ms apart.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((LOOPBACK, port))
    port = int(listening.getsockname()[1])
    token = secrets.token_urlsafe(24)
    link = f"http://{LOOPBACK}:{port}/?token={token}"
    config = uvicorn.Config(
        make_app(desk, token, port),
        lifespan="off",
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    listening.listen()
    print(f"The desk is open at\n\n  {link}\n\nClose it with Ctrl+C. Every act is kept at once.", flush=True)  # noqa: T201
    if browser:
        webbrowser.open(link)
    uvicorn.Server(config).run(sockets=[listening])

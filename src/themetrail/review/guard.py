"""Who may talk to the desk: this machine's own browser, with the desk's token, on the desk's own page.

A page of another site can make a browser send requests to 127.0.0.1. So every request has to name our own host, come
from our own page if it changes anything, and carry the token: once in the address, from then on in a cookie that is
not sent for other sites. Bodies have a limit, and answers are never kept and never run what is not ours.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse, RedirectResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "themetrail"
MOST_BYTES = 8_000_000
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_SAFE = frozenset({"GET", "HEAD"})


class Guard:
    """Lets requests through to ``app`` that may talk to the desk, and puts the headers on every answer.

    Args:
        app: The desk.
        token: The secret of this run of the desk.
        port: The port that it listens on.
    """

    def __init__(self, app: ASGIApp, token: str, port: int) -> None:
        self._app = app
        self._token = token
        self._hosts = frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost"))
        self._cookie = f"{COOKIE}_{port}"  # cookies know no ports, and two desks may be open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return  # no WebSocket is ever accepted; start and end of the server need nothing

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message.get("headers", []), *named]
            await send(message)

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refused = self._refusal(scope, headers)
        if refused:
            status, why = refused
            await PlainTextResponse(why, status)(scope, receive, send_guarded)
        elif self._is_from_the_link(scope):
            answer = RedirectResponse("/", 303)
            answer.set_cookie(self._cookie, self._token, httponly=True, samesite="strict", path="/")
            await answer(scope, receive, send_guarded)
        else:
            await self._app(scope, _bounded(receive), send_guarded)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if headers.get("host", "") not in self._hosts:
            return 421, "This is not the desk's address. Open the link that the terminal shows."
        origin = headers.get("origin", "")
        if origin and origin.removeprefix("http://") not in self._hosts:
            return 403, "The request came from another site."
        if scope["method"] not in _SAFE and not origin:
            return 403, "The request does not say which page it came from."
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, "The request is too large."
        if not self._is_from_the_link(scope) and not self._has_cookie(headers.get("cookie", "")):
            return 403, "The desk's token is missing. Open the link that the terminal shows."
        return None

    def _is_from_the_link(self, scope: Scope) -> bool:
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return scope["path"] == "/" and scope["method"] in _SAFE and self._is_token(given)

    def _has_cookie(self, header: str) -> bool:
        try:
            given = SimpleCookie(header).get(self._cookie)
        except CookieError:
            return False
        return given is not None and self._is_token(given.value)

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), self._token.encode())


def _bounded(receive: Receive) -> Receive:
    """The request's body, cut off with an error when it is larger than it may be, whatever its head said."""
    received = 0

    async def bounded() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > MOST_BYTES:
            return {"type": "http.disconnect"}
        return message

    return bounded
